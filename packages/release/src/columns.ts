import type { CellValue, ColumnBatch, Field, ListVector, ScalarVector, Vector } from '@lingtai/columns';
import type { ColumnEntry, TableEntry } from '@lingtai/descriptor';
import type { BuilderColumn } from '@lingtai/engine';
import { isMadeOnAnswer } from './header-row.ts';

/** Columns that a release stores: those made when a response is written are not among them. */
export function storedColumns(table: TableEntry): readonly ColumnEntry[] {
  return table.source.kind === 'products' ? table.columns.filter((c) => !isMadeOnAnswer(c)) : table.columns;
}

/** A column as the builder checks it. Rows made by us come under the column's own name, their nulls already nulls. */
export function builderColumn(table: TableEntry, column: ColumnEntry): BuilderColumn {
  const made = table.source.kind === 'products';
  return {
    name: column.name,
    from: made ? column.name : (column.from ?? column.name),
    type: column.type,
    nulls: column.null ?? [],
    required: column.required ?? column.name === table.key,
    ...(column.arraysize === undefined ? {} : { arraysize: column.arraysize }),
    ...(column.min === undefined ? {} : { min: column.min }),
    ...(column.max === undefined ? {} : { max: column.max }),
    ...(column.valuesAre === 'closed' && column.values ? { closedValues: column.values.map((v) => v.value) } : {}),
  };
}

/** The names under which a catalogue's files have the declared columns, each once. */
export function sourceNames(table: TableEntry): readonly string[] {
  return [...new Set(storedColumns(table).map((c) => c.from ?? c.name))];
}

/** What ingest keeps of each product's file, beside the columns of its table. */
export const fileColumns: readonly BuilderColumn[] = [
  { name: 'lt_file', from: 'lt_file', type: 'string', nulls: [], required: true },
  { name: 'lt_size', from: 'lt_size', type: 'int64', nulls: [], required: true },
  { name: 'lt_sha256', from: 'lt_sha256', type: 'string', nulls: [], required: true },
  { name: 'lt_crc32', from: 'lt_crc32', type: 'int64', nulls: [], required: true },
];

export function fieldOf(column: Pick<BuilderColumn, 'name' | 'type' | 'arraysize'>): Field {
  return {
    name: column.name,
    scalar: column.type as Field['scalar'],
    ...(column.arraysize === undefined ? {} : { arraysize: column.arraysize }),
  };
}

/** Rows as columns. */
export function batchOf(fields: readonly Field[], rows: readonly (readonly CellValue[])[]): ColumnBatch {
  return {
    rowCount: rows.length,
    columns: fields.map((field, c) =>
      vectorOf(
        field,
        rows.map((row) => row[c] ?? null),
      ),
    ),
  };
}

function vectorOf(field: Field, cells: readonly CellValue[]): Vector {
  return field.arraysize === undefined ? scalarVector(field.scalar, cells) : listVector(field, cells);
}

function listVector(field: Field, cells: readonly CellValue[]): ListVector {
  const lists = cells.map((cell) => (cell === null || typeof cell !== 'object' ? undefined : cell));
  const offsets = new Int32Array(cells.length + 1);
  for (const [i, item] of lists.entries()) offsets[i + 1] = offsets[i]! + (item?.length ?? 0);
  return {
    kind: 'list',
    length: cells.length,
    offsets,
    child: scalarVector(
      field.scalar,
      lists.flatMap((l) => l ?? []),
    ),
    valid: Uint8Array.from(lists, (l) => (l ? 1 : 0)),
  };
}

function scalarVector(type: Field['scalar'], cells: readonly CellValue[]): ScalarVector {
  const length = cells.length;
  const valid = Uint8Array.from(cells, (cell) => (cell === null ? 0 : 1));
  if (type === 'string')
    return { kind: 'scalar', type, length, values: cells.map((c) => (c === null ? '' : String(c))), valid };
  if (type === 'int64' || type === 'timestamp') {
    return {
      kind: 'scalar',
      type,
      length,
      values: BigInt64Array.from(cells, (c) => (c === null ? 0n : BigInt(c as bigint))),
      valid,
    };
  }
  const numbers = cells.map((c) => (c === null ? 0 : Number(c)));
  return { kind: 'scalar', type, length, values: arrayOf(type, numbers), valid } as ScalarVector;
}

function arrayOf(
  type: Exclude<Field['scalar'], 'string' | 'int64' | 'timestamp'>,
  numbers: readonly number[],
): ScalarVector['values'] {
  switch (type) {
    case 'boolean':
    case 'uint8':
      return Uint8Array.from(numbers);
    case 'int16':
      return Int16Array.from(numbers);
    case 'int32':
      return Int32Array.from(numbers);
    case 'float32':
      return Float32Array.from(numbers);
    case 'float64':
      return Float64Array.from(numbers);
  }
}
