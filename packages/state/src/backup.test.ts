import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { openBackup } from './backup-read.ts';
import {
  type BackupManifest,
  type BackupTable,
  backupState,
  jobStore,
  listTokens,
  type OpenOptions,
  openState,
  publishRelease,
  restoreState,
  type State,
} from './index.ts';
import { migrationNames } from './migrations.ts';
import { openClient } from './pool.ts';
import { schemaText } from './test-catalogue.ts';
import { contentText, fill } from './test-content.ts';
import { release } from './test-homes.ts';
import { storeKinds, testStores } from './test-stores.ts';

const folder = mkdtempSync(join(tmpdir(), 'lingtai-backup-'));
let files = 0;
const newFile = (): string => join(folder, `backup ${files++}.tar`);
const stores = { embedded: testStores('embedded'), 'by URL': testStores('by URL') };
const both = storeKinds.flatMap((from) => storeKinds.map((to) => [from, to] as const));

afterEach(async () => {
  for (const one of Object.values(stores)) await one.end();
});
afterAll(async () => {
  for (const one of Object.values(stores)) await one.clean();
  rmSync(folder, { recursive: true, force: true });
});

const refusal = (code: string, text = ''): unknown =>
  expect.objectContaining({
    diagnostics: [
      expect.objectContaining({
        code,
        text: { en: expect.stringContaining(text), zh: expect.stringMatching(/[一-鿿]/) },
      }),
    ],
  });
const backUp = (state: State, file = newFile()): Promise<string> =>
  backupState(state, file, { softwareVersion: '0.1.0' }).then(() => file);
const tablesOf = (file: string): readonly BackupTable[] =>
  (JSON.parse(execFileSync('tar', ['-xOf', file, 'manifest.json'], { encoding: 'utf8' })) as BackupManifest).tables;
const digestsOf = (file: string): unknown =>
  tablesOf(file).map(({ name, rowCount, sha256 }) => [name, rowCount, sha256]);

describe.each(both)('a backup of a store %s, restored into one %s', (from, to) => {
  test('has every row, the schema, and the numbers go on', async () => {
    const source = await stores[from].open();
    await fill(source, 'v1');
    const content = await contentText(source);
    expect(Object.entries(content).filter(([, rows]) => rows.length === 0)).toEqual([]);
    await sql`select nextval(pg_get_serial_sequence('token', 'id')) from generate_series(1, 40)`.execute(source.db);
    const file = await backUp(source);
    const target = await stores[to].open(await stores[to].newStore());
    expect(await restoreState(target, file)).toMatchObject({ removed: [], migrated: [] });
    expect(await contentText(target)).toEqual(content);
    expect(await schemaText(target.db)).toEqual(await schemaText(source.db));
    expect(digestsOf(await backUp(target))).toEqual(digestsOf(file));
    const { rows } = await sql<{ id: bigint }>`
      insert into token (name, owner, secret_sha256) values ('after', 'ann', 'x') returning id`.execute(target.db);
    expect(rows[0]!.id).toBeGreaterThan(40n);
  });
});

