import {
  type ColumnBatch,
  type ScalarVector,
  type StringVector,
  utf8Of,
  utf8Vector,
  type Vector,
} from '@lingtai/columns';

/** Some batches as one of `rowCount` rows. */
export function joinBatches(batches: readonly ColumnBatch[], rowCount: number): ColumnBatch {
  if (batches.length === 1) return batches[0]!;
  const columns = batches[0]!.columns.map((_, i) =>
    joinVectors(
      batches.map((b) => b.columns[i]!),
      rowCount,
    ),
  );
  return { rowCount, columns };
}

/** The rows of some vectors of one kind and type, one after the other. */
export function joinVectors(vectors: readonly Vector[], length: number): Vector {
  const first = vectors[0]!;
  if (first.kind === 'scalar') return joinScalars(vectors as readonly ScalarVector[], length);
  const lists = vectors.filter((v) => v.kind === 'list');
  const offsets = new Int32Array(length + 1);
  let at = 0;
  let base = 0;
  for (const list of lists) {
    for (let i = 1; i <= list.length; i++) offsets[at + i] = base + list.offsets[i]! - list.offsets[0]!;
    at += list.length;
    base = offsets[at]!;
  }
  const children = lists.map((l) => l.child);
  const valid = joinValid(vectors, length);
  return { kind: 'list', length, offsets, child: joinScalars(children, base), ...(valid ? { valid } : {}) };
}

function joinScalars(vectors: readonly ScalarVector[], length: number): ScalarVector {
  const first = vectors[0]!;
  const valid = joinValid(vectors, length);
  const more = { length, ...(valid ? { valid } : {}) };
  if (first.type === 'string') return joinTexts(vectors as readonly StringVector[], length, valid);
  const values = new (first.values.constructor as new (n: number) => typeof first.values)(length);
  let at = 0;
  for (const vector of vectors) {
    (values as Float64Array).set(vector.values as Float64Array, at);
    at += vector.length;
  }
  return { ...first, ...more, values } as ScalarVector;
}

function joinTexts(vectors: readonly StringVector[], length: number, valid: Uint8Array | undefined): StringVector {
  const texts = vectors.map(utf8Of);
  const offsets = new Int32Array(length + 1);
  let at = 0;
  let size = 0;
  for (const part of texts) {
    const start = part.offsets[0]!;
    for (let i = 1; i < part.offsets.length; i++) offsets[++at] = size + part.offsets[i]! - start;
    size = offsets[at]!;
  }
  const bytes = new Uint8Array(size);
  let end = 0;
  for (const part of texts) {
    const used = part.bytes.subarray(part.offsets[0], part.offsets.at(-1));
    bytes.set(used, end);
    end += used.length;
  }
  return utf8Vector(length, { bytes, offsets }, valid);
}

function joinValid(vectors: readonly Vector[], length: number): Uint8Array | undefined {
  if (vectors.every((v) => v.valid === undefined)) return undefined;
  const valid = new Uint8Array(length).fill(1);
  let at = 0;
  for (const vector of vectors) {
    if (vector.valid) valid.set(vector.valid, at);
    at += vector.length;
  }
  return valid;
}
