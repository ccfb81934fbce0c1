import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensurePortal } from '@lingtai/app-cli/portal-build';
import { buildServer, type Installation, openInstallation } from '@lingtai/app-server';
import { parseDescriptor } from '@lingtai/descriptor';
import { makeTestInput, testDescriptor } from '@lingtai/release/testing';
import { createAccount, makeToken, tokenScopes } from '@lingtai/state';
import { Validator } from '@seriousme/openapi-schema-validator';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { publishAll, root, temporaryHome } from './lingtai.ts';

/** Every route of the server: its good answers, its error form, and that no input makes it fail. */
const folder = mkdtempSync(join(tmpdir(), 'lingtai-routes-'));
const { home, remove } = temporaryHome();
const address = 'tiny/dr1/v1';
const routes: string[] = [];
let installation: Installation;
let app: Awaited<ReturnType<typeof buildServer>>;

beforeAll(async () => {
  writeFileSync(join(folder, 'tiny.yaml'), testDescriptor);
  await makeTestInput(join(folder, 'input'), 12);
  await publishAll(home, join(folder, 'tiny.yaml'), join(folder, 'input'), address);
  await ensurePortal();
  installation = await openInstallation(home);
  app = await buildServer(installation, {
    softwareVersion: '0.0.0-test',
    logLevel: 'silent',
    onRoute: (url, method) => {
      if ([method].flat().includes('GET')) routes.push(url);
    },
  });
  await app.listen({ host: '127.0.0.1', port: 0 });
}, 300_000);
afterAll(async () => {
  await app?.close();
  await installation?.close();
  remove();
  rmSync(folder, { recursive: true, force: true });
});

const ask = (url: string, headers: Record<string, string> = {}) => app.inject({ method: 'GET', url, headers });
const browser = { accept: 'text/html,application/xhtml+xml;q=0.9,*/*;q=0.8' };

