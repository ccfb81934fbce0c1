import type { ColumnBatch, ColumnType, ScalarVector, Vector } from '@lingtai/columns';

/** What Trino's protocol gives back for one statement: its columns' types and all rows, integers exact. */
export interface TrinoResult {
  readonly types: readonly string[];
  readonly rows: readonly (readonly TrinoValue[])[];
}

/** A cell of the protocol's JSON; a whole number is a `bigint`. */
export type TrinoValue = null | boolean | number | bigint | string | readonly TrinoValue[];

interface Answer {
  readonly nextUri?: string;
  readonly columns?: readonly { readonly type: string }[];
  readonly data?: readonly (readonly TrinoValue[])[];
  readonly error?: { readonly message: string; readonly errorName: string };
}

/** What Trino says of a statement that failed. */
export class TrinoError extends Error {
  readonly errorName: string;

  constructor(errorName: string, message: string) {
    super(`${errorName}: ${message}`);
    this.errorName = errorName;
  }
}

/** Runs one statement over HTTP (`POST /v1/statement`, then each `nextUri`). Throws with Trino's own words. */
export async function trinoStatement(url: string, sql: string): Promise<TrinoResult> {
  let types: readonly string[] = [];
  const rows: (readonly TrinoValue[])[] = [];
  let answer = await asked(`${url}/v1/statement`, { method: 'POST', body: sql });
  for (;;) {
    if (answer.error) throw new TrinoError(answer.error.errorName, answer.error.message);
    types = answer.columns?.map((c) => c.type) ?? types;
    rows.push(...(answer.data ?? []));
    if (answer.nextUri === undefined) return { types, rows };
    answer = await asked(answer.nextUri);
  }
}

async function asked(url: string, init: RequestInit = {}): Promise<Answer> {
  const headers = {
    'X-Trino-User': 'lingtai',
    'X-Trino-Time-Zone': 'UTC',
    // Without it times lose their microseconds.
    'X-Trino-Client-Capabilities': 'PARAMETRIC_DATETIME',
  };
  for (let tries = 1; ; tries++) {
    const response = await fetch(url, { ...init, headers });
    // The protocol's "come again".
    if ([502, 503, 504].includes(response.status) && tries < 50) {
      await response.body?.cancel();
      await new Promise((resolve) => setTimeout(resolve, 100));
      continue;
    }
    const text = await response.text();
    if (!response.ok) throw new Error(`${response.status}: ${text.slice(0, 500)}`);
    return exactJson(text) as Answer;
  }
}

/** JSON whose whole numbers keep all their digits. */
function exactJson(text: string): unknown {
  const exact = (_: string, value: unknown, { source }: { source?: string }): unknown =>
    typeof value === 'number' && source !== undefined && /^-?\d+$/.test(source) ? BigInt(source) : value;
  return JSON.parse(text, exact as (this: unknown, key: string, value: unknown) => unknown);
}

/** The type of Trino in which a column of the plan must come; `uint8` has no twin there. */
const typeNames: Readonly<Record<ColumnType['scalar'], string>> = {
  boolean: 'boolean',
  uint8: 'smallint',
  int16: 'smallint',
  int32: 'integer',
  int64: 'bigint',
  float32: 'real',
  float64: 'double',
  string: 'varchar',
  timestamp: 'timestamp(6)',
};

/** The rows as one batch. Throws when a column is not of the type that the plan promises. */
export function batchOf({ types, rows }: TrinoResult, columns: readonly ColumnType[]): ColumnBatch {
  const vectors = columns.map((column, i) => {
    const wanted = column.arraysize === undefined ? typeNames[column.scalar] : `array(${typeNames[column.scalar]})`;
    const found = types[i]!.replace(/varchar\(\d+\)/, 'varchar');
    if (found !== wanted) throw new Error(`column ${i} should be ${wanted}, Trino gave ${types[i]}`);
    return vectorOf(
      column,
      rows.map((row) => row[i]!),
    );
  });
  return { rowCount: rows.length, columns: vectors };
}

function vectorOf({ scalar, arraysize }: ColumnType, cells: readonly TrinoValue[]): Vector {
  if (arraysize === undefined) return scalarVector(scalar, cells);
  const lists = cells.map((cell) => (cell ?? []) as readonly TrinoValue[]);
  const offsets = new Int32Array(cells.length + 1);
  lists.forEach((list, i) => {
    offsets[i + 1] = offsets[i]! + list.length;
  });
  const valid = Uint8Array.from(cells, (cell) => (cell === null ? 0 : 1));
  return { kind: 'list', length: cells.length, offsets, child: scalarVector(scalar, lists.flat()), valid };
}

function scalarVector(type: ColumnType['scalar'], cells: readonly TrinoValue[]): ScalarVector {
  const length = cells.length;
  const valid = Uint8Array.from(cells, (cell) => (cell === null ? 0 : 1));
  // NaN and the infinities come as words.
  const numbers = (): number[] => cells.map((cell) => Number(cell ?? 0));
  switch (type) {
    case 'boolean':
      return { kind: 'scalar', type, length, valid, values: Uint8Array.from(cells, Number) };
    case 'uint8':
      return { kind: 'scalar', type, length, valid, values: Uint8Array.from(numbers()) };
    case 'int16':
      return { kind: 'scalar', type, length, valid, values: Int16Array.from(numbers()) };
    case 'int32':
      return { kind: 'scalar', type, length, valid, values: Int32Array.from(numbers()) };
    case 'int64':
      return { kind: 'scalar', type, length, valid, values: BigInt64Array.from(cells, (c) => BigInt(String(c ?? 0))) };
    case 'float32':
      return { kind: 'scalar', type, length, valid, values: Float32Array.from(numbers()) };
    case 'float64':
      return { kind: 'scalar', type, length, valid, values: Float64Array.from(numbers()) };
    case 'string':
      return { kind: 'scalar', type, length, valid, values: cells.map((cell) => String(cell ?? '')) };
    case 'timestamp':
      return { kind: 'scalar', type, length, valid, values: BigInt64Array.from(cells, micros) };
  }
}

/** `2020-01-31 12:34:56.000000` as microseconds since 1970. */
function micros(cell: TrinoValue): bigint {
  if (cell === null) return 0n;
  const [second = '', fraction = ''] = String(cell).split('.');
  return BigInt(Date.parse(`${second.replace(' ', 'T')}Z`)) * 1000n + BigInt(fraction.padEnd(6, '0'));
}
