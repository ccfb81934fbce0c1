import { existsSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { parseAdql } from '@lingtai/adql';
import { embargoRule } from '@lingtai/catalogue';
import type { ScalarType } from '@lingtai/columns';
import type { TableFiles } from '@lingtai/engine';
import { duckdbEngine } from '@lingtai/engine-duckdb';
import { resolve, type ViewTable } from '@lingtai/query';
import { type BenchTable, partitionsIn, view as plain } from './_cone-table.ts';
import { memoryLimitBytes, threads } from './_query-sides.ts';

export interface PlanWork {
  readonly name: string;
  readonly adql: readonly string[];
  readonly turns: number;
}

const asked = 'obsid, designation, ra, dec, "class", subclass, z, snrg, snri, teff';

/** The questions of the goals: cones, look-ups by id, filters, groups, orders. */
export function planWorks(table: BenchTable): PlanWork[] {
  const cone = (radiusDeg: number) =>
    table.centres
      .slice(0, 60)
      .map(
        (c) =>
          `SELECT ${asked} FROM bench.lrs WHERE 1 = CONTAINS(POINT(ra, dec), CIRCLE(${c.raDeg}, ${c.decDeg}, ${radiusDeg}))`,
      );
  return [
    { name: 'cone 0.1°', adql: cone(0.1), turns: 60 },
    { name: 'cone 1°', adql: cone(1), turns: 60 },
    {
      name: 'one id',
      adql: table.ids.slice(0, 60).map((id) => `SELECT ${asked} FROM bench.lrs WHERE obsid = ${id}`),
      turns: 60,
    },
    { name: 'COUNT, one condition', adql: ['SELECT COUNT(*) FROM bench.lrs WHERE snrg > 90'], turns: 15 },
    { name: 'COUNT, all rows', adql: ['SELECT COUNT(*) FROM bench.lrs'], turns: 15 },
    {
      name: 'rows, two conditions',
      adql: [`SELECT ${asked} FROM bench.lrs WHERE teff > 8400 AND snrg > 50`],
      turns: 15,
    },
    {
      name: 'GROUP BY class, subclass',
      adql: ['SELECT "class", subclass, COUNT(*), AVG(z) FROM bench.lrs GROUP BY "class", subclass'],
      turns: 15,
    },
    { name: 'ORDER BY … TOP 100', adql: [`SELECT TOP 100 ${asked} FROM bench.lrs ORDER BY snrg DESC`], turns: 15 },
    { name: 'TOP 1000', adql: [`SELECT TOP 1000 ${asked} FROM bench.lrs WHERE snrr > 20`], turns: 30 },
  ];
}

/** One row in ten has an embargo, in three forms, and an owner. */
const added = [
  ['free_stamp', 'timestamp', "TIMESTAMP '2027-01-01'"],
  ['free_mjd', 'int32', '61406'],
  ['free_iso', 'string', "'2027-01-01'"],
  ['pi', 'string', "'owner' || CAST(obsid % 50 AS VARCHAR)"],
] as const satisfies readonly (readonly [string, ScalarType, string])[];
const isHeld = 'obsid % 10 = 7';

const trees = 'bench-trees';
const day = new Date('2026-06-01T00:00:00Z');

/** The table as a release has it that stores the rows with an embargo apart. Made once. */
async function tablesApart(
  table: BenchTable,
  log: (line: string) => void,
): Promise<Record<'open' | 'held', TableFiles>> {
  const file = join(table.folder, 'embargo-trees.duckdb');
  if (!existsSync(file)) {
    const unfinished = join(table.folder, 'unfinished-embargo.duckdb');
    rmSync(unfinished, { force: true });
    await within(unfinished, async (connection) => {
      await connection.run(`ATTACH '${table.files.derivedFile}' AS whole (READ_ONLY)`);
      const more = added.map(([name, , value]) => `CASE WHEN ${isHeld} THEN ${value} END AS ${name}`).join(', ');
      for (const [name, where] of [
        ['lrs', `NOT ${isHeld}`],
        ['lrs__held', isHeld],
      ]) {
        await connection.run(
          `CREATE TABLE ${name} AS SELECT *, ${more} FROM whole.lrs WHERE ${where} ORDER BY whole.lrs.rowid`,
        );
        await connection.run(`CREATE INDEX ${name}_key ON ${name} (obsid)`);
      }
      await connection.run('CHECKPOINT');
    });
    renameSync(unfinished, file);
    log('made the table with rows apart');
  }
  return within(file, async (connection) => {
    const files = async (name: string): Promise<TableFiles> => {
      const partitions = await partitionsIn(connection, file, name, Math.ceil(table.files.rowCount / 200));
      const rowCount = partitions.reduce((sum, p) => sum + p.rowCount, 0);
      return { derivedFile: file, derivedTable: name, keyColumn: 'obsid', partitions, rowCount };
    };
    return { open: await files('lrs'), held: await files('lrs__held') };
  });
}

async function within<T>(file: string, work: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
  const instance = await DuckDBInstance.create(file, { threads: `${threads}`, memory_limit: '4GB' });
  const connection = await instance.connect();
  try {
    return await work(connection);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

export type Ask = (adql: string) => Promise<number>;

/** The same questions of somebody else, and of the release that he is compared with. */
export interface Sides {
  /** The open rows alone in a release without a rule, and in one that hides all others. */
  readonly open: Ask;
  readonly hidden: Ask;
  /** All rows in one table; rows apart, all free; and under four rules: who owns nothing, by a time, a number and a text; and who owns rows. */
  readonly whole: Ask;
  readonly apart: readonly Ask[];
  close(): Promise<void>;
}

export async function sidesOf(table: BenchTable, log: (line: string) => void): Promise<Sides> {
  const { open, held } = await tablesApart(table, log);
  const engine = await duckdbEngine({
    ...{ allowedDirectories: [table.folder], threads, memoryLimitBytes },
    locator: {
      locate: async ({ releaseDigest, part }) => (releaseDigest === trees ? (part ? held : open) : table.files),
    },
  });
  const ask =
    (more: Partial<ViewTable>): Ask =>
    async (adql) => {
      const seen = { ...plain.table([])!, ...more };
      const { plan } = resolve(parseAdql(adql).tree!, { ...plain, table: () => seen });
      let rows = 0;
      for await (const batch of (await engine.run(plan)).batches) rows += batch.rowCount;
      return rows;
    };
  const storage = { ...plain.table([])!.storage, releaseDigest: trees };
  const ruled = (embargo: string, owners: readonly string[]): Ask =>
    ask({ storage, held: 'apart', ...underRule(embargo, owners) });
  return {
    open: ask({ storage }),
    hidden: ask({ storage, held: 'hidden' }),
    whole: ask({}),
    apart: [
      ask({ storage, held: 'apart' }),
      ruled('free_stamp', []),
      ruled('free_mjd', []),
      ruled('free_iso', []),
      ruled('free_stamp', ['owner7', 'owner17']),
    ],
    close: () => engine.close(),
  };
}

/** The rule as the catalogue makes it. */
function underRule(embargo: string, owners: readonly string[]): Pick<ViewTable, 'rowRule' | 'ruleColumns'> {
  const rule = embargoRule(
    {
      name: 'lrs',
      rows: { embargo, owner: 'pi' },
      columns: added.map(([name, type]) => ({
        ...{ name, type, verb: 1, description: { en: name, zh: name } },
        ...(type === 'int32' ? { unit: 'd' } : {}),
      })),
    },
    owners,
    day,
  );
  return { rowRule: rule.condition, ruleColumns: rule.columns };
}
