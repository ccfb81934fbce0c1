import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { encodeRowGroup, type ParquetColumn, type ParquetValues } from './parquet.ts';
import { parquetMagic, parquetTail } from './parquet-footer.ts';
import { openParquet, parquetRows } from './parquet-read.ts';

const columns: readonly ParquetColumn[] = [
  { name: 'id', type: 'int64' },
  { name: 'name', type: 'string' },
  { name: 'x', type: 'float64' },
  { name: 'n', type: 'int32' },
  { name: 'wave', type: 'float64', list: true },
  { name: 'flux', type: 'float32', list: true },
  { name: 'mask', type: 'int32', list: true },
];

const groups: readonly (readonly ParquetValues[])[] = [
  [
    [9007199254740993n, -(2n ** 63n), null],
    ['a', '恒星', null],
    [0.1, Number.NaN, null],
    [1, -2147483648, null],
    [Float64Array.of(1, 2.5, Number.NaN), null, new Float64Array(0)],
    [Float32Array.from({ length: 5000 }, (_, i) => Math.sin(i)), new Float32Array(0), null],
    [Int32Array.of(-1, 7), null, Int32Array.of(0)],
  ],
  [[5n], [''], [-2.5], [0], [Float64Array.of(3)], [Float32Array.of(4)], [Int32Array.of(5)]],
];

function fileBytes(): Buffer {
  const encoded = groups.map((values) => encodeRowGroup(columns, values));
  return Buffer.concat([parquetMagic, ...encoded.map((g) => g.bytes), parquetTail(columns, encoded)]);
}

/** Rows as JSON would have them: lists as arrays, integers of 64 bits and not-a-number as text. */
function plain(value: unknown): unknown {
  if (value === undefined) return null;
  if (typeof value === 'bigint') return String(value);
  if (typeof value === 'number') return Number.isNaN(value) ? 'nan' : value;
  if (ArrayBuffer.isView(value)) return Array.from(value as unknown as Iterable<number>, plain);
  return Array.isArray(value) ? value.map(plain) : value;
}

const expected = groups.flatMap((g) =>
  g[0]!.map((_, r) => Object.fromEntries(columns.map((c, i) => [c.name, plain(g[i]![r])]))),
);

const python = fileURLToPath(new URL('../../../.tools/venv/bin/python', import.meta.url));

describe('our Parquet writer', () => {
  it('is read back row by row, each alone', async () => {
    const bytes = new Uint8Array(fileBytes());
    const asked: number[] = [];
    const file = await openParquet({
      byteLength: bytes.byteLength,
      slice: async (from, to) => {
        asked.push((to ?? bytes.byteLength) - from);
        return bytes.buffer.slice(from, to);
      },
    });
    expect(file.starts).toEqual([0, 3, 4]);
    for (const [r, row] of expected.entries()) {
      const [found] = await parquetRows(file, undefined, r, r + 1);
      expect(Object.fromEntries(Object.entries(found!).map(([k, v]) => [k, plain(v)]))).toEqual(row);
    }
  });

  it.skipIf(!existsSync(python))('is read by pyarrow with page checksums verified', () => {
    const folder = mkdtempSync(join(tmpdir(), 'lingtai-parquet-'));
    try {
      writeFileSync(join(folder, 't.parquet'), fileBytes());
      const script = `import sys, json, math, pyarrow.parquet as pq
f = pq.ParquetFile(sys.argv[1], page_checksum_verification=True)
def plain(v, name):
    if isinstance(v, list): return [plain(x, '') for x in v]
    if isinstance(v, float) and math.isnan(v): return 'nan'
    return str(v) if name == 'id' and v is not None else v
print(json.dumps([{k: plain(v, k) for k, v in row.items()} for row in f.read().to_pylist()]))
s = f.metadata.row_group(0).column(0).statistics
print(json.dumps([str(s.min), str(s.max), s.null_count]))`;
      const [rows, statistics] = execFileSync(python, ['-c', script, join(folder, 't.parquet')], { encoding: 'utf8' })
        .trim()
        .split('\n');
      expect(JSON.parse(rows!)).toEqual(JSON.parse(JSON.stringify(expected)));
      expect(JSON.parse(statistics!)).toEqual(['-9223372036854775808', '9007199254740993', 1]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
