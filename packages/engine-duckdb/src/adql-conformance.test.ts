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
import type { TableStorage } from '@lingtai/query';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { duckdbEngine } from './index.ts';
import { writeAdqlTables } from './test/adql-files.ts';

const folder = mkdtempSync(join(tmpdir(), 'lingtai-adql-'));
afterAll(() => rmSync(folder, { recursive: true }));

const onParquet = (files: Map<string, TableFiles>): Map<string, TableFiles> =>
  new Map([...files].map(([name, { partitions, keyColumn, rowCount }]) => [name, { partitions, keyColumn, rowCount }]));

/** One half of the suite, `fixtures/adql/NAME`, on the derived file and on Parquet. */
function suite(name: string, cases: AdqlCases): void {
  const read = (file: string): unknown =>
    JSON.parse(readFileSync(new URL(`../../../fixtures/adql/${name}/${file}`, import.meta.url), 'utf8'));
  const tables = read('tables.json') as AdqlTables;
  const expected = (read('expected.json') as { answers: AdqlAnswers }).answers;
  const run = (
    title: string,
    located: (part: TableStorage['part']) => Map<string, TableFiles>,
    parts: boolean,
  ): void => {
    describe(`${name}: DuckDB on ${title}`, () => {
      let engine: Engine;
      beforeAll(async () => {
        engine = await duckdbEngine({
          allowedDirectories: [folder],
          threads: 2,
          connections: 3,
          locator: { locate: async (storage) => located(storage.part).get(storage.table)! },
        });
      });
      afterAll(() => engine.close());
      adqlConformance({ test, engine: () => engine, tables, parts, cases, expected });
    });
  };
  const files = new Map<TableStorage['part'] | 'open', Map<string, TableFiles>>();
  beforeAll(async () => {
    files.set(undefined, await writeAdqlTables(folder, tables));
    for (const part of ['open', 'held'] as const) files.set(part, await writeAdqlTables(folder, tables, part));
  });
  run('its derived file', () => files.get(undefined)!, false);
  run('Parquet', () => onParquet(files.get(undefined)!), false);
  run('its derived file, some rows apart', (part) => files.get(part ?? 'open')!, true);
}

suite('logic', logicCases);
suite('sky', skyCases);
