import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statfsSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import { afterAll, describe, expect, test } from 'vitest';
import { findPublication, listPublications, openState, publishRelease } from '../index.ts';
import { release, serverOf, serversOn, startUser, testBench } from '../test-homes.ts';
import { isRoot, packagedPostgres, publicBinaries, unprivilegedUser } from './binaries.ts';
import { homeCluster } from './cluster.ts';

const bench = testBench();
const { systemDir } = bench;
afterAll(() => bench.clean());

const quiet = (): void => undefined;

/** Tries again, as a server's next request would, for half a minute. */
async function eventually<T>(work: () => Promise<T>): Promise<T> {
  for (const until = Date.now() + 30_000; Date.now() < until; ) {
    const result = await work().catch(() => undefined);
    if (result !== undefined) return result;
    await sleep(50);
  }
  return work();
}

describe('many users of one home', () => {
  test('eight that start at once on a new home share one server, and the last one to leave stops it', async () => {
    const home = bench.home();
    const users = Array.from({ length: 8 }, () => startUser(home, systemDir, 'hold'));
    const opened = await Promise.all(users.map((user) => user.line('open')));
    expect(new Set(opened).size).toBe(1);
    expect(await serversOn(home, systemDir)).toBe(1);
    const { dir } = await homeCluster({ homeDir: home, systemDir }, quiet);
    expect(readdirSync(join(dir, '..')).filter((name) => name.startsWith('pg-'))).toHaveLength(1);
    for (const user of users.slice(1)) user.child.stdin?.end();
    expect(await Promise.all(users.slice(1).map((user) => user.ended))).toEqual(Array(7).fill(0));
    expect(await serversOn(home, systemDir)).toBe(1);
    users[0]?.child.stdin?.end();
    expect(await users[0]?.ended).toBe(0);
    expect(await serversOn(home, systemDir)).toBe(0);
  });

  test('several that one process opens at once, the very first time, share one server too', async () => {
    const home = bench.home();
    const places = { homeDir: home, systemDir: join(home, 'system') };
    const states = await Promise.all([1, 2, 3].map(() => openState(places)));
    expect(new Set(states.map(({ url }) => url)).size).toBe(1);
    await Promise.all(states.map((state) => state.close()));
    expect(await serversOn(home, places.systemDir)).toBe(0);
  });

  test('those that come while the last one leaves are served too', async () => {
    const home = bench.home();
    for (let round = 0; round < 6; round++) {
      const first = await openState({ homeDir: home, systemDir });
      const [, second] = await Promise.all([first.close(), openState({ homeDir: home, systemDir })]);
      await sql`select 1`.execute(second.db);
      await second.close();
      await second.close();
    }
    expect(await serversOn(home, systemDir)).toBe(0);
  });
});