describe.each(storeKinds)('%s', (kind) => {
  const { newStore, open } = stores[kind];

  test('the file is for its owner only, new, and can be checked without Lingtai', async () => {
    const state = await open();
    await fill(state, 'v1');
    const file = await backUp(state);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const out = mkdtempSync(join(folder, 'unpacked-'));
    execFileSync('tar', ['-xf', file, '-C', out]);
    const checked = execFileSync('sha256sum', ['-c', 'SHA256SUMS'], { cwd: out, encoding: 'utf8' });
    expect(checked).toMatch(/^manifest\.json: OK$/m);
    expect(checked.match(/: OK$/gm)).toHaveLength(readFileSync(join(out, 'SHA256SUMS'), 'utf8').split('\n').length - 1);
    const tokens = execFileSync('gzip', ['-dc', 'tables/token/000001.copy.gz'], { cwd: out, encoding: 'utf8' });
    expect(tokens.split('\n').filter((line) => line.includes('v1_ann'))).toHaveLength(1);
    await expect(backUp(state, file)).rejects.toEqual(refusal('STATE-BACKUP-EXISTS'));
    await expect(backUp(state, join(folder, 'nowhere', 'x'))).rejects.toEqual(refusal('STATE-BACKUP-FILE', 'no such'));
    expect(readdirSync(folder).filter((name) => name.startsWith('.'))).toEqual([]);
  });

  test('made while others write, it is of one moment', async () => {
    const state = await open();
    let written = 0;
    let stop = false;
    const writer = (async () => {
      for (; !stop; written++) {
        await state.db.transaction().execute(async (trx) => {
          await sql`insert into publication (dataset, release, version, digest, descriptor_digest, audience,
            visible_from, software_version) values ('d', 'r', ${`v${written}`}, '', '', '', now(), '')`.execute(trx);
          await sql`insert into permanent_query (id, query, reads, format_version, row_count, digest)
            values (${`q${written}`}, '', '[]', 1, 1, '')`.execute(trx);
        });
      }
    })();
    const counts: number[][] = [];
    for (let i = 0; i < 5; i++) {
      await sleep(30);
      const tables = tablesOf(await backUp(state));
      counts.push(['publication', 'permanent_query'].map((name) => tables.find((t) => t.name === name)!.rowCount));
    }
    stop = true;
    await writer;
    for (const [publications, queries] of counts) expect(publications).toBe(queries);
    expect(counts.at(-1)![0]).toBeGreaterThan(counts[0]![0]!);
  });

  test('a store that holds something is only replaced when asked for', async () => {
    const state = await open();
    await fill(state, 'v1');
    const file = await backUp(state);
    const content = await contentText(state);
    await publishRelease(state, release('v2'));
    const filled = await contentText(state);
    await expect(restoreState(state, file)).rejects.toEqual(refusal('STATE-NOT-EMPTY', 'publication (12 rows)'));
    expect(await contentText(state)).toEqual(filled);
    const { removed } = await restoreState(state, file, { replace: true });
    expect(removed).toContainEqual({ table: 'publication', rowCount: 12n });
    expect(await contentText(state)).toEqual(content);
    expect(
      await sql`insert into job (id, kind, phase, parameters, execution_duration_seconds, destruction)
      values ('x', 'k', 'PENDING', '{}', 1, now())`.execute(state.db),
    ).toBeDefined();
  });

  test('after a restore, notices of changed jobs come and the rules of tables hold', async () => {
    const state = await open();
    await fill(state, 'v1');
    await restoreState(state, await backUp(state), { replace: true });
    const store = jobStore(state);
    const [{ id }] = (await sql<{ id: string }>`select id from job limit 1`.execute(state.db)).rows as [{ id: string }];
    const told: unknown[] = [];
    store.watch((one) => told.push(one));
    await expect.poll(() => told, { timeout: 20_000 }).toContain(undefined);
    await store.run(id);
    await expect.poll(() => told, { timeout: 20_000 }).toContain(id);
    await store.close();
    await expect(publishRelease(state, release('v1', 'other bytes'))).rejects.toEqual(refusal('STATE-PUBLISHED'));
  });

  test('a backup of an older schema is brought to this one', async () => {
    const old = await open(await newStore());
    await old.migrate('0003');
    await sql`insert into token (name, owner, secret_sha256) values ('ann', 'ann', 'x')`.execute(old.db);
    const file = await backUp(old);
    const target = await open(await newStore());
    expect((await restoreState(target, file)).migrated).toEqual(migrationNames.slice(3));
    expect((await target.status()).pending).toEqual([]);
    expect(await listTokens(target)).toMatchObject([{ name: 'ann' }]);
  });

  test('a store that has nothing or is newer is not backed up; one that is newer is not written over', async () => {
    const bare = await open(await newStore());
    await expect(backUp(bare)).rejects.toEqual(refusal('STATE-NOT-MIGRATED'));
    const state = await open();
    const file = await backUp(state);
    await sql`insert into kysely_migration (name, timestamp) values ('0999-future', '2030')`.execute(state.db);
    await expect(backUp(state)).rejects.toEqual(refusal('STATE-NEWER', '0999-future'));
    await expect(restoreState(state, file, { replace: true })).rejects.toEqual(refusal('STATE-NEWER', '0999-future'));
  });

  test('a store that others use is left alone', async () => {
    const options = await newStore();
    const state = await open(options);
    await state.migrate();
    const file = await backUp(state);
    const other = await otherUser(state.url);
    await expect(restoreState(state, file)).rejects.toEqual(refusal('STATE-IN-USE', 'a server'));
    await other.end();
    await expect
      .poll(() => restoreState(state, file).then(() => 'restored', String), { timeout: 20_000 })
      .toBe('restored');
  });

  test('kill -9 in the middle leaves the old store whole', async () => {
    const options = await newStore();
    const state = await open(options);
    await state.migrate();
    await sql`insert into permanent_query (id, query, reads, format_version, row_count, digest)
      select n::text, repeat(md5(n::text), 30), '[]', 1, 1, '' from generate_series(1, 20000) n`.execute(state.db);
    const file = await backUp(state);
    await sql`delete from permanent_query where id <> '1'`.execute(state.db);
    await publishRelease(state, release('v1'));
    const old = await contentText(state);
    await state.close();
    let killed = 0;
    for (const afterMs of [0, 100, 250]) killed += (await killedRestore(options, file, afterMs)) ? 1 : 0;
    const next = await open(options);
    expect(killed).toBeGreaterThan(0);
    await expect.poll(() => contentText(next), { timeout: 20_000 }).toEqual(old);
    await next.close();
    expect(await killedRestore(options, file, 60_000)).toBe(false);
    const last = await open(options);
    const { rows } = await sql<{ n: bigint }>`select count(*) as n from permanent_query`.execute(last.db);
    expect(rows[0]!.n).toBe(20_000n);
  });
});

