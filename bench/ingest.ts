import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { cpus } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DuckDBInstance } from '@duckdb/node-api';
import type { BuilderColumn } from '@lingtai/engine';
import { duckdbTableBuilder, withHealpix } from '@lingtai/engine-duckdb';

/** One race: a hand-written DuckDB script against stage + build on the same CSV. */
export interface IngestOptions {
  readonly rows?: number;
  readonly log: (line: string) => void;
}

const memoryLimitBytes = 4 * 2 ** 30;
const threads = 2;

const types = {
  obsid: 'int64',
  designation: 'string',
  obsdate: 'timestamp',
  lmjd: 'int32',
  planid: 'string',
  spid: 'int16',
  fiberid: 'int16',
  ra_obs: 'float64',
  dec_obs: 'float64',
  snru: 'float32',
  snrg: 'float32',
  snrr: 'float32',
  snri: 'float32',
  snrz: 'float32',
  objtype: 'string',
  class: 'string',
  subclass: 'string',
  z: 'float64',
  z_err: 'float64',
  mag1: 'float32',
  mag2: 'float32',
  mag3: 'float32',
  mag4: 'float32',
  mag5: 'float32',
  mag6: 'float32',
  mag7: 'float32',
  tsource: 'string',
  fibertype: 'string',
  tfrom: 'string',
  ra: 'float64',
  dec: 'float64',
  teff: 'float32',
  logg: 'float32',
  feh: 'float32',
  gaia_source_id: 'int64',
} as const;

const sqlTypes = {
  int16: 'SMALLINT',
  int32: 'INTEGER',
  int64: 'BIGINT',
  float32: 'FLOAT',
  float64: 'DOUBLE',
  string: 'VARCHAR',
  timestamp: 'TIMESTAMP',
} as const;

const sentinel = -9999;
const isMagnitude = (name: string) => name.startsWith('mag');

const columns: readonly BuilderColumn[] = Object.entries(types).map(([name, type]) => ({
  name,
  from: name,
  type,
  nulls: isMagnitude(name) ? [sentinel] : [],
  required: name === 'obsid' || name === 'class',
  ...(name === 'z' ? { min: -1, max: 10 } : {}),
  ...(name === 'class' ? { closedValues: ['STAR', 'GALAXY', 'QSO', 'Unknown'] } : {}),
}));

function folder(): string {
  const path = resolve(process.env['LINGTAI_BENCH_DIR'] ?? '.lingtai-bench');
  mkdirSync(path, { recursive: true });
  return path;
}

/** Rows of LAMOST's shape, made by DuckDB's hash function: the same file every time. */
function catalogueSql(rows: number): string {
  const random = (k: number) => `(hash(i * 64 + ${k})::DOUBLE / 18446744073709551616.0)`;
  const decimal = (k: number, from: number, to: number, digits: number) =>
    `round(${from} + ${random(k)} * ${to - from}, ${digits})`;
  const pick = (k: number, names: readonly string[]) =>
    `[${names.map((n) => `'${n}'`).join(', ')}][(1 + hash(i + ${k}) % ${names.length})::INT]`;
  const missing = (k: number, every: number, value: string, otherwise: string) =>
    `CASE WHEN hash(i + ${k}) % ${every} = 0 THEN ${value} ELSE ${otherwise} END`;
  const magnitudes = [10, 11, 12, 13, 14, 15, 16].map(
    (k, n) => `${n < 2 ? missing(k, 5, `${sentinel}.0`, decimal(k, 10, 20, 3)) : decimal(k, 10, 20, 3)} AS mag${n + 1}`,
  );
  return `SELECT 100000000 + (i * 7919) % ${rows} AS obsid,
    'LAMOST J' || lpad((hash(i) % 1000000000)::VARCHAR, 9, '0') || '+' || lpad((hash(i + 3) % 10000000)::VARCHAR, 8, '0') AS designation,
    DATE '2011-10-24' + (hash(i + 5) % 4000)::INT AS obsdate, 55858 + (hash(i + 5) % 4000)::INT AS lmjd,
    'HD' || lpad((hash(i + 5) % 4000)::VARCHAR, 6, '0') || 'N' || (265146 + hash(i + 5) % 3000) || 'B01' AS planid,
    (1 + hash(i + 6) % 16)::INT AS spid, (1 + hash(i + 7) % 250)::INT AS fiberid, ${decimal(1, 0, 360, 7)} AS ra_obs, ${decimal(2, -10, 60, 7)} AS dec_obs,
    ${['snru', 'snrg', 'snrr', 'snri', 'snrz'].map((name, n) => `${decimal(3 + n, 0, 200, 2)} AS ${name}`).join(', ')},
    ${pick(8, ['Star', 'Galaxy', 'QSO', 'FS'])} AS objtype, ${pick(9, ['STAR', 'GALAXY', 'QSO', 'Unknown'])} AS class, ${pick(10, ['G5', 'K3', 'M0', 'F2', 'A1V', 'Non'])} AS subclass,
    ${decimal(8, -0.001, 0.5, 10)} AS z, ${decimal(9, 0, 0.001, 10)} AS z_err, ${magnitudes.join(', ')},
    'PILOT' AS tsource, 'Obj' AS fibertype, 'UCAC' || hash(i + 13) % 10000000 AS tfrom,
    least(${decimal(17, 0, 360, 7)}, 359.9999999) AS ra, round(degrees(asin(${random(18)} * 1.17 - 0.17)), 7) AS "dec",
    ${missing(14, 4, 'NULL', decimal(19, 3500, 8000, 2))} AS teff, ${missing(14, 4, 'NULL', decimal(20, 0, 5, 3))} AS logg, ${missing(14, 4, 'NULL', decimal(21, -2.5, 0.5, 3))} AS feh,
    (hash(i + 15) // 2)::BIGINT AS gaia_source_id FROM range(${rows}) t(i)`;
}

