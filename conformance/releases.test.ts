import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadSite, openSiteState } from '@lingtai/app-server/site';
import { createAccount, makeToken, setReleaseAccess } from '@lingtai/state';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { lingtai, publishAll, root, type Server, serve, temporaryHome } from './lingtai.ts';

/** Release families on a real server: LAMOST's records without data, and a small survey with data. */
const fixtures = join(root, 'fixtures/release-tree');
const html = { accept: 'text/html,application/xhtml+xml' };
const { home, remove } = temporaryHome();
let server: Server;
let token: string;
let member: string;

interface Item {
  readonly address: string;
  readonly release: string;
  readonly version: string;
  readonly date?: string;
  readonly loaded: boolean;
  readonly revision?: number;
}
interface Family {
  readonly count: number;
  readonly releases: readonly Item[];
}

/** What stands beside the data of the small survey: for the whole family, and for one release. */
const keptRecords = `lingtai: 1
dataset: kept
title: { en: Kept stars, zh: 留存的恒星 }
policy:
  title: { en: Policy of the kept stars, zh: 留存恒星的数据政策 }
  url: "https://kept.example/policy"
approval:
  by: { en: Council of the keepers, zh: 留存者委员会 }
  document: { title: { en: Minutes of spring, zh: 春季会议纪要 }, url: "https://kept.example/minutes/spring" }
records:
  - { release: dr1, version: v1 }
  - release: dr2
    version: v1
    approval:
      by: { en: Council of the keepers, zh: 留存者委员会 }
      on: 2026-09-01
      document: { title: { en: Minutes of autumn, zh: 秋季会议纪要 }, url: "https://kept.example/minutes/autumn" }
`;

beforeAll(async () => {
  await publishAll(home, join(fixtures, 'stars.yaml'), join(fixtures, 'dr1'), 'kept/dr1/v1');
  await publishAll(home, join(fixtures, 'stars.yaml'), join(fixtures, 'dr2'), 'kept/dr2/v1');
  await run('release', 'records', 'load', 'surveys/lamost/releases.yaml');
  await run('release', 'records', 'load', 'surveys/lamost/lamost.yaml');
  const kept = join(home, 'kept-records.yaml');
  writeFileSync(kept, keptRecords);
  await run('release', 'records', 'load', kept);
  const state = await openSiteState(loadSite(home));
  for (const name of ['ann', 'bob']) await createAccount(state, { name, roles: ['operator'] }, { actor: 'test' });
  await createAccount(state, { name: 'mia' }, { actor: 'test' });
  const scopes = ['read', 'tables', 'admin'] as const;
  token = (await makeToken(state, { name: 'ann_admin', owner: 'ann', scopes })).secret;
  member = (await makeToken(state, { name: 'mia_admin', owner: 'mia', scopes })).secret;
  await state.close();
  server = await serve(home);
}, 240_000);
afterAll(async () => {
  await server?.stop();
  remove();
});

async function run(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await lingtai(...args, '--home', home);
  if (code !== 0) throw new Error(`lingtai ${args.join(' ')} ended with ${code}: ${stderr}`);
  return stdout;
}
const ask = (path: string, init: RequestInit = {}) => fetch(server.url + path, { redirect: 'manual', ...init });
const json = async <T>(path: string): Promise<T> => (await (await ask(path)).json()) as T;
const page = async (path: string) => {
  const answer = await ask(path, { headers: html });
  return { status: answer.status, text: await answer.text() };
};

