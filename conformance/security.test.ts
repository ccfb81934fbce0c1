import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensurePortal } from '@lingtai/app-cli/portal-build';
import { buildServer, type Installation, openInstallation } from '@lingtai/app-server';
import { makeTestInput, testDescriptor } from '@lingtai/release/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { lingtai, publishAll, temporaryHome } from './lingtai.ts';
import { request, sendRaw } from './raw-http.ts';

/** Attacks on every route of a server with a release, listed by the server itself. */
const folder = mkdtempSync(join(tmpdir(), 'lingtai-security-'));
const { home, remove } = temporaryHome();
const address = 'tiny/dr1/v1';
const publicUrl = 'https://data.example.org';
const canary = 'canary-of-the-configuration';
const routes = new Map<string, Set<string>>();
let installation: Installation;
let app: Awaited<ReturnType<typeof buildServer>>;
let url: string;
let token: string;

beforeAll(async () => {
  writeFileSync(join(folder, 'tiny.yaml'), testDescriptor);
  await makeTestInput(join(folder, 'input'), 12);
  await publishAll(home, join(folder, 'tiny.yaml'), join(folder, 'input'), address);
  const made = await lingtai('token', 'make', 'ann', '--home', home);
  token = made.stdout.trim();
  writeFileSync(join(home, 'lingtai.yaml'), `baseUrl: ${publicUrl}\n# ${canary}\n`);
  mkdirSync(join(home, 'secret'));
  writeFileSync(join(home, 'secret/file.json'), canary);
  await ensurePortal();
  installation = await openInstallation(home);
  app = await buildServer(installation, {
    softwareVersion: '0.0.0-test',
    logLevel: 'silent',
    onRoute: (path, method) => {
      for (const one of [method].flat()) routes.set(path, (routes.get(path) ?? new Set()).add(one));
    },
  });
  url = await app.listen({ host: '127.0.0.1', port: 0 });
}, 300_000);
afterAll(async () => {
  await app?.close();
  await installation?.close();
  remove();
  rmSync(folder, { recursive: true, force: true });
});

const values: Readonly<Record<string, string>> = {
  dataset: 'tiny',
  release: 'dr1',
  version: 'v1',
  table: 'lrs',
  form: 'lrs',
  file: '1000.json',
  product: 'spectra',
  id: '1000',
};
const filled = (route: string, more: Readonly<Record<string, string>> = {}): string =>
  route.replace('*', 'none.js').replace(/:(\w+)/g, (_, name: string) => more[name] ?? values[name] ?? 'nope');
const paths = (): string[] => [...routes].filter(([, methods]) => methods.has('GET')).map(([route]) => filled(route));
/** Every path as a program and as a browser asks it, and what is nowhere. */
const everywhere = (): (readonly [string, string])[] =>
  [...paths(), '/nothing/at/all/is/here', '/%ff', `/${address}/spectra/1000`].flatMap((path) =>
    ['*/*', 'text/html'].map((accept) => [path, accept] as const),
  );
const asset = (): string => {
  const manifest = JSON.parse(
    readFileSync(new URL('../apps/portal/dist/client/assets/manifest.json', import.meta.url), 'utf8'),
  ) as Record<string, { file: string }>;
  return `/${manifest['src/entry-client.tsx']!.file}`;
};