async function withDuckdb(work: (run: (sql: string) => Promise<unknown>) => Promise<void>): Promise<void> {
  const instance = await DuckDBInstance.create(':memory:', {
    threads: String(threads),
    memory_limit: `${memoryLimitBytes / 2 ** 20}MiB`,
    temp_directory: join(folder(), 'spill'),
  });
  const connection = await instance.connect();
  await work((sql) => connection.run(sql));
  connection.closeSync();
  instance.closeSync();
}

async function makeCsv(rows: number): Promise<string> {
  const file = join(folder(), `lamost-like-${rows}.csv`);
  if (existsSync(file)) return file;
  await withDuckdb((run) =>
    run(`COPY (${catalogueSql(rows)}) TO '${file}.part' (FORMAT csv, HEADER)`).then(() => undefined),
  );
  renameSync(`${file}.part`, file);
  return file;
}

/** What an operator who knows DuckDB would write by hand: no check, no report, no digest, one file. */
async function handScript(csv: string): Promise<void> {
  const declared = Object.entries(types)
    .map(([name, type]) => `'${name}': '${sqlTypes[type]}'`)
    .join(', ');
  const kept = Object.keys(types).map((name) =>
    isMagnitude(name) ? `nullif(${name}, ${sentinel}) AS ${name}` : `"${name}"`,
  );
  const source = `read_csv('${csv}', auto_detect=false, header=true, delim=',', quote='"', escape='"', columns={${declared}})`;
  const output = join(folder(), 'hand.parquet');
  await withDuckdb((run) =>
    run(
      `COPY (SELECT * FROM (${withHealpix(source, 'ra', '"dec"', kept)}) ORDER BY _healpix_29, obsid) TO '${output}' (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 100000)`,
    ).then(() => undefined),
  );
}

interface OurTimes {
  readonly stage: number;
  readonly build: number;
  readonly derive: number;
  /** Of stage and build, all threads. */
  readonly cpuSeconds: number;
}

async function ours(csv: string): Promise<OurTimes> {
  const base = join(folder(), 'ours');
  rmSync(base, { recursive: true, force: true });
  mkdirSync(base, { recursive: true });
  const builder = duckdbTableBuilder({ tempDirectory: join(folder(), 'spill'), memoryLimitBytes, threads });
  const position = { ra: 'ra', dec: 'dec' };
  const staged = join(base, 'staged.parquet');
  const cpu = process.cpuUsage();
  const start = performance.now();
  const source = { kind: 'csv', files: [csv], delimiter: ',', header: true, missing: [] } as const;
  const result = await builder.stage({
    source,
    columns,
    key: 'obsid',
    position,
    outputFile: staged,
    rejectsFile: join(base, 'rejects.jsonl'),
  });
  if (result.rowsRejected > 0)
    throw new Error(`${result.rowsRejected} rows rejected: ${JSON.stringify(result.diagnostics)}`);
  const afterStage = performance.now();
  const table = await builder.build({
    stagedFiles: result.stagedFiles,
    columns,
    key: 'obsid',
    position,
    outputFolder: join(base, 'lrs'),
    rowGroupRows: 100_000,
  });
  const afterBuild = performance.now();
  const used = process.cpuUsage(cpu);
  const files = table.files.map((f) => join(base, 'lrs', f.path));
  await builder.derive({ outputFile: join(base, 'derived.duckdb'), tables: [{ name: 'lrs', files, key: 'obsid' }] });
  const end = performance.now();
  await builder.close();
  return {
    stage: (afterStage - start) / 1000,
    build: (afterBuild - afterStage) / 1000,
    derive: (end - afterBuild) / 1000,
    cpuSeconds: (used.user + used.system) / 1e6,
  };
}

