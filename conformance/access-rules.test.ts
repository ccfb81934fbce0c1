import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as pause, setImmediate as turn } from 'node:timers/promises';
import { buildServer } from '@lingtai/app-server';
import {
  createAccount,
  createGroup,
  endGrant,
  joinGroup,
  makeGrant,
  makeToken,
  setReleaseAccess,
} from '@lingtai/state';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type AccessHome, makeAccessHome } from '../apps/cli/src/access-proof/home.ts';
import { accessDays, owningGroup, rowOwner } from '../apps/cli/src/access-proof/survey.ts';
import { type Installation, openInstallation } from '../apps/server/src/installation.ts';

/** The rules of the test survey, end to end over HTTP, on a clock that the tests set. The matrix over all routes is another test. */
const folder = mkdtempSync(join(tmpdir(), 'lingtai-access-'));
const clock = { time: new Date(`${accessDays.international}T00:00:00Z`), now: () => clock.time };
const setDay = (day: string, shiftMs = 0): void => {
  clock.time = new Date(Date.parse(`${day}T00:00:00Z`) + shiftMs);
};
let made: AccessHome;
let installation: Installation;
let app: Awaited<ReturnType<typeof buildServer>>;
const tokens = new Map<string, string>();
const by = { actor: 'terminal' };
const starts = new Date('2020-01-01T00:00:00Z');

async function account(name: string, groups: readonly string[], roles?: readonly 'operator'[]): Promise<void> {
  const { state } = installation;
  // Publishing has made the account of the owner of rows, so that nobody could take the name.
  const made = createAccount(state, { name, ...(roles ? { roles } : {}) }, by);
  if (name === rowOwner) await expect(made).rejects.toMatchObject({ class: 'conflict' });
  else await made;
  for (const group of groups) await joinGroup(state, { account: name, group, reason: 'test', starts }, by);
  const { secret } = await makeToken(state, { name: `${name}_t`, owner: name, scopes: ['read', 'tables', 'admin'] });
  tokens.set(name, secret);
}

beforeAll(async () => {
  made = await makeAccessHome(folder, 11, { spectra: 24, stars: 60 });
  installation = await openInstallation(made.home, { clock });
  const { state } = installation;
  await createGroup(state, { name: owningGroup, title: { en: 'X', zh: 'X' } }, by);
  await account('wendy', ['working-group']);
  await account('april', ['approved']);
  await account('doris', ['domestic']);
  await account(rowOwner, []);
  await account('xavier', [owningGroup]);
  await account('mary', []);
  await account('oscar', [], ['operator']);
  app = await buildServer(installation, { softwareVersion: 'test', logLevel: 'error' });
  await app.ready();
}, 600_000);
afterAll(async () => {
  await app?.close();
  await installation?.close();
  const cluster = join(made.home, 'state/cluster.json');
  if (existsSync(cluster)) {
    const { dir } = JSON.parse(readFileSync(cluster, 'utf8')) as { dir: string };
    rmSync(dirname(dir), { recursive: true, force: true });
  }
  rmSync(folder, { recursive: true, force: true });
});

async function get(url: string, who?: string) {
  const headers = { accept: 'application/json', ...(who ? { authorization: `Bearer ${tokens.get(who)}` } : {}) };
  return app.inject({ method: 'GET', url, headers });
}
const status = async (url: string, who?: string): Promise<number> => (await get(url, who)).statusCode;
const tap = (query: string, who?: string) =>
  get(`/tap/sync?${new URLSearchParams({ LANG: 'ADQL', QUERY: query, RESPONSEFORMAT: 'json' })}`, who);
const count = async (address: string, table: string, who?: string): Promise<number> =>
  (await get(`/api/${address}/tables/${table}/count`, who)).json().count;
const leaks = (body: string, kinds: readonly string[]): string[] =>
  made.canaries.filter((c) => kinds.includes(c.kind) && body.includes(c.text)).map((c) => c.text);

