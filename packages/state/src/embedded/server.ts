import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { link, open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fail } from '@lingtai/diagnostics';
import type { Cluster } from './cluster.ts';
import { isPostgres } from './process.ts';

/** What `postmaster.pid` says (PostgreSQL's manual, 18.x, "postmaster.pid"). */
export interface RunningServer {
  readonly pid: number;
  readonly port: number;
  readonly ready: boolean;
}

/** The server that runs on the cluster's data, or `undefined`: also where a killed one has left its file. */
export async function runningServer(cluster: Cluster): Promise<RunningServer | undefined> {
  const text = await readFile(join(cluster.dataDir, 'postmaster.pid'), 'utf8').catch(() => '');
  const lines = text.split('\n');
  const pid = Number(lines[0]);
  if (!(pid > 0) || !(await isPostgres(pid))) return undefined;
  return { pid, port: Number(lines[3]), ready: (lines[7] ?? '').trim() === 'ready' };
}

/** Asked of a server that starts: it runs now, or another was faster. */
export type StartOutcome = 'started' | 'other-runs';

const settings: Readonly<Record<string, string>> = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  fsync: 'on',
  synchronous_commit: 'on',
  full_page_writes: 'on',
  timezone: 'UTC',
  log_timezone: 'UTC',
  lc_messages: 'C',
  max_connections: '100',
};

const logKeptBytes = 10_000_000;

/**
 * Starts the cluster's server, apart from this process: it outlives it. PostgreSQL's own lock on its data directory
 * makes sure that there is never a second one. The port is the last one used, or another free one when that is taken;
 * a `port` that was asked for is used or the start fails.
 */
export async function startServer(cluster: Cluster, port: number | undefined): Promise<StartOutcome> {
  let candidate = port ?? (await lastPort(cluster)) ?? (await freePort());
  for (let attempt = 0; attempt < 10; attempt++) {
    const output = await startOn(cluster, candidate);
    if (output === undefined) {
      await writeFile(join(cluster.dir, 'port'), String(candidate));
      return 'started';
    }
    if (/lock file "postmaster.pid"|pre-existing shared memory|lock file .* is empty/.test(output)) {
      await setAsideStaleLock(cluster);
      return 'other-runs';
    }
    if (!/could not bind|could not create any TCP/.test(output)) throw startFailed(cluster, output);
    if (port !== undefined) throw portBusy(port);
    candidate = await freePort();
  }
  throw startFailed(cluster, 'no free port');
}

/** Resolves with `undefined` once the server answers, or with its messages when it ended instead. */
async function startOn(cluster: Cluster, port: number): Promise<string | undefined> {
  const logPath = join(cluster.dir, 'log');
  if (((await stat(logPath).catch(() => undefined))?.size ?? 0) > logKeptBytes) await rename(logPath, `${logPath}.1`);
  const messages = join(cluster.dir, `start-${randomUUID()}`);
  const log = await open(messages, 'w', 0o600);
  const args = Object.entries({ ...settings, port: String(port) }).flatMap(([name, value]) => [
    '-c',
    `${name}=${value}`,
  ]);
  const child = spawn(join(cluster.binDir, 'postgres'), ['-D', cluster.dataDir, ...args], {
    cwd: cluster.dir,
    env: { LC_ALL: 'C' },
    detached: true,
    stdio: ['ignore', log.fd, log.fd],
    ...cluster.user,
  });
  const ended = new Promise<true>((done) => {
    child.once('exit', () => done(true));
    child.once('error', () => done(true));
  });
  try {
    for (;;) {
      const server = await runningServer(cluster);
      if (server?.ready && server.pid === child.pid) break;
      if (await Promise.race([ended, sleep(20, false)])) return await readFile(messages, 'utf8');
    }
    child.unref();
    await rename(messages, logPath);
    return undefined;
  } finally {
    await log.close();
    await rm(messages, { force: true });
  }
}

/**
 * A killed server's lock names a process number that something else now bears, so PostgreSQL believes it. Only then is
 * the file set aside; should another server have taken its place meanwhile, it is put back.
 */
async function setAsideStaleLock(cluster: Cluster): Promise<void> {
  const path = join(cluster.dataDir, 'postmaster.pid');
  const before = await readFile(path, 'utf8').catch(() => '');
  const pid = Number(before.split('\n')[0]);
  if (before === '' || (await isPostgres(pid))) return;
  const aside = join(cluster.dataDir, `postmaster.pid.stale-${process.pid}`);
  await rename(path, aside).catch(() => undefined);
  if ((await readFile(aside, 'utf8').catch(() => before)) !== before) await link(aside, path).catch(() => undefined);
  await rm(aside, { force: true });
}

/** Ends the server as PostgreSQL's fast shutdown does (SIGINT: sessions are cut, everything is written) and waits for it. */
export async function stopServer(cluster: Cluster): Promise<void> {
  const server = await runningServer(cluster);
  if (!server) return;
  try {
    process.kill(server.pid, 'SIGINT');
  } catch {
    return;
  }
  for (let waited = 0; waited < 60_000; waited += 20) {
    if ((await runningServer(cluster))?.pid !== server.pid) return;
    await sleep(20);
  }
}

async function lastPort(cluster: Cluster): Promise<number | undefined> {
  const port = Number(await readFile(join(cluster.dir, 'port'), 'utf8').catch(() => ''));
  return port > 0 ? port : undefined;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

function portBusy(port: number): Error {
  return fail('unavailable', 'STATE-PORT-BUSY', {
    en: `Port ${port} on 127.0.0.1, wanted for the state store, is used by another program. Choose another port or none: Lingtai then finds a free one.`,
    zh: `状态库所需的 127.0.0.1 端口 ${port} 已被其他程序占用。请换用其他端口，或不指定端口：灵台会自动选取空闲端口。`,
  });
}

function startFailed(cluster: Cluster, output: string): Error {
  if (/No space left/i.test(output)) {
    return fail('unavailable', 'STATE-DISK-FULL', {
      en: `The state store cannot start: the disk of ${cluster.dir} is full. What was stored is kept; free some space and try again.`,
      zh: `状态库无法启动：${cluster.dir} 所在磁盘已满。已存储的数据完好；请释放空间后重试。`,
    });
  }
  const detail = output.split('\n').findLast((line) => /FATAL|PANIC|error/i.test(line)) ?? output.trim();
  return fail('unavailable', 'STATE-START', {
    en: `The state store (PostgreSQL) in ${cluster.dir} did not start: ${detail.replace(/^.*?(FATAL|PANIC):\s*/, '')}`,
    zh: `${cluster.dir} 中的状态库（PostgreSQL）未能启动：${detail.replace(/^.*?(FATAL|PANIC):\s*/, '')}`,
  });
}
