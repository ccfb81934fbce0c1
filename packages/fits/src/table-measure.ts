import type { ColumnBatch, Field, ScalarType, Vector } from '@lingtai/columns';
import { utf8Length } from './utf8.ts';

/** What has to be known of one column before its first row is written. */
export interface ColumnExtent {
  /** Bytes of the longest string (UTF-8), or, for a list of strings, of the longest in it. */
  readonly stringBytes?: number;
  /** Elements of the longest list, for `arraysize: '*'`. */
  readonly listLength?: number;
  /** Bytes that all its lists take in the heap, for `arraysize: '*'` of anything but text. */
  readonly heapBytes?: number;
  /** False where it is known that no value is null. */
  readonly hasNulls?: boolean;
}

/** What has to be known of a table: FITS puts counts and widths in front of the rows. */
export interface TableExtent {
  readonly rowCount: number;
  /** By column name. Strings need `stringBytes`, lists of any length need `listLength` and `heapBytes`. */
  readonly columns: Readonly<Record<string, ColumnExtent>>;
}

const bytesEach: Readonly<Record<ScalarType, number>> = {
  boolean: 1,
  uint8: 1,
  int16: 2,
  int32: 4,
  int64: 8,
  float32: 4,
  float64: 8,
  string: 1,
  timestamp: 1,
};

/** Collects, batch by batch, what `fitsTableWriter` has to know. */
export interface TableMeasure {
  add(batch: ColumnBatch): void;
  extent(): TableExtent;
}

interface Measured {
  stringBytes: number;
  listLength: number;
  elements: number;
  hasNulls: boolean;
}

function measureVector(state: Measured, vector: Vector): void {
  const child = vector.kind === 'list' ? vector.child : vector;
  if (child.valid?.includes(0) || vector.valid?.includes(0)) state.hasNulls = true;
  if (child.type === 'string') {
    for (let i = 0; i < child.length; i++) {
      if (child.valid?.[i] === 0) continue;
      const text = child.values[i]!;
      if (text.length * 3 > state.stringBytes) state.stringBytes = Math.max(state.stringBytes, utf8Length(text));
    }
  }
  if (vector.kind === 'scalar') return;
  for (let r = 0; r < vector.length; r++)
    state.listLength = Math.max(state.listLength, vector.offsets[r + 1]! - vector.offsets[r]!);
  state.elements += vector.offsets[vector.length]! - vector.offsets[0]!;
}

/** Measures a table on a first pass; the memory it takes does not grow. */
export function tableMeasure(fields: readonly Field[]): TableMeasure {
  const states: Measured[] = fields.map(() => ({ stringBytes: 0, listLength: 0, elements: 0, hasNulls: false }));
  let rowCount = 0;
  return {
    add(batch) {
      rowCount += batch.rowCount;
      for (const [i, vector] of batch.columns.entries()) measureVector(states[i]!, vector);
    },
    extent() {
      const columns = fields.map((field, i): [string, ColumnExtent] => {
        const { stringBytes, listLength, elements, hasNulls } = states[i]!;
        const scalar = field.scalar === 'uint8' && hasNulls ? 'int16' : field.scalar;
        const heapBytes = elements * bytesEach[scalar];
        return [field.name, { stringBytes: Math.max(1, stringBytes), listLength, heapBytes, hasNulls }];
      });
      return { rowCount, columns: Object.fromEntries(columns) };
    },
  };
}