/** How each route says that something is wrong. A new route needs its line here. */
const errorForms: Record<string, 'json' | 'signed-in' | 'votable' | 'dali' | 'page' | 'none'> = {
  '/account': 'none',
  '/account/limits': 'none',
  '/admin/accounts': 'none',
  '/admin/audit': 'none',
  '/admin/due': 'none',
  '/admin/grants': 'none',
  '/admin/groups': 'none',
  '/admin/quotas': 'none',
  '/admin/releases': 'none',
  '/admin/requests': 'none',
  '/admin/withdrawals': 'none',
  '/confirm': 'none',
  '/register': 'none',
  '/reset': 'none',
  '/sign-in': 'none',
  '/api/account': 'none',
  '/api/account/limits': 'none',
  '/api/account/requests': 'signed-in',
  '/api/account/sessions': 'signed-in',
  '/api/account/tokens': 'signed-in',
  '/api/admin/accounts': 'signed-in',
  '/api/admin/audit': 'signed-in',
  '/api/admin/grants': 'signed-in',
  '/api/admin/groups': 'signed-in',
  '/api/admin/groups/:group/members': 'signed-in',
  '/api/admin/quotas': 'signed-in',
  '/api/admin/registrations': 'signed-in',
  '/api/admin/releases': 'signed-in',
  '/api/admin/requests': 'signed-in',
  '/': 'none',
  '/search': 'none',
  '/sql': 'none',
  '/queries/:id': 'page',
  '/docs/api': 'none',
  '/assets/*': 'page',
  '/robots.txt': 'none',
  '/sitemap.xml': 'none',
  '/.well-known/lingtai.json': 'none',
  '/api': 'none',
  '/api/datasets': 'none',
  '/api/openapi.json': 'none',
  '/api/resolve': 'json',
  '/api/:dataset': 'json',
  '/api/:dataset/releases': 'json',
  '/api/:dataset/releases/:release/:version': 'json',
  '/api/:dataset/releases/:release/:version/revisions': 'json',
  '/api/:dataset/releases/:release/:version/revisions/:revision': 'json',
  '/api/admin/releases/due': 'signed-in',
  '/api/admin/releases/withdrawals': 'signed-in',
  '/api/:dataset/:release/:version': 'json',
  '/api/:dataset/:release/:version/report': 'json',
  '/api/:dataset/:release/:version/tables/:table': 'json',
  '/api/:dataset/:release/:version/tables/:table/rows': 'json',
  '/api/:dataset/:release/:version/tables/:table/count': 'json',
  '/api/:dataset/:release/:version/tables/:table/statistics': 'json',
  '/:dataset/:release/:version/cone/:table': 'votable',
  '/:dataset/cone/:table': 'votable',
  '/:dataset/:release/:version/cone/:table/availability': 'votable',
  '/:dataset/:release/:version/cone/:table/capabilities': 'votable',
  '/:dataset/:release/:version/cone/:table/tables': 'votable',
  '/:dataset/:release/:version/cone/:table/tables/:name': 'votable',
  '/:dataset/cone/:table/availability': 'votable',
  '/:dataset/cone/:table/capabilities': 'votable',
  '/:dataset/cone/:table/tables': 'votable',
  '/:dataset/cone/:table/tables/:name': 'votable',
  '/api/queries/:id': 'json',
  '/api/queries/:id/result': 'json',
  '/api/queries/:id/verification': 'json',
  '/api/query/language': 'none',
  '/api/query/samples': 'none',
  '/api/user-tables': 'none',
  '/tap': 'none',
  '/tap/async': 'none',
  '/tap/async/:job': 'dali',
  '/tap/async/:job/destruction': 'dali',
  '/tap/async/:job/error': 'dali',
  '/tap/async/:job/executionduration': 'dali',
  '/tap/async/:job/owner': 'dali',
  '/tap/async/:job/parameters': 'dali',
  '/tap/async/:job/phase': 'dali',
  '/tap/async/:job/quote': 'dali',
  '/tap/async/:job/results': 'dali',
  '/tap/async/:job/results/:result': 'dali',
  '/tap/availability': 'none',
  '/tap/capabilities': 'none',
  '/tap/examples': 'none',
  '/tap/sync': 'dali',
  '/tap/table-update': 'none',
  '/tap/table-update/:job': 'dali',
  '/tap/table-update/:job/destruction': 'dali',
  '/tap/table-update/:job/error': 'dali',
  '/tap/table-update/:job/executionduration': 'dali',
  '/tap/table-update/:job/owner': 'dali',
  '/tap/table-update/:job/parameters': 'dali',
  '/tap/table-update/:job/phase': 'dali',
  '/tap/table-update/:job/quote': 'dali',
  '/tap/table-update/:job/results': 'dali',
  '/tap/table-update/:job/results/:result': 'dali',
  '/tap/tables': 'none',
  '/tap/tables/:table': 'dali',
  '/did': 'page',
  '/:dataset/:release/:version/files/:product/:id': 'page',
  '/:dataset/:release/:version/tree': 'page',
  '/:dataset/:release/:version/tree/*': 'page',
  '/:dataset/:release/:version/spectra/:file': 'page',
  '/:dataset': 'page',
  '/:dataset/releases': 'page',
  '/:dataset/:release/:version': 'page',
  '/:dataset/:release/:version/report': 'page',
  '/:dataset/:release/:version/tables': 'page',
  '/:dataset/:release/:version/tables/:table': 'page',
  '/:dataset/:release/:version/search/:form': 'page',
  '/:dataset/:release': 'page',
  '/:dataset/tables': 'page',
  '/:dataset/tables/*': 'page',
  '/:dataset/search': 'page',
  '/:dataset/search/*': 'page',
  '/:dataset/report': 'page',
  '/:dataset/report/*': 'page',
  '/:dataset/spectra': 'page',
  '/:dataset/spectra/*': 'page',
  '/:dataset/files': 'page',
  '/:dataset/files/*': 'page',
  '/:dataset/tree': 'page',
  '/:dataset/tree/*': 'page',
};

