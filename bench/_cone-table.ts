import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import type { ScalarType } from '@lingtai/columns';
import type { TableFiles } from '@lingtai/engine';
import type { CatalogueView, TableStorage } from '@lingtai/query';
import { healpixHashColumn } from '@lingtai/sky';

/** 35 columns like LAMOST's low-resolution catalogue; the text is how DuckDB makes one from the row number `i`. */
export const columns: readonly (readonly [name: string, type: ScalarType, make: string])[] = [
  ['obsid', 'int64', '((i * 7919) % 1000000007) * 100 + i % 97'],
  ['uid', 'string', "'G' || lpad(CAST(i AS VARCHAR), 14, '0')"],
  ['gp_id', 'string', "'L' || lpad(CAST(i % 5000000 AS VARCHAR), 12, '0')"],
  [
    'designation',
    'string',
    "'J' || lpad(CAST(CAST(ra * 10000 AS BIGINT) AS VARCHAR), 9, '0') || '+' || lpad(CAST(CAST(abs(dec) * 10000 AS BIGINT) AS VARCHAR), 8, '0')",
  ],
  ['obsdate', 'string', "strftime(DATE '2011-10-24' + CAST(i % 4000 AS INTEGER), '%Y-%m-%d')"],
  ['lmjd', 'int32', '55859 + i % 4000'],
  ['mjd', 'int32', '55858 + i % 4000'],
  ['planid', 'string', "'HD' || CAST((i // 3000) % 6000 AS VARCHAR) || 'N' || CAST(floor(abs(dec)) AS VARCHAR)"],
  ['spid', 'uint8', '1 + i % 16'],
  ['fiberid', 'int16', '1 + i % 250'],
  ['ra_obs', 'float64', 'ra'],
  ['dec_obs', 'float64', 'dec'],
  ['snru', 'float32', 'random() * 30'],
  ['snrg', 'float32', 'random() * 100'],
  ['snrr', 'float32', 'random() * 200'],
  ['snri', 'float32', 'random() * 250'],
  ['snrz', 'float32', 'random() * 200'],
  [
    'class',
    'string',
    "CASE WHEN random() < 0.9 THEN 'STAR' WHEN random() < 0.6 THEN 'GALAXY' WHEN random() < 0.5 THEN 'QSO' ELSE 'Unknown' END",
  ],
  [
    'subclass',
    'string',
    "['A1V', 'A7V', 'F0', 'F5', 'F9', 'G2', 'G3', 'G5', 'G8', 'K1', 'K3', 'K5', 'K7', 'M0', 'M2', 'Non'][1 + CAST(floor(random() * 15.99) AS INTEGER)]",
  ],
  ['z', 'float64', 'CASE WHEN random() < 0.02 THEN NULL ELSE (random() - 0.5) * 1e-3 END'],
  ['z_err', 'float32', 'random() * 1e-5'],
  ['ra', 'float64', 'ra'],
  ['dec', 'float64', 'dec'],
  ['mag_ps_g', 'float32', '12 + random() * 8'],
  ['mag_ps_r', 'float32', '12 + random() * 8'],
  ['mag_ps_i', 'float32', '12 + random() * 8'],
  ['mag_ps_z', 'float32', 'CASE WHEN random() < 0.1 THEN NULL ELSE 12 + random() * 8 END'],
  ['gaia_source_id', 'int64', '"_healpix_29" * 2 + i % 2'],
  ['gaia_g_mean_mag', 'float32', '12 + random() * 8'],
  ['tcomment', 'string', "CASE WHEN random() < 0.5 THEN '' ELSE 'kpid=' || CAST(i AS VARCHAR) END"],
  ['objtype', 'string', "['Star', 'gal', 'QSO', 'FS'][1 + i % 4]"],
  ['teff', 'float32', 'CASE WHEN random() < 0.3 THEN NULL ELSE 3500 + random() * 5000 END'],
  ['logg', 'float32', 'CASE WHEN random() < 0.3 THEN NULL ELSE random() * 5 END'],
  ['feh', 'float32', 'CASE WHEN random() < 0.3 THEN NULL ELSE random() * 3 - 2.5 END'],
  ['fibermask', 'int32', 'CASE WHEN random() < 0.95 THEN 0 ELSE 1 << (i % 10) END'],
];

export const storage: TableStorage = { releaseDigest: 'bench', releaseAddress: 'bench/dr1/v1', table: 'lrs' };

export const view: CatalogueView = {
  table: () => ({
    name: 'bench.lrs',
    storage,
    columns: columns.map(([name, scalar]) => ({ name, scalar, verb: 1, searchable: true })),
    position: { ra: 'ra', dec: 'dec' },
    key: 'obsid',
  }),
  tableNames: () => ['bench.lrs'],
  audienceKey: 'bench',
};

export interface BenchTable {
  readonly folder: string;
  readonly files: TableFiles;
  /** Positions on the data for cones, and ids that exist; the same in every run. */
  readonly centres: readonly { readonly raDeg: number; readonly decDeg: number }[];
  readonly ids: readonly bigint[];
}