async function otherUser(url: string): Promise<{ end(): Promise<void> }> {
  const client = await openClient(url);
  await client.query("set application_name = 'a server'");
  return { end: () => client.end() };
}

/** Whether it was killed, so long after it had begun to change the store, before it had ended. */
async function killedRestore(options: OpenOptions, file: string, afterMs: number): Promise<boolean> {
  const script = join(import.meta.dirname, 'backup-restore.process.ts');
  const child = spawn(process.execPath, [script, JSON.stringify(options), file], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise<NodeJS.Signals | null>((resolve) => child.once('close', (_, signal) => resolve(signal)));
  const said: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    said.push(line);
    if (line === 'replacing') void sleep(afterMs, undefined, { ref: false }).then(() => child.kill('SIGKILL'));
  }
  expect(said[0]).toBe('replacing');
  return (await ended) === 'SIGKILL' && !said.includes('restored');
}

describe('a file', () => {
  const state = async (): Promise<State> => stores.embedded.open();

  test('that is no backup is refused', async () => {
    const target = await state();
    const write = (bytes: string | Uint8Array): string => {
      const file = newFile();
      writeFileSync(file, bytes);
      return file;
    };
    const tar = newFile();
    execFileSync('tar', ['-cf', tar, '-C', import.meta.dirname, 'backup.test.ts']);
    for (const file of [write(''), write('hello'), write(new Uint8Array(4096)), tar]) {
      await expect(restoreState(target, file, { replace: true })).rejects.toEqual(refusal('STATE-BACKUP-FORMAT'));
    }
    await expect(restoreState(target, join(folder, 'none'))).rejects.toEqual(refusal('STATE-BACKUP-FILE', 'no such'));
    await expect(restoreState(target, folder)).rejects.toEqual(refusal('STATE-BACKUP-FILE', 'folder'));
  });

  test('with any byte changed, or cut anywhere, is refused or gives the very same', async () => {
    const source = await state();
    await publishRelease(source, release('v1'));
    const whole = readFileSync(await backUp(source));
    const contentOf = async (bytes: Uint8Array): Promise<string> => {
      const file = join(folder, 'damaged');
      writeFileSync(file, bytes);
      const backup = await openBackup(file).catch((error: unknown) => {
        expect(error).toEqual(expect.objectContaining({ class: 'data' }));
        return undefined;
      });
      await backup?.close();
      return backup === undefined ? 'refused' : JSON.stringify(backup.manifest);
    };
    const content = await contentOf(whole);
    let refused = 0;
    for (let at = 0; at < whole.length; at += at % 512 < 200 ? 7 : 31) {
      const changed = Uint8Array.from(whole);
      changed[at]! ^= 1 << (at % 8);
      const found = await contentOf(changed);
      if (found !== 'refused') expect(found).toBe(content);
      else refused++;
    }
    expect(refused).toBeGreaterThan(20);
    const contentEnd = whole.lastIndexOf('\n') + 1;
    for (let length = 0; length < contentEnd; length += 300) {
      expect(await contentOf(whole.subarray(0, length))).toBe('refused');
    }
    expect(await contentOf(whole.subarray(0, contentEnd - 1))).toBe('refused');
  });

  test('left by a backup that was killed is removed by the next one; that of one that runs is not', async () => {
    const dead = spawn(process.execPath, ['-e', '']);
    await new Promise((resolve) => dead.once('close', resolve));
    const names = [dead.pid, process.ppid].map((pid) => `.lingtai-backup-${hostname()}-${pid}-x.tar`);
    for (const name of names) writeFileSync(join(folder, name), '');
    await backUp(await state());
    const left = readdirSync(folder).filter((name) => name.startsWith('.'));
    rmSync(join(folder, names[1]!));
    expect(left).toEqual([names[1]]);
  });
});

test('a database whose encoding cannot hold the texts is named', async () => {
  const source = await stores.embedded.open();
  await publishRelease(source, release('v1', '灵台'));
  const file = await backUp(source);
  const url = new URL((await stores['by URL'].newStore()).url!);
  const admin = await openState({ url: url.href, homeDir: '/nonexistent' });
  await sql`create database latin template template0 encoding 'LATIN1' locale_provider libc locale 'C'`.execute(
    admin.db,
  );
  await admin.close();
  url.pathname = '/latin';
  const target = await stores['by URL'].open({ url: url.href, homeDir: '/nonexistent' });
  await expect(restoreState(target, file)).rejects.toEqual(refusal('STATE-ENCODING', 'UTF8'));
  expect(await schemaText(target.db)).toEqual([]);
});