describe('releases', () => {
  test('a version is there for its groups, and for the others as if it never was', async () => {
    setDay(accessDays.international);
    const v0 = '/api/canary/dr1/v0';
    expect([await status(v0), await status(v0, 'mary'), await status(v0, 'doris')]).toEqual([401, 403, 403]);
    expect([await status(v0, 'wendy'), await status(v0, 'april'), await status(v0, 'oscar')]).toEqual([200, 200, 200]);
    // Its record is listed: everybody may learn for whom it is, and nothing of what is in it.
    const refused = await get(v0);
    expect(refused.body).toContain('working-group, approved (2026-01-01)');
    expect(refused.headers['www-authenticate']).toBeDefined();
    const everything = ['release', 'table', 'column', 'row', 'product'];
    for (const path of ['', '/tables/stars', '/tables/stars/rows', '/tables/never', '/report']) {
      const answer = await get(`${v0}${path}`);
      expect([path, answer.statusCode, leaks(answer.body, everything)]).toEqual([path, 401, []]);
      expect(answer.headers['content-length']).toBe(refused.headers['content-length']);
    }
    const files = [
      '/canary/dr1/v0/files/raw/frame-1',
      '/canary/dr1/v0/spectra/1001.fits',
      '/canary/dr1/v0/spectra/9001.png',
    ];
    for (const url of [...files, '/canary/dr1/v0/cone/stars?RA=0&DEC=0&SR=1'])
      expect([url, await status(url), await status(url, 'mary')]).toEqual([url, 401, 403]);
    // An older version gives its files while a newer one is there.
    const open = '/canary/dr1/v0/spectra/1000.fits';
    expect([await status(files[0]!, 'oscar'), await status(open, 'wendy')]).toEqual([200, 200]);
    const seen = (await get('/api/datasets')).body;
    expect(seen).toContain('canary/dr1/v2');
    expect(seen).not.toContain('canary/dr1/v0');
    expect((await tap('SELECT id FROM canary_dr1_v0.stars')).statusCode).toBe(400);
    expect((await tap('SELECT id FROM canary_dr1_v0.stars', 'wendy')).statusCode).toBe(200);
  });

  test('of a release that is not listed nobody learns: the same bytes as for a name that never was', async () => {
    setDay(accessDays.international);
    const { state } = installation;
    const set = async (listed: boolean): Promise<void> => {
      for (const { dataset, release, version, record } of await state.db
        .selectFrom('release_record')
        .selectAll()
        .execute())
        await state.db
          .updateTable('release_record')
          .set({ record: JSON.stringify({ ...record, listed }) })
          .where('dataset', '=', dataset)
          .where('release', '=', release)
          .where('version', '=', version)
          .execute();
    };
    await set(false);
    await pause(1200);
    const [hidden, never] = [await get('/api/canary/dr1/v0'), await get('/api/canary/dr1/v9')];
    expect([hidden.statusCode, hidden.body.replaceAll('v0', 'v9')]).toEqual([404, never.body]);
    expect(hidden.headers['etag']).toBe(never.headers['etag']);
    await set(true);
    await pause(1200);
    expect(await status('/api/canary/dr1/v0')).toBe(401);
  });

  test('a release opens on its day, without a rebuild', async () => {
    setDay(accessDays.open, -1);
    expect([await status('/api/canary/dr1/v1'), await status('/api/canary/dr1/v1', 'doris')]).toEqual([401, 200]);
    setDay(accessDays.open);
    expect(await status('/api/canary/dr1/v1')).toBe(200);
  });
});

