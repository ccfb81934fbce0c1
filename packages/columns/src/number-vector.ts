import type { ScalarType } from './type.ts';
import type { ScalarVector } from './vector.ts';

/** A column of numbers, truths or times that lie in `memory` from the byte `at` on. */
export function numberVector(
  type: Exclude<ScalarType, 'string'>,
  memory: ArrayBufferLike,
  at: number,
  length: number,
  valid?: Uint8Array,
): ScalarVector {
  const base = { kind: 'scalar' as const, length, ...(valid ? { valid } : {}) };
  switch (type) {
    case 'boolean':
    case 'uint8':
      return { ...base, type, values: new Uint8Array(memory, at, length) };
    case 'int16':
      return { ...base, type, values: new Int16Array(memory, at, length) };
    case 'int32':
      return { ...base, type, values: new Int32Array(memory, at, length) };
    case 'int64':
    case 'timestamp':
      return { ...base, type, values: new BigInt64Array(memory, at, length) };
    case 'float32':
      return { ...base, type, values: new Float32Array(memory, at, length) };
    case 'float64':
      return { ...base, type, values: new Float64Array(memory, at, length) };
  }
}