function filled(route: string, values: Record<string, string>): string {
  return route
    .replace('*', 'none.js')
    .replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(values[name] ?? 'nope'));
}

function expectErrorJson(body: string, status: number): void {
  const answer = JSON.parse(body) as {
    status: number;
    errors: { code: string; severity: string; message: { en: string; zh: string } }[];
  };
  expect(answer.status).toBe(status);
  expect(answer.errors.length).toBeGreaterThan(0);
  for (const { code, message } of answer.errors) {
    expect(code).toMatch(/^[A-Z0-9-]+$/);
    expect(message.en).not.toBe('');
    expect(message.zh).toMatch(/[\u4e00-\u9fff]/);
  }
}

test('every route has an error form here, and nothing here is without a route', () => {
  expect([...new Set(routes)].sort()).toEqual(Object.keys(errorForms).sort());
});

test.each(Object.entries(errorForms).filter(([, form]) => form !== 'none'))(
  '%s: its error form',
  async (route, form) => {
    const url = route === '/api/resolve' ? '/api/resolve?q=a&q=b' : route === '/did' ? '/did' : filled(route, {});
    const program = await ask(url, { accept: '*/*' });
    expect(form === 'signed-in' ? [401] : [400, 404]).toContain(program.statusCode);
    if (form === 'dali') {
      expect(program.headers['content-type']).toBe('application/x-votable+xml');
      expect(program.body).toMatch(/<INFO name="QUERY_STATUS" value="ERROR">/);
    } else if (form === 'votable') {
      expect(program.headers['content-type']).toBe('application/x-votable+xml');
      expect(program.body).toMatch(/<INFO [^>]*name="QUERY_STATUS" value="ERROR"/);
      expect(program.body).toMatch(/<INFO ID="Error" name="Error"/);
    } else if (route !== '/:dataset/:release/:version/spectra/:file') {
      expect(program.headers['content-type']).toBe('application/json; charset=utf-8');
      expectErrorJson(program.body, program.statusCode);
    }
    if (form !== 'page') return;
    const page = await ask(url, browser);
    expect(page.statusCode).toBe(program.statusCode);
    expect(page.headers['content-type']).toBe('text/html; charset=utf-8');
    expect(page.headers['content-security-policy']).toContain("default-src 'self'");
  },
);

test.each([
  '/nope/nope/nope/nope/nope',
  '/%ff',
  '/api/tiny/%',
  '//example.org/x',
  '/tiny/dr1/v1/spectra/1.fits',
  '/tiny/dr1/v1/spectra/x.json',
])('%s is missing for programs and people', async (url) => {
  const program = await ask(url);
  expect([400, 404]).toContain(program.statusCode);
  expectErrorJson(program.body, program.statusCode);
  const page = await ask(url, browser);
  expect(page.statusCode).toBe(program.statusCode);
});

test.each(['//', '///', '/?lang=en'])('%s is the first page, and leads nowhere else', async (url) => {
  const { statusCode, headers, body } = await ask(url, { ...browser, 'accept-language': 'en' });
  expect([statusCode, headers['location'], body.includes('href="/tiny/dr1/v1"')]).toEqual([200, undefined, true]);
});

/** Where queries of people, in ADQL, belong into the answer. */
const showsQueries: readonly string[] = [
  '/sql',
  '/tap/sync',
  '/tap/examples',
  '/api/query/samples',
  '/.well-known/lingtai.json',
];