describe('tables, columns and products', () => {
  test('a restricted table and a restricted column are nowhere', async () => {
    setDay(accessDays.international);
    const at = '/api/canary/dr1/v2';
    for (const url of [
      at,
      `${at}/tables/stars`,
      `${at}/tables/stars/rows?COLUMNS=all`,
      `${at}/report`,
      '/tap/tables',
      '/tap/examples',
      '/api/query/samples',
      '/canary/dr1/v2/cone/stars?RA=0&DEC=0&SR=180&VERB=3',
    ]) {
      const answer = await get(url, 'mary');
      expect([url, answer.statusCode]).toEqual([url, 200]);
      expect([url, leaks(answer.body, ['table', 'column'])]).toEqual([url, []]);
      expect([url, /secret_note|internal/i.test(answer.body)]).toEqual([url, false]);
    }
    expect(await status(`${at}/tables/internal`, 'mary')).toBe(404);
    expect(await status(`${at}/tables/internal`, 'wendy')).toBe(200);
    expect((await get(`${at}/tables/stars`, 'april')).body).toContain('secret_note');
    expect((await get(`${at}/tables/stars/rows?secret_note=x`, 'mary')).statusCode).toBe(400);
    expect((await tap('SELECT secret_note FROM canary_dr1_v2.stars', 'mary')).body).toContain('secret_note');
    expect((await tap('SELECT secret_note FROM canary_dr1_v2.stars', 'mary')).statusCode).toBe(400);
    expect((await tap('SELECT * FROM canary_dr1_v2.stars WHERE "secret_value" > 0', 'mary')).statusCode).toBe(400);
    expect(leaks((await tap('SELECT * FROM canary_dr1_v2.stars', 'april')).body, ['column']).length).toBeGreaterThan(
      50,
    );
  });

  test('files of a restricted product', async () => {
    setDay(accessDays.rows, -1);
    const file = '/canary/dr1/v2/files/raw/frame-1';
    expect([await status(file), await status(file, 'mary'), await status(file, 'wendy')]).toEqual([404, 404, 200]);
    setDay(accessDays.rows);
    expect(await status(file)).toBe(200);
  });
});

