import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { parseAdql } from '@lingtai/adql';
import { cellAt } from '@lingtai/columns';
import type { Engine, TableFiles } from '@lingtai/engine';
import { type CatalogueView, type Plan, relationsOf, resolve } from '@lingtai/query';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { duckdbEngine } from './index.ts';
import { scanText } from './source.ts';

const folder = mkdtempSync(join(tmpdir(), 'lingtai-keys-'));
const rows = 300_000;
const files: TableFiles = {
  partitions: [{ path: join(folder, 't.parquet'), lo: 0n, hi: 2n ** 62n, rowCount: rows, sizeBytes: 1000 }],
  keyColumn: 'id',
  rowCount: rows,
};
const derived: TableFiles = { ...files, derivedFile: join(folder, 'd.duckdb'), derivedTable: 't' };
let indexed: Engine;
let scanning: Engine;

beforeAll(async () => {
  const instance = await DuckDBInstance.create(derived.derivedFile!, { threads: '2' });
  const connection = await instance.connect();
  // The last keys have neighbours with the same floating-point number.
  await connection.run(
    `CREATE TABLE t AS SELECT i AS "_healpix_29", CASE WHEN i < ${rows - 4} THEN (i * 7919) % ${rows} ELSE ${2n ** 53n} + i END AS id,
      CAST(i % 5 AS INTEGER) AS five, 'row ' || CAST(i AS VARCHAR) AS s FROM range(${rows}) r(i) ORDER BY i`,
  );
  await connection.run('CREATE INDEX t__key ON t (id)');
  await connection.run('CREATE TABLE t__held AS SELECT * REPLACE (-1 - id AS id) FROM t LIMIT 1000');
  await connection.run('CREATE INDEX t__held__key ON t__held (id)');
  await connection.run(
    `COPY (SELECT * FROM t ORDER BY "_healpix_29") TO '${files.partitions[0]!.path}' (FORMAT parquet)`,
  );
  connection.closeSync();
  instance.closeSync();
  const open = (located: TableFiles): Promise<Engine> =>
    duckdbEngine({ allowedDirectories: [folder], threads: 2, locator: { locate: async () => located } });
  indexed = await open(derived);
  scanning = await open(files);
});
afterAll(async () => {
  await indexed.close();
  await scanning.close();
  rmSync(folder, { recursive: true });
});

const view: CatalogueView = {
  table: () => ({
    name: 't',
    storage: { releaseDigest: 'd', releaseAddress: 'a/b/v1', table: 't' },
    key: 'id',
    columns: Object.entries({ id: 'int64', five: 'int32', s: 'string' } as const).map(([name, scalar]) => {
      return { name, scalar, verb: 1, searchable: true };
    }),
  }),
  tableNames: () => ['t'],
  audienceKey: '',
};

const planOf = (adql: string): Plan => resolve(parseAdql(adql).tree!, view).plan;

async function answer(engine: Engine, adql: string): Promise<unknown[][]> {
  const found: unknown[][] = [];
  for await (const { rowCount, columns } of (await engine.run(planOf(adql))).batches)
    for (let row = 0; row < rowCount; row++) found.push(columns.map((vector) => cellAt(vector, row)));
  return found;
}

const last = 2n ** 53n + BigInt(rows) - 1n;

describe('rows by their key', () => {
  test.each([
    ['id = 7919', 1],
    ['id = 7919 AND five = 1', 1],
    ['id = 7919 AND five = 2', 0],
    [`id = ${last}`, 1],
    [`id = ${last + 1n}`, 0],
    // Two keys, of which one is exact: compared as floating-point numbers both are equal to it.
    [`id = ${last - 3n}.0e0`, 2],
    ['id = 7919.5', 0],
    ['id = -1', 0],
    ['id = 1 AND id = 2', 0],
    ['id IN (5, 299, 7919)', 3],
    [`id IN (5, ${last})`, 2],
    ['id = 5 OR five = 9', 1],
  ])('%s: as without an index', async (where, count) => {
    const adql = `SELECT id, five, s FROM t WHERE ${where}`;
    const found = await answer(indexed, adql);
    expect(found).toEqual(await answer(scanning, adql));
    expect(found).toHaveLength(count);
  });

  test('of a table in two parts each is asked by its key', async () => {
    const apart = resolve(parseAdql('SELECT id, five FROM t WHERE id = 7919 AND five = 1').tree!, {
      ...view,
      table: () => ({ ...view.table([])!, held: 'apart' }),
    }).plan;
    const scans = relationsOf(apart.root).filter((r) => r.kind === 'scan');
    expect(scans.map((scan) => [scan.storage.part, scan.keyEquals?.map((key) => key.value)])).toEqual([
      [undefined, [7919n]],
      ['held', [7919n]],
    ]);
    const asked: string[] = [];
    const engine = await duckdbEngine({
      ...{ allowedDirectories: [folder], threads: 2 },
      locator: {
        locate: async ({ part }) => {
          asked.push(part ?? 'open');
          return { ...derived, derivedTable: part ? 't__held' : 't' };
        },
      },
    });
    const found: unknown[] = [];
    for await (const batch of (await engine.run(apart)).batches) found.push(cellAt(batch.columns[0]!, 0));
    await engine.close();
    expect([found, asked]).toEqual([[7919n], ['open', 'held']]);
  });

  test('the index is asked, whatever other conditions there are', async () => {
    const instance = await DuckDBInstance.create(':memory:');
    const connection = await instance.connect();
    await connection.run(`ATTACH '${derived.derivedFile}' AS d (READ_ONLY)`);
    const scan = planOf('SELECT id, five FROM t WHERE id = 7919').root;
    const key = { kind: 'literal', type: { scalar: 'int64' }, value: 7919n } as const;
    const source = { files: derived, catalog: 'd', key };
    const text = scanText(scanIn(scan), source, ({ value }) => `CAST(${value} AS BIGINT)`);
    expect(await planned(connection, `SELECT * FROM ${text} WHERE five = 1 AND id < 100000`)).toContain('Index Scan');
    connection.closeSync();
    instance.closeSync();
  });
});

function scanIn(relation: Plan['root']): Plan['root'] & { kind: 'scan' } {
  if (relation.kind === 'scan') return relation;
  return scanIn((relation as { readonly input: Plan['root'] }).input);
}

async function planned(connection: DuckDBConnection, sql: string): Promise<string> {
  return String((await connection.runAndReadAll(`EXPLAIN ANALYZE ${sql}`)).getRows()[0]![1]);
}
