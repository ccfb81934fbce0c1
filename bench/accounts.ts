/**
 * Accounts under load: 1,000 people, 200 at once, sign in, search and download; and what recognising an asker adds to a
 * request.
 *
 *     ./lingtai bench accounts --rows 200000
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { loadSite, openSiteState } from '@lingtai/app-server';
import { hashPassword } from '@lingtai/service-accounts';
import {
  createAccount,
  ensureAccount,
  findAccount,
  makeToken,
  type State,
  setPassword,
  startSession,
} from '@lingtai/state';
import { people, percentiles } from './_accounts-load.ts';
import { servedHome } from './_served.ts';

const accounts = 1000;
const atOnce = 200;
const password = 'lamps along the quiet meridian';
const by = { actor: 'terminal' };
const rounds = 40;
const asksPerRound = 100;

interface Asker {
  readonly name: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** The accounts with their passwords; one digest for all, as making them is not what is measured. */
async function makeAccounts(state: State): Promise<string[]> {
  const names = Array.from({ length: accounts }, (_, n) => `bench_${n}`);
  const digest = await hashPassword(password);
  for (const name of names) {
    if (await findAccount(state, name)) await setPassword(state, name, digest, by);
    else await createAccount(state, { name, passwordHash: digest }, by);
  }
  return names;
}

async function askersOf(state: State): Promise<Asker[]> {
  await ensureAccount(state, 'bench_asker');
  const { secret } = await startSession(state, { account: 'bench_asker', days: 1 });
  const token = await makeToken(state, { name: `bench_${Date.now()}`, owner: 'bench_asker' });
  return [
    { name: 'anonymous', headers: {} },
    { name: 'session', headers: { cookie: `lingtai_session=${secret}` } },
    { name: 'token', headers: { authorization: `Bearer ${token.secret}` } },
  ];
}

async function startServer(home: string): Promise<{ child: ChildProcess; url: string }> {
  const child = spawn(fileURLToPath(new URL('../lingtai', import.meta.url)), ['serve', '--port', '0', '--home', home], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const url = await new Promise<string>((done, failed) => {
    let text = '';
    child.stdout!.on('data', (piece: Buffer) => {
      text += piece.toString();
      const ready = /ready (\S+)\/\n/.exec(text)?.[1];
      if (ready !== undefined) done(ready);
    });
    child.once('exit', (code) => failed(new Error(`the server ended with code ${code}`)));
  });
  return { child, url };
}

function mebibytes(pid: number, what: 'VmHWM' | 'VmRSS'): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(new RegExp(`${what}:\\s+(\\d+) kB`).exec(status)?.[1]) / 1024;
}

/** The lightest answer there is, so that nothing hides what recognising costs; on one connection, without a client's own work. */
async function recognising(url: string, askers: readonly Asker[]): Promise<Map<string, number[]>> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const once = (headers: Asker['headers']): Promise<number> =>
    new Promise((done, failed) => {
      const began = performance.now();
      request(`${url}/robots.txt`, { agent, headers }, (answer) => {
        answer.resume().once('end', () => done(performance.now() - began));
      })
        .once('error', failed)
        .end();
    });
  const times = new Map(askers.map(({ name }) => [name, [] as number[]]));
  for (let round = 0; round <= rounds; round++)
    for (const { name, headers } of askers)
      for (let i = 0; i < asksPerRound; i++) {
        const took = await once(headers);
        if (round > 0) times.get(name)!.push(took);
      }
  agent.destroy();
  return times;
}

export async function run(options: { readonly rows?: number; readonly log: (line: string) => void }): Promise<string> {
  const rows = options.rows ?? 200_000;
  const { home, table } = await servedHome(rows, options.log);
  const state = await openSiteState(loadSite(home));
  let server: Awaited<ReturnType<typeof startServer>> | undefined;
  try {
    const names = await makeAccounts(state);
    options.log(`${names.length} accounts`);
    server = await startServer(home);
    const { url, child } = server;
    const cone = (n: number, radiusDeg: number, format: string): string => {
      const { raDeg, decDeg } = table.centres[n % table.centres.length]!;
      return `/bench/dr1/v1/cone/lrs?RA=${raDeg}&DEC=${decDeg}&SR=${radiusDeg}&RESPONSEFORMAT=${format}`;
    };
    await (await fetch(`${url}${cone(0, 0.1, 'votable')}`)).arrayBuffer();
    const before = mebibytes(child.pid!, 'VmRSS');
    const load = await people({
      ...{ url, password, names, atOnce },
      search: (n) => cone(n, 0.1, 'votable'),
      download: (n) => cone(n, 2, 'csv&VERB=3'),
    });
    const after = mebibytes(child.pid!, 'VmHWM');
    options.log(`${load.errors.length} errors in ${load.seconds.toFixed(0)} s ${load.errors[0] ?? ''}`);
    const times = await recognising(url, await askersOf(state));
    return report(rows, load, [before, after], times);
  } finally {
    if (server) {
      const ended = new Promise((done) => server!.child.once('exit', done));
      server.child.kill('SIGTERM');
      await ended;
    }
    await state.close();
  }
}

function report(
  rows: number,
  { steps, errors, bytes, seconds }: Awaited<ReturnType<typeof people>>,
  [before, after]: readonly [number, number],
  times: ReadonlyMap<string, readonly number[]>,
): string {
  const base = percentiles(times.get('anonymous')!);
  return [
    '### Accounts: sign-in, search and download of many; what recognising costs',
    '',
    `${accounts.toLocaleString('en')} accounts, ${atOnce} at once, each: sign-in with a password (Argon2id, 19 MiB, two at a time), three cone searches of 0.1°, a file of 2°; ${rows.toLocaleString('en')} rows × 35 columns; ${cpus().length} × ${cpus()[0]?.model.trim()}, server and client on the same machine, Node ${process.versions.node}. \`./lingtai bench accounts --rows ${rows}\``,
    '',
    `| step | answers | p50 / p95 in ms |`,
    '|---|---|---|',
    ...Object.entries(steps).map(([step, all]: [string, number[]]) => {
      const { p50, p95 } = percentiles(all);
      return `| ${step} | ${all.length.toLocaleString('en')} | ${p50.toFixed(0)} / ${p95.toFixed(0)} |`;
    }),
    '',
    `Errors: ${errors.length}. All in ${seconds.toFixed(0)} s, ${(bytes / 1e6).toFixed(0)} MB of tables. The server's memory: ${before.toFixed(0)} MiB before, at most ${after.toFixed(0)} MiB.`,
    '',
    `| who asks (the lightest answer, one connection, ${(rounds * asksPerRound).toLocaleString('en')} requests each, in turns) | p50 / p95 in ms | adds at p50 |`,
    '|---|---|---|',
    ...[...times].map(([name, all]) => {
      const { p50, p95 } = percentiles(all);
      return `| ${name} | ${p50.toFixed(3)} / ${p95.toFixed(3)} | ${name === 'anonymous' ? '' : `${(p50 - base.p50).toFixed(3)} ms`} |`;
    }),
  ].join('\n');
}