describe('rows under embargo', () => {
  test('are seen by their owners, by operators and by grant; each on its day by everybody', async () => {
    setDay(accessDays.international);
    const at = 'canary/dr1/v2';
    // Of 24 spectra 12 are owned: 4 by an account, 4 by a group, 4 by nobody.
    const counts = async () => ({
      anybody: await count(at, 'lrs'),
      owner: await count(at, 'lrs', rowOwner),
      group: await count(at, 'lrs', 'xavier'),
      operator: await count(at, 'lrs', 'oscar'),
    });
    expect(await counts()).toEqual({ anybody: 12, owner: 16, group: 16, operator: 24 });
    setDay(accessDays.rows, -1);
    expect(await counts()).toEqual({ anybody: 12, owner: 16, group: 16, operator: 24 });
    setDay(accessDays.rows);
    expect((await counts()).anybody).toBe(18);
    setDay(accessDays.lateRows, -1);
    expect((await counts()).anybody).toBe(18);
    setDay(accessDays.lateRows);
    expect(await counts()).toEqual({ anybody: 24, owner: 24, group: 24, operator: 24 });
  });

  test('nothing tells of them: search, cone, TAP, counts, statistics, names, files, previews', async () => {
    setDay(accessDays.international);
    const at = 'canary/dr1/v2';
    const table = `/api/${at}/tables/lrs`;
    const own = made.canaries.find(
      (c) => c.kind === 'row' && c.resource.startsWith(at) && c.owner === rowOwner && /^[a-z]/.test(c.text),
    )!;
    for (const url of [
      `/api/${at}`,
      table,
      `${table}/rows?COLUMNS=all`,
      `${table}/statistics?COLUMN=designation`,
      `/${at}/cone/lrs?RA=0&DEC=0&SR=180&VERB=3`,
      `/api/resolve?q=${own.text}`,
      '/tap/tables',
      '/api/query/samples',
      '/.well-known/lingtai.json',
      `/api/${at}/report`,
    ]) {
      const answer = await get(url, 'mary');
      // What was asked for is said again.
      const said = answer.body.replaceAll(own.text, '');
      expect([url, answer.statusCode, leaks(said, ['row'])]).toEqual([url, 200, []]);
    }
    expect((await get(`/api/resolve?q=${own.text}`, 'mary')).json().matches).toEqual([]);
    expect((await get(`/api/resolve?q=${own.text}`, rowOwner)).json().matches).toHaveLength(1);
    // While all of them are hidden, the others are counted and summed up by themselves; when some are free nothing is.
    const extremes = async () => {
      const { rowCount, columns } = (await get(table)).json();
      return [rowCount, columns.find((c: { name: string }) => c.name === 'flag')?.max];
    };
    const open = made.canaries.filter((c) => c.resource === at && c.in === 'lrs').map((c) => Number(c.text));
    expect(await extremes()).toEqual([12, Math.max(...open.filter((n) => !Number.isNaN(n)))]);
    expect((await get(`/api/${at}`)).json().productCount).toBe(12);
    setDay(accessDays.rows);
    expect(await extremes()).toEqual([undefined, undefined]);
    expect((await get(`/api/${at}`)).json()).not.toHaveProperty('productCount');
    setDay(accessDays.international);
    for (const extension of ['fits', 'png', 'csv', 'json', 'parquet']) {
      const url = `/${at}/spectra/1001.${extension}`;
      const [hidden, never] = [await get(url, 'mary'), await get(url.replace('1001', '9001'), 'mary')];
      expect([hidden.statusCode, hidden.body.replaceAll('1001', '9001')]).toEqual([404, never.body]);
      expect(await status(url, rowOwner)).toBe(200);
      expect(await status(url, 'oscar')).toBe(200);
    }
    const max = await tap('SELECT MAX(flag) AS m, COUNT(*) AS n FROM canary_dr1_v2.lrs', 'mary');
    expect(leaks(max.body, ['row'])).toEqual([]);
    const joined = await tap(
      'SELECT a.designation FROM canary_dr1_v2.stars AS s RIGHT JOIN canary_dr1_v2.lrs AS a ON s.id = a.obsid',
      'mary',
    );
    expect([joined.statusCode, leaks(joined.body, ['row'])]).toEqual([200, []]);
  });

  test('a value that cannot be computed for a hidden row does not fail the query of whom it is hidden from', async () => {
    setDay(accessDays.international);
    // Overflows for one spectrum alone.
    const part = (id: number): string => `(4000000000 / (1 + (obsid - ${id}) * (obsid - ${id})))`;
    const probe = (id: number): string => `SELECT obsid FROM canary_dr1_v2.lrs WHERE ${part(id)} * ${part(id)} <> 7`;
    expect((await tap(probe(1002), 'mary')).statusCode).toBe(400);
    expect((await tap(probe(1001), 'mary')).statusCode).toBe(200);
    expect((await tap(probe(1001), rowOwner)).statusCode).toBe(400);
  });

  test('estimates are not told of rows that are hidden', async () => {
    setDay(accessDays.international);
    const check = async (who: string) =>
      (
        await app.inject({
          method: 'POST',
          url: '/api/query/check',
          headers: { authorization: `Bearer ${tokens.get(who)}` },
          payload: { query: 'SELECT obsid FROM canary_dr1_v2.lrs WHERE flag > 5' },
        })
      ).json();
    expect((await check('mary')).cost).toMatchObject({ rowsRead: 12, scans: [{ table: 'lrs', rowsRead: 12 }] });
    expect((await check('oscar')).cost).toMatchObject({ rowsRead: 24, scans: [{ table: 'lrs', rowsRead: 24 }] });
    setDay(accessDays.rows);
    expect(await check('mary')).not.toHaveProperty('cost');
    expect((await check('oscar')).cost).toMatchObject({ rowsRead: 24 });
  });
});

describe('grants', () => {
  test('open what they name, from their begin to their end, and are taken back', async () => {
    setDay(accessDays.international);
    const { state } = installation;
    const until = new Date(`${accessDays.rows}T00:00:00Z`);
    const grant = await makeGrant(
      state,
      { subjectKind: 'user', subject: 'mary', resource: 'canary/dr1/v0', reason: 'early', starts, ends: until },
      by,
    );
    await pause(5200);
    expect([await status('/api/canary/dr1/v0', 'mary'), await count('canary/dr1/v0', 'lrs', 'mary')]).toEqual([
      200, 12,
    ]);
    setDay(accessDays.rows);
    expect(await status('/api/canary/dr1/v0', 'mary')).toBe(403);
    setDay(accessDays.international);
    await endGrant(state, { id: grant.id, reason: 'over' }, by);
    await makeGrant(
      state,
      { subjectKind: 'group', subject: owningGroup, resource: 'canary/dr1/v0#lrs', reason: 'rows', starts },
      by,
    );
    await pause(5200);
    expect(await status('/api/canary/dr1/v0', 'mary')).toBe(403);
    // Who was granted one table sees it alone, with all its rows.
    expect((await get('/api/canary/dr1/v0', 'xavier')).json().tables.map((t: { name: string }) => t.name)).toEqual([
      'lrs',
    ]);
    expect(await count('canary/dr1/v0', 'lrs', 'xavier')).toBe(24);
  }, 30_000);
});