test('no input makes a route fail, and no answer tells of our insides', { timeout: 120_000 }, async () => {
  const good = {
    dataset: 'tiny',
    release: 'dr1',
    version: 'v1',
    table: 'lrs',
    form: 'lrs',
    file: '1000.json',
    product: 'spectra',
    id: '1000',
  };
  const junk = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 20 }),
    fc.constantFrom(
      '-1',
      '0',
      '9223372036854775808',
      '1e999',
      'NaN',
      "'; --",
      '%00',
      '../..',
      '*',
      'null',
      '1..2',
      'bit:62',
      'all',
      'x'.repeat(600),
      '__proto__',
      'constructor',
      '\u0000',
    ),
  );
  const parameter = fc.constantFrom(
    'RA',
    'DEC',
    'SR',
    'VERB',
    'MAXREC',
    'OFFSET',
    'RESPONSEFORMAT',
    'POS',
    'RADIUS',
    'COLUMNS',
    'ORDER',
    'COLUMN',
    'ID',
    'q',
    'lang',
    'obsid',
    'class',
    'z',
    'ra',
    'length',
  );
  const place = fc.record(
    Object.fromEntries(Object.keys(good).map((name) => [name, fc.option(junk, { freq: 3, nil: undefined })])),
  );
  const likely = fc.constantFrom(...Object.keys(errorForms));
  await fc.assert(
    fc.asyncProperty(
      likely,
      place,
      fc.array(
        fc.tuple(parameter, fc.oneof(junk, fc.constantFrom('1', '10', 'csv', 'votable', '10 20', 'z', 'obsid'))),
        { maxLength: 5 },
      ),
      fc.boolean(),
      async (route, values, query, html) => {
        const given = Object.fromEntries(
          Object.entries(values).filter(([, v]) => v !== undefined && v !== ''),
        ) as Record<string, string>;
        const url = `${filled(route, { ...good, ...given })}?${new URLSearchParams(query)}`;
        const answer = await ask(url, html ? browser : {});
        const { statusCode, body } = answer;
        expect(statusCode, `${url}\n${body.slice(0, 500)}`).toBeLessThan(500);
        const insides = /node_modules|\.ts:\d+|\bat .*\(.*:\d+:\d+\)|Binder Error|read_parquet/;
        expect(body, url).not.toMatch(insides);
        if (!showsQueries.includes(route)) expect(body, url).not.toContain('SELECT ');
      },
    ),
    { numRuns: 600 },
  );
});

describe('the API describes itself', () => {
  interface OpenApi {
    readonly openapi: string;
    readonly paths: Record<string, Record<string, { summary?: string; tags?: string[] }>>;
  }
  const document = async (): Promise<OpenApi> => (await ask('/api/openapi.json')).json();

  test('as a valid OpenAPI 3.1 document of every route of the API', async () => {
    const api = await document();
    const result = await new Validator().validate(structuredClone(api) as unknown as Record<string, unknown>);
    expect(result.errors ?? []).toEqual([]);
    expect(result.valid).toBe(true);
    expect(api.openapi).toMatch(/^3\.1\./);
    const documented = Object.keys(api.paths).map((path) => path.replace(/\{(\w+)\}/g, ':$1'));
    const wanted = Object.keys(errorForms).filter((r) => r.startsWith('/api') && r !== '/api/openapi.json');
    expect(wanted.filter((route) => !documented.includes(route))).toEqual([]);
    for (const [path, methods] of Object.entries(api.paths))
      for (const [method, { summary }] of Object.entries(methods)) expect(summary, `${method} ${path}`).toBeTruthy();
  });

  test('and every documented path answers', async () => {
    const values: Record<string, string> = {
      dataset: 'tiny',
      release: 'dr1',
      version: 'v1',
      table: 'lrs',
      product: 'spectra',
      id: '1000',
      file: '1000.json',
      group: 'approved',
      revision: '0',
      path: 'tables/lrs/hats.properties',
      name: 'tiny_dr1_v1.lrs',
      job: await jobOf('SELECT TOP 1 obsid FROM tiny.lrs'),
      result: 'result',
    };
    const failed = await jobOf('SELECT nothing FROM tiny.lrs');
    const permanent = await app.inject({
      method: 'POST',
      url: '/api/queries',
      payload: { query: 'SELECT TOP 1 obsid FROM tiny_dr1_v1.lrs' },
    });
    const special: Record<string, string> = {
      '/tap/tables/{table}': '/tap/tables/tiny_dr1_v1.lrs',
      '/tap/sync': '/tap/sync?QUERY=SELECT+TOP+1+obsid+FROM+tiny.lrs',
      '/tap/async/{job}/error': `/tap/async/${failed}/error`,
      '/did': `/did?ID=${encodeURIComponent(`ivo://${installation.site.authority}/tiny?dr1/v1/1000`)}`,
      '/api/resolve': '/api/resolve?q=1000',
    };
    await createAccount(installation.state, { name: 'chief', roles: ['operator'] }, { actor: 'terminal' });
    const { secret } = await makeToken(installation.state, { name: 'chief', scopes: tokenScopes });
    for (const [path, methods] of Object.entries((await document()).paths)) {
      if (!('get' in methods)) continue;
      // Jobs of an update have the plugin of those of queries, and an owner always.
      if (path.startsWith('/tap/table-update/')) continue;
      const query = path.includes('/cone/') ? '?RA=0&DEC=0&SR=10' : path.endsWith('/statistics') ? '?COLUMN=class' : '';
      const here = path.startsWith('/api/queries/') ? { ...values, id: permanent.json<{ id: string }>().id } : values;
      const url = special[path] ?? `${path.replace(/\{(\w+)\}/g, (_, name: string) => here[name]!)}${query}`;
      const isOwn = /^\/api\/(account|admin)/.test(path);
      const { statusCode } = await ask(url, isOwn ? { authorization: `Bearer ${secret}` } : {});
      expect([200, 303], url).toContain(statusCode);
    }
  });
});

