import { isRegularName, quoteName } from '@lingtai/adql';
import type { CatalogueSnapshot, PublishedRelease } from '@lingtai/catalogue';
import type { ViewColumn, ViewTable } from '@lingtai/query';

/** A schema as `/tap/tables` and TAP_SCHEMA tell of it: both are written from the same list, so that they agree. */
export interface TapSchema {
  readonly name: string;
  readonly title?: string;
  readonly description?: string;
  readonly tables: readonly TapTable[];
}

export interface TapTable {
  /** What queries read; its name is `schema.table` without quotes. */
  readonly table: ViewTable;
  readonly title?: string;
  readonly description?: string;
  readonly utype?: string;
  /** Names of columns that a standard defines; absent: none. `all`: every one. */
  readonly std?: 'all' | readonly string[];
  readonly foreignKeys?: readonly TapForeignKey[];
}

export interface TapForeignKey {
  readonly id: string;
  /** `schema.table` */
  readonly target: string;
  readonly columns: readonly { readonly from: string; readonly target: string }[];
  readonly description?: string;
}

/** The schemas of the releases in a snapshot, newest release of a dataset first. */
export function releaseSchemas(snapshot: CatalogueSnapshot): TapSchema[] {
  return snapshot.releases.map((release) => ({
    name: release.schemaName,
    title: `${release.descriptor.title.en} ${release.release} ${release.version}`,
    description: release.descriptor.description.en,
    tables: release.tableNames.flatMap((name) => releaseTable(snapshot, release, name)),
  }));
}

function releaseTable(snapshot: CatalogueSnapshot, release: PublishedRelease, name: string): TapTable[] {
  const table = snapshot.view.table([{ text: release.schemaName }, { text: name }]);
  const entry = release.descriptor.tables.find((t) => t.name === name);
  if (!table || !entry) return [];
  return [{ table, title: entry.title.en, description: (entry.description ?? entry.title).en }];
}

/** A name as a query must write it: in double quotes where it is a reserved word or no regular identifier. */
export function writtenName(name: string): string {
  return isRegularName(name) ? name : quoteName(name);
}

/** `schema.table` as a query must write it. */
export function writtenTable(name: string): string {
  return name.split('.').map(writtenName).join('.');
}

/** The type of a column in VOTable's words, as results give it. */
export interface ColumnForm {
  readonly datatype: string;
  readonly arraysize?: string;
  readonly xtype?: string;
}

const datatypes: Readonly<Record<ViewColumn['scalar'], string>> = {
  boolean: 'boolean',
  uint8: 'unsignedByte',
  int16: 'short',
  int32: 'int',
  int64: 'long',
  float32: 'float',
  float64: 'double',
  string: 'char',
  timestamp: 'char',
};

export function formOf(column: ViewColumn): ColumnForm {
  const isText = column.scalar === 'string' || column.scalar === 'timestamp';
  const arraysize = isText ? '*' : column.arraysize;
  const xtype = column.xtype ?? (column.scalar === 'timestamp' ? 'timestamp' : undefined);
  return {
    datatype: datatypes[column.scalar],
    ...(arraysize === undefined ? {} : { arraysize: String(arraysize) }),
    ...(xtype === undefined ? {} : { xtype }),
  };
}

/** Whether a condition on the column spares the engine reading the whole table. */
export function isIndexed({ key, position }: ViewTable, column: ViewColumn): boolean {
  return column.name === key || column.name === position?.ra || column.name === position?.dec;
}

/** Whether people look at the column first. */
export function isPrincipal(column: ViewColumn): boolean {
  return column.verb <= 10;
}

export function isStd({ std }: TapTable, column: ViewColumn): boolean {
  return std === 'all' || (std?.includes(column.name) ?? false);
}
