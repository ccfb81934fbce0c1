import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { column, name, type SelectQuery } from '@lingtai/adql';
import { embargoed } from '@lingtai/catalogue';
import { cellAt } from '@lingtai/columns';
import { type Descriptor, loadDescriptor, simulatedHead, type TableEntry } from '@lingtai/descriptor';
import { duckdbEngine, duckdbTableBuilder } from '@lingtai/engine-duckdb';
import { resolve } from '@lingtai/query';
import { build, directoryStore, ingest, type Manifest, releaseLocator, treeOfFile } from '@lingtai/release';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';

/** The days that the builder gives to trees of rows under embargo are those of the rule that is put on queries. */
const folder = mkdtempSync(join(tmpdir(), 'lingtai-tree-days-'));
const builder = duckdbTableBuilder({ tempDirectory: join(folder, 'temp'), memoryLimitBytes: 512 << 20, threads: 2 });
afterAll(async () => {
  await builder.close();
  rmSync(folder, { recursive: true, force: true });
});

const dayMs = 86_400_000;
const isoOf = (ms: number): string => new Date(ms).toISOString();

/** A time near the ends of two months; the smaller the number, the nearer to midnight. */
const moment = fc
  .tuple(
    fc.constantFrom('2027-03-01', '2028-12-31'),
    fc.integer({ min: -3, max: 3 }),
    fc.constantFrom(0, 0, 1, 12345, dayMs - 1),
  )
  .map(([base, days, ms]) => Date.parse(base) + days * dayMs + ms);
const isoDay = moment.map((ms) => isoOf(ms).slice(0, 10));
const withDigit = fc
  .tuple(isoDay, fc.nat(9), fc.constantFrom(...'0123456789:x-星 '))
  .map(([day, at, c]) => day.slice(0, at) + c + day.slice(at + 1));
const year = (ms: number): number => {
  const y = new Date(ms).getUTCFullYear();
  return y + (ms - Date.UTC(y, 0, 1)) / (Date.UTC(y + 1, 0, 1) - Date.UTC(y, 0, 1));
};

/** For each kind of column, the texts that a catalogue may hold. */
const kinds: Readonly<Record<string, readonly [type: string, values: fc.Arbitrary<string>]>> = {
  times: ['timestamp', moment.map((ms) => isoOf(ms).slice(0, -1))],
  texts: [
    'string',
    fc.oneof(isoDay, moment.map(isoOf), withDigit, fc.constantFrom('later', '2027-3-1', '星历-不-详', '9999-12-32')),
  ],
  days: [
    'float64, unit: d',
    fc.oneof(
      moment.map((ms) => String(ms / dayMs + 40_587)),
      fc.constantFrom('1e9', '-1e7'),
    ),
  ],
  years: [
    'float64, unit: a',
    fc.oneof(
      moment.map((ms) => String(year(ms))),
      moment.map((ms) => year(ms).toFixed(9)),
      fc.constantFrom('10000.5', '-3'),
    ),
  ],
  short_years: ['float32, unit: yr', moment.map((ms) => String(Math.fround(year(ms))))],
  short_days: ['float32, unit: d', moment.map((ms) => String(Math.fround(ms / dayMs + 40_587)))],
  whole_days: ['int64, unit: d', moment.map((ms) => String(Math.round(ms / dayMs + 40_587)))],
  whole_years: ['int16, unit: a', fc.constantFrom('2027', '2028', '2029', '20000')],
};
const tables = Object.keys(kinds);

const about = 'verb: 1, description: { en: Column., zh: 列。 }';
const descriptorText = `${simulatedHead('days', { en: 'Days', zh: '日期' }, { en: 'Made for a test.', zh: '为测试而造。' })}
releases: [{ release: dr1, version: v1, audience: public, from: 2026-01-01 }]
tables:
${tables
  .map(
    (table) => `  - name: ${table}
    title: { en: Rows, zh: 行 }
    source: { kind: csv, files: ['${table}.csv'], missing: ['?'] }
    key: id
    rows: { embargo: until }
    columns:
      - { name: id, type: int64, required: true, ${about} }
      - { name: until, type: ${kinds[table]![0]}, ${about} }
`,
  )
  .join('')}`;
const descriptor: Descriptor = loadDescriptor(descriptorText);
const address = { dataset: 'days', release: 'dr1', version: 'v1' } as const;
let serial = 0;

async function release(values: Readonly<Record<string, readonly (string | null)[]>>) {
  const homeDir = join(folder, `home-${++serial}`);
  const inputDir = join(folder, `input-${serial}`);
  mkdirSync(inputDir);
  for (const table of tables) {
    const rows = values[table]!.map((value, id) => `${id},${value === null ? '?' : `"${value}"`}\n`);
    writeFileSync(join(inputDir, `${table}.csv`), `id,until\n${rows.join('')}`);
  }
  const store = directoryStore(homeDir);
  const report = await ingest({
    descriptor,
    descriptorText,
    inputDir,
    homeDir,
    release: 'dr1',
    version: 'v1',
    builder,
  });
  expect(report.rowsRejected).toBe(0);
  const { digest, manifest } = await build({ ...address, homeDir, store, builder });
  return { homeDir, store, digest, manifest };
}

