import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import pg from 'pg';
import { type BenchTable, columns } from './_cone-table.ts';

/** PostgreSQL 15 with q3c that holds the bench table. */
export interface PostgresSide {
  readonly version: string;
  /** Runs a query to its last row; values stay the text that came. */
  ask(sql: string): Promise<{ readonly rows: number; readonly first: string }>;
  /** A table of positions beside the catalogue, from a CSV file with id, ra, dec. */
  upload(name: string, csvFile: string): Promise<void>;
  stop(): Promise<void>;
}

const binaries = process.env['LINGTAI_POSTGRES15'] ?? '/usr/lib/postgresql/15/bin';

const sqlType: Readonly<Record<string, string>> = {
  uint8: 'smallint',
  int16: 'smallint',
  int32: 'integer',
  int64: 'bigint',
  float32: 'real',
  float64: 'double precision',
  string: 'text',
};

/** What one would set on a machine of 16 GB or more that others use too; nothing is synced, as nothing must last. */
const settings: Readonly<Record<string, string>> = {
  listen_addresses: "''",
  shared_buffers: '4GB',
  effective_cache_size: '12GB',
  work_mem: '512MB',
  maintenance_work_mem: '1GB',
  random_page_cost: '1.1',
  max_parallel_workers_per_gather: '2',
  max_parallel_maintenance_workers: '2',
  wal_level: 'minimal',
  max_wal_senders: '0',
  max_wal_size: '8GB',
  fsync: 'off',
  autovacuum: 'off',
  max_connections: '10',
};

/**
 * Starts the cluster of the bench folder; makes and loads it the first time. `undefined`, with the reason in the log:
 * there is no PostgreSQL 15 with q3c here.
 */
export async function postgresSide(table: BenchTable, log: (line: string) => void): Promise<PostgresSide | undefined> {
  if (!isInstalled() && !install(log)) return undefined;
  const cluster = new Cluster(join(table.folder, 'postgresql'));
  try {
    const loaded = join(cluster.folder, 'loaded');
    if (!existsSync(loaded)) cluster.make();
    cluster.start();
    const client = await cluster.connect();
    if (!existsSync(loaded)) {
      await load(client, cluster, table, log);
      writeFileSync(loaded, '');
    }
    for (const relation of ['lrs', 'lrs_obsid', 'lrs_q3c']) await client.query('SELECT pg_prewarm($1)', [relation]);
    return side(client, cluster);
  } catch (error) {
    cluster.stop();
    log(`PostgreSQL is left out: ${error instanceof Error ? error.message : error}`);
    return undefined;
  }
}

const packages = ['postgresql-15', 'postgresql-15-q3c'];
const isOwn = process.env['LINGTAI_POSTGRES15'] !== undefined;
const extension = join(binaries, '../../../../share/postgresql/15/extension/q3c.control');
const isInstalled = (): boolean => existsSync(join(binaries, 'initdb')) && (isOwn || existsSync(extension));

/** Takes both packages from Debian's archive where we may; it says what it does, or what is missing. */
function install(log: (line: string) => void): boolean {
  const isRoot = process.getuid?.() === 0;
  if (!isRoot || isOwn) {
    log(`PostgreSQL is left out: ${packages.join(' and ')} are not installed; apt-get install ${packages.join(' ')}`);
    return false;
  }
  log(`apt-get install ${packages.join(' ')}, which PostgreSQL's part needs`);
  // Debian would make and start a cluster of its own.
  mkdirSync('/etc/postgresql-common', { recursive: true });
  const settingsFile = '/etc/postgresql-common/createcluster.conf';
  if (!existsSync(settingsFile)) writeFileSync(settingsFile, 'create_main_cluster = false\n');
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  for (const words of [['update'], ['install', '-y', '--no-install-recommends', ...packages]]) {
    const { status, stderr, error } = spawnSync('apt-get', words, { encoding: 'utf8', env });
    if (status === 0) continue;
    log(`PostgreSQL is left out: apt-get ${words[0]}: ${error?.message ?? stderr}`);
    return false;
  }
  return isInstalled();
}

/** A cluster below one folder, run by `postgres` or `nobody` when root asks. It listens on a socket there only. */
class Cluster {
  readonly folder: string;
  readonly owner: { readonly uid: number; readonly gid: number } | undefined;

  constructor(folder: string) {
    this.folder = folder;
    this.owner = process.getuid?.() === 0 ? (userOf('postgres') ?? userOf('nobody')) : undefined;
  }

  make(): void {
    rmSync(this.folder, { recursive: true, force: true });
    mkdirSync(this.folder, { recursive: true });
    if (this.owner) chownSync(this.folder, this.owner.uid, this.owner.gid);
    this.#run('initdb', '-D', this.#data, '-U', 'bench', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync');
  }