describe('headers', () => {
  test('every answer keeps browsers strict', async () => {
    expect(paths().length).toBeGreaterThan(50);
    for (const [path, accept] of everywhere()) {
      const { headers } = await app.inject({ url: path, headers: { accept } });
      const of = (name: string): string => String(headers[name] ?? '');
      expect([path, of('x-content-type-options')]).toEqual([path, 'nosniff']);
      expect([path, of('strict-transport-security')]).toEqual([path, 'max-age=31536000']);
      expect([path, of('referrer-policy')]).toEqual([path, 'strict-origin-when-cross-origin']);
      const policy = new Map(
        of('content-security-policy')
          .split('; ')
          .map((part) => [part.split(' ')[0]!, part.split(' ').slice(1)]),
      );
      const scripts = policy.get('script-src') ?? policy.get('default-src');
      const isPage = of('content-type').startsWith('text/html');
      expect([path, scripts]).toEqual([path, [isPage ? "'self'" : "'none'"]]);
      expect(policy.get('object-src') ?? policy.get('default-src'), path).toEqual(["'none'"]);
      expect([policy.get('base-uri'), policy.get('frame-ancestors')], path).toEqual([
        ["'none'"],
        [isPage ? "'self'" : "'none'"],
      ]);
      if (!isPage) continue;
      expect(policy.get('style-src')!.join(' '), path).toMatch(/^'self' 'nonce-[A-Za-z0-9+/]{22}=='$/);
      expect(of('cross-origin-opener-policy')).toBe('same-origin');
      expect(of('permissions-policy')).toContain('geolocation=()');
    }
  });

  test('pages have no script of their own, and styles only with a word that is new each time', async () => {
    const words = new Set<string>();
    for (const path of [...paths(), '/nothing']) {
      const { headers, body } = await app.inject({ url: path, headers: { accept: 'text/html' } });
      if (!String(headers['content-type']).startsWith('text/html')) continue;
      const nonce = /'nonce-([^']+)'/.exec(String(headers['content-security-policy']))![1]!;
      words.add(nonce);
      for (const [, attributes, text] of body.matchAll(/<script\b([^>]*)>([\s\S]*?)<\/script>/g))
        if (!/type="application\/(ld\+)?json"/.test(attributes!)) expect(text, path).toBe('');
      const styles = [...body.matchAll(/<style\b([^>]*)>/g)].map(([, attributes]) => attributes);
      expect(styles.length, path).toBeGreaterThan(0);
      expect(new Set(styles), path).toEqual(new Set([` nonce="${nonce}"`]));
      expect(body, path).not.toMatch(/<[^>]+ on[a-z]+=/i);
      expect(body, path).not.toContain('javascript:');
    }
    expect(words.size).toBeGreaterThan(10);
  });

  test('what people send stands in answers as text', async () => {
    const nasty = `</script><script>alert(1)</script><img src=x onerror=alert(2)>"'><svg/onload=alert(3)>]]>`;
    const sent = encodeURIComponent(nasty);
    for (const [path, accept] of everywhere())
      for (const url of [
        `${path}?q=${sent}&query=${sent}&QUERY=${sent}&RA=${sent}&lang=en&${sent}=1`,
        `${path}/${sent.slice(0, 200)}`,
      ]) {
        const { headers, body } = await app.inject({ url, headers: { accept } });
        // JSON may hold it as it is: no browser takes JSON for a page.
        if (String(headers['content-type']).startsWith('application/json')) continue;
        expect(body, url).not.toMatch(/<script>alert|<img src=x|<svg\/onload/);
      }
  });

  test('no answer lets a page elsewhere read it with cookies, and no page at all', async () => {
    const origin = 'https://elsewhere.example';
    for (const [path, accept] of everywhere())
      for (const method of ['GET', 'OPTIONS'] as const) {
        const preflight = method === 'OPTIONS' ? { 'access-control-request-method': 'DELETE' } : {};
        const headers = { accept, origin, cookie: 'lingtai_session=x', ...preflight };
        const answer = await app.inject({ method, url: path, headers });
        const isPage = String(answer.headers['content-type']).startsWith('text/html');
        expect([path, answer.headers['access-control-allow-origin']]).toEqual([path, isPage ? undefined : '*']);
        expect([path, answer.headers['access-control-allow-credentials']]).toEqual([path, undefined]);
      }
  });

  test('caches never mix askers: what a user gets is his alone', async () => {
    for (const [path, accept] of everywhere())
      for (const authorization of [undefined, `Bearer ${token}`, 'Bearer wrong']) {
        const headers = { accept, ...(authorization === undefined ? {} : { authorization }) };
        const answer = await app.inject({ url: path, headers });
        const vary = String(answer.headers['vary']).toLowerCase().split(/, */);
        expect(vary, path).toEqual(expect.arrayContaining(['authorization', 'cookie']));
        const cache = String(answer.headers['cache-control'] ?? '');
        if (authorization !== undefined)
          expect(cache, `${path} ${authorization}`).toMatch(/^(no-store|private, no-cache)$/);
      }
    const file = await app.inject(`/${address}/spectra/1000.fits`);
    expect(file.headers['cache-control']).toBe('public, max-age=31536000, immutable');
    const assets = await app.inject({ url: asset(), headers: { authorization: `Bearer ${token}` } });
    expect([assets.statusCode, /cookie/i.test(String(assets.headers['vary']))]).toEqual([200, false]);
    expect(assets.headers['cache-control']).toContain('immutable');
  });
});

