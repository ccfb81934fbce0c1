import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { lingtai, type Server, serve, temporaryHome } from './lingtai.ts';

/** Observing seasons as a filter, by the API of the demonstration survey. */
const { home, remove } = temporaryHome();
const base = '/api/demo/dr1/v1';
let server: Server;

interface Seasons {
  readonly column: string;
  readonly options: readonly { readonly name: string; readonly range: string }[];
}
interface Form {
  readonly name: string;
  readonly table: string;
  readonly seasons?: Seasons;
}

beforeAll(async () => {
  const { code, stderr } = await lingtai('demo', '--spectra', '400', '--no-serve', '--home', home);
  if (code !== 0) throw new Error(`lingtai demo ended with ${code}: ${stderr}`);
  server = await serve(home);
}, 240_000);
afterAll(async () => {
  await server?.stop();
  remove();
});

const json = async <T>(path: string): Promise<T> => (await (await fetch(server.url + path)).json()) as T;
const count = async (table: string, constraint: string): Promise<number> =>
  (await json<{ count: number }>(`${base}/tables/${table}/count?${constraint}`)).count;

/** MJD of the date of a night, plus one: the local day on which its second half lies, which surveys of this kind call LMJD. */
const lmjd = (date: string): number => Date.parse(date) / 86_400_000 + 40_587 + 1;

test('each form offers the seasons of its dataset, and each finds the rows of its nights', async () => {
  for (const path of [base, '/api/demo']) {
    const { forms } = await json<{ forms: readonly Form[] }>(path);
    expect(forms.map((form) => [form.name, form.seasons?.column])).toEqual(
      expect.arrayContaining([
        ['lrs', 'obsdate'],
        ['mrs', 'obsdate'],
        ['plates', 'obsdate'],
      ]),
    );
  }
  const { forms } = await json<{ forms: readonly Form[] }>(base);
  const nights = {
    autumn: [lmjd('2025-10-01'), lmjd('2025-12-31')],
    winter: [lmjd('2026-01-01'), lmjd('2026-03-31')],
    spring: [lmjd('2026-04-01'), lmjd('2026-06-30')],
  };
  for (const { table, seasons } of forms.filter((form) => form.seasons)) {
    const found: number[] = [];
    for (const { name, range } of seasons!.options) {
      const [first, last] = nights[name as keyof typeof nights];
      const of = await count(table, `obsdate=${range}`);
      expect(of, `${table} ${name}`).toBe(await count(table, `lmjd=${first}..${last}`));
      found.push(of);
    }
    expect(Math.max(...found), table).toBeGreaterThan(0);
    expect(
      found.reduce((sum, of) => sum + of, 0),
      table,
    ).toBe(await count(table, ''));
  }
});

test('without scripts the field of the form makes the search', async () => {
  const { forms } = await json<{ forms: readonly Form[] }>(base);
  const { options } = forms.find((form) => form.name === 'lrs')!.seasons!;
  const html = { headers: { accept: 'text/html' } };
  const page = await (await fetch(`${server.url}/demo/dr1/v1/search/lrs`, html)).text();
  const field = /<select id="field-season" name="obsdate">.*?<\/select>/s.exec(page)![0];
  expect([...field.matchAll(/<option value="([^"]*)"/g)].map((m) => m[1])).toEqual([
    '',
    ...options.map((o) => o.range),
  ]);
  const address = `${server.url}/demo/dr1/v1/search/lrs?obsdate=${options[0]!.range}&obsdate.min=&obsdate.max=&run=1`;
  const found = await (await fetch(address, html)).text();
  expect(found).toContain('Observing season: Autumn 2025');
  const shown = /<strong class="count">([\d,]+)</.exec(found)![1]!.replaceAll(',', '');
  expect(Number(shown)).toBe(await count('lrs', `obsdate=${options[0]!.range}`));
});

test('a season of one night finds the rows of that night, each once, as soon as it is loaded', async () => {
  const { groups } = await json<{ groups: { value: string; count: number }[] }>(
    `${base}/tables/lrs/statistics?COLUMN=lmjd`,
  );
  const nights = groups.map((group) => ({ ...group, date: dateOfLmjd(Number(group.value)) }));
  expect(nights.length).toBeGreaterThan(2);
  const seasons = nights.map(({ date }) => ({
    name: `night${date}`,
    title: { en: date, zh: date },
    from: date,
    to: date,
  }));
  const file = join(home, 'nights.json');
  const record = { release: 'dr1', version: 'v1' };
  writeFileSync(file, JSON.stringify({ lingtai: 1, dataset: 'demo', noonUtcHour: 4, seasons, records: [record] }));
  const { code, stderr } = await lingtai('release', 'records', 'load', file, '--home', home);
  expect([code, stderr]).toEqual([0, '']);
  const options = await vi.waitFor(
    async () => {
      const { forms } = await json<{ forms: readonly Form[] }>(base);
      const found = forms.find((form) => form.name === 'lrs')!.seasons!.options;
      expect(found.map((option) => option.name)).toEqual(seasons.map((season) => season.name));
      return found;
    },
    { timeout: 30_000, interval: 200 },
  );
  const counts = await Promise.all(options.map(({ range }) => count('lrs', `obsdate=${range}`)));
  expect(counts).toEqual(nights.map((night) => night.count));
});

const dateOfLmjd = (day: number): string => new Date((day - 1 - 40_587) * 86_400_000).toISOString().slice(0, 10);