describe('kill -9', () => {
  test('of a user leaves the server usable, and the next one to leave stops it', async () => {
    const home = bench.home();
    const killed = startUser(home, systemDir, 'hold');
    const port = await killed.line('open');
    killed.child.kill('SIGKILL');
    await killed.ended;
    expect(await serversOn(home, systemDir)).toBe(1);
    const next = startUser(home, systemDir, 'hold');
    expect(await next.line('open')).toBe(port);
    next.child.stdin?.end();
    await next.ended;
    expect(await serversOn(home, systemDir)).toBe(0);
  });

  test.each(['server', 'user', 'both'])(
    'of the %s while it writes loses nothing that was acknowledged',
    async (whom) => {
      const home = bench.home();
      const acknowledged: string[] = [];
      for (const prefix of ['a', 'b', 'c']) {
        const writer = startUser(home, systemDir, 'publish', prefix);
        await writer.line(`published ${prefix}40`);
        const server = await serverOf(home, systemDir);
        if (whom !== 'user') process.kill(server!.pid, 'SIGKILL');
        if (whom !== 'server') writer.child.kill('SIGKILL');
        const patience = setTimeout(() => writer.child.kill('SIGKILL'), 500);
        await writer.ended;
        clearTimeout(patience);
        acknowledged.push(...writer.lines.filter((line) => line.startsWith('published')).map((line) => line.slice(10)));
      }
      const state = await openState({ homeDir: home, systemDir });
      const kept = new Set((await listPublications(state)).map((publication) => publication.version));
      await state.close();
      expect(acknowledged.length).toBeGreaterThan(120);
      expect(acknowledged.filter((version) => !kept.has(version))).toEqual([]);
    },
  );

  test('of the server is survived by a process that goes on using the store', async () => {
    const home = bench.home();
    const state = await openState({ homeDir: home, systemDir });
    await state.migrate();
    await publishRelease(state, release('v1'));
    process.kill((await serverOf(home, systemDir))!.pid, 'SIGKILL');
    const after = await eventually(async () => {
      await publishRelease(state, release('v2'));
      return listPublications(state);
    });
    expect(after.map((publication) => publication.version)).toEqual(['v1', 'v2']);
    await state.close();
    expect(await serversOn(home, systemDir)).toBe(0);
  });

  test('and then another program with the number of the killed server does not block the next start', async () => {
    const home = bench.home();
    const state = await openState({ homeDir: home, systemDir });
    const server = await serverOf(home, systemDir);
    const { dataDir, user } = await homeCluster({ homeDir: home, systemDir }, quiet);
    const lock = join(dataDir, 'postmaster.pid');
    const text = readFileSync(lock, 'utf8');
    process.kill(server!.pid, 'SIGKILL');
    await expect.poll(() => serversOn(home, systemDir), { timeout: 20_000 }).toBe(0);
    await state.close();
    const other = spawn('sleep', ['60'], { ...user });
    writeFileSync(lock, text.replace(/^\d+/, String(other.pid)));
    const again = await openState({ homeDir: home, systemDir });
    await sql`select 1`.execute(again.db);
    await again.close();
    other.kill();
  });
});

describe('the place of the data', () => {
  test('the password is readable by the owner only, and a half-made cluster is removed by the next set-up', async () => {
    const home = bench.home();
    const state = await openState({ homeDir: home, systemDir });
    await state.close();
    expect(statSync(join(home, 'state', 'cluster.json')).mode & 0o777).toBe(0o600);
    expect(statSync(join(home, 'state')).mode & 0o777).toBe(0o700);
    const { dir, dataDir } = await homeCluster({ homeDir: home, systemDir }, quiet);
    expect(statSync(dataDir).mode & 0o777).toBe(0o700);
    const half = join(dir, '..', 'pg-999999999-abcdef01');
    mkdirSync(half);
    renameSync(join(home, 'state', 'cluster.json'), join(home, 'state', 'kept.json'));
    await (await openState({ homeDir: home, systemDir })).close();
    expect(readdirSync(join(dir, '..'))).not.toContain('pg-999999999-abcdef01');
    expect(statSync(dataDir).isDirectory()).toBe(true);
  });

  test('data that are not where they were are missed, never made anew', async () => {
    const home = bench.home();
    await (await openState({ homeDir: home, systemDir })).close();
    const { dir } = await homeCluster({ homeDir: home, systemDir }, quiet);
    renameSync(dir, `${dir} away`);
    await expect(openState({ homeDir: home, systemDir })).rejects.toMatchObject({
      diagnostics: [{ code: 'STATE-LOST' }],
    });
    renameSync(`${dir} away`, dir);
    writeFileSync(join(dir, 'data', 'PG_VERSION'), '17\n');
    await expect(openState({ homeDir: home, systemDir })).rejects.toMatchObject({
      diagnostics: [{ code: 'STATE-CLUSTER-VERSION' }],
    });
  });

  test('a busy port is told when it was asked for, and avoided when not', async () => {
    const home = bench.home();
    const first = await openState({ homeDir: home, systemDir });
    const port = Number(new URL(first.url).port);
    await first.close();
    const squatter = createServer();
    await new Promise<void>((resolve) => squatter.listen(port, '127.0.0.1', resolve));
    await expect(openState({ homeDir: home, systemDir, port })).rejects.toMatchObject({
      diagnostics: [{ code: 'STATE-PORT-BUSY' }],
    });
    const second = await openState({ homeDir: home, systemDir });
    expect(Number(new URL(second.url).port)).not.toBe(port);
    await second.close();
    await new Promise((resolve) => squatter.close(resolve));
  });
});

