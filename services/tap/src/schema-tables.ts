import type { VosiForeignKey } from '@lingtai/service-dali';

/** A column of TAP_SCHEMA: text, or a 32-bit integer. */
export interface SchemaColumn {
  readonly name: string;
  readonly scalar: 'string' | 'int32';
  readonly description: string;
}

/** A table of TAP_SCHEMA. */
export interface SchemaTable {
  readonly name: 'schemas' | 'tables' | 'columns' | 'keys' | 'key_columns';
  readonly description: string;
  readonly columns: readonly SchemaColumn[];
  readonly foreignKeys: readonly VosiForeignKey[];
}

export const tapSchemaName = 'TAP_SCHEMA';

const text = (name: string, description: string): SchemaColumn => ({ name, scalar: 'string', description });
const whole = (name: string, description: string): SchemaColumn => ({ name, scalar: 'int32', description });

function foreignKey(id: string, target: string, from: string, to: string): VosiForeignKey {
  return { id, target: `${tapSchemaName}.${target}`, columns: [{ from, target: to }] };
}

/** The five tables of TAP 1.1, section 4, with their foreign keys. */
export const schemaTables: readonly SchemaTable[] = [
  {
    name: 'schemas',
    description: 'Schemas of this service.',
    columns: [
      text('schema_name', 'Schema name, as in queries.'),
      text('utype', 'Utype of the schema in a data model.'),
      text('description', 'What the schema holds.'),
      whole('schema_index', 'Place in a list of schemas.'),
    ],
    foreignKeys: [],
  },
  {
    name: 'tables',
    description: 'Tables of this service.',
    columns: [
      text('schema_name', 'Schema of the table.'),
      text('table_name', 'Table name with its schema, as in queries.'),
      text('table_type', 'table or view.'),
      text('utype', 'Utype of the table in a data model.'),
      text('description', 'What the table holds.'),
      whole('table_index', 'Place in a list of tables.'),
    ],
    foreignKeys: [foreignKey('tap_schema_tables_schemas', 'schemas', 'schema_name', 'schema_name')],
  },
  {
    name: 'columns',
    description: 'Columns of the tables of this service.',
    columns: [
      text('table_name', 'Table of the column.'),
      text('column_name', 'Column name, as in queries.'),
      text('datatype', 'VOTable datatype.'),
      text('arraysize', 'VOTable arraysize; null for a scalar.'),
      text('xtype', 'VOTable xtype.'),
      whole('size', 'Deprecated: length of a column of fixed length; see arraysize.'),
      text('description', 'What the column means.'),
      text('utype', 'Utype of the column in a data model.'),
      text('unit', 'Unit of the values, as VOUnits writes it.'),
      text('ucd', 'UCD of the column.'),
      whole('indexed', '1: conditions on the column spare reading the whole table; 0: they do not.'),
      whole('principal', '1: among the columns that people look at first; 0: not.'),
      whole('std', '1: defined by a standard; 0: by this service.'),
      whole('column_index', 'Place in the table, from 1.'),
    ],
    foreignKeys: [foreignKey('tap_schema_columns_tables', 'tables', 'table_name', 'table_name')],
  },
  {
    name: 'keys',
    description: 'Foreign keys between tables of this service.',
    columns: [
      text('key_id', 'Identifier of the foreign key.'),
      text('from_table', 'Table that refers to the other.'),
      text('target_table', 'Table that is referred to.'),
      text('utype', 'Utype of the key in a data model.'),
      text('description', 'What the key means.'),
    ],
    foreignKeys: [
      foreignKey('tap_schema_keys_from', 'tables', 'from_table', 'table_name'),
      foreignKey('tap_schema_keys_target', 'tables', 'target_table', 'table_name'),
    ],
  },
  {
    name: 'key_columns',
    description: 'Columns of the foreign keys.',
    columns: [
      text('key_id', 'Identifier of the foreign key.'),
      text('from_column', 'Column of the table that refers.'),
      text('target_column', 'Column of the table that is referred to.'),
    ],
    foreignKeys: [foreignKey('tap_schema_key_columns_keys', 'keys', 'key_id', 'key_id')],
  },
];
