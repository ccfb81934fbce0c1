import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeTestInput, testDescriptor } from '@lingtai/release/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ask, lingtai, present, publishAll, type Server, serve, temporaryHome } from './lingtai.ts';
import { schemaFaults } from './xsd.ts';

/** What a cone search tells of itself: VOSI 1.1, for pyvo, the IVOA's schemas and anybody. */
const hasXmllint = (): boolean => {
  try {
    execFileSync('xmllint', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    console.warn('skipped, missing: xmllint');
    return false;
  }
};
const hasSchemas = present('standards/xsd/ConeSearch-v1.1.xsd') && hasXmllint();
const folder = mkdtempSync(join(tmpdir(), 'lingtai-cone-'));
const { home, remove } = temporaryHome();
const cones = ['/tiny/dr1/v1/cone/lrs', '/tiny/cone/lrs'];
let server: Server;
let token: string;

beforeAll(async () => {
  writeFileSync(join(folder, 'tiny.yaml'), testDescriptor);
  await makeTestInput(join(folder, 'input'), 12);
  await publishAll(home, join(folder, 'tiny.yaml'), join(folder, 'input'), 'tiny/dr1/v1');
  const given = await lingtai('token', 'make', 'alice', '--home', home, '--json');
  if (given.code !== 0) throw new Error(given.stderr.slice(-2000));
  token = (JSON.parse(given.stdout) as { token: string }).token;
  server = await serve(home);
}, 300_000);
afterAll(async () => {
  await server?.stop();
  remove();
  rmSync(folder, { recursive: true, force: true });
});

const get = (path: string, init?: RequestInit): Promise<Response> => fetch(`${server.url}${path}`, init);

interface Seen {
  readonly standards: string[];
  readonly interface: string;
  readonly role: string;
  readonly methods: Record<string, string[]>;
  readonly maxsr: number;
  readonly maxrecords: number;
  readonly verbosity: string;
  readonly available: boolean;
  readonly tables: string[];
  readonly columns: [string, string, string | null][];
  readonly fields: [string, string, string | null][];
  readonly found: number;
}

describe.skipIf(!present())('pyvo', () => {
  test.each(cones)('%s is found by its capabilities, whose test query finds a row', async (path) => {
    const seen = await ask<Seen>('cone_vosi.py', `${server.url}${path}`);
    expect(seen).toMatchObject({
      standards: [
        'ivo://ivoa.net/std/ConeSearch',
        'ivo://ivoa.net/std/VOSI#availability',
        'ivo://ivoa.net/std/VOSI#capabilities',
        'ivo://ivoa.net/std/VOSI#tables-1.1',
      ],
      interface: 'ParamHTTP',
      role: 'std',
      maxsr: 180,
      maxrecords: 10_000_000,
      verbosity: 'true',
      available: true,
      tables: ['tiny_dr1_v1.lrs'],
    });
    for (const standard of seen.standards)
      expect(seen.methods[standard]).toEqual(['anonymous', 'ivo://ivoa.net/sso#cookie', 'ivo://ivoa.net/sso#token']);
    expect(seen.found).toBeGreaterThan(0);
    expect(seen.columns).toEqual(seen.fields);
  });
});

describe.skipIf(!hasSchemas)('the schemas of the IVOA', () => {
  test.each(
    cones.flatMap((cone) =>
      ['capabilities', 'availability', 'tables', 'tables?detail=min', 'tables/tiny_dr1_v1.lrs'].map(
        (part) => `${cone}/${part}`,
      ),
    ),
  )('%s is valid', async (path) => {
    const answer = await get(path);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/xml; charset=utf-8']);
    expect(await schemaFaults(await answer.text())).toBe('');
  });

  test('a ConeSearch capability with another element is not', async () => {
    const text = await (await get(`${cones[0]}/capabilities`)).text();
    expect(await schemaFaults(text.replace('<maxSR>', '<maxSr>1</maxSr><maxSR>'))).toContain('maxSr');
  });
});

describe('the protocol', () => {
  test('its address is that which was asked: a version, or the newest', async () => {
    for (const cone of cones) {
      const text = await (await get(`${cone}/capabilities`)).text();
      expect(text).toContain(`<accessURL use="base">${server.url}${cone}?</accessURL>`);
      expect(text).toContain(`<accessURL use="full">${server.url}${cone}/tables</accessURL>`);
    }
  });

  test('the capabilities invite a token; a wrong one is challenged; a good one is told whose it is', async () => {
    for (const cone of cones) {
      const anybody = await get(`${cone}/capabilities`);
      expect([anybody.status, anybody.headers.get('www-authenticate')]).toEqual([
        200,
        expect.stringMatching(/^ivoa_bearer, Bearer /),
      ]);
      for (const part of ['', '/capabilities', '/availability', '/tables']) {
        const wrong = await get(`${cone}${part}`, { headers: { authorization: 'Bearer lt_wrong' } });
        expect([wrong.status, wrong.headers.get('www-authenticate')]).toEqual([
          401,
          expect.stringMatching(/^ivoa_bearer, Bearer .*error="invalid_token"/),
        ]);
        expect(await wrong.text()).toContain('TOKEN-UNKNOWN');
      }
      const alice = await get(`${cone}/capabilities`, { headers: { authorization: `Bearer ${token}` } });
      expect([alice.headers.get('x-vo-authenticated'), alice.headers.has('www-authenticate')]).toEqual([
        'alice',
        false,
      ]);
    }
  });

  test('columns stand where they are asked for, and nothing is told of a table that is not there', async () => {
    expect(await (await get(`${cones[0]}/tables?detail=min`)).text()).not.toContain('<column');
    const detail = await get(`${cones[0]}/tables?DETAIL=all`);
    expect([detail.status, await detail.text()]).toEqual([400, expect.stringContaining('VOSI-DETAIL')]);
    const near = await get(`${cones[0]}/tables/tiny_dr1_v1.lr`);
    expect([near.status, await near.text()]).toEqual([404, expect.stringContaining('tiny_dr1_v1.lrs')]);
    for (const path of ['/tiny/cone/nope', '/nope/cone/lrs', '/tiny/dr2/v1/cone/lrs'])
      for (const part of ['capabilities', 'availability', 'tables', 'tables/x'])
        expect((await get(`${path}/${part}`)).status).toBe(404);
  });
});