describe('a family of releases', () => {
  test('lists all that is known, the newest first, and counts 26 up to 2020-12', async () => {
    const all = await json<Family>('/api/lamost/releases');
    const names = all.releases.map((r) => `${r.release}/${r.version}`);
    expect(new Set(all.releases.map((r) => r.release))).toEqual(
      new Set(['pdr', ...Array.from({ length: 10 }, (_, i) => `dr${i + 1}`)]),
    );
    expect(names.at(0)).toMatch(/^dr10\//);
    expect(names.at(-1)).toBe('pdr/v1');
    expect(names.filter((name) => name.startsWith('dr7/'))).toEqual(
      ['v2', 'v1.3', 'v1.2', 'v1.1', 'v1', 'v0.q3', 'v0.q2', 'v0.q1', 'v0'].map((version) => `dr7/${version}`),
    );
    const until = await json<Family>('/api/lamost/releases?UNTIL=2020-12');
    expect(until.count).toBe(26);
    expect(until.releases).toHaveLength(27);
    const dated = (await json<Family>('/api/lamost/releases?ORDER=date')).releases.flatMap((r) => r.date ?? []);
    expect(dated).toEqual(dated.toSorted().reverse());
    expect((await ask('/api/lamost/releases?ORDER=colour')).status).toBe(400);
    expect((await ask('/api/nothing/releases')).status).toBe(404);
  });

  test('tells which data are here; those have records made when they were published', async () => {
    const { releases } = await json<Family>('/api/kept/releases');
    expect(releases.map((r) => [r.address, r.loaded, r.revision])).toEqual([
      ['kept/dr2/v1', true, 0],
      ['kept/dr1/v1', true, 0],
    ]);
    expect((await json<Family>('/api/lamost/releases')).releases.some((r) => r.loaded)).toBe(false);
  });

  test.each([
    [
      'en',
      [
        '10,388,423',
        '6,038,218',
        'are not on this site',
        'LAMOST Scientific Committee',
        'data policy',
        'lmusers/cms/article',
        '10.3772/j.issn.1674-1544.2022.01.006',
      ],
    ],
    [
      'zh',
      [
        '10,388,423',
        '6,038,218',
        '本站没有此次发布的数据',
        'LAMOST 科学委员会',
        '数据政策',
        'lmusers/cms/article',
        '10.3772/j.issn.1674-1544.2022.01.006',
      ],
    ],
  ])(
    'each record has its page at its address, in %s, which says plainly that no data are here',
    async (lang, words) => {
      const { status, text } = await page(`/lamost/dr8/v1.0?lang=${lang}`);
      expect(status).toBe(200);
      for (const word of words) expect(text).toContain(word);
      const { releases } = await json<Family>('/api/lamost/releases');
      for (const item of releases) expect(text, item.address).toContain(`href="/${item.address}"`);
      const family = await page(`/lamost/releases?lang=${lang}`);
      expect(family.status).toBe(200);
      for (const item of releases) expect((await page(`/${item.address}`)).status, item.address).toBe(200);
      expect((await ask('/lamost', { headers: html })).headers.get('location')).toBe('/lamost/releases');
      expect((await page('/lamost/dr99/v1')).status).toBe(404);
    },
  );

  test.each([
    ['en', 'dr1', ['Policy of the kept stars', 'Council of the keepers', 'Minutes of spring'], 'minutes/spring'],
    ['zh', 'dr1', ['留存恒星的数据政策', '留存者委员会', '春季会议纪要'], 'minutes/spring'],
    ['en', 'dr2', ['Policy of the kept stars', '2026-09-01', 'Minutes of autumn'], 'minutes/autumn'],
    ['zh', 'dr2', ['留存恒星的数据政策', '2026-09-01', '秋季会议纪要'], 'minutes/autumn'],
  ])(
    'a page with data, in %s of %s, leads to the data policy and the approval',
    async (lang, release, words, minutes) => {
      const { status, text } = await page(`/kept/${release}/v1?lang=${lang}`);
      expect(status).toBe(200);
      for (const word of words) expect(text).toContain(word);
      for (const path of ['policy', minutes]) expect(text).toContain(`href="https://kept.example/${path}"`);
    },
  );
});

describe('old addresses', () => {
  const at = (path: string, host?: string) =>
    ask(path, host === undefined ? {} : { headers: { 'x-forwarded-host': host } });
  const leads = async (path: string, host?: string) => {
    const answer = await at(path, host);
    return [answer.status, answer.headers.get('location')?.replace(server.url, 'SITE')];
  };

  test.each([
    ['/v1/', 'dr6.lamost.org', 'SITE/lamost/dr6/v1'],
    ['/V2/', 'dr6.lamost.org', 'SITE/lamost/dr6/v2'],
    ['/V1.1', 'DR7.lamost.org', 'SITE/lamost/dr7/v1.1'],
    ['/v0/', 'dr6.lamost.org', 'SITE/lamost/dr6/v0'],
    ['/', 'dr1.lamost.org', 'SITE/lamost/dr1/v1'],
    ['/dr8/v0/', 'www.lamost.org', 'SITE/lamost/dr8/v0'],
    ['/dr8/', 'www.lamost.org', 'SITE/lamost/dr8/v1.0'],
    ['/v1/spectrum/view?obsid=101001', 'dr5.lamost.org', 'SITE/lamost/dr5/v1/spectra/101001'],
    ['/v1/search/lrs?teff=5000..6000', 'dr5.lamost.org', 'SITE/lamost/dr5/v1/search/lrs?teff=5000..6000'],
    ['/v1/whatever/it/was', 'dr5.lamost.org', 'SITE/lamost/dr5/v1'],
    ['/dr8/v0/', undefined, '/lamost/dr8/v0'],
    ['/DR9/V0', undefined, '/lamost/dr9/v0'],
    ['/dr7/V1.2/', undefined, '/lamost/dr7/v1.2'],
  ])('%s of %s leads to %s', async (path, host, target) => {
    expect(await leads(path, host)).toEqual([301, target]);
  });

  test.each([
    ['/dr8/v9/', undefined],
    ['/dr99/v1/', undefined],
    ['/v9/', 'dr6.lamost.org'],
    ['/v1/', 'dr6.example.org'],
  ])('%s of %s is unknown', async (path, host) => {
    expect((await at(path, host)).status).toBe(404);
  });

  test.each([
    ['/v1//evil.example/', 'dr6.lamost.org'],
    ['/v1/spectrum/view?obsid=//evil.example/x', 'dr6.lamost.org'],
    ['/v1/spectra/..%2f..%2f..%2fevil', 'dr6.lamost.org'],
    ['/v1/spectra/%2e%2e/%2e%2e/%2e%2e/evil', 'dr6.lamost.org'],
    ['/v1/spectrum/view?obsid=..', 'dr6.lamost.org'],
    ['/dr8/v0/%5c%5cevil.example', undefined],
  ])('%s never leads away from the release', async (path, host) => {
    const answer = await at(path, host);
    if (answer.status === 404) return;
    const target = new URL(answer.headers.get('location')!, server.url);
    expect(target.origin).toBe(server.url);
    expect(target.pathname).toMatch(/^\/lamost\/dr[68]\/v[01](\/|$)/);
  });
});

describe('a withdrawn release', () => {
  const base = '/kept/dr1/v1';
  const reason = 'The positions of one night are wrong.';
  const paths = [
    base,
    `${base}/tables`,
    `${base}/report`,
    `${base}/cone/stars?RA=1&DEC=1&SR=1`,
    `${base}/files/x/y`,
    `${base}/spectra/1`,
    `/api${base}`,
    `/api${base}/tables/stars`,
    `/api${base}/tables/stars/rows`,
    `/api${base}/report`,
    '/api/kept/releases/dr1/v1',
    '/kept/dr1/V1',
    '/did?ID=ivo://lingtai.local/kept%3Fdr1/v1/1',
  ];
  const decide = (action: string, ...more: string[]) => run('release', action, 'kept/dr1/v1', ...more);
  const query = 'SELECT id, ra FROM kept_dr1_v1.stars ORDER BY id';

  test('answers 410 everywhere with its reason, from two operators on, and is back as it was', async () => {
    const rows = await (await ask(`/api${base}/tables/stars/rows`)).text();
    const made = await ask('/api/queries', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query }),
    });
    const { id } = (await made.json()) as { id: string };
    await decide('withdraw', '--by', 'ann', '--reason', reason);
    expect((await ask(`/api${base}`)).status).toBe(200);
    const same = await lingtai('release', 'withdraw', 'kept/dr1/v1', '--by', 'ann', '--confirm', '--home', home);
    expect([same.code, same.stderr]).toEqual([1, expect.stringContaining('WITHDRAW-SAME')]);
    await decide('withdraw', '--by', 'bob', '--confirm');
    await expect.poll(async () => (await ask(`/api${base}`)).status, { timeout: 30_000 }).toBe(410);
    for (const path of [
      ...paths,
      `/api/queries/${id}`,
      `/api/queries/${id}/result`,
      `/api/queries/${id}/verification`,
    ]) {
      const answer = await ask(path);
      expect([path, answer.status]).toEqual([path, 410]);
      expect(await answer.text(), path).toContain(reason);
    }
    expect(await (await ask(`${base}/cone/stars?RA=1&DEC=1&SR=1`)).text()).toMatch(/<VOTABLE/);
    const tap = await ask(`/tap/sync?${new URLSearchParams({ LANG: 'ADQL', QUERY: query })}`);
    expect([tap.status, await tap.text()]).toEqual([410, expect.stringMatching(/QUERY_STATUS[\s\S]*withdrawn/)]);
    expect((await json<{ address: string }>('/api/kept')).address).toBe('kept/dr2/v1');
    const tombstone = await page(base);
    expect(tombstone.status).toBe(410);
    expect(tombstone.text).toContain(reason);
    expect(tombstone.text).toMatch(/[0-9a-f]{64}/);
    const { stdout } = await lingtai('verify', 'kept/dr1/v1', '--home', home, '--json');
    expect(JSON.parse(stdout)).toMatchObject({ damages: [] });

    await decide('reinstate', '--by', 'bob', '--reason', 'They were right.');
    await decide('reinstate', '--by', 'ann', '--confirm');
    await expect.poll(async () => (await ask(`/api${base}`)).status, { timeout: 30_000 }).toBe(200);
    const strip = (text: string): unknown => ({ ...(JSON.parse(text) as object), info: undefined });
    expect(strip(await (await ask(`/api${base}/tables/stars/rows`)).text())).toEqual(strip(rows));
    expect(await json(`/api/queries/${id}/verification`)).toMatchObject({ equal: true });
  });

  test('can be decided through the API by operators only', async () => {
    const post = (body: object, authorization?: string) =>
      ask('/api/admin/releases/kept/dr2/v1/withdrawal', {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...(authorization ? { authorization } : {}) },
        body: JSON.stringify(body),
      });
    const wanted = { action: 'withdraw', step: 'ask', reason: 'a test' };
    expect((await post(wanted)).status).toBe(401);
    expect((await post(wanted, `Bearer ${member}`)).status).toBe(403);
    const asked = await post(wanted, `Bearer ${token}`);
    expect([asked.status, await asked.json()]).toEqual([
      200,
      expect.objectContaining({ askedBy: 'ann', state: 'waiting' }),
    ]);
    expect((await post({ ...wanted, step: 'confirm' }, `Bearer ${token}`)).status).toBe(403);
    expect((await post({ ...wanted, step: 'drop' }, `Bearer ${token}`)).status).toBe(200);
    expect((await ask('/api/kept/dr2/v1')).status).toBe(200);
  });
});