/** A job that has come to its end. */
async function jobOf(query: string): Promise<string> {
  const made = await app.inject({
    method: 'POST',
    url: '/tap/async',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    payload: new URLSearchParams({ QUERY: query, LANG: 'ADQL', PHASE: 'RUN' }).toString(),
  });
  const job = new URL(String(made.headers['location']), 'http://localhost').pathname.split('/').at(-1)!;
  await expect
    .poll(async () => (await ask(`/tap/async/${job}/phase`)).body, { timeout: 20_000 })
    .toMatch(/COMPLETED|ERROR/);
  return job;
}

describe('files', () => {
  const file = `/${address}/spectra/1000.fits`;

  test('ETag, 304, ranges and HEAD', async () => {
    const whole = await ask(file);
    expect(whole.statusCode).toBe(200);
    expect(whole.headers).toMatchObject({
      'content-type': 'application/fits',
      'accept-ranges': 'bytes',
      'content-length': String(whole.rawPayload.length),
    });
    const etag = String(whole.headers['etag']);
    expect((await ask(file, { 'if-none-match': etag })).statusCode).toBe(304);
    expect((await ask(file, { 'if-none-match': `"x", W/${etag}` })).statusCode).toBe(304);
    expect((await ask(file, { 'if-none-match': '"x"' })).statusCode).toBe(200);
    const part = await ask(file, { range: 'bytes=100-199' });
    expect(part.statusCode).toBe(206);
    expect(part.headers['content-range']).toBe(`bytes 100-199/${whole.rawPayload.length}`);
    expect(part.rawPayload).toEqual(whole.rawPayload.subarray(100, 200));
    expect((await ask(file, { range: 'bytes=100-199', 'if-range': etag })).statusCode).toBe(206);
    expect((await ask(file, { range: 'bytes=100-199', 'if-range': '"x"' })).rawPayload).toEqual(whole.rawPayload);
    const beyond = await ask(file, { range: 'bytes=99999999-' });
    expect([beyond.statusCode, beyond.headers['content-range']]).toEqual([416, `bytes */${whole.rawPayload.length}`]);
    const head = await app.inject({ method: 'HEAD', url: file });
    expect([head.statusCode, head.headers['content-length'], head.rawPayload.length]).toEqual([
      200,
      String(whole.rawPayload.length),
      0,
    ]);
  });

  test('the same bytes by product and id; the identifier leads to page or description', async () => {
    const whole = await ask(file);
    const same = await ask(`/${address}/files/spectra/1000`);
    expect(same.rawPayload).toEqual(whole.rawPayload);
    expect(same.headers['content-type']).toBe('application/fits');
    const { obsPublisherDid } = (await ask(`/${address}/spectra/1000.json`)).json() as { obsPublisherDid: string };
    const to = async (did: string, headers = {}) =>
      (await ask(`/did?id=${encodeURIComponent(did)}`, headers)).headers['location'];
    expect(await to(obsPublisherDid)).toBe(`/${address}/spectra/1000.json`);
    expect(await to(obsPublisherDid, browser)).toBe(`/${address}/spectra/1000`);
    expect(await to(obsPublisherDid.replace('ivo://l', 'ivo://L'))).toBe(`/${address}/spectra/1000.json`);
    for (const wrong of [
      obsPublisherDid.replace('1000', '1'),
      obsPublisherDid.replace('tiny', 'tine'),
      'ivo://other.org/tiny?dr1/v1/1000',
      'x',
    ]) {
      expect((await ask(`/did?id=${encodeURIComponent(wrong)}`)).statusCode).toBe(404);
    }
  });

  test('a failed answer keeps no header of a good one', async () => {
    const failed = await ask(`/${address}/spectra/1.png`);
    expect(failed.statusCode).toBe(404);
    expect(failed.headers['etag']).toBeUndefined();
    expect(failed.headers['cache-control']).toBe('no-store');
  });
});

