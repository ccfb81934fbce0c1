/**
 * Cone searches over HTTP beside the same plans in the engine, and the start of `lingtai serve`, on a published release.
 *
 *     ./lingtai bench http --rows 10000000
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { anonymous } from '@lingtai/access';
import { column, name, type SelectQuery, withinCone } from '@lingtai/adql';
import { openInstallation } from '@lingtai/app-server';
import { resolve, withMaxrec } from '@lingtai/query';
import { address, asked, servedHome } from './_served.ts';

interface Centre {
  readonly raDeg: number;
  readonly decDeg: number;
}

const asks = 300;
const maxrec = 1_000_000;
const radiiDeg = [0.1, 1] as const;
const concurrencies = [1, 8] as const;

interface Server {
  readonly child: ChildProcess;
  readonly url: string;
  readonly readySeconds: number;
}

async function startServer(home: string): Promise<Server> {
  const started = performance.now();
  const child = spawn(fileURLToPath(new URL('../lingtai', import.meta.url)), ['serve', '--port', '0', '--home', home], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const url = await new Promise<string>((done, failed) => {
    let text = '';
    child.stdout!.on('data', (piece: Buffer) => {
      text += piece.toString();
      const ready = /ready (\S+)\n/.exec(text)?.[1];
      if (ready !== undefined) done(ready);
    });
    child.once('exit', (code) => failed(new Error(`the server ended with code ${code}`)));
  });
  const answer = await fetch(`${url}api/bench/dr1/v1/tables/lrs/count`);
  await answer.arrayBuffer();
  return { child, url, readySeconds: (performance.now() - started) / 1000 };
}

async function stopServer({ child }: Server): Promise<void> {
  const ended = new Promise((done) => child.once('exit', done));
  child.kill('SIGTERM');
  await ended;
}

/** Median and 95th percentile in milliseconds of `asks` requests, `concurrency` at a time. */
async function timed(
  concurrency: number,
  ask: (i: number) => Promise<void>,
): Promise<{ readonly p50: number; readonly p95: number }> {
  const times: number[] = [];
  let next = 0;
  const one = async (): Promise<void> => {
    for (let i = next++; i < asks; i = next++) {
      const started = performance.now();
      await ask(i);
      times.push(performance.now() - started);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, one));
  times.sort((a, b) => a - b);
  return { p50: times[Math.floor(times.length / 2)]!, p95: times[Math.floor(times.length * 0.95)]! };
}

function coneTree({ raDeg, decDeg }: Centre, radiusDeg: number): SelectQuery {
  return {
    kind: 'select',
    items: asked.map((c) => ({ kind: 'value', value: column(c) })),
    from: { kind: 'table', name: name('bench_dr1_v1', 'lrs') },
    where: withinCone(column('ra'), column('dec'), raDeg, decDeg, radiusDeg),
  };
}

export async function run(options: { readonly rows?: number; readonly log: (line: string) => void }): Promise<string> {
  const rows = options.rows ?? 10_000_000;
  const { home, table } = await servedHome(rows, options.log);
  const { centres } = table;
  const starts: number[] = [];
  for (let i = 0; i < 3; i++) {
    const server = await startServer(home);
    starts.push(server.readySeconds);
    await stopServer(server);
  }
  const installation = await openInstallation(home);
  const server = await startServer(home);
  const lines: string[] = [];
  try {
    const { view } = await installation.catalogue.snapshot(anonymous);
    const inEngine = async (centre: Centre, radiusDeg: number): Promise<void> => {
      const { batches } = await installation.engine.run(
        withMaxrec(resolve(coneTree(centre, radiusDeg), view).plan, maxrec),
      );
      for await (const batch of batches) void batch.rowCount;
    };
    const overHttp = async (centre: Centre, radiusDeg: number, format: string): Promise<void> => {
      const query = `RA=${centre.raDeg}&DEC=${centre.decDeg}&SR=${radiusDeg}&VERB=1&MAXREC=${maxrec}&RESPONSEFORMAT=${encodeURIComponent(format)}`;
      const answer = await fetch(`${server.url}bench/dr1/v1/cone/lrs?${query}`);
      if (!answer.ok) throw new Error(await answer.text());
      await answer.arrayBuffer();
    };
    for (const radiusDeg of radiiDeg) {
      for (const concurrency of concurrencies) {
        const offset = concurrency * 37;
        const centre = (i: number) => centres[(i + offset) % centres.length]!;
        await timed(concurrency, (i) => inEngine(centre(i), radiusDeg));
        const engine = await timed(concurrency, (i) => inEngine(centre(i), radiusDeg));
        await timed(concurrency, (i) => overHttp(centre(i), radiusDeg, 'votable'));
        const votable = await timed(concurrency, (i) => overHttp(centre(i), radiusDeg, 'votable'));
        const csv = await timed(concurrency, (i) => overHttp(centre(i), radiusDeg, 'csv'));
        const cell = (t: { p50: number; p95: number }) => `${t.p50.toFixed(1)} / ${t.p95.toFixed(1)}`;
        lines.push(
          `| cone ${radiusDeg}°, ${concurrency} at once | ${cell(engine)} | ${cell(votable)} | ${cell(csv)} | ${(votable.p50 - engine.p50).toFixed(1)} |`,
        );
        options.log(lines.at(-1)!);
      }
    }
  } finally {
    await stopServer(server);
    await installation.close();
  }
  return [
    '### Cone search over HTTP, and start',
    '',
    `${rows.toLocaleString('en')} rows × 35 columns, ten asked for (VERB=1), published as ${address.dataset}/${address.release}/${address.version}; ${cpus().length} × ${cpus()[0]?.model.trim()}, server and client on the same machine, Node ${process.versions.node}. \`./lingtai bench http --rows ${rows}\``,
    '',
    '| work, p50 / p95 in ms | engine, in process | HTTP, VOTable | HTTP, CSV | HTTP adds at p50 |',
    '|---|---|---|---|---|',
    ...lines,
    '',
    `\`lingtai serve\` answers its first question (a COUNT) after ${starts.map((s) => s.toFixed(2)).join(', ')} s (three starts, from the call of the command).`,
  ].join('\n');
}