describe('a revision of metadata', () => {
  test('is numbered, named beside the digest, readable for ever, and changes no data', async () => {
    const file = join(home, 'correction.yaml');
    writeFileSync(
      file,
      'lingtai: 1\ntables: { stars: { columns: { gmag: { ucd: phot.mag;em.opt.V, description: { en: Magnitude in V, zh: V 波段星等 } } } } }\n',
    );
    const rowsPath = '/api/kept/dr1/v1/tables/stars/rows?COLUMNS=id,gmag&ORDER=id';
    interface Rows {
      readonly info: Readonly<Record<string, string>>;
      readonly rows: unknown;
      readonly fields: readonly { readonly name: string; readonly ucd?: string }[];
    }
    const before = await json<Rows>(rowsPath);
    expect(before.info['Lingtai-Revision']).toBe('0');
    await run('release', 'revise', 'kept/dr1/v1', file, '--note', 'the band of gmag');
    await expect.poll(async () => (await json<Rows>(rowsPath)).info['Lingtai-Revision'], { timeout: 30_000 }).toBe('1');
    const after = await json<Rows>(rowsPath);
    expect(after.rows).toEqual(before.rows);
    expect(after.info['Lingtai-Digest']).toBe(before.info['Lingtai-Digest']);
    expect(before.fields[1]!.ucd).toBe('phot.mag;em.opt');
    expect(after.fields[1]!.ucd).toBe('phot.mag;em.opt.V');
    const votable = await (await ask('/kept/dr1/v1/cone/stars?RA=1&DEC=1&SR=1')).text();
    expect(votable).toMatch(/name="Lingtai-Revision"[^>]*value="1"/);
    const tap = await ask(
      `/tap/sync?${new URLSearchParams({ LANG: 'ADQL', QUERY: 'SELECT gmag FROM kept_dr1_v1.stars' })}`,
    );
    const described = await tap.text();
    for (const word of ['phot.mag;em.opt.V', 'Lingtai-Revision']) expect(described).toContain(word);
    const list = await json<{ revisions: { revision: number; note: string }[] }>('/api/kept/releases/dr1/v1/revisions');
    expect(list.revisions).toMatchObject([{ revision: 1, note: 'the band of gmag' }]);
    const ucdOf = async (revision: number) =>
      (
        await json<{ descriptor: { tables: { columns: { name: string; ucd: string }[] }[] } }>(
          `/api/kept/releases/dr1/v1/revisions/${revision}`,
        )
      ).descriptor.tables[0]!.columns.find((c) => c.name === 'gmag')!.ucd;
    expect([await ucdOf(0), await ucdOf(1)]).toEqual(['phot.mag;em.opt', 'phot.mag;em.opt.V']);
    expect((await ask('/api/kept/releases/dr1/v1/revisions/2')).status).toBe(404);
    const wrong = join(home, 'wrong.yaml');
    writeFileSync(wrong, 'lingtai: 1\ntables: { stars: { columns: { gmag: { type: int32 } } } }\n');
    const refused = await lingtai('release', 'revise', 'kept/dr1/v1', wrong, '--note', 'x', '--home', home);
    expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining('wrong.yaml:2:')]);
    const { stdout } = await lingtai('verify', 'kept/dr1/v1', '--home', home, '--json');
    expect(JSON.parse(stdout)).toMatchObject({ damages: [] });
  });
});