describe('results that were made before', () => {
  test('a permanent query is there for whom its release is there', async () => {
    setDay(accessDays.international);
    const make = (query: string, who: string) =>
      app.inject({
        method: 'POST',
        url: '/api/queries',
        payload: { query },
        headers: { authorization: `Bearer ${tokens.get(who)}` },
      });
    const answer = await make('SELECT id, label FROM canary_dr1_v0.stars', 'wendy');
    expect(answer.statusCode).toBe(201);
    for (const part of ['', '/result', '/verification']) {
      const url = `/api/queries/${answer.json().id}${part}`;
      expect([await status(url, 'wendy'), await status(url), await status(url, 'mary')]).toEqual([200, 404, 404]);
    }
    const owned = await make('SELECT obsid FROM canary_dr1_v2.lrs', 'oscar');
    expect([owned.statusCode, owned.json().reproducible]).toEqual([400, false]);
    // Of a table with hidden rows it has them all: there for whom nothing is hidden, and his digest is everybody's later.
    setDay(accessDays.lateRows);
    const whole = await make('SELECT obsid FROM canary_dr1_v2.lrs', 'mary');
    expect([whole.statusCode, whole.json().rowCount]).toEqual([201, 24]);
    const url = `/api/queries/${whole.json().id}/result`;
    for (const day of [accessDays.international, accessDays.rows]) {
      setDay(day);
      expect([await status(url, 'oscar'), await status(url, 'mary'), await status(url, rowOwner)]).toEqual([
        200, 404, 404,
      ]);
    }
  });

  test('a job runs with the rights of its owner, and its result goes with them', async () => {
    setDay(accessDays.international);
    const headers = {
      authorization: `Bearer ${tokens.get('doris')}`,
      'content-type': 'application/x-www-form-urlencoded',
    };
    const payload = new URLSearchParams({
      LANG: 'ADQL',
      QUERY: 'SELECT label FROM canary_dr1_v1.stars',
      PHASE: 'RUN',
    }).toString();
    const job = await app.inject({ method: 'POST', url: '/tap/async', headers, payload });
    const path = new URL(String(job.headers['location'])).pathname;
    expect((await get(`${path}?WAIT=20&PHASE=EXECUTING`, 'doris')).statusCode).toBe(200);
    for (let i = 0; i < 50 && (await get(`${path}/phase`, 'doris')).body !== 'COMPLETED'; i++) await pause(200);
    const result = await get(`${path}/results/result`, 'doris');
    expect([result.statusCode, leaks(result.body, ['release']).length]).toEqual([200, 60]);
    setDay(accessDays.domestic, -1);
    const later = await get(`${path}/results/result`, 'doris');
    expect([later.statusCode, leaks(later.body, ['release'])]).toEqual([403, []]);
  });
});

