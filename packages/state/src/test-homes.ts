// For tests: homes in the system's temporary folder, and users of the store in processes of their own.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { ServerUser } from './embedded/binaries.ts';
import { type Cluster, homeCluster } from './embedded/cluster.ts';
import { type RunningServer, runningServer, startServer, stopServer } from './embedded/server.ts';
import type { ReleaseToPublish } from './publications.ts';

export interface Bench {
  readonly systemDir: string;
  /** A new home with a space in its path. */
  home(): string;
  /** Stops what still runs and removes everything. */
  clean(): Promise<void>;
}

export function testBench(): Bench {
  const top = mkdtempSync(join(tmpdir(), 'lingtai-state-'));
  chmodSync(top, 0o755);
  const homes: string[] = [];
  const systemDir = join(top, 'system');
  return {
    systemDir,
    home(): string {
      const home = join(top, `home ${homes.length}`);
      mkdirSync(home);
      homes.push(home);
      return home;
    },
    async clean(): Promise<void> {
      for (const home of homes) await stopOf(home, systemDir).catch(() => undefined);
      rmSync(top, { recursive: true, force: true });
    },
  };
}

async function stopOf(home: string, systemDir: string): Promise<void> {
  readFileSync(join(home, 'state', 'cluster.json'));
  await stopServer(await homeCluster({ homeDir: home, systemDir }, () => undefined));
}

export async function serverOf(home: string, systemDir: string): Promise<RunningServer | undefined> {
  return runningServer(await homeCluster({ homeDir: home, systemDir }, () => undefined));
}

/** How many PostgreSQL servers run on the home's data; not their children, which bear the same name at first. */
export async function serversOn(home: string, systemDir: string): Promise<number> {
  const { dataDir } = await homeCluster({ homeDir: home, systemDir }, () => undefined);
  const all = execFileSync('ps', ['-ww', '-eo', 'pid=,ppid=,args='], { encoding: 'utf8' });
  const found = all.split('\n').filter((line) => line.includes(`-D ${dataDir} `));
  const ids = found.map((line) => line.trim().split(/\s+/) as [pid: string, parent: string]);
  return ids.filter(([, parent]) => !ids.some(([pid]) => pid === parent)).length;
}

export interface User {
  readonly child: ChildProcess;
  readonly lines: string[];
  line(start: string): Promise<string>;
  ended: Promise<number | null>;
}

export function startUser(home: string, systemDir: string, mode: 'hold' | 'publish', prefix = ''): User {
  const script = join(import.meta.dirname, 'user.process.ts');
  const child = spawn(process.execPath, [script, home, systemDir, mode, prefix], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines: string[] = [];
  const waiting = new Set<() => void>();
  const wake = (): void => {
    for (const look of waiting) look();
  };
  createInterface({ input: child.stdout! }).on('line', (line) => {
    lines.push(line);
    wake();
  });
  const ended = new Promise<number | null>((resolve) => child.once('close', (code) => resolve(code)));
  const line = (start: string): Promise<string> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        const found = lines.find((text) => text.startsWith(start));
        if (found === undefined) return;
        waiting.delete(look);
        resolve(found);
      };
      waiting.add(look);
      void ended.then((code) => reject(new Error(`ended with ${code} before "${start}": ${lines.join(' | ')}`)));
      look();
    });
  return { child, lines, line, ended };
}

export function release(version: string, digest = `digest of ${version}`): ReleaseToPublish {
  return {
    dataset: 'set',
    release: 'r1',
    version,
    digest,
    descriptorDigest: 'sha256:d',
    audience: 'public',
    from: new Date('2026-01-02T03:04:05Z'),
    softwareVersion: '0.1.0',
  };
}

/** A cluster made by another PostgreSQL's own initdb, running. */
export async function foreignServer(
  bench: Bench,
  binDir: string,
  user: ServerUser | undefined,
  locale: readonly string[] = [],
): Promise<{ url: string; stop(): Promise<void> }> {
  const dir = bench.home();
  const dataDir = join(dir, 'data');
  const passwordFile = join(dir, 'password');
  writeFileSync(passwordFile, 'foreign');
  chmodSync(dir, 0o777);
  execFileSync(
    join(binDir, 'initdb'),
    [
      '-D',
      dataDir,
      '-U',
      'lingtai',
      '-A',
      'scram-sha-256',
      '--pwfile',
      passwordFile,
      '-N',
      '--encoding=UTF8',
      ...locale,
    ],
    { cwd: dir, env: { LC_ALL: 'C' }, ...user },
  );
  const cluster: Cluster = { dir, dataDir, binDir, password: 'foreign', user };
  await startServer(cluster, undefined);
  const server = await runningServer(cluster);
  return { url: `postgres://lingtai:foreign@127.0.0.1:${server?.port}/postgres`, stop: () => stopServer(cluster) };
}
