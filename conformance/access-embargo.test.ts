import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { anonymous, userAsker } from '@lingtai/access';
import { column, name, type SelectQuery } from '@lingtai/adql';
import { cellAt } from '@lingtai/columns';
import { simulatedHead } from '@lingtai/descriptor';
import { resolve } from '@lingtai/query';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildStep, ingestStep, publishStep } from '../apps/cli/src/pipeline.ts';
import { type Installation, openInstallation } from '../apps/server/src/installation.ts';

/**
 * Embargoes in every form in which surveys write them: the same days in four tables. Expected is what the days say; MJD and
 * decimal years are those of astropy 8.0.2: python/embargo_days.py.
 */
const rows = [
  ['1', '', '', '', ''],
  ['2', '2026-03-02', '2026-03-02T00:00:00', '61101', '2026.164383562'],
  ['3', '2026-07-01', '2026-07-01T00:00:00', '61222', '2026.495890411'],
  // Noon: the day after.
  ['4', '2026-07-01T12:00:00', '2026-07-01T12:00:00', '61222.5', '2026.497260274'],
] as const;
const forms = ['iso', 'stamp', 'mjd', 'year'] as const;
const types = {
  iso: 'type: string',
  stamp: 'type: timestamp',
  mjd: 'type: float64, unit: d',
  year: 'type: float64, unit: a',
};

const folder = mkdtempSync(join(tmpdir(), 'lingtai-embargo-'));
const home = join(folder, 'home');
const clock = { time: new Date(), now: () => clock.time };
let installation: Installation;

const describing = (text: string): string => `description: { en: ${text}., zh: ${text}。 }`;
const tables = forms
  .map(
    (form) => `  - name: ${form}
    title: { en: ${form}, zh: ${form} }
    source: { kind: csv, files: ['${form}.csv'] }
    key: id
    rows: { embargo: free }
    columns:
      - { name: id, type: int64, verb: 1, required: true, ${describing('Id')} }
      - { name: free, ${types[form]}, verb: 1, ${describing('Free')} }
`,
  )
  .join('');

beforeAll(async () => {
  const input = join(folder, 'input');
  mkdirSync(input);
  for (const [i, form] of forms.entries())
    writeFileSync(
      join(input, `${form}.csv`),
      // What is no day never comes.
      `id,free\n${rows.map((row) => `${row[0]},${row[i + 1]}`).join('\n')}\n${form === 'iso' ? '5,soon\n6,2026/03/02\n7,01.01.2020\n' : ''}${form === 'mjd' || form === 'year' ? '8,1e300\n' : ''}`,
    );
  const descriptorFile = join(folder, 'days.yaml');
  writeFileSync(
    descriptorFile,
    `${simulatedHead('days', { en: 'Days', zh: '日期' }, { en: 'Made for tests.', zh: '为测试而造。' })}
releases: [{ release: dr1, version: v1, audience: public, from: 2026-01-01 }]
tables:
${tables}`,
  );
  const quiet = (): void => undefined;
  const { signal } = new AbortController();
  const report = await ingestStep(
    { home, descriptorFile, inputDir: input, release: 'dr1', version: 'v1' },
    quiet,
    signal,
  );
  expect(report.rowsRejected).toBe(0);
  const address = { dataset: 'days', release: 'dr1', version: 'v1' };
  await buildStep(home, address, 64, quiet, signal);
  await publishStep(home, address);
  installation = await openInstallation(home, { clock });
}, 300_000);
afterAll(async () => {
  await installation?.close();
  const cluster = join(home, 'state/cluster.json');
  if (existsSync(cluster)) {
    const { dir } = JSON.parse(readFileSync(cluster, 'utf8')) as { dir: string };
    rmSync(dirname(dir), { recursive: true, force: true });
  }
  rmSync(folder, { recursive: true, force: true });
});

const tree = (table: string): SelectQuery => ({
  kind: 'select',
  items: [{ kind: 'value', value: column('id') }],
  from: { kind: 'table', name: name('days_dr1_v1', table) },
  orderBy: [{ value: column('id') }],
});

async function seen(table: string, time: string): Promise<string> {
  clock.time = new Date(time);
  const { view } = await installation.catalogue.snapshot(anonymous);
  const ids: string[] = [];
  const { batches } = await installation.engine.run(resolve(tree(table), view).plan);
  for await (const batch of batches)
    for (let row = 0; row < batch.rowCount; row++) ids.push(String(cellAt(batch.columns[0]!, row)));
  return ids.join(' ');
}

test.each(forms)('%s: a row is free from the beginning of its day', async (form) => {
  expect(await seen(form, '2026-03-01T23:59:59.999Z')).toBe('1');
  expect(await seen(form, '2026-03-02T00:00:00Z')).toBe('1 2');
  expect(await seen(form, '2026-06-30T23:59:59Z')).toBe('1 2');
  expect(await seen(form, '2026-07-01T23:59:59Z')).toBe('1 2 3');
  expect(await seen(form, '2026-07-02T00:00:00Z')).toBe('1 2 3 4');
  expect(await seen(form, '2999-01-01T00:00:00Z')).toBe('1 2 3 4');
});

test('when the last embargo has ended the plan is as without a rule, and counts are told', async () => {
  const planAt = async (time: string, asker = anonymous) => {
    clock.time = new Date(time);
    const { view } = await installation.catalogue.snapshot(asker);
    const table = view.table([{ text: 'days' }, { text: 'stamp' }])!;
    return { plan: resolve(tree('stamp'), view).plan, rowCount: table.rowCount, rule: table.rowRule !== undefined };
  };
  const operator = userAsker({ name: 'oscar', roles: ['operator'] });
  const without = await planAt('2026-05-05T00:00:00Z', operator);
  expect([without.rule, without.rowCount]).toEqual([false, 4]);
  const [morning, evening] = [await planAt('2026-05-05T00:00:00Z'), await planAt('2026-05-05T23:59:59Z')];
  expect([morning.rule, morning.rowCount]).toEqual([true, undefined]);
  expect(evening.plan).toEqual(morning.plan);
  expect(morning.plan).not.toEqual(without.plan);
  const after = await planAt('2026-07-02T00:00:00Z');
  expect([after.rule, after.rowCount]).toEqual([false, 4]);
  expect(after.plan).toEqual(without.plan);
});