describe('who may see a release', () => {
  test('can be changed, also of a part; changes are kept and audited', async () => {
    setDay(accessDays.international);
    const { state } = installation;
    const v2 = { dataset: 'canary', release: 'dr1', version: 'v2' };
    const steps = [{ audience: ['working-group'], from: starts }];
    await setReleaseAccess(state, { ...v2, part: 'stars', steps, reason: 'a fault in the list' }, by);
    await pause(1200);
    expect([
      await status('/api/canary/dr1/v2/tables/stars'),
      await status('/api/canary/dr1/v2/tables/stars', 'wendy'),
    ]).toEqual([404, 200]);
    await setReleaseAccess(
      state,
      { ...v2, part: 'stars', steps: [{ audience: ['public'], from: starts }], reason: 'mended' },
      by,
    );
    await pause(1200);
    expect(await status('/api/canary/dr1/v2/tables/stars')).toBe(200);
    const url = '/api/admin/releases/canary/dr1/v2/access';
    const post = (who: string, payload: object) =>
      app.inject({ method: 'POST', url, payload, headers: { authorization: `Bearer ${tokens.get(who)}` } });
    const wanted = { steps: [{ audience: ['public'], from: accessDays.international }], reason: 'as before' };
    expect((await post('wendy', wanted)).statusCode).toBe(403);
    expect((await post('oscar', { ...wanted, steps: [{ audience: ['nobody'], from: '2026-01-01' }] })).statusCode).toBe(
      400,
    );
    expect((await post('oscar', { ...wanted, steps: 'all' })).statusCode).toBe(400);
    expect((await post('oscar', wanted)).json()).toMatchObject({
      address: 'canary/dr1/v2',
      steps: [{ audience: ['public'] }],
    });
    expect((await get('/api/admin/releases', 'oscar')).json().releases).toHaveLength(3);
    expect(await status('/api/admin/releases', 'mary')).toBe(403);
    const lines = await state.db
      .selectFrom('audit')
      .select(['resource', 'actor'])
      .where('action', '=', 'release.access')
      .orderBy('id')
      .execute();
    expect(lines.map((line) => line.actor)).toEqual(['terminal', 'terminal', 'oscar']);
  });

  test('a read that could not be written down is written when the store is back, once', async () => {
    const { state, accessLog } = installation;
    const lines = async (): Promise<number> =>
      (await state.db.selectFrom('audit').select('id').where('action', '=', 'access.read').execute()).length;
    setDay(accessDays.international);
    await accessLog.flush();
    const before = await lines();
    await state.db.schema.alterTable('audit').renameTo('audit_away').execute();
    try {
      await get('/api/canary/dr1/v0/tables/stars/rows', 'wendy');
      await turn();
      await accessLog.flush();
    } finally {
      await state.db.schema.alterTable('audit_away').renameTo('audit').execute();
    }
    expect(await lines()).toBe(before);
    await accessLog.flush();
    await accessLog.flush();
    expect(await lines()).toBe(before + 1);
  });

  test('reading what is restricted is written down, once for a request; reading what is public is not', async () => {
    setDay(accessDays.international);
    const { state, accessLog } = installation;
    const lines = async () => {
      await turn();
      await accessLog.flush();
      return state.db
        .selectFrom('audit')
        .select(['actor', 'resource', 'detail'])
        .where('action', '=', 'access.read')
        .orderBy('id')
        .execute();
    };
    const before = (await lines()).length;
    await get('/api/canary/dr1/v2/tables/stars/rows', 'wendy');
    expect(await lines()).toHaveLength(before);
    await get('/api/canary/dr1/v0/tables/stars/rows', 'wendy');
    await get('/api/canary/dr1/v2/tables/stars/rows?COLUMNS=id,secret_note', 'april');
    await get('/canary/dr1/v2/spectra/1001.fits', 'oscar');
    await get('/canary/dr1/v2/files/raw/frame-1', 'wendy');
    await app.inject({
      method: 'POST',
      url: '/tap/sync',
      headers: { authorization: `Bearer ${tokens.get('wendy')}`, 'content-type': 'application/x-www-form-urlencoded' },
      payload: new URLSearchParams({ LANG: 'ADQL', QUERY: 'SELECT id FROM canary_dr1_v0.internal' }).toString(),
    });
    expect((await lines()).slice(before).map(({ actor, resource }) => `${actor} ${resource}`)).toEqual([
      'wendy canary/dr1/v0',
      'april canary/dr1/v2#stars.secret_note',
      'oscar canary/dr1/v2#lrs',
      'wendy canary/dr1/v2#product:raw',
      'wendy canary/dr1/v0',
    ]);
  });
});