  start(): void {
    // A run that was killed leaves its server behind, or only the mark of it.
    if (existsSync(join(this.#data, 'postmaster.pid'))) {
      spawnSync(join(binaries, 'pg_ctl'), ['-D', this.#data, '-m', 'immediate', 'stop'], {
        cwd: this.folder,
        stdio: 'ignore',
        ...this.owner,
      });
    }
    const options = Object.entries({ ...settings, unix_socket_directories: this.folder });
    const text = options.map(([name, value]) => `-c ${name}=${value}`).join(' ');
    this.#run('pg_ctl', '-D', this.#data, '-l', join(this.folder, 'log'), '-w', '-t', '60', '-o', text, 'start');
  }

  async connect(): Promise<pg.Client> {
    const client = new pg.Client({ host: this.folder, user: 'bench', database: 'postgres' });
    await client.connect();
    return client;
  }

  stop(): void {
    if (existsSync(join(this.#data, 'postmaster.pid'))) this.#run('pg_ctl', '-D', this.#data, '-m', 'fast', 'stop');
  }

  get #data(): string {
    return join(this.folder, 'data');
  }

  #run(program: string, ...words: readonly string[]): void {
    const { status, stderr, stdout, error } = spawnSync(join(binaries, program), words, {
      cwd: this.folder,
      encoding: 'utf8',
      env: { LC_ALL: 'C', PATH: process.env['PATH'] },
      // A server that goes on running must not keep our pipes.
      stdio: program === 'pg_ctl' ? 'ignore' : 'pipe',
      ...this.owner,
    });
    if (status !== 0)
      throw new Error(`${program}: ${error?.message ?? (stderr || stdout || `see ${this.folder}/log`)}`);
  }
}

function userOf(name: string): { readonly uid: number; readonly gid: number } | undefined {
  const id = (flag: string): number => Number(spawnSync('id', [flag, name], { encoding: 'utf8' }).stdout || Number.NaN);
  const [uid, gid] = [id('-u'), id('-g')];
  return Number.isNaN(uid) || Number.isNaN(gid) ? undefined : { uid, gid };
}

/** The rows in the order of the derived file, then the indexes that a careful operator makes. */
async function load(
  client: pg.Client,
  cluster: Cluster,
  table: BenchTable,
  log: (line: string) => void,
): Promise<void> {
  const started = performance.now();
  const since = (): string => `${((performance.now() - started) / 1000).toFixed(0)} s`;
  const csv = join(cluster.folder, 'rows.csv');
  await exportCsv(table, csv);
  log(`PostgreSQL: rows written as CSV after ${since()}`);
  const named = columns.map(([name, type]) => `"${name}" ${sqlType[type]}`).join(', ');
  for (const extension of ['q3c', 'pg_prewarm']) await client.query(`CREATE EXTENSION IF NOT EXISTS ${extension}`);
  await client.query('BEGIN');
  await client.query('DROP TABLE IF EXISTS lrs');
  await client.query(`CREATE TABLE lrs ("_healpix_29" bigint, ${named})`);
  await client.query(`COPY lrs FROM '${csv}' (FORMAT csv, FREEZE)`);
  await client.query('COMMIT');
  rmSync(csv);
  log(`PostgreSQL: rows loaded after ${since()}`);
  await client.query('CREATE UNIQUE INDEX lrs_obsid ON lrs (obsid)');
  await client.query('CREATE INDEX lrs_q3c ON lrs (q3c_ang2ipix(ra, dec))');
  await client.query('CREATE INDEX lrs_healpix ON lrs ("_healpix_29")');
  await client.query('VACUUM ANALYZE lrs');
  log(`PostgreSQL: three indexes and statistics after ${since()}`);
}

async function exportCsv(table: BenchTable, file: string): Promise<void> {
  const instance = await DuckDBInstance.create(table.files.derivedFile!, { access_mode: 'READ_ONLY', threads: '2' });
  const connection = await instance.connect();
  const named = columns.map(([name]) => `"${name}"`).join(', ');
  await connection.run(`COPY (SELECT "_healpix_29", ${named} FROM lrs) TO '${file}' (FORMAT csv, HEADER false)`);
  connection.closeSync();
  instance.closeSync();
  chmodSync(file, 0o644);
}

async function side(client: pg.Client, cluster: Cluster): Promise<PostgresSide> {
  // Values are left as they came: what a driver makes of them is not PostgreSQL's time.
  const types = { getTypeParser: () => (value: string) => value } as unknown as pg.CustomTypesConfig;
  const rows = async (text: string): Promise<(string | null)[][]> =>
    (await client.query<(string | null)[]>({ text, rowMode: 'array', types })).rows;
  return {
    version: (await rows('SHOW server_version'))[0]![0]!.split(' ')[0]!,
    async ask(sql) {
      const all = await rows(sql);
      return { rows: all.length, first: String(all[0]?.[0]) };
    },
    async upload(name, csvFile) {
      await client.query(`DROP TABLE IF EXISTS ${name}`);
      await client.query(`CREATE TABLE ${name} (id integer, ra double precision, dec double precision)`);
      await client.query(`COPY ${name} FROM '${csvFile}' (FORMAT csv, HEADER true)`);
      await client.query(`ANALYZE ${name}`);
    },
    async stop() {
      await client.end();
      cluster.stop();
    },
  };
}
