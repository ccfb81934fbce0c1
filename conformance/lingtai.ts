import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** What the end-to-end tests share: our own command as a script runs it, and foreign tools that look at what it made. */
export const root: string = fileURLToPath(new URL('..', import.meta.url));
export const shared: string = resolve(root, process.env['LINGTAI_SHARED'] ?? '../shared');
export const python: string = process.env['LINGTAI_PYTHON'] ?? join(root, '.tools/venv/bin/python');

/** Whether the foreign tools and this part of the shared data are here; says what is not. */
export function present(...data: readonly string[]): boolean {
  const missing = [python, ...data.map((d) => join(shared, d))].filter((path) => !existsSync(path));
  if (missing.length > 0) console.warn(`skipped, missing: ${missing.join(', ')}`);
  return missing.length === 0;
}

export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export function run(file: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Ran> {
  return new Promise((done) => {
    const options = { cwd: root, maxBuffer: 64 << 20, env: { ...process.env, LANG: 'C.UTF-8', LC_ALL: '', ...env } };
    execFile(file, args, options, (error, stdout, stderr) => {
      done({ code: error ? (typeof error.code === 'number' ? error.code : 1) : 0, stdout, stderr });
    });
  });
}

export function lingtai(...args: readonly string[]): Promise<Ran> {
  return run(join(root, 'lingtai'), args);
}

/** Runs one of our Python scripts, which prints one JSON document. */
export async function ask<T>(script: string, ...args: readonly string[]): Promise<T> {
  const { code, stdout, stderr } = await run(python, [join(root, 'conformance/python', script), ...args]);
  if (code !== 0) throw new Error(`${script}: ${stderr.slice(-4000)}`);
  return JSON.parse(stdout) as T;
}

/** A home in the temporary folder; `remove` takes its database cluster with it. */
export function temporaryHome(): { readonly home: string; remove(): void } {
  const home = mkdtempSync(join(tmpdir(), 'lingtai-conformance-'));
  const remove = (): void => {
    const cluster = join(home, 'state/cluster.json');
    if (existsSync(cluster))
      rmSync(dirname((JSON.parse(readFileSync(cluster, 'utf8')) as { dir: string }).dir), {
        recursive: true,
        force: true,
      });
    rmSync(home, { recursive: true, force: true });
  };
  return { home, remove };
}

/** Ingests, builds, publishes and verifies; gives what ingest and verify reported. */
export async function publishAll(
  home: string,
  descriptor: string,
  from: string,
  address: string,
): Promise<{ report: IngestReport; verified: { damages: unknown[] } }> {
  const release = address.split('/').slice(1).join('/');
  const steps = [
    ['ingest', descriptor, '--from', from, '--release', release],
    ['build', address],
    ['publish', address],
    ['verify', address],
  ];
  const answers: string[] = [];
  for (const step of steps) {
    const { code, stdout, stderr } = await lingtai(...step, '--home', home, '--json');
    if (code !== 0) throw new Error(`lingtai ${step.join(' ')} ended with ${code}: ${stderr.slice(-2000)}`);
    answers.push(stdout);
  }
  return {
    report: JSON.parse(answers[0]!) as IngestReport,
    verified: JSON.parse(answers[3]!) as { damages: unknown[] },
  };
}

export interface IngestReport {
  readonly sources: readonly {
    readonly of: string;
    readonly name: string;
    readonly read: number;
    readonly accepted: number;
    readonly rejected: number;
    readonly reasons: readonly {
      readonly code: string;
      readonly count: number;
      readonly text: { readonly en: string };
      readonly examples: readonly string[];
    }[];
  }[];
}

export interface Server {
  readonly url: string;
  /** What it has written to standard error so far. */
  log(): string;
  /** Sends SIGTERM; gives the exit code. */
  stop(): Promise<number | null>;
}

export async function serve(home: string, env: NodeJS.ProcessEnv = {}): Promise<Server> {
  const child = spawn(join(root, 'lingtai'), ['serve', '--home', home, '--port', '0'], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  });
  const said: Buffer[] = [];
  child.stderr!.on('data', (bytes: Buffer) => said.push(bytes));
  const url = await readyLine(child);
  const ended = new Promise<number | null>((done) => child.once('exit', done));
  return {
    url: url.replace(/\/$/, ''),
    log: () => Buffer.concat(said).toString('utf8'),
    stop: () => {
      child.kill('SIGTERM');
      return ended;
    },
  };
}

function readyLine(child: ChildProcess): Promise<string> {
  let said = '';
  child.stderr!.on('data', (bytes: Buffer) => {
    said += bytes.toString();
  });
  return new Promise((done, failed) => {
    createInterface({ input: child.stdout! }).on('line', (line) => {
      const url = /^ready (http:\/\/\S+\/)$/.exec(line)?.[1];
      if (url) done(url);
    });
    child.once('exit', (code) => failed(new Error(`serve ended with ${code}: ${said.slice(-2000)}`)));
  });
}