describe.skipIf(!isRoot)('as root', () => {
  test('a clone and a home that only root may enter work: server and data lie where an unprivileged user reaches them', async () => {
    const closed = bench.home();
    const packaged = await packagedPostgres();
    cpSync(packaged.dir, join(closed, 'native'), { recursive: true, verbatimSymlinks: true });
    chmodSync(closed, 0o700);
    const user = await unprivilegedUser();
    expect(user.uid).not.toBe(0);
    const version = (bin: string): number | null =>
      spawnSync(join(bin, 'bin', 'postgres'), ['--version'], { cwd: '/', ...user }).status;
    expect(version(join(closed, 'native'))).not.toBe(0);
    expect(version(await publicBinaries({ dir: join(closed, 'native'), version: 'closed' }, systemDir))).toBe(0);
    const state = await openState({ homeDir: join(closed, 'home'), systemDir });
    const server = await serverOf(join(closed, 'home'), systemDir);
    expect(execFileSync('ps', ['-o', 'uid=', '-p', String(server?.pid)], { encoding: 'utf8' }).trim()).toBe(
      String(user.uid),
    );
    await state.close();
  });

  test('a umask that closes everything is no hindrance', async () => {
    const closed = bench.home();
    const script = join(import.meta.dirname, '..', 'user.process.ts');
    const system = join(closed, 'system');
    const command = 'umask 077; exec "$0" "$@" </dev/null';
    const answer = spawnSync('sh', ['-c', command, process.execPath, script, join(closed, 'home'), system, 'hold'], {
      encoding: 'utf8',
    });
    expect(answer.stdout).toMatch(/^open \d+\nclosed\n$/);
  });

  const small = join(bench.home(), 'small');
  mkdirSync(small);
  const canMount =
    isRoot && spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=240m,mode=755', 'tmpfs', small]).status === 0;
  const ballast = join(small, 'ballast');
  const fill = (leaveBytes: number): void => {
    const { bavail, bsize } = statfsSync(small);
    writeFileSync(ballast, Buffer.alloc(Math.max(0, bavail * bsize - leaveBytes)), { flag: 'a' });
  };

  test.skipIf(!canMount)(
    'a full disk is told, nothing half done stays, and with space the same command works',
    async () => {
      const home = bench.home();
      const full = { class: 'unavailable', diagnostics: [{ code: 'STATE-DISK-FULL' }] };
      try {
        for (const leaveBytes of [30_000_000, 75_000_000]) {
          rmSync(ballast, { force: true });
          fill(leaveBytes);
          await expect(openState({ homeDir: home, systemDir: small })).rejects.toMatchObject(full);
          expect(readdirSync(join(home, 'state'))).toEqual([]);
          expect(readdirSync(small, { recursive: true }).filter((name) => /pg-\d|part/.test(String(name)))).toEqual([]);
        }
        rmSync(ballast);
        const state = await openState({ homeDir: home, systemDir: small });
        await state.migrate();
        await publishRelease(state, release('v1'));
        fill(0);
        const large = release('v2', randomBytes(300_000).toString('hex'));
        await expect(publishRelease(state, large)).rejects.toMatchObject(full);
        expect(await findPublication(state, large)).toBeUndefined();
        rmSync(ballast);
        await expect
          .poll(
            () =>
              publishRelease(state, large).then(
                (one) => one.created,
                () => 'failed',
              ),
            { timeout: 20_000 },
          )
          .toBe(true);
        expect(await listPublications(state)).toHaveLength(2);
        await state.close();
      } finally {
        spawnSync('umount', ['-l', small]);
      }
    },
  );
});