/** Makes the table once for a number of rows, in `LINGTAI_BENCH_DIR` (default `.lingtai-bench`), and describes it. */
export async function coneTable(rows: number, log: (line: string) => void): Promise<BenchTable> {
  const env: { readonly LINGTAI_BENCH_DIR?: string } = process.env;
  const folder = resolve(env.LINGTAI_BENCH_DIR ?? '.lingtai-bench', `cone-${rows}`);
  const file = join(folder, 'lrs.duckdb');
  if (!existsSync(file)) {
    mkdirSync(folder, { recursive: true });
    const unfinished = join(folder, 'unfinished.duckdb');
    rmSync(unfinished, { force: true });
    const start = performance.now();
    await make(unfinished, folder, rows);
    renameSync(unfinished, file);
    log(`made ${rows} rows × ${columns.length} columns in ${((performance.now() - start) / 1000).toFixed(0)} s`);
  }
  return describe(folder, file, rows);
}

async function make(file: string, folder: string, rows: number): Promise<void> {
  const instance = await DuckDBInstance.create(file, {
    threads: '2',
    memory_limit: '6GB',
    temp_directory: join(folder, 'spill'),
  });
  const connection = await instance.connect();
  await connection.run('SELECT setseed(0.5)');
  await connection.run('CREATE TABLE positions (i BIGINT, ra DOUBLE, dec DOUBLE, "_healpix_29" BIGINT)');
  await appendPositions(connection, rows);
  const made = columns.map(([name, type, make]) => `CAST(${make} AS ${sqlType[type]}) AS "${name}"`).join(', ');
  await connection.run(`CREATE TABLE lrs AS SELECT "_healpix_29", ${made} FROM positions ORDER BY "_healpix_29", i`);
  await connection.run('DROP TABLE positions');
  await connection.run('CREATE INDEX lrs_key ON lrs (obsid)');
  await connection.run('CHECKPOINT');
  connection.closeSync();
  instance.closeSync();
  rmSync(join(folder, 'spill'), { recursive: true, force: true });
}

const sqlType: Partial<Record<ScalarType, string>> = {
  uint8: 'UTINYINT',
  int16: 'SMALLINT',
  int32: 'INTEGER',
  int64: 'BIGINT',
  float32: 'FLOAT',
  float64: 'DOUBLE',
  string: 'VARCHAR',
};

/** Spectroscopic fields of 2.5° radius with about 3,000 objects each, between declinations -10° and 60°, overlapping. */
async function appendPositions(connection: DuckDBConnection, rows: number): Promise<void> {
  const random = mulberry32(20261121);
  const appender = await connection.createAppender('positions');
  let [raField, decField] = [0, 0];
  const size = 2048;
  for (let from = 0; from < rows; from += size) {
    const n = Math.min(size, rows - from);
    const ra = new Float64Array(n);
    const dec = new Float64Array(n);
    for (let k = 0; k < n; k++) {
      if ((from + k) % 3000 === 0) [raField, decField] = [random() * 360, -10 + 70 * random()];
      const [r, angle] = [2.5 * Math.sqrt(random()), 2 * Math.PI * random()];
      dec[k] = decField + r * Math.sin(angle);
      ra[k] = (raField + (r * Math.cos(angle)) / Math.cos((dec[k]! * Math.PI) / 180) + 360) % 360;
    }
    const cells = healpixHashColumn(29, ra, dec).values;
    for (let k = 0; k < n; k++) {
      appender.appendBigInt(BigInt(from + k));
      appender.appendDouble(ra[k]!);
      appender.appendDouble(dec[k]!);
      appender.appendBigInt(cells[k]!);
      appender.endRow();
    }
  }
  appender.closeSync();
}

/** A small seeded generator (mulberry32), so that every machine makes the same table. */
export function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** A table's rows in equal parts, as a release's partitions would be. */
export async function partitionsIn(
  connection: DuckDBConnection,
  file: string,
  table: string,
  partRows: number,
): Promise<TableFiles['partitions']> {
  const parts = await connection.runAndReadAll(
    `SELECT min("_healpix_29"), max("_healpix_29"), count(*) FROM ${table} GROUP BY rowid // ${partRows} ORDER BY 1`,
  );
  return parts.getRows().map(([lo, hi, count]) => {
    return { path: file, lo: lo as bigint, hi: hi as bigint, rowCount: Number(count), sizeBytes: 0 };
  });
}

async function describe(folder: string, file: string, rows: number): Promise<BenchTable> {
  const instance = await DuckDBInstance.create(file, { access_mode: 'READ_ONLY', threads: '2' });
  const connection = await instance.connect();
  const partitions = await partitionsIn(connection, file, 'lrs', Math.ceil(rows / 200));
  const step = Math.max(1, Math.floor(rows / 600));
  const sample = (await connection.runAndReadAll(`SELECT ra, dec, obsid FROM lrs WHERE rowid % ${step} = 0`)).getRows();
  const random = mulberry32(7);
  const mixed = sample
    .map((row) => ({ row, at: random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ row }) => row);
  connection.closeSync();
  instance.closeSync();
  return {
    folder,
    files: {
      derivedFile: file,
      derivedTable: 'lrs',
      keyColumn: 'obsid',
      rowCount: rows,
      partitions,
    },
    centres: mixed.map(([ra, dec]) => ({ raDeg: ra as number, decDeg: dec as number })),
    ids: mixed.map(([, , id]) => id as bigint),
  };
}
