import type { CellValue, ColumnBatch, Field, ScalarType, ScalarVector, Vector } from '@lingtai/columns';
import { cellAt } from '@lingtai/columns';
import { fail, type LingtaiError, nearest } from '@lingtai/diagnostics';
import type { TableRows } from '../upload/source.ts';

/**
 * Rows for a table with certain columns: found by name (case does not matter), those that are missing are null. Numbers
 * take the type of the column where nothing is lost by it, floats its precision. Throws for what does not fit, by name of
 * column and row.
 */
export function fitted(rows: TableRows, fields: readonly Field[], file: string): TableRows {
  const at = fields.map((f) => rows.fields.findIndex((r) => r.name.toLowerCase() === f.name.toLowerCase()));
  const extra = rows.fields.find((_, i) => !at.includes(i));
  if (extra) throw noColumn(extra, fields, file);
  async function* batches(): AsyncGenerator<ColumnBatch> {
    let before = 0;
    for await (const batch of rows.batches) {
      const columns = fields.map((field, i) => {
        const from = batch.columns[at[i]!];
        if (!from) return emptyVector(field, batch.rowCount);
        return fitVector(from, field, (row, value) => misfit(field, file, before + row + 1, value));
      });
      yield { rowCount: batch.rowCount, columns };
      before += batch.rowCount;
    }
  }
  return { fields, batches: batches() };
}

type Refuse = (row: number, value: CellValue) => LingtaiError;

function fitVector(vector: Vector, to: Field, refuse: Refuse): Vector {
  if ((vector.kind === 'list') !== (to.arraysize !== undefined)) {
    if (vector.length === 0) return emptyVector(to, 0);
    throw refuse(0, cellAt(vector, 0));
  }
  if (vector.kind === 'scalar') return fitScalar(vector, to.scalar, refuse);
  const { offsets, valid } = vector;
  for (let row = 0; row < vector.length; row++)
    if (typeof to.arraysize === 'number' && valid?.[row] !== 0 && offsets[row + 1]! - offsets[row]! !== to.arraysize)
      throw refuse(row, cellAt(vector, row));
  const child = fitScalar(vector.child, to.scalar, (item) => {
    const row = offsets.findIndex((end) => end > item) - 1;
    return refuse(row, cellAt(vector, row));
  });
  return { ...vector, child };
}

const ranges: Partial<Record<ScalarType, readonly [bigint, bigint]>> = {
  uint8: [0n, 255n],
  int16: [-32768n, 32767n],
  int32: [-2147483648n, 2147483647n],
  int64: [-(2n ** 63n), 2n ** 63n - 1n],
};

function fitScalar(vector: ScalarVector, type: ScalarType, refuse: Refuse): ScalarVector {
  if (vector.type === type) return vector;
  const empty = emptyScalar(type, vector.length);
  const values = empty.values as { [row: number]: unknown };
  const valid = empty.valid!;
  for (let row = 0; row < vector.length; row++) {
    if (vector.valid?.[row] === 0) continue;
    const value = vector.values[row]!;
    const fitting = converted(value, vector.type, type);
    if (fitting === undefined) throw refuse(row, cellAt(vector, row));
    values[row] = fitting;
    valid[row] = 1;
  }
  return empty;
}

const isNumber = (type: ScalarType): boolean => type in ranges || type === 'float32' || type === 'float64';

/** The value in another type, or `undefined` where it does not fit. */
function converted(value: string | number | bigint, from: ScalarType, to: ScalarType): number | bigint | undefined {
  if (!isNumber(from) || !isNumber(to) || typeof value === 'string') return undefined;
  const range = ranges[to];
  if (range) {
    if (typeof value === 'number' && !Number.isInteger(value)) return undefined;
    const whole = BigInt(value);
    if (whole < range[0] || whole > range[1]) return undefined;
    return to === 'int64' ? whole : Number(whole);
  }
  const number = Number(value);
  return typeof value === 'bigint' && BigInt(number) !== value ? undefined : number;
}

function emptyVector(field: Field, length: number): Vector {
  if (field.arraysize === undefined) return emptyScalar(field.scalar, length);
  const child = emptyScalar(field.scalar, 0);
  return { kind: 'list', length, offsets: new Int32Array(length + 1), valid: new Uint8Array(length), child };
}

function emptyScalar(type: ScalarType, length: number): ScalarVector {
  const base = { kind: 'scalar', length, valid: new Uint8Array(length) } as const;
  switch (type) {
    case 'string':
      return { ...base, type, values: new Array<string>(length).fill('') };
    case 'int64':
    case 'timestamp':
      return { ...base, type, values: new BigInt64Array(length) };
    case 'boolean':
    case 'uint8':
      return { ...base, type, values: new Uint8Array(length) };
    case 'int16':
      return { ...base, type, values: new Int16Array(length) };
    case 'int32':
      return { ...base, type, values: new Int32Array(length) };
    case 'float32':
      return { ...base, type, values: new Float32Array(length) };
    case 'float64':
      return { ...base, type, values: new Float64Array(length) };
  }
}

function noColumn(extra: Field, fields: readonly Field[], file: string): LingtaiError {
  const names = fields.map((f) => f.name);
  return fail(
    'data',
    'USER-TABLE-COLUMN',
    { en: `The table has no column "${extra.name}".`, zh: `该表没有列“${extra.name}”。` },
    { place: { file, parameter: extra.name }, nearest: nearest(extra.name, names) },
  );
}

function misfit(field: Field, file: string, row: number, value: CellValue): LingtaiError {
  const text = String(value);
  const shown = text.length > 60 ? `${text.slice(0, 60)}…` : text;
  const type = field.arraysize === undefined ? field.scalar : `${field.scalar}[${field.arraysize}]`;
  return fail(
    'data',
    'USER-TABLE-VALUE',
    {
      en: `${shown} does not fit the column "${field.name}" (${type}).`,
      zh: `${shown} 不适合列“${field.name}”（${type}）。`,
    },
    { place: { file, row, parameter: field.name } },
  );
}