/** Asks one tree after the other which of its rows are under embargo on a day. */
async function asker({ homeDir, store, digest, manifest }: Awaited<ReturnType<typeof release>>) {
  const locator = releaseLocator({ store, homeDir });
  const engine = await duckdbEngine({
    allowedDirectories: [homeDir],
    // The digest names the tree: no engine can read one of another.
    locator: {
      locate: async ({ releaseDigest: tree, table }) => {
        const storage = { releaseDigest: digest, releaseAddress: 'days/dr1/v1', table };
        const { keyColumn, partitions } = await locator.locate(tree === '' ? storage : { ...storage, part: 'held' });
        const here = manifest.tables
          .find((t) => t.name === table)!
          .partitions.filter((p) => treeOfFile(p.path) === tree)
          .map((p) => p.path);
        const files = partitions.filter((p) => here.some((path) => p.path.endsWith(`/v1/${path}`)));
        return { keyColumn, partitions: files, rowCount: files.reduce((sum, p) => sum + p.rowCount, 0) };
      },
    },
  });
  async function held(tree: string, table: TableEntry, day: Date): Promise<number> {
    const rule = embargoed({ ...table, rows: table.rows! }, day);
    const view = {
      name: `days.${table.name}`,
      storage: { releaseDigest: tree, releaseAddress: 'days/dr1/v1', table: table.name },
      columns: [{ name: 'id', scalar: 'int64', verb: 1, searchable: false }] as const,
      ...{ key: 'id', rowRule: rule.condition, ruleColumns: rule.columns },
    };
    const tree_: SelectQuery = {
      kind: 'select',
      items: [{ kind: 'value', value: column('id') }],
      from: { kind: 'table', name: name('days', table.name) },
    };
    const { plan } = resolve(tree_, { table: () => view, tableNames: () => [view.name], audienceKey: 'days' });
    const ids = new Set<unknown>();
    const { batches } = await engine.run(plan);
    for await (const batch of batches)
      for (let row = 0; row < batch.rowCount; row++) ids.add(cellAt(batch.columns[0]!, row));
    return ids.size;
  }
  return { held, close: () => engine.close() };
}

const dayOf = (iso: string, more = 0): Date => new Date(Date.parse(`${iso}T00:00:00Z`) + more * dayMs);

async function compareDays(trees: NonNullable<Manifest['trees']>, held: Awaited<ReturnType<typeof asker>>['held']) {
  const compared: string[] = [];
  for (const { path, firstDay, lastDay, tables: inTree } of trees) {
    const counts = async (day: Date): Promise<number[]> => {
      const found: number[] = [];
      for (const { name: table } of inTree)
        found.push(await held(path, descriptor.tables.find((t) => t.name === table)!, day));
      return found;
    };
    const all = inTree.map((t) => t.rowCount);
    const none = all.map(() => 0);
    const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);
    compared.push(path);
    if (path === '') expect(await counts(dayOf('2026-01-01'))).toEqual(none);
    else if (firstDay === undefined || lastDay === undefined) {
      expect(path).toBe('restricted/for-ever/');
      expect(await counts(dayOf('9999-12-31'))).toEqual(all);
    } else if (path === 'restricted/until-0001-01/') expect(await counts(dayOf('1970-01-01'))).toEqual(none);
    else {
      expect(path).toBe(`restricted/until-${firstDay.slice(0, 7)}/`);
      expect([path, await counts(dayOf(firstDay, -1))]).toEqual([path, all]);
      expect([path, await counts(dayOf(lastDay))]).toEqual([path, none]);
      expect(sum(await counts(dayOf(firstDay)))).toBeLessThan(sum(all));
      expect(sum(await counts(dayOf(lastDay, -1)))).toBeGreaterThan(0);
    }
  }
  return compared;
}

test('each row is under embargo until its tree says, by the rule on queries', { timeout: 300_000 }, async () => {
  const rows = ([, values]: readonly [string, fc.Arbitrary<string>]) =>
    fc.array(fc.option(values, { freq: 4 }), { minLength: 20, maxLength: 40 });
  const values = fc.record(Object.fromEntries(tables.map((table) => [table, rows(kinds[table]!)])));
  await fc.assert(
    fc.asyncProperty(values, async (given) => {
      const made = await release(given);
      const { held, close } = await asker(made);
      try {
        expect((await compareDays(made.manifest.trees!, held)).length).toBeGreaterThan(3);
      } finally {
        await close();
      }
    }),
    { numRuns: 3, endOnFailure: true },
  );
});