describe('due dates', () => {
  interface Due {
    readonly entries: readonly { season: string; product: string; due?: string; state: string; release?: string }[];
  }
  const stateOf = async (at: string, season: string, product: string): Promise<unknown[]> => {
    const { entries } = JSON.parse(await run('release', 'due', '--at', at, '--json')) as Due;
    const found = entries.find((e) => e.season === season && e.product === product)!;
    return [found.due, found.state, found.release];
  };

  test('follow the policy: 18 months after the season, 6 months after the spectra, raw data as decided', async () => {
    expect(await stateOf('2021-05-01', 'year9', 'spectrum')).toEqual(['2022-12-30', 'running', undefined]);
    expect(await stateOf('2022-12-30', 'year9', 'spectrum')).toEqual(['2022-12-30', 'due', undefined]);
    expect(await stateOf('2022-12-31', 'year9', 'spectrum')).toEqual(['2022-12-30', 'overdue', undefined]);
    expect(await stateOf('2022-12-31', 'year9', 'catalogue')).toEqual(['2023-06-30', 'due', undefined]);
    expect(await stateOf('2030-01-01', 'year7', 'spectrum')).toEqual(['2020-12-08', 'released', 'lamost/dr7/v1']);
    expect(await stateOf('2030-01-01', 'year1', 'raw')).toEqual([undefined, 'discretion', undefined]);
  });

  test('are shown to operators by the API, and to nobody else', async () => {
    expect((await ask('/api/admin/releases/due')).status).toBe(401);
    const answer = await ask('/api/admin/releases/due?AT=2023-01-01', {
      headers: { authorization: `Bearer ${token}` },
    });
    const { entries } = (await answer.json()) as Due;
    expect(entries.filter((e) => e.state === 'overdue').map((e) => `${e.season} ${e.product}`)).toEqual([
      'year9 spectrum',
    ]);
  });
});

