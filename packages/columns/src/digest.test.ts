import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ColumnDigest, digestColumn, type Sha256 } from './digest.ts';
import type { ListVector, ScalarVector } from './vector.ts';

function sha256(): Sha256 {
  const hash = createHash('sha256');
  return { update: (bytes) => hash.update(bytes), hex: () => hash.digest('hex') };
}

const sha = (data: string | Uint8Array) => createHash('sha256').update(data).digest('hex');

describe('column digest', () => {
  it('is the text that its definition says, hashed', () => {
    const vector: ScalarVector = {
      kind: 'scalar',
      type: 'int16',
      length: 3,
      values: new Int16Array([1, 77, -2]),
      valid: new Uint8Array([1, 0, 1]),
    };
    const lines = [
      'lingtai-column-digest-1',
      'type int16',
      'rows 3',
      `valid ${sha(new Uint8Array([1, 0, 1]))}`,
      'lengths -',
      'itemvalid -',
      'itemlengths -',
      `values ${sha(new Uint8Array([1, 0, 0, 0, 0xfe, 0xff]))}`,
    ];
    expect(digestColumn({ scalar: 'int16' }, [vector], sha256)).toBe(sha(`${lines.join('\n')}\n`));
  });

  it('tells apart what a careless form would not', () => {
    const texts = (values: string[], valid?: Uint8Array): string =>
      digestColumn(
        { scalar: 'string' },
        [{ kind: 'scalar', type: 'string', length: values.length, values, ...(valid ? { valid } : {}) }],
        sha256,
      );
    const seen = [
      texts(['ab', 'c']),
      texts(['a', 'bc']),
      texts(['abc', '']),
      texts(['abc', ''], new Uint8Array([1, 0])),
      texts(['abc']),
    ];
    expect(new Set(seen).size).toBe(seen.length);
    const numbers = (type: 'float32' | 'int32') =>
      digestColumn(
        { scalar: type },
        [
          {
            kind: 'scalar',
            type,
            length: 1,
            values: type === 'float32' ? new Float32Array(1) : new Int32Array(1),
          } as ScalarVector,
        ],
        sha256,
      );
    expect(numbers('float32')).not.toBe(numbers('int32'));
  });

  it('does not depend on how rows are cut into vectors, nor on what stands behind a null', () => {
    const cells = fc.array(
      fc.option(fc.array(fc.option(fc.string({ unit: 'grapheme' }), { nil: null }), { maxLength: 4 }), { nil: null }),
      { minLength: 1, maxLength: 30 },
    );
    fc.assert(
      fc.property(cells, fc.nat(), fc.string(), (rows, at, junk) => {
        const whole = listOf(rows, junk);
        const cut = at % (rows.length + 1);
        const digest = new ColumnDigest({ scalar: 'string', arraysize: '*' }, sha256);
        digest.add(whole, 0, cut);
        digest.add(whole, cut, rows.length);
        const apart = [listOf(rows.slice(0, cut), ''), listOf(rows.slice(cut), 'x')];
        expect(digest.hex()).toBe(digestColumn({ scalar: 'string', arraysize: '*' }, apart, sha256));
      }),
    );
  });
});

function listOf(rows: readonly (readonly (string | null)[] | null)[], junk: string): ListVector {
  const items = rows.flatMap((r) => r ?? []);
  const offsets = new Int32Array(rows.length + 1);
  for (const [i, row] of rows.entries()) offsets[i + 1] = offsets[i]! + (row?.length ?? 0);
  const child: ScalarVector = {
    kind: 'scalar',
    type: 'string',
    length: items.length,
    values: items.map((t) => t ?? junk),
    valid: Uint8Array.from(items, (t) => (t === null ? 0 : 1)),
  };
  return {
    kind: 'list',
    length: rows.length,
    offsets,
    child,
    valid: Uint8Array.from(rows, (r) => (r === null ? 0 : 1)),
  };
}
