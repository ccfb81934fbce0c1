import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeTestInput, testDescriptor } from '@lingtai/release/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { publishAll, type Server, serve, temporaryHome } from './lingtai.ts';

/** Results with an address for ever: what gets one, what does not, and that the rows stay the same. */
interface Permanent {
  readonly id: string;
  readonly url: string;
  readonly result: string;
  readonly query: string;
  readonly rowCount: number;
  readonly digest: string;
  readonly citation: { readonly text: string; readonly bibtex: string };
}

const folder = mkdtempSync(join(tmpdir(), 'lingtai-permanent-'));
const { home, remove } = temporaryHome();
let server: Server;

async function publish(version: string, spectra: number): Promise<void> {
  const descriptor = join(folder, `${version}.yaml`);
  writeFileSync(descriptor, testDescriptor.replace('audience: working-group', 'audience: public, from: 2026-01-02'));
  await makeTestInput(join(folder, version), spectra);
  await publishAll(home, descriptor, join(folder, version), `tiny/dr1/${version}`);
}

beforeAll(async () => {
  await publish('v1', 12);
  server = await serve(home);
}, 120_000);
afterAll(async () => {
  await server?.stop();
  remove();
  rmSync(folder, { recursive: true, force: true });
});

async function make(query: string): Promise<{ status: number; body: Permanent & { errors?: { code: string }[] } }> {
  const answer = await fetch(`${server.url}/api/queries`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ query }),
  });
  return { status: answer.status, body: (await answer.json()) as Permanent & { errors?: { code: string }[] } };
}

const json = async (url: string): Promise<unknown> => (await fetch(url)).json();
const path = (url: string): string => server.url + new URL(url).pathname;

describe('permanent queries', () => {
  test('the same question in other words has the same address; another has another', async () => {
    const first = await make('SELECT id, ra FROM tiny.stars WHERE dec > 0');
    expect(first.status).toBe(201);
    expect(first.body.digest).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(first.body.citation.bibtex).toContain(first.body.url);
    const again = await make('select  id,ra -- the same\n from tiny.stars where dec>0');
    expect([again.status, again.body.id, again.body.digest]).toEqual([200, first.body.id, first.body.digest]);
    expect((await make('SELECT id, ra FROM tiny.stars WHERE dec >= 0')).body.id).not.toBe(first.body.id);
  });
  test('rows come back in every format, and a check finds the same digest', async () => {
    const { body } = await make('SELECT id, ra FROM tiny.stars');
    const csv = await (await fetch(`${path(body.result)}?RESPONSEFORMAT=csv`)).text();
    expect(csv.trim().split(/\r?\n/)).toHaveLength(body.rowCount + 1);
    expect(await json(`${server.url}/api/queries/${body.id}/verification`)).toMatchObject({
      equal: true,
      found: body.digest,
    });
  });
  test('what may change tomorrow gets no address, and says why', async () => {
    for (const query of ['SELECT RAND() AS r FROM tiny.stars', 'SELECT table_name FROM TAP_SCHEMA.tables']) {
      const { status, body } = await make(query);
      expect([query, status, body.errors?.[0]?.code]).toEqual([
        query,
        400,
        expect.stringMatching(/^(PERMANENT-CHANGES|QUERY-UNKNOWN-TABLE)$/),
      ]);
    }
    expect((await make('SELECT FROM')).status).toBe(400);
    expect((await fetch(`${server.url}/api/queries/${'0'.repeat(40)}`)).status).toBe(404);
  });
  test('a newer version and a new start change neither address nor rows', async () => {
    const query = 'SELECT COUNT(*) AS n, AVG(ra) AS mean FROM tiny.stars';
    const before = (await make(query)).body;
    await server.stop();
    await publish('v2', 15);
    server = await serve(home);
    expect(await json(`${server.url}/api/queries/${before.id}/verification`)).toMatchObject({ equal: true });
    const after = (await make(query)).body;
    expect(after.id).not.toBe(before.id);
    const count = async (p: Permanent): Promise<string> =>
      (await (await fetch(`${path(p.result)}?RESPONSEFORMAT=csv`)).text()).split(/\r?\n/)[1]!.split(',')[0]!;
    expect([await count(before), await count(after)]).not.toEqual([await count(after), await count(after)]);
  }, 120_000);
});