test('a document of records that is wrong is refused with line and column, and nothing of it is kept', async () => {
  const file = join(home, 'records.yaml');
  const text = readFileSync(join(root, 'surveys/lamost/releases.yaml'), 'utf8');
  writeFileSync(file, text.replace('dataset: lamost', 'dataset: broken').replace('value: 2204696', 'value: many'));
  const { code, stderr } = await lingtai('release', 'records', 'load', file, '--home', home);
  expect([code, stderr]).toEqual([1, expect.stringMatching(/records\.yaml:\d+:\d+/)]);
  expect((await ask('/api/broken/releases')).status).toBe(404);
});

describe('a listed release that is not open to the asker', () => {
  const at = { dataset: 'kept', release: 'dr2', version: 'v1' };
  const set = async (audience: string): Promise<void> => {
    const state = await openSiteState(loadSite(home));
    const steps = [{ audience: [audience], from: new Date('2020-01-01') }];
    await setReleaseAccess(state, { ...at, steps, reason: 'a test' }, { actor: 'test' });
    await state.close();
  };
  const as = (path: string, bearer?: string, accept = 'application/json') =>
    ask(path, { headers: { accept, ...(bearer ? { authorization: `Bearer ${bearer}` } : {}) } });

  test('answers 401 with challenges, or 403, and tells for whom it is and when, but nothing of its data', async () => {
    const open = await json<{ rowCount: number; digest: string }>('/api/kept/dr2/v1');
    await set('working-group');
    await vi.waitFor(async () => expect((await ask('/api/kept/dr2/v1')).status).toBe(401), { timeout: 30_000 });
    const paths = ['/api/kept/dr2/v1', '/api/kept/dr2/v1/tables/stars/rows', '/kept/dr2/v1/cone/stars?RA=1&DEC=1&SR=1'];
    for (const path of paths) {
      const anonymous = await as(path);
      expect([path, anonymous.status]).toEqual([path, 401]);
      expect(anonymous.headers.get('www-authenticate')).toContain('ivoa_bearer');
      const other = await as(path, member);
      expect([path, other.status]).toEqual([path, 403]);
      for (const answer of [anonymous, other]) {
        const text = await answer.text();
        expect(text).toContain('working-group (2020-01-01)');
        expect(text).not.toContain(open.digest);
      }
      expect([path, (await as(path, token)).status]).toEqual([path, 200]);
    }
    const shown = await as('/kept/dr2/v1', undefined, 'text/html');
    const text = await shown.text();
    expect([shown.status, text.includes('working group'), text.includes(open.digest)]).toEqual([401, true, false]);
    expect((await as('/kept/dr2/v1', member, 'text/html')).status).toBe(403);
    const record = await (await as('/api/kept/releases/dr2/v1')).text();
    expect(record).toContain('"visible":false');
    expect(record).not.toContain(open.digest);
    expect((await as('/api/kept/releases/dr2/v1/revisions')).status).toBe(401);
    await set('public');
    await vi.waitFor(async () => expect((await ask('/api/kept/dr2/v1')).status).toBe(200), { timeout: 30_000 });
  });

  test('one that is not listed answers as one that never was, also when it is withdrawn', async () => {
    const file = join(home, 'unlisted.yaml');
    const write = async (listed: boolean): Promise<void> => {
      writeFileSync(
        file,
        `lingtai: 1\ndataset: kept\nrecords:\n  - { release: dr2, version: v1, listed: ${listed} }\n`,
      );
      await run('release', 'records', 'load', file);
    };
    await write(false);
    await set('working-group');
    const never = async (path: string, accept?: string): Promise<void> => {
      const answers = await Promise.all([path, path.replace('/v1', '/v7')].map((p) => as(p, undefined, accept)));
      const [hidden, none] = await Promise.all(answers.map((answer) => answer.text()));
      expect(answers.map((answer) => answer.status)).toEqual([404, 404]);
      const plain = (text: string): string => text.replaceAll('v7', 'v1').replaceAll(/nonce="[^"]*"/g, '');
      expect(plain(hidden!)).toBe(plain(none!));
    };
    const check = async (): Promise<void> => {
      for (const path of ['/api/kept/dr2/v1', '/api/kept/releases/dr2/v1', '/kept/dr2/v1/cone/stars'])
        await never(path);
      await never('/kept/dr2/v1', 'text/html');
      expect((await json<Family>('/api/kept/releases')).releases.map((r) => r.release)).toEqual(['dr1']);
    };
    await vi.waitFor(check, { timeout: 30_000 });
    await run('release', 'withdraw', 'kept/dr2/v1', '--by', 'ann', '--reason', 'secret');
    await run('release', 'withdraw', 'kept/dr2/v1', '--by', 'bob', '--confirm');
    await vi.waitFor(async () => expect((await as('/api/kept/dr2/v1', token)).status).toBe(404), { timeout: 30_000 });
    await check();
  });
});
