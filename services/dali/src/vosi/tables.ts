import { isRegularName, quoteName } from '@lingtai/adql';
import type { ViewColumn, ViewTable } from '@lingtai/query';
import { datatypes } from '@lingtai/votable';

/** A schema as VOSI's `/tables` and TAP_SCHEMA tell of it: both are written from the same list, so that they agree. */
export interface VosiSchema {
  readonly name: string;
  readonly title?: string;
  readonly description?: string;
  readonly tables: readonly VosiTable[];
}

export interface VosiTable {
  /** What queries read; its name is `schema.table` without quotes. */
  readonly table: ViewTable;
  readonly title?: string;
  readonly description?: string;
  readonly utype?: string;
  /** Names of columns that a standard defines; absent: none. `all`: every one. */
  readonly std?: 'all' | readonly string[];
  readonly foreignKeys?: readonly VosiForeignKey[];
}

export interface VosiForeignKey {
  readonly id: string;
  /** `schema.table` */
  readonly target: string;
  readonly columns: readonly { readonly from: string; readonly target: string }[];
  readonly description?: string;
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

export function formOf(column: ViewColumn): ColumnForm {
  const isText = column.scalar === 'string' || column.scalar === 'timestamp';
  const arraysize = isText ? '*' : column.arraysize;
  const xtype = column.xtype ?? (column.scalar === 'timestamp' ? 'timestamp' : undefined);
  return {
    datatype: column.scalar === 'string' || column.scalar === 'timestamp' ? 'char' : datatypes[column.scalar],
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

export function isStd({ std }: VosiTable, column: ViewColumn): boolean {
  return std === 'all' || (std?.includes(column.name) ?? false);
}
