import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { lingtai, type Server, serve, temporaryHome } from './lingtai.ts';

/** Queries that would take the machine, on a server with small limits. */
const { home, remove } = temporaryHome();
const table = 'demo_dr1_v1.lrs';
const syncSeconds = 8;
/** The machine of the tests does other things too. */
const promptMs = 6000;
let server: Server;

beforeAll(async () => {
  const made = await lingtai('demo', '--no-serve', '--spectra', '300', '--home', home);
  if (made.code !== 0) throw new Error(made.stderr.slice(-2000));
  writeFileSync(
    join(home, 'lingtai.yaml'),
    `limits: { syncSeconds: ${syncSeconds}, queriesAtOnce: 3, queriesAtOncePerUser: 2, asyncSeconds: 60 }
engine: { threads: 2, memoryMiB: 256, tempMiB: 32 }
`,
  );
  server = await serve(home);
}, 300_000);
afterAll(async () => {
  const code = await server?.stop();
  remove();
  expect(code).toBe(0);
});

const get = (path: string, init?: RequestInit): Promise<Response> => fetch(`${server.url}${path}`, init);
const form = (parameters: Record<string, string>): RequestInit => ({
  method: 'POST',
  body: new URLSearchParams(parameters),
});

interface Answer {
  readonly status: number;
  readonly text: string;
  readonly ms: number;
}

async function sync(query: string, more: Record<string, string> = {}, init: RequestInit = {}): Promise<Answer> {
  const started = performance.now();
  const answer = await get('/tap/sync', { ...form({ QUERY: query, ...more }), ...init });
  return { status: answer.status, text: await answer.text(), ms: performance.now() - started };
}

/** The code of a VOTable that says ERROR; the whole text where it does not. */
const codeOf = ({ text }: Answer): string =>
  /name="QUERY_STATUS" value="ERROR"/.test(text)
    ? (/name="Lingtai-Error" value="error \S+ ([A-Z-]+)"/.exec(text)?.[1] ?? text)
    : text.slice(0, 500);

const crossed = (count: number, select: string): string =>
  `SELECT ${select} FROM ${Array.from({ length: count }, (_, i) => `${table} AS t${i}`).join(', ')}`;
const everything = crossed(4, 'SUM(SIN(t0.ra * t1.dec) / COS(t2.ra - t3.dec))');

/** What others ask meanwhile, until `done`: the slowest answer of each. */
async function others(done: Promise<unknown>): Promise<{ cone: number; form: number; health: number; rounds: number }> {
  let over = false;
  void done.finally(() => {
    over = true;
  });
  const slowest = { cone: 0, form: 0, health: 0, rounds: 0 };
  const took = async (path: string): Promise<number> => {
    const started = performance.now();
    const answer = await get(path);
    expect(answer.status, path).toBe(200);
    await answer.arrayBuffer();
    return performance.now() - started;
  };
  while (!over) {
    slowest.cone = Math.max(slowest.cone, await took('/demo/dr1/v1/cone/lrs?RA=180&DEC=30&SR=5'));
    slowest.form = Math.max(slowest.form, await took('/api/demo/dr1/v1/tables/lrs/rows?class=STAR'));
    slowest.health = Math.max(slowest.health, await took('/tap/availability'));
    slowest.rounds++;
    await sleep(20);
  }
  return slowest;
}

function temporaryFiles(): string[] {
  const folder = join(home, 'tmp');
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) => path.includes('duckdb_temp'));
}

const cheap = async (): Promise<void> => {
  const { status, text } = await sync(`SELECT COUNT(*) AS n FROM ${table}`, { RESPONSEFORMAT: 'csv' });
  expect([status, text]).toEqual([200, expect.stringMatching(/^n\r\n\d+\r\n$/)]);
};

const filling = 'and so on '.repeat(40);
/** `SUM` of all pairs ends by its time; what fills memory and disk ends by theirs. */
const hard: readonly (readonly [string, string, number, string])[] = [
  ['a cross join of everything', everything, 504, 'ENGINE-TIMEOUT'],
  [
    'more different rows than memory and disk hold',
    // Long ones, so that a slow machine has filled both before the time is over.
    `SELECT COUNT(*) FROM (${crossed(3, `DISTINCT t0.designation || t1.designation || t2.designation || '${filling}' AS a`)}) AS d`,
    413,
    'ENGINE-MEMORY',
  ],
  [
    'a text beyond all bounds',
    crossed(4, `LENGTH(IVO_STRING_AGG(t0.designation || t1.designation || '${filling}', ','))`),
    413,
    'ENGINE-MEMORY',
  ],
];

test.each(hard)(
  '%s is stopped at its limit and says so, while others are served',
  async (_, query, status, code) => {
    const asked = sync(query);
    const [slowest, answer] = await Promise.all([others(asked), asked]);
    expect([answer.status, codeOf(answer)]).toEqual([status, code]);
    expect(answer.ms).toBeLessThan(syncSeconds * 1000 + promptMs);
    expect(slowest.rounds).toBeGreaterThan(0);
    for (const ms of [slowest.cone, slowest.form, slowest.health]) expect(ms).toBeLessThan(promptMs);
    await cheap();
    expect(temporaryFiles()).toEqual([]);
  },
  30_000,
);

