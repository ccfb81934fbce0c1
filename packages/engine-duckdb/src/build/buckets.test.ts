import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { BuilderColumn, BuiltTable, StageResult } from '@lingtai/engine';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { duckdbTableBuilder } from './builder.ts';
import { readRows } from './test-kit.ts';

const rowCount = 600_000;
const faultyRow = 123_456;
let folder: string;
let text: string;

/** A sky with a crowded field; magnitudes and positions that are not there. Rows stand in no order. */
function skyText(): string {
  const lines = ['id,ra,dec,mag,name'];
  for (let i = 0; i < rowCount; i++) {
    const id = (i * 7919) % rowCount;
    const crowded = i % 3 === 0;
    const ra = crowded ? 150 + (i % 1000) / 500 : (i * 137.50776405003785) % 360;
    const dec = crowded ? 2 + (i % 777) / 400 : (Math.asin(1 - (2 * i + 1) / rowCount) * 180) / Math.PI;
    const place = i % 5000 === 7 ? ',' : `${ra},${dec}`;
    lines.push(`${id},${place},${i % 3 === 1 ? '' : 10 + (i % 97) / 8},${i % 4 === 0 ? '' : `star ${i % 50}`}`);
  }
  return `${lines.join('\n')}\n`;
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'lingtai-buckets-'));
  text = skyText();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const column = (name: string, type: BuilderColumn['type']): BuilderColumn => ({
  ...{ name, from: name, type, nulls: [], required: false },
});
const columns = [
  column('id', 'int64'),
  column('ra', 'float64'),
  column('dec', 'float64'),
  column('mag', 'float32'),
  column('name', 'string'),
];
const position = { ra: 'ra', dec: 'dec' };

interface Made {
  readonly staged: StageResult;
  readonly table: BuiltTable;
  /** Digest of each file's bytes. */
  readonly bytes: readonly string[];
  readonly rejects: string;
}

async function make(name: string, content: string | Buffer, threads: number): Promise<Made> {
  const file = join(folder, name);
  writeFileSync(file, content);
  const out = join(folder, `${name}-out`);
  const rejectsFile = join(folder, `${name}.jsonl`);
  const builder = duckdbTableBuilder({ tempDirectory: join(folder, `${name}-temp`), memoryLimitBytes: 1e9, threads });
  try {
    const staged = await builder.stage({
      source: { kind: 'csv', files: [file], delimiter: ',', header: true, missing: [] },
      ...{ columns, key: 'id', position, outputFile: join(folder, `${name}.parquet`), rejectsFile },
    });
    const table = await builder.build({
      ...{ stagedFiles: staged.stagedFiles, columns, key: 'id', position, outputFolder: out },
      ...{ rowGroupRows: 20_000, partitionRows: 100_000 },
    });
    const sums = table.files.map((f) =>
      createHash('sha256')
        .update(readFileSync(join(out, f.path)))
        .digest('hex'),
    );
    return { staged, table, bytes: sums, rejects: readFileSync(rejectsFile, 'utf8') };
  } finally {
    await builder.close();
  }
}

it('a large table staged in buckets becomes the same files, byte for byte, as one staged whole', async () => {
  const bucketed = await make('two.csv', text, 2);
  // A packed file is not looked into before it is read: it is staged whole.
  const whole = await make('one.csv.gz', gzipSync(text, { level: 1 }), 1);
  expect(whole.staged.stagedFiles.length).toBe(1);
  // Two buckets at least, and the rows without a position.
  expect(bucketed.staged.stagedFiles.length).toBeGreaterThan(2);
  expect(bucketed.table.rowCount).toBe(rowCount);
  expect(bucketed.table.noPosition?.rowCount).toBe(rowCount / 5000);
  expect(bucketed.table.files).toEqual(whole.table.files);
  expect(bucketed.table.noPosition?.files).toEqual(whole.table.noPosition?.files);
  expect(bucketed.table.statistics).toEqual(whole.table.statistics);
  expect(bucketed.bytes).toEqual(whole.bytes);
  const first = await readRows(join(folder, 'two.csv-out', bucketed.table.files[0]!.path), ['_healpix_29', 'id']);
  const sorted = first.toSorted(([a, i], [b, k]) => Number((a as bigint) - (b as bigint)) || Number(i) - Number(k));
  expect(first).toEqual(sorted);
});

it('names the line of a fault in a large table, and the others go into buckets', async () => {
  const lines = text.split('\n');
  lines[faultyRow] = lines[faultyRow]!.replace(/^[^,]*,[^,]*/, '$&x');
  const made = await make('faulty.csv', lines.join('\n'), 2);
  expect(made.staged).toMatchObject({ rowsRead: rowCount, rowsRejected: 1 });
  expect(made.staged.stagedFiles.length).toBeGreaterThan(2);
  expect(JSON.parse(made.rejects)).toMatchObject({
    line: faultyRow + 1,
    row: faultyRow,
    column: 'ra',
    code: 'INGEST-TYPE',
  });
  expect(made.table.rowCount).toBe(rowCount - 1);
});
