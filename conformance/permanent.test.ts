import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeTestInput, testDescriptor } from '@lingtai/release/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ask, lingtai, present, publishAll, type Server, serve, temporaryHome } from './lingtai.ts';

/** Results with an address for ever: what gets one, what does not, and that the rows stay the same. */
interface Permanent {
  readonly id: string;
  readonly url: string;
  readonly result: string;
  readonly query: string;
  readonly rowCount: number;
  readonly digest: string;
  readonly citation: { readonly text: string; readonly bibtex: string };
  readonly reproducible: boolean;
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
}, 300_000);
afterAll(async () => {
  await server?.stop();
  remove();
  rmSync(folder, { recursive: true, force: true });
});

async function make(
  query: string,
  more: Record<string, string> = {},
): Promise<{ status: number; body: Permanent & { errors?: { code: string }[] } }> {
  const answer = await fetch(`${server.url}/api/queries`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...more },
    body: JSON.stringify({ query }),
  });
  return { status: answer.status, body: (await answer.json()) as Permanent & { errors?: { code: string }[] } };
}

const json = async (url: string, init?: RequestInit): Promise<unknown> => (await fetch(url, init)).json();
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
  test.skipIf(!present())('Python finds the same digest by the definition alone', async () => {
    for (const query of [
      'SELECT * FROM tiny.lrs ORDER BY z DESC',
      "SELECT id, ra, mag, CASE WHEN mag > 15 THEN 'faint 暗' WHEN mag > 10 THEN '' END AS t FROM tiny.stars",
      'SELECT TOP 7 POINT(ra, dec) AS "the place", CAST(id AS SMALLINT) AS n, id FROM tiny.stars',
      'SELECT id FROM tiny.stars WHERE ra < -1',
    ]) {
      const { body } = await make(query);
      const file = join(folder, 'result.parquet');
      const rows = await fetch(`${path(body.result)}?RESPONSEFORMAT=parquet`);
      writeFileSync(file, new Uint8Array(await rows.arrayBuffer()));
      const found = await ask('result_digest.py', file);
      expect([query, found]).toEqual([query, { digest: body.digest, rowCount: body.rowCount }]);
    }
  });
  test('lingtai query --permanent prints address, digest and citation', async () => {
    const query = 'SELECT id, mag FROM tiny.stars';
    const said = await lingtai('query', '--url', server.url, '--permanent', query);
    const { body } = await make(query);
    expect(said).toEqual({
      code: 0,
      stdout: `${body.url}\n${body.digest}\n${body.citation.text}\n`,
      stderr: `${body.rowCount} rows.\n`,
    });
    const volatile = await lingtai('query', '--url', server.url, '--permanent', 'SELECT RAND() AS r FROM tiny.stars');
    expect([volatile.code, volatile.stdout]).toEqual([1, '']);
    expect(volatile.stderr).toMatch(/^PERMANENT-CHANGES: .*RAND/);
    const unknown = await lingtai('query', '--url', server.url, '--permanent', 'SELECT idd FROM tiny.stars');
    expect([unknown.code, unknown.stderr]).toEqual([1, expect.stringContaining('^')]);
    const homely = await lingtai('query', '--home', home, '--permanent', query);
    expect([homely.code, homely.stderr]).toEqual([2, expect.stringContaining('--url')]);
  });
  test('what may change tomorrow gets no address, and says why', async () => {
    const changing = ['SELECT RAND() AS r FROM tiny.stars', 'SELECT table_name FROM TAP_SCHEMA.tables'];
    for (const query of [...changing, 'SELECT id FROM tap_upload.mine']) {
      const { status, body } = await make(query);
      expect([query, status, body.errors?.[0]?.code]).toEqual([query, 400, 'PERMANENT-CHANGES']);
      expect(body.reproducible).toBe(false);
    }
    for (const query of [...changing, 'SELECT id FROM tiny.stars']) {
      const reproducible = !changing.includes(query);
      const check = {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ query }),
      };
      expect(await json(`${server.url}/api/query/check`, check)).toMatchObject({ reproducible });
      const form = new URLSearchParams({ LANG: 'ADQL', QUERY: query, RESPONSEFORMAT: 'votable' });
      const table = await (await fetch(`${server.url}/tap/sync`, { method: 'POST', body: form })).text();
      expect(table.includes('name="reproducible" value="false"')).toBe(!reproducible);
    }
    const token = (await lingtai('token', 'make', 'alice', '--home', home)).stdout.trim();
    const headers = { Authorization: `Bearer ${token}` };
    const body = JSON.stringify({ name: 'mine', query: 'SELECT id FROM tiny.stars' });
    const kept = { method: 'POST', headers: { ...headers, 'Content-Type': 'application/json' }, body };
    expect((await fetch(`${server.url}/api/user-tables`, kept)).status).toBe(201);
    const refused = await make('SELECT id FROM user_alice.mine', headers);
    expect([refused.status, refused.body.errors?.[0]?.code]).toEqual([400, 'PERMANENT-CHANGES']);
    expect(JSON.stringify(refused.body)).toContain('user_alice.mine');
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
  }, 300_000);
});