const long = 'a'.repeat(100_000);
const patterns = ['LIKE', 'ILIKE'].flatMap((like) =>
  [`${'%a'.repeat(200)}%b`, `${'%a_'.repeat(200)}%b`].map((pattern) => `${like} '${pattern}'`),
);

test.each(patterns)('a pattern from hell is answered at once: %.20s', async (pattern) => {
  const found = await sync(`SELECT COUNT(*) AS n FROM ${table} WHERE '${long}' ${pattern}`, { RESPONSEFORMAT: 'csv' });
  expect(found.text).toBe('n\r\n0\r\n');
  expect(found.ms).toBeLessThan(promptMs);
});

test('patterns made of columns are no way around that', async () => {
  const inner = `SELECT '${long}' || class AS s, '${'%a_'.repeat(200)}%b' || class AS p FROM ${table}`;
  const found = await sync(`SELECT COUNT(*) AS n FROM (${inner}) AS d WHERE s LIKE p`, { RESPONSEFORMAT: 'csv' });
  expect(found.status === 504 || found.text === 'n\r\n0\r\n').toBe(true);
  expect(found.ms).toBeLessThan(syncSeconds * 1000 + promptMs);
  const tooLong = await sync(`SELECT COUNT(*) FROM ${table} WHERE class LIKE '${long}%'`);
  expect([tooLong.status, codeOf(tooLong)]).toEqual([400, 'QUERY-PATTERN']);
});

const nested = (count: number): string => {
  let query = `SELECT obsid FROM ${table}`;
  for (let i = 0; i < count; i++) query = `SELECT obsid FROM ${table} WHERE obsid IN (${query})`;
  return query;
};

test.each([
  ['brackets', `SELECT ${'('.repeat(50_000)}1${')'.repeat(50_000)} FROM ${table}`],
  ['calls', `SELECT ${'ABS('.repeat(50_000)}ra${')'.repeat(50_000)} FROM ${table}`],
  ['negations', `SELECT obsid FROM ${table} WHERE ${'NOT '.repeat(50_000)} ra = 1`],
  ['queries inside queries', nested(40)],
  ['tables', crossed(60, '1')],
])('%s without end are refused with their place', async (_, query) => {
  const answer = await sync(query);
  expect(answer.status).toBe(400);
  expect(codeOf(answer)).toMatch(/^(ADQL|QUERY)-/);
  expect(answer.text).toMatch(/line 1, column \d+/);
  expect(answer.ms).toBeLessThan(promptMs);
});

test('a sum of ten thousand terms, or a list of as many values, is answered or refused, soon', async () => {
  const terms = Array.from({ length: 10_000 }, () => 'ra').join(' + ');
  const values = Array.from({ length: 10_000 }, (_, i) => i).join(', ');
  for (const query of [
    `SELECT TOP 1 ${terms} FROM ${table}`,
    `SELECT TOP 1 ra FROM ${table} WHERE obsid IN (${values})`,
  ]) {
    const answer = await sync(query);
    expect([200, 400, 413, 504]).toContain(answer.status);
    expect(answer.ms).toBeLessThan(syncSeconds * 1000 + promptMs);
  }
});

describe('turns', () => {
  test('one asker runs two at once; the third gets its turn or is told why not', async () => {
    const answers = await Promise.all(Array.from({ length: 4 }, () => sync(everything)));
    const codes = answers.map(codeOf).toSorted();
    expect(codes.filter((code) => code === 'ENGINE-TIMEOUT').length).toBeGreaterThanOrEqual(2);
    expect(codes.every((code) => code === 'ENGINE-TIMEOUT' || code === 'QUERY-BUSY')).toBe(true);
    for (const answer of answers) expect(answer.status).toBe(codeOf(answer) === 'QUERY-BUSY' ? 429 : 504);
    expect(Math.max(...answers.map((a) => a.ms))).toBeGreaterThan(syncSeconds * 1000);
    await cheap();
  }, 60_000);

  test('another asker is not kept waiting; whoever goes away makes room', async () => {
    const control = new AbortController();
    const mine = [1, 2, 3].map(() => sync(everything, {}, { signal: control.signal }).catch(() => undefined));
    await sleep(300);
    const started = performance.now();
    const other = await get(`/tap/sync?${new URLSearchParams({ QUERY: `SELECT COUNT(*) FROM ${table}` })}`, {
      headers: { 'X-Forwarded-For': '192.0.2.7' },
    });
    expect(other.status).toBe(200);
    control.abort();
    await Promise.all(mine);
    await cheap();
    expect(performance.now() - started).toBeLessThan(promptMs);
  }, 60_000);
});