describe('the site as a whole', () => {
  test('every page of the site map is there, in both languages', async () => {
    const map = await ask('/sitemap.xml');
    expect(map.headers['content-type']).toBe('application/xml; charset=utf-8');
    const urls = [...map.body.matchAll(/<loc>([^<]+)<\/loc>/g)].map((m) => new URL(m[1]!));
    expect(urls.map((u) => u.pathname)).toEqual(
      expect.arrayContaining(['/', '/tiny', `/${address}`, `/${address}/report`, `/${address}/tables/lrs`]),
    );
    expect((await ask('/robots.txt')).body).toContain(`Sitemap: ${urls[0]!.origin}/sitemap.xml`);
    for (const url of urls) {
      for (const [lang, tag] of [
        ['en', 'en'],
        ['zh-CN,zh;q=0.9', 'zh-CN'],
      ] as const) {
        const page = await ask(url.pathname, { ...browser, 'accept-language': lang });
        expect([page.statusCode, page.headers['content-language']], url.pathname).toEqual([200, tag]);
        expect(page.body).toContain(`<html lang="${tag}">`);
      }
    }
  });

  test('a language that is asked for is kept; a cookie wins over the browser', async () => {
    const asked = await ask('/?lang=zh', browser);
    expect(asked.headers['set-cookie']).toMatch(/^lingtai_lang=zh; Path=\/; .*SameSite=Lax/);
    const kept = await ask('/', { ...browser, cookie: 'lingtai_lang=zh', 'accept-language': 'en' });
    expect(kept.body).toContain('<html lang="zh-CN">');
    expect(kept.headers['vary']).toContain('Accept-Language');
  });

  test('headers: strict pages, answers that other sites may read', async () => {
    const page = await ask('/', browser);
    expect(page.headers).toMatchObject({ 'x-content-type-options': 'nosniff' });
    expect(page.headers['access-control-allow-origin']).toBeUndefined();
    const answer = await ask('/api/datasets');
    expect(answer.headers).toMatchObject({ 'access-control-allow-origin': '*', 'x-content-type-options': 'nosniff' });
  });

  test.each([
    ['POST', '/tap/sync', 'QUERY=SELECT+1', 'application/x-www-form-urlencoded'],
    ['POST', '/tap/async', 'QUERY=SELECT+TOP+1+obsid+FROM+tiny.lrs', 'application/x-www-form-urlencoded'],
    ['POST', '/api/query/check', '{"query":"SELECT TOP 1 obsid FROM tiny.lrs"}', 'application/json'],
    ['POST', '/api/queries', '{"query":"SELECT TOP 1 obsid FROM tiny.lrs"}', 'application/json'],
    ['DELETE', '/tap/async/nope', '', 'text/plain'],
  ] as const)(
    'a web page elsewhere may %s to %s, with a token and without cookies',
    async (method, url, body, type) => {
      const origin = 'https://elsewhere.example.org';
      const preflight = await app.inject({
        method: 'OPTIONS',
        url,
        headers: { origin, 'access-control-request-method': method, 'access-control-request-headers': 'authorization' },
      });
      expect(preflight.statusCode).toBe(204);
      expect(preflight.headers['access-control-allow-origin']).toBe('*');
      expect(String(preflight.headers['access-control-allow-methods']).split(', ')).toContain(method);
      expect(String(preflight.headers['access-control-allow-headers']).toLowerCase().split(', ')).toEqual(
        expect.arrayContaining(['authorization', 'content-type']),
      );
      const headers = { origin, 'content-type': type };
      for (const wrong of [false, true]) {
        const answer = await app.inject({
          method,
          url,
          headers: wrong ? { ...headers, authorization: 'Bearer wrong' } : headers,
          payload: body,
        });
        expect(answer.headers['access-control-allow-origin'], `${wrong}`).toBe('*');
        expect(answer.headers['access-control-allow-credentials']).toBeUndefined();
        const seen = String(answer.headers['access-control-expose-headers']).toLowerCase().split(', ');
        const ours = Object.keys(answer.headers).filter((name) => /^lingtai-|^(location|www-auth|trailer$)/.test(name));
        expect(seen).toEqual(expect.arrayContaining(ours));
        if (wrong) expect([answer.statusCode, ours]).toEqual([401, ['www-authenticate']]);
      }
    },
  );

  test('simulated data say so on every page of theirs', async () => {
    for (const path of [`/${address}`, `/${address}/tables/lrs`, `/${address}/spectra/1000`]) {
      expect((await ask(path, browser)).body, path).toMatch(/simulated/i);
    }
  });

  test('the list of services names the cone search of every table with a position, and the software', async () => {
    const list = (await ask('/.well-known/lingtai.json')).json() as {
      software: { version: string };
      services: { cone: { url: string; example: string; all: unknown[] } };
    };
    expect(list.software.version).toBe('0.0.0-test');
    expect(list.services.cone.all).toHaveLength(2);
    const example = new URL(list.services.cone.example);
    expect(Number((await ask(`${example.pathname}${example.search}`)).headers['lingtai-returned'])).toBeGreaterThan(0);
    expect((await ask('/', browser)).body).toContain('0.0.0-test');
  });
});

test('no dataset can bear the name of a route', () => {
  const words = new Set<string>();
  for (const route of routes) {
    const [first = '', second = ''] = route.split('/').slice(1);
    for (const word of first === 'api' ? [first, second] : [first]) if (/^[a-z][a-z0-9-]*$/.test(word)) words.add(word);
  }
  expect(words.size).toBeGreaterThan(10);
  for (const word of words) {
    const { diagnostics } = parseDescriptor(testDescriptor.replace(/^id: .*$/m, `id: ${word}`));
    expect(
      diagnostics.map(({ code }) => code),
      word,
    ).toContain('DESC-TAKEN');
  }
});

test('the portal was built by the command that serves it', () => {
  expect(existsSync(join(root, 'apps/portal/dist/stamp'))).toBe(true);
  expect(readFileSync(join(root, 'apps/portal/dist/client/assets/manifest.json'), 'utf8')).toContain('entry-client');
});