interface SideResult extends Partial<OurTimes> {
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly peakRssMiB: number;
}

async function runSide(side: string, rows: number): Promise<SideResult> {
  const csv = await makeCsv(rows);
  const cpu = process.cpuUsage();
  const start = performance.now();
  const times = side === 'hand' ? undefined : await ours(csv);
  if (side === 'hand') await handScript(csv);
  const used = process.cpuUsage(cpu);
  const seconds = times ? times.stage + times.build : (performance.now() - start) / 1000;
  return {
    ...times,
    seconds,
    cpuSeconds: times?.cpuSeconds ?? (used.user + used.system) / 1e6,
    peakRssMiB: process.resourceUsage().maxRSS / 1024,
  };
}

/** Each side in a process of its own, so that its peak memory is its own. */
function inChild(side: string, rows: number): Promise<SideResult> {
  return new Promise((done, refuse) => {
    const child = spawn(process.execPath, [fileURLToPath(import.meta.url), side, String(rows)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let output = '';
    child.stdout.on('data', (data: Buffer) => {
      output += data.toString();
    });
    child.on('error', refuse);
    child.on('close', (code) =>
      code === 0 ? done(JSON.parse(output) as SideResult) : refuse(new Error(`${side} ended with ${code}`)),
    );
  });
}

/** Runs the race; gives the part of RESULTS.md. */
export async function run({ rows = 10_000_000, log }: IngestOptions): Promise<string> {
  const csv = await makeCsv(rows);
  const sizeMb = statSync(csv).size / 1e6;
  log(`${rows} rows × ${columns.length} columns, ${sizeMb.toFixed(0)} MB of CSV`);
  const hand = await inChild('hand', rows);
  log(
    `by hand: ${hand.seconds.toFixed(1)} s, CPU ${hand.cpuSeconds.toFixed(0)} s, peak ${hand.peakRssMiB.toFixed(0)} MiB`,
  );
  const our = await inChild('ours', rows);
  log(
    `stage ${our.stage?.toFixed(1)} s, build ${our.build?.toFixed(1)} s, derive ${our.derive?.toFixed(1)} s, CPU of stage and build ${our.cpuSeconds.toFixed(0)} s, peak ${our.peakRssMiB.toFixed(0)} MiB`,
  );
  rmSync(join(folder(), 'ours'), { recursive: true, force: true });
  rmSync(join(folder(), 'hand.parquet'), { force: true });
  const gib = (mib: number) => `${(mib / 1024).toFixed(1)} GiB`;
  return [
    '### Catalogue ingest',
    '',
    `By hand: one DuckDB script that reads the CSV with declared types, computes \`_healpix_29\`, sorts and writes Parquet. ${cpus().length} × ${cpus()[0]?.model.trim()}, Node ${process.versions.node}. \`./lingtai bench ingest --rows ${rows}\``,
    '',
    '| work | by hand | Lingtai | ratio |',
    '|---|---|---|---|',
    `| CSV → sorted Parquet, ${rows.toLocaleString('en')} × ${columns.length}, ${(sizeMb / 1000).toFixed(1)} GB; ours with all checks, digests and HATS | ${hand.seconds.toFixed(1)} s | ${our.seconds.toFixed(1)} s (stage ${our.stage?.toFixed(1)}, build ${our.build?.toFixed(1)}) | ${(our.seconds / hand.seconds).toFixed(2)} |`,
    `| … processor time, all threads | ${hand.cpuSeconds.toFixed(0)} s | ${our.cpuSeconds.toFixed(0)} s | ${(our.cpuSeconds / hand.cpuSeconds).toFixed(2)} |`,
    `| … peak memory | ${gib(hand.peakRssMiB)} | ${gib(our.peakRssMiB)} | |`,
    `| derived DuckDB file with key look-up (beside) | – | ${our.derive?.toFixed(1)} s | |`,
  ].join('\n');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [side, rows = '1000000'] = process.argv.slice(2);
  if (side === 'hand' || side === 'ours') console.log(JSON.stringify(await runSide(side, Number(rows))));
  else console.log(await run({ rows: Number(side ?? rows), log: (line) => console.error(line) }));
}
