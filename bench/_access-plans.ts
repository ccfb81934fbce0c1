import { existsSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { parseAdql } from '@lingtai/adql';
import { embargoRule } from '@lingtai/catalogue';
import type { ScalarType } from '@lingtai/columns';
import { type CatalogueView, resolve } from '@lingtai/query';
import { type BenchTable, view as plain } from './_cone-table.ts';
import type { LingtaiSide } from './_query-sides.ts';

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

type Ask = (adql: string) => Promise<number>;

const day = new Date('2026-06-01T00:00:00Z');
const added = [
  ['free_stamp', 'timestamp', "TIMESTAMP '2027-01-01'"],
  ['free_mjd', 'int32', '61406'],
  ['free_iso', 'string', "'2027-01-01'"],
  ['pi', 'string', "'owner' || CAST(obsid % 50 AS VARCHAR)"],
] as const satisfies readonly (readonly [string, ScalarType, string])[];

/** The table with embargoes beside: one row in a hundred has one, in three forms, and an owner. Made once. */
export async function embargoTable(table: BenchTable, log: (line: string) => void): Promise<BenchTable> {
  const file = join(table.folder, 'embargo.duckdb');
  if (!existsSync(file)) {
    const unfinished = join(table.folder, 'unfinished-embargo.duckdb');
    rmSync(unfinished, { force: true });
    const instance = await DuckDBInstance.create(unfinished, { threads: '2', memory_limit: '4GB' });
    const connection = await instance.connect();
    await connection.run(`ATTACH '${table.files.derivedFile}' AS whole (READ_ONLY)`);
    const more = added.map(([name, , value]) => `CASE WHEN obsid % 100 = 7 THEN ${value} END AS ${name}`).join(', ');
    await connection.run(`CREATE TABLE lrs AS SELECT *, ${more} FROM whole.lrs ORDER BY whole.lrs.rowid`);
    await connection.run('CREATE INDEX lrs_key ON lrs (obsid)');
    await connection.run('CHECKPOINT');
    connection.closeSync();
    instance.closeSync();
    renameSync(unfinished, file);
    log('made the table with embargoes');
  }
  return { ...table, files: { ...table.files, derivedFile: file } };
}

/** The same questions without a rule, and under four: who owns nothing, by a time, a number and a text; and who owns rows. */
export function rulesOf({ engine }: LingtaiSide): { without: Ask; rules: Ask[] } {
  const ask =
    (view: CatalogueView): Ask =>
    async (adql) => {
      const { tree } = parseAdql(adql);
      let rows = 0;
      for await (const batch of (await engine.run(resolve(tree!, view).plan)).batches) rows += batch.rowCount;
      return rows;
    };
  return {
    without: ask(plain),
    rules: [
      ask(underRule('free_stamp', [])),
      ask(underRule('free_mjd', [])),
      ask(underRule('free_iso', [])),
      ask(underRule('free_stamp', ['owner3', 'owner4'])),
    ],
  };
}

/** The table with its rule as the catalogue makes it. */
function underRule(embargo: string, owners: readonly string[]): CatalogueView {
  const table = plain.table([])!;
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
  const ruled = { ...table, rowRule: rule.condition, ruleColumns: rule.columns };
  return { ...plain, table: () => ruled };
}
