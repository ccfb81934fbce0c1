import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensurePortal } from '@lingtai/app-cli/portal-build';
import { program } from '@lingtai/app-cli/program';
import { buildServer, type Installation, openInstallation } from '@lingtai/app-server';
import { createAccount, findPublication, makeToken } from '@lingtai/state';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { lingtai, publishAll, root, temporaryHome } from './lingtai.ts';

/** No command and no route changes or deletes a byte of a published release: every one of them is tried, or named here. */
const fixtures = join(root, 'fixtures/release-tree');
const stars = join(fixtures, 'stars.yaml');
const address = 'kept/dr1/v1';
const at = { dataset: 'kept', release: 'dr1', version: 'v1' };
const { home, remove } = temporaryHome();
const file = (name: string): string => join(home, name);
let installation: Installation;
let app: Awaited<ReturnType<typeof buildServer>>;
let token: string;
const writing: [method: string, url: string][] = [];

/** Of every file below the release store, with its path. */
function storeDigest(): string {
  const folder = join(home, 'store');
  const hash = createHash('sha256');
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  expect(files.length).toBeGreaterThan(3);
  for (const path of files.map((entry) => join(entry.parentPath, entry.name)).sort())
    hash.update(`${path}\n`).update(readFileSync(path));
  return hash.digest('hex');
}

let before: string;
beforeAll(async () => {
  await publishAll(home, stars, join(fixtures, 'dr1'), address);
  await ensurePortal();
  installation = await openInstallation(home);
  const by = { actor: 'test' };
  for (const name of ['ann', 'bob']) await createAccount(installation.state, { name, roles: ['operator'] }, by);
  token = (
    await makeToken(installation.state, { name: 'ann_t', owner: 'ann', scopes: ['read', 'tables', 'account', 'admin'] })
  ).secret;
  app = await buildServer(installation, {
    softwareVersion: '0.0.0-test',
    logLevel: 'silent',
    onRoute: (url, method) => {
      for (const one of [method].flat()) if (!['GET', 'HEAD', 'OPTIONS'].includes(one)) writing.push([one, url]);
    },
  });
  await app.listen({ host: '127.0.0.1', port: 0 });
  before = storeDigest();
}, 240_000);
afterAll(async () => {
  await app?.close();
  await installation?.close();
  remove();
});

async function expectUnchanged(what: string): Promise<void> {
  expect(storeDigest(), what).toBe(before);
  const { digest } = (await findPublication(installation.state, at))!;
  expect(
    createHash('sha256')
      .update(readFileSync(file(`store/releases/${address}/manifest.json`)))
      .digest('hex'),
    what,
  ).toBe(digest);
}

/** Commands that are given a release, with other data or words for it. The others are never given one. */
const aimed: Readonly<Record<string, readonly (readonly string[])[]>> = {
  ingest: [[stars, '--from', join(fixtures, 'dr2'), '--release', 'dr1/v1']],
  build: [[address]],
  publish: [[address, '--audience', 'working-group']],
  verify: [[address]],
  'access show': [[address]],
  'access set': [[address, '--audience', 'public', '--from', '2030-01-01', '--reason', 'test']],
  'grant make': [[address, '--user', 'bob', '--reason', 'test']],
  'state restore': [[file('state.tar')]],
  'release records load': [[file('records.yaml')]],
  'release revise': [[address, file('changes.yaml'), '--note', 'test']],
  'release withdraw': [
    [address, '--by', 'ann', '--reason', 'test'],
    [address, '--by', 'bob', '--confirm'],
  ],
  'release reinstate': [
    [address, '--by', 'bob', '--reason', 'test'],
    [address, '--by', 'ann', '--confirm'],
  ],
};
const others = `
  access report, account add, account code, account disable, account enable, account import, account list,
  account operator, account password, account role, adql parse, audit, bench, check, demo, fits info, grant end, grant list, group add, group join,
  group leave, group list, group members, query, quota list, quota set, release due, release records check, release withdrawals, schema, serve,
  state backup, state migrate, state show, token list, token make, token revoke`
  .split(',')
  .map((name) => name.trim());

type Command = ReturnType<typeof program>;
function namesOf(command: Command, path: readonly string[] = []): string[] {
  if (command.commands.length === 0) return [path.join(' ')];
  return command.commands.flatMap((below) => namesOf(below as Command, [...path, below.name()]));
}

test('every command is tried here, or named as one that is never given a release', () => {
  expect(namesOf(program()).sort()).toEqual([...Object.keys(aimed), ...others].sort());
});

test('no command changes a byte of a published release', async () => {
  writeFileSync(
    file('records.yaml'),
    'lingtai: 1\ndataset: kept\nrecords:\n  - { release: dr1, version: v1, released: "1999" }\n',
  );
  writeFileSync(file('changes.yaml'), 'lingtai: 1\ntitle: { en: Other, zh: 其他 }\n');
  expect((await lingtai('state', 'backup', file('state.tar'), '--home', home)).code).toBe(0);
  const codes: Record<string, number[]> = {};
  for (const [name, calls] of Object.entries(aimed)) {
    for (const call of calls) {
      const { code } = await lingtai(...name.split(' '), ...call, '--home', home);
      codes[name] = [...(codes[name] ?? []), code];
      await expectUnchanged(`${name} ${call.join(' ')}`);
    }
  }
  // Those that only say something do it; those that would write other bytes refuse.
  expect(codes).toMatchObject({
    ingest: [0],
    build: [1],
    verify: [0],
    'release records load': [0],
    'release revise': [0],
    'release withdraw': [0, 0],
    'release reinstate': [0, 0],
  });
  expect(codes['state restore']).not.toEqual([0]);
}, 240_000);

test('no route changes a byte of a published release, asked by an operator with every scope', async () => {
  expect(writing.length).toBeGreaterThan(10);
  const values: Readonly<Record<string, string>> = { ...at, table: 'stars', name: 'ann', account: 'ann', id: '1' };
  const bodies = [
    {},
    { steps: [{ audience: ['nobody'], from: '2030-01-01' }], action: 'withdraw', step: 'ask', reason: 'test' },
  ];
  for (const [method, route] of writing) {
    const url = route.replace('*', 'x').replace(/:(\w+)/g, (_, name: string) => values[name] ?? 'kept');
    for (const payload of bodies) {
      const answer = await app.inject({
        method: method as 'POST',
        url,
        payload,
        headers: { authorization: `Bearer ${token}` },
      });
      expect(answer.statusCode, `${method} ${url}`).not.toBe(500);
    }
    await expectUnchanged(`${method} ${route}`);
  }
  const addressed = ['/kept/dr1/v1', '/api/kept/dr1/v1', '/api/kept/releases/dr1/v1', '/kept/dr1/v1/tables/stars'];
  for (const method of ['POST', 'PUT', 'PATCH', 'DELETE'] as const)
    for (const url of addressed)
      expect(
        (await app.inject({ method, url, headers: { authorization: `Bearer ${token}` } })).statusCode,
      ).toBeGreaterThanOrEqual(400);
  await expectUnchanged('all routes');
}, 300_000);