describe('addresses', () => {
  test('absolute addresses are the site’s own, whatever host a request names', async () => {
    const evil = 'evil.example';
    const forged = {
      Host: evil,
      'X-Forwarded-Host': evil,
      'X-Forwarded-Proto': 'gopher',
      'X-Forwarded-Port': '666',
      Forwarded: `host=${evil};proto=gopher`,
      'X-Original-URL': `/${evil}`,
      'X-Rewrite-URL': `/${evil}`,
      'X-HTTP-Host-Override': evil,
    };
    let absolute = 0;
    for (const [path, accept] of everywhere()) {
      const { text, status } = await sendRaw(url, request(`GET ${path}`, { ...forged, Accept: accept }));
      expect(status, path).toBeGreaterThanOrEqual(200);
      expect(text.includes(evil) || text.includes('gopher'), path).toBe(false);
      if (text.includes(publicUrl)) absolute++;
    }
    expect(absolute).toBeGreaterThan(10);
  });

  test('without a configured address it is the one it listens on', async () => {
    writeFileSync(join(home, 'lingtai.yaml'), '');
    const second = await openInstallation(home);
    const other = await buildServer(second, { softwareVersion: '0.0.0-test', logLevel: 'silent' });
    const own = await other.listen({ host: '127.0.0.1', port: 0 });
    try {
      const { text, headers } = await sendRaw(own, request('GET /.well-known/lingtai.json', { Host: 'evil.example' }));
      expect([text.includes(`${own}/tap`), text.includes('evil.example')]).toEqual([true, false]);
      expect(headers['strict-transport-security']).toBeUndefined();
    } finally {
      await other.close();
      await second.close();
      writeFileSync(join(home, 'lingtai.yaml'), `baseUrl: ${publicUrl}\n# ${canary}\n`);
    }
  });

  test('no redirect leads to another site', async () => {
    const hosts = [
      '//evil.example',
      '/\\evil.example',
      '%2f%2fevil.example',
      '%5cevil.example',
      '..%2f%2fevil.example',
    ];
    const names = ['next', 'return', 'url', 'redirect', 'redirect_uri', 'ID', 'q', 'PHASE', 'lang'];
    const asked = new Set<string>();
    for (const host of hosts) {
      for (const path of paths()) {
        asked.add(`${path}${host.replaceAll('\\', '%5c')}`);
        asked.add(
          `${path}?${names.map((name) => `${name}=${encodeURIComponent(decodeURIComponent(host))}`).join('&')}`,
        );
      }
      for (const part of ['spectra', 'search', 'tables', 'report', 'files', 'x']) asked.add(`/tiny/${part}/${host}`);
      asked.add(`/${host}`);
      asked.add(`/${host}/dr1`);
    }
    let redirects = 0;
    for (const path of asked) {
      const { status, headers } = await sendRaw(url, request(`GET ${path}`, { Accept: 'text/html' }));
      expect(status, path).toBeGreaterThanOrEqual(200);
      if (headers['location'] === undefined) continue;
      redirects++;
      expect(new URL(headers['location'], `${publicUrl}/x/y`).origin, path).toBe(publicUrl);
      expect(headers['refresh']).toBeUndefined();
    }
    expect(redirects).toBeGreaterThan(5);
  });

  test('no path leads out of a folder', async () => {
    const targets = ['etc/passwd', 'secret/file.json'];
    const ups = [
      '../',
      '..%2f',
      '%2e%2e/',
      '%2e%2e%2f',
      '..%5c',
      '..\\',
      '....//',
      '%252e%252e%252f',
      '..%c0%af',
      '..;/',
      '%00../',
    ];
    const starts = [
      '/',
      '/assets/',
      `/${address}/files/spectra/`,
      `/${address}/spectra/`,
      '/tap/async/',
      '/api/',
      '/tiny/files/',
    ];
    const all = [...starts, ...paths().map((path) => `${path.replace(/\/[^/]*$/, '')}/`)];
    for (const start of new Set(all))
      for (const up of ups)
        for (const target of targets) {
          const path = `${start}${up.repeat(12)}${target}`;
          const { status, text } = await sendRaw(url, request(`GET ${path}`));
          expect([path, status >= 300 && status < 500]).toEqual([path, true]);
          expect([path, /root:x:0|canary-of|"packageManager"|"@lingtai\//.test(text)]).toEqual([path, false]);
        }
  }, 300_000);

  test('results of jobs have the names that jobs gave them, and no others', async () => {
    const made = await app.inject({
      method: 'POST',
      url: '/tap/async',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      payload: 'QUERY=SELECT+TOP+1+obsid+FROM+tiny.lrs&PHASE=RUN',
    });
    const job = new URL(String(made.headers['location'])).pathname;
    await expect.poll(async () => (await app.inject(`${job}/phase`)).body, { timeout: 20_000 }).toBe('COMPLETED');
    expect((await app.inject(`${job}/results/result`)).statusCode).toBe(200);
    for (const name of ['..%2fresult', '.%2fresult', '%2e%2e', 'result%00', '..%2f..%2f..%2flingtai.yaml', '*'])
      expect([name, (await sendRaw(url, request(`GET ${job}/results/${name}`))).status]).toEqual([name, 404]);
  });
});

describe('methods', () => {
  test('a method is the one of the request line, whatever else names another', async () => {
    const made = await app.inject({
      method: 'POST',
      url: '/tap/async',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      payload: 'QUERY=SELECT+TOP+1+obsid+FROM+tiny.lrs',
    });
    const job = new URL(String(made.headers['location'])).pathname;
    const headers = {
      'x-http-method-override': 'DELETE',
      'x-http-method': 'DELETE',
      'x-method-override': 'DELETE',
      'content-type': 'application/x-www-form-urlencoded',
    };
    await app.inject({ method: 'GET', url: `${job}?_method=DELETE&ACTION=DELETE&method=delete`, headers });
    await app.inject({ method: 'POST', url: job, headers, payload: '_method=DELETE&method=delete' });
    expect((await app.inject(`${job}/phase`)).body).toBe('PENDING');
  });

  test('unusual methods do nothing', async () => {
    for (const method of ['TRACE', 'TRACK', 'CONNECT', 'PROPFIND', 'PATCH', 'LOCK', 'SEARCH', 'NONSENSE', 'get'])
      for (const path of ['/', '/tap/sync', '/api/datasets', `/${address}/spectra/1000.fits`]) {
        const { status, text } = await sendRaw(url, request(`${method} ${path}`, { 'X-Canary': 'canary-of-trace' }));
        expect([method, path, status === 0 || (status >= 400 && status < 500)]).toEqual([method, path, true]);
        expect(text).not.toContain('canary-of-trace');
      }
    expect((await app.inject('/robots.txt')).statusCode).toBe(200);
  });
});

describe('what is read', () => {
  test('names like __proto__ change no object of ours', async () => {
    const nasty = ['__proto__', 'constructor', 'prototype', '__proto__[polluted]', 'constructor.prototype.polluted'];
    const json = [
      '{"__proto__":{"polluted":"yes"},"query":"SELECT 1"}',
      '{"constructor":{"prototype":{"polluted":"yes"}},"query":"SELECT 1"}',
      '{"query":{"__proto__":{"polluted":"yes"}}}',
      '["__proto__"]',
    ];
    const posts = [...routes].filter(([, methods]) => methods.has('POST')).map(([route]) => filled(route));
    expect(posts.length).toBeGreaterThan(3);
    for (const path of posts) {
      for (const payload of json) {
        const { statusCode } = await app.inject({
          method: 'POST',
          url: path,
          headers: { 'content-type': 'application/json' },
          payload,
        });
        expect([path, payload, statusCode < 500]).toEqual([path, payload, true]);
      }
      const form = new URLSearchParams(Object.fromEntries(nasty.map((name) => [name, 'yes']))).toString();
      const { statusCode } = await app.inject({
        method: 'POST',
        url: path,
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        payload: form,
      });
      expect([path, statusCode < 500]).toEqual([path, true]);
      const parts = new FormData();
      for (const name of nasty) parts.append(name, 'yes');
      expect((await fetch(`${url}${path}`, { method: 'POST', body: parts, redirect: 'manual' })).status).toBeLessThan(
        500,
      );
    }
    for (const path of paths())
      for (const name of nasty) {
        const { statusCode } = await app.inject(`${path}?${encodeURIComponent(name)}=yes`);
        expect([path, name, statusCode < 500]).toEqual([path, name, true]);
      }
    for (const [route] of routes)
      for (const name of ['__proto__', 'constructor', 'hasOwnProperty', 'toString'])
        for (const parameter of route.matchAll(/:(\w+)/g)) {
          const path = filled(route, { [parameter[1]!]: name });
          expect([path, (await app.inject(path)).statusCode < 500]).toEqual([path, true]);
        }
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    expect(Object.keys(Object.prototype)).toEqual([]);
  });

  test('JSON of any depth and shape is answered', async () => {
    const deep = 200_000;
    for (const payload of [
      '['.repeat(deep),
      `${'['.repeat(deep)}${']'.repeat(deep)}`,
      '{"a":'.repeat(100_000),
      '"',
      'null',
      '1e999',
      '\ufeff{}',
    ]) {
      const { statusCode } = await app.inject({
        method: 'POST',
        url: '/api/query/check',
        headers: { 'content-type': 'application/json' },
        payload,
      });
      expect(statusCode).toBeGreaterThanOrEqual(400);
      expect(statusCode).toBeLessThan(500);
    }
  });

  // Quadratic time for a form of a megabyte is hours, and so is exponential time for 30 letters.
  test('no text makes a pattern run on', async () => {
    const units = ['a', '-', '0', ' ', '%09', '.', '/', '1%20', 'a-', '%C3%A4'];
    const asked = [
      ['/api/resolve', 'q'],
      [`/api/${address}/tables/lrs/rows`, 'class'],
      [`/api/${address}/tables/lrs/rows`, 'sort'],
      [`/${address}/cone/lrs`, 'RA'],
      ['/did', 'ID'],
      ['/search', 'q'],
    ] as const;
    const slow: string[] = [];
    const timed = async (what: string, work: () => Promise<{ statusCode: number }>): Promise<void> => {
      const started = performance.now();
      expect((await work()).statusCode, what).toBeLessThan(500);
      if (performance.now() - started > 10_000) slow.push(what);
    };
    for (const unit of units) {
      const text = `${unit.repeat(Math.floor(12_000 / unit.length))}!`;
      for (const [path, parameter] of asked)
        await timed(`${path} ${parameter} ${unit}`, () => app.inject(`${path}?${parameter}=${text}`));
      const plain = decodeURIComponent(text).replace('ä', 'a');
      for (const header of ['accept', 'accept-language', 'authorization', 'cookie', 'if-none-match', 'range'])
        await timed(`${header} ${unit}`, () =>
          app.inject({ url: `/${address}/spectra/1000.fits`, headers: { [header]: plain } }),
        );
    }
    for (const unit of ['0', '\t', ' ', 'a', "'", '-', '/', '1 ']) {
      const long = `${unit.repeat(Math.floor(700_000 / unit.length))}x`;
      const forms = {
        MAXREC: { MAXREC: long, QUERY: 'SELECT TOP 1 obsid FROM tiny.lrs' },
        'open string': { QUERY: `SELECT '${long}` },
        map: {
          QUERY: `SELECT TOP 1 obsid FROM tiny.lrs WHERE 1 = CONTAINS(POINT(1, 2), MOC('${long.replaceAll("'", "''")}'))`,
        },
        unit: { QUERY: `SELECT IN_UNIT(ra, '${long.replaceAll("'", "''")}') AS a FROM tiny.lrs` },
      };
      for (const [what, parameters] of Object.entries(forms))
        await timed(`${what} ${JSON.stringify(unit)}`, () =>
          app.inject({
            method: 'POST',
            url: '/tap/sync',
            headers: { 'content-type': 'application/x-www-form-urlencoded' },
            payload: new URLSearchParams(parameters).toString(),
          }),
        );
    }
    expect(slow).toEqual([]);
  }, 300_000);
});
