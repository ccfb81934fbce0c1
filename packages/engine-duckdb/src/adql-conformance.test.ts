import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Engine, TableFiles } from '@lingtai/engine';
import {
  type AdqlAnswers,
  type AdqlCases,
  type AdqlTables,
  adqlConformance,
  logicCases,
  skyCases,
} from '@lingtai/engine/conformance';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { duckdbEngine } from './index.ts';
import { writeAdqlTables } from './test/adql-files.ts';

const folder = mkdtempSync(join(tmpdir(), 'lingtai-adql-'));
afterAll(() => rmSync(folder, { recursive: true }));

const places = {
  'its derived file': (files: TableFiles) => files,
  Parquet: ({ partitions, keyColumn, rowCount }: TableFiles) => ({ partitions, keyColumn, rowCount }),
};

/** One half of the suite, `fixtures/adql/NAME`, on the derived file and on Parquet. */
function suite(name: string, cases: AdqlCases): void {
  const read = (file: string): unknown =>
    JSON.parse(readFileSync(new URL(`../../../fixtures/adql/${name}/${file}`, import.meta.url), 'utf8'));
  const tables = read('tables.json') as AdqlTables;
  const expected = (read('expected.json') as { answers: AdqlAnswers }).answers;
  let files: Map<string, TableFiles>;
  beforeAll(async () => {
    files = await writeAdqlTables(folder, tables);
  });
  for (const [place, placed] of Object.entries(places)) {
    describe(`${name}: DuckDB on ${place}`, () => {
      let engine: Engine;
      beforeAll(async () => {
        engine = await duckdbEngine({
          allowedDirectories: [folder],
          threads: 2,
          connections: 3,
          locator: { locate: async ({ table }) => placed(files.get(table)!) },
        });
      });
      afterAll(() => engine.close());
      adqlConformance({ test, engine: () => engine, tables, cases, expected });
    });
  }
}

suite('logic', logicCases);
suite('sky', skyCases);