describe('turns of searches', () => {
  const searches = [
    '/demo/dr1/v1/cone/lrs?RA=180&DEC=30&SR=5',
    '/demo/cone/lrs?RA=180&DEC=30&SR=5',
    '/api/demo/dr1/v1/tables/lrs/rows?class=STAR',
    '/api/demo/dr1/v1/tables/lrs/count?class=STAR',
    '/api/demo/dr1/v1/tables/lrs/statistics?COLUMN=class',
  ];

  test('cone searches, forms, counts and statistics of one person keep to his limit of queries at once, and show it', async () => {
    const token = (await lingtai('token', 'make', 'ann', '--home', home)).stdout.trim();
    const init = { headers: { Authorization: `Bearer ${token}` } };
    const shown = async (): Promise<object | undefined> => {
      const { limits } = (await (await get('/api/account/limits', init)).json()) as { limits: { name: string }[] };
      return limits.find(({ name }) => name === 'searchesAtOnce');
    };
    expect(await shown()).toEqual({ name: 'searchesAtOnce', unit: 'queries', used: 0, limit: 2 });
    const quota = ['quota', 'set', 'user:ann', '--queries-at-once', '0', '--reason', 'none at all', '--home', home];
    expect((await lingtai(...quota)).code).toBe(0);
    await expect.poll(shown, { timeout: 15_000, interval: 500 }).toMatchObject({ limit: 0 });
    const mine = searches.map(async (path) => {
      const answer = await get(path, init);
      return [path, answer.status, /QUERY-BUSY/.test(await answer.text())];
    });
    for (const path of searches) expect([path, (await get(path)).status]).toEqual([path, 200]);
    expect(await Promise.all(mine)).toEqual(searches.map((path) => [path, 429, true]));
  }, 60_000);

  test('long queries keep no search waiting, not even those of who sent them', async () => {
    const headers = { 'X-Forwarded-For': '192.0.2.8' };
    const control = new AbortController();
    const long = [1, 2].map(() => sync(everything, {}, { headers, signal: control.signal }).catch(() => undefined));
    await sleep(300);
    const started = performance.now();
    for (const path of searches) expect([path, (await get(path, { headers })).status]).toEqual([path, 200]);
    expect(performance.now() - started).toBeLessThan(promptMs);
    control.abort();
    await Promise.all(long);
  }, 60_000);
});

test('a job ends at its execution duration and says so', async () => {
  const asked = form({ QUERY: everything, LANG: 'ADQL', EXECUTIONDURATION: '2', PHASE: 'RUN' });
  const made = await get('/tap/async', { ...asked, redirect: 'manual' });
  expect(made.status).toBe(303);
  const job = made.headers.get('location')!;
  let ended = '';
  for (let i = 0; i < 20 && !/<uws:endTime>/.test(ended); i++) ended = await (await fetch(`${job}?WAIT=2`)).text();
  expect(ended).toMatch(/<uws:phase>ABORTED<\/uws:phase>/);
  expect(ended).toContain('JOB-DURATION');
  await cheap();
  expect(temporaryFiles()).toEqual([]);
}, 60_000);

/** What an answer says of itself in its headers. */
function completeness({ headers }: Response): (string | null)[] {
  return ['returned', 'complete', 'limit'].map((name) => headers.get(`lingtai-${name}`));
}

const formats = ['votable', 'votable/b', 'votable/b2', 'csv', 'tsv', 'ecsv', 'json', 'fits', 'parquet', 'arrow'];

test.each(formats)('no silent cut: %s', async (format) => {
  const parameters = { QUERY: `SELECT obsid, class FROM ${table}`, RESPONSEFORMAT: format };
  const cut = await get('/tap/sync', form({ ...parameters, MAXREC: '2' }));
  expect(completeness(cut)).toEqual(['2', 'false', 'MAXREC=2']);
  // Formats with a place for it say so inside too; in CSV and TSV a line more would be a row.
  const inside = Buffer.from(await cut.arrayBuffer()).toString('latin1');
  if (format.startsWith('votable')) expect(inside).toMatch(/name="QUERY_STATUS" value="OVERFLOW"/);
  else if (format !== 'csv' && format !== 'tsv') expect(inside).toMatch(/MAXREC ?= ?2/);
  const whole = await get('/tap/sync', form({ ...parameters, MAXREC: '1000' }));
  expect(completeness(whole).slice(1)).toEqual(['true', null]);
  expect(Buffer.from(await whole.arrayBuffer()).toString('latin1')).not.toContain('OVERFLOW');
});

test('the file of a job says it too', async () => {
  const asked = form({ QUERY: `SELECT obsid FROM ${table}`, LANG: 'ADQL', FORMAT: 'csv', MAXREC: '2', PHASE: 'RUN' });
  const job = (await get('/tap/async', { ...asked, redirect: 'manual' })).headers.get('location')!;
  for (let i = 0; i < 20; i++) if (/COMPLETED/.test(await (await fetch(`${job}?WAIT=2`)).text())) break;
  expect(completeness(await fetch(`${job}/results/result`)).slice(0, 2)).toEqual(['2', 'false']);
});
