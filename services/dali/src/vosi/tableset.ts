import {
  formOf,
  isIndexed,
  isStd,
  type VosiForeignKey,
  type VosiSchema,
  type VosiTable,
  writtenName,
  writtenTable,
} from './tables.ts';
import { element, textElement, xmlStart, xsi } from './xml.ts';

const namespaces = {
  'xmlns:vosi': 'http://www.ivoa.net/xml/VOSITables/v1.0',
  'xmlns:vs': 'http://www.ivoa.net/xml/VODataService/v1.1',
  'xmlns:xsi': xsi,
};

/** How much `/tables` tells of a table: without columns, or all. */
export type TableDetail = 'min' | 'max';

/** All tables: the tableset of VOSI 1.1 in the words of VODataService 1.2. */
export function tablesetXml(schemas: readonly VosiSchema[], detail: TableDetail): string {
  const inside = schemas.map((schema) =>
    element(
      'schema',
      {},
      textElement('name', writtenName(schema.name)),
      textElement('title', schema.title),
      textElement('description', schema.description),
      ...schema.tables.map((table) => tableXml('table', {}, table, detail)),
    ),
  );
  return `${xmlStart}${element('vosi:tableset', namespaces, ...inside)}\n`;
}

/** One table with its columns. */
export function oneTableXml(table: VosiTable): string {
  return `${xmlStart}${tableXml('vosi:table', namespaces, table, 'max')}\n`;
}

function tableXml(
  name: string,
  attributes: Readonly<Record<string, string>>,
  table: VosiTable,
  detail: TableDetail,
): string {
  const columns = detail === 'min' ? [] : table.table.columns.map((column) => columnXml(table, column));
  const keys = detail === 'min' ? [] : (table.foreignKeys ?? []).map(foreignKeyXml);
  return element(
    name,
    { ...attributes, type: 'table' },
    textElement('name', writtenTable(table.table.name)),
    textElement('title', table.title),
    textElement('description', table.description),
    textElement('utype', table.utype),
    textElement('nrows', table.table.rowCount),
    ...columns,
    ...keys,
  );
}

function columnXml(table: VosiTable, column: VosiTable['table']['columns'][number]): string {
  const { datatype, arraysize, xtype } = formOf(column);
  const type = { 'xsi:type': 'vs:VOTableType', arraysize, extendedType: xtype };
  const flags = [
    ...(isIndexed(table.table, column) ? ['indexed'] : []),
    ...(column.name === table.table.key ? ['primary'] : []),
  ];
  return element(
    'column',
    { std: isStd(table, column) ? 'true' : 'false' },
    textElement('name', writtenName(column.name)),
    textElement('description', column.description),
    textElement('unit', column.unit),
    textElement('ucd', column.ucd),
    textElement('utype', column.utype),
    element('dataType', type, datatype),
    ...flags.map((flag) => textElement('flag', flag)),
  );
}

function foreignKeyXml({ target, columns, description }: VosiForeignKey): string {
  return element(
    'foreignKey',
    {},
    textElement('targetTable', writtenTable(target)),
    ...columns.map((c) =>
      element('fkColumn', {}, textElement('fromColumn', c.from), textElement('targetColumn', c.target)),
    ),
    textElement('description', description),
  );
}
