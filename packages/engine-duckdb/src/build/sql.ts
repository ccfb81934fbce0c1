import type { ColumnType, ScalarType } from '@lingtai/columns';
import type { BuilderColumn } from '@lingtai/engine';

/** `"name"`, with quotes doubled. */
export function ident(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** `'text'`, with quotes doubled. */
export function text(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}

export function textList(values: readonly string[]): string {
  return `[${values.map(text).join(', ')}]`;
}

const sqlTypeOf: Readonly<Record<ScalarType, string>> = {
  boolean: 'BOOLEAN',
  uint8: 'UTINYINT',
  int16: 'SMALLINT',
  int32: 'INTEGER',
  int64: 'BIGINT',
  float32: 'FLOAT',
  float64: 'DOUBLE',
  string: 'VARCHAR',
  timestamp: 'TIMESTAMP',
};

export function sqlType(type: ColumnType): string {
  return type.arraysize === undefined ? sqlTypeOf[type.scalar] : `${sqlTypeOf[type.scalar]}[]`;
}

export function columnType(column: BuilderColumn): ColumnType {
  return column.arraysize === undefined
    ? { scalar: column.type }
    : { scalar: column.type, arraysize: column.arraysize };
}

/** A number or text as a value of an SQL type, exactly. */
export function constant(value: number | bigint | string, type: string): string {
  return `CAST(${text(String(value))} AS ${type})`;
}
