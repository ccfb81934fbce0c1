import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { loadSite, openSiteState } from '@lingtai/app-server';
import { loadDescriptor } from '@lingtai/descriptor';
import { duckdbTableBuilder } from '@lingtai/engine-duckdb';
import { build, directoryStore, ingest, publish } from '@lingtai/release';
import { type BenchTable, columns, coneTable } from './_cone-table.ts';

/** The ten columns that every race asks for; they are those of VERB=1. */
export const asked: readonly string[] = [
  'obsid',
  'designation',
  'ra',
  'dec',
  'class',
  'subclass',
  'z',
  'snrg',
  'snri',
  'teff',
];

export const address = { dataset: 'bench', release: 'dr1', version: 'v1' } as const;

/** A home with the bench table published as a release, made once for a number of rows. */
export async function servedHome(
  rows: number,
  log: (line: string) => void,
): Promise<{ readonly home: string; readonly table: BenchTable }> {
  const table = await coneTable(rows, log);
  const home = join(table.folder, 'home');
  const done = join(table.folder, 'home-is-published');
  if (existsSync(done)) return { home, table };
  rmSync(home, { recursive: true, force: true });
  const input = join(table.folder, 'input');
  mkdirSync(input, { recursive: true });
  await exportParquet(table, join(input, 'lrs.parquet'));
  await publishTable(home, input, log);
  rmSync(input, { recursive: true, force: true });
  writeFileSync(done, '');
  return { home, table };
}

async function exportParquet(table: BenchTable, file: string): Promise<void> {
  const instance = await DuckDBInstance.create(table.files.derivedFile!, { access_mode: 'READ_ONLY', threads: '2' });
  const connection = await instance.connect();
  await connection.run(
    `COPY (SELECT * EXCLUDE ("_healpix_29") FROM lrs) TO '${file}' (FORMAT parquet, COMPRESSION lz4)`,
  );
  connection.closeSync();
  instance.closeSync();
}

async function publishTable(home: string, inputDir: string, log: (line: string) => void): Promise<void> {
  const site = loadSite(home);
  const descriptorText = descriptorYaml();
  const descriptor = loadDescriptor(descriptorText);
  const builder = duckdbTableBuilder({ tempDirectory: join(home, 'tmp'), memoryLimitBytes: 5 * 2 ** 30, threads: 2 });
  const store = directoryStore(site.stores.releases);
  const { release, version } = address;
  const started = performance.now();
  const since = () => `${((performance.now() - started) / 1000).toFixed(0)} s`;
  try {
    await ingest({ descriptor, descriptorText, inputDir, homeDir: home, release, version, builder });
    log(`ingested after ${since()}`);
    await build({ ...address, homeDir: home, store, builder });
    log(`built after ${since()}`);
  } finally {
    await builder.close();
  }
  const state = await openSiteState(site);
  try {
    await publish({ ...address, state, store });
  } finally {
    await state.close();
  }
}

function descriptorYaml(): string {
  const text = (en: string) => `{ en: ${JSON.stringify(en)}, zh: ${JSON.stringify(en)} }`;
  const column = ([name, type]: (typeof columns)[number]) =>
    `      - { name: ${name}, type: ${type}, description: ${text(name)}, verb: ${asked.includes(name) ? 1 : 20}${unitOf(name)} }`;
  return [
    'lingtai: 1',
    `id: ${address.dataset}`,
    `title: ${text('Bench')}`,
    `description: ${text('A table for races.')}`,
    'simulated: true',
    'creators: [{ name: Lingtai }]',
    `publisher: { name: ${text('Lingtai')} }`,
    `acknowledgement: ${text('None.')}`,
    'licence: { name: CC0-1.0 }',
    'waveband: [Optical]',
    'facility: { name: Bench }',
    'releases:',
    `  - { release: ${address.release}, version: ${address.version}, audience: public }`,
    'tables:',
    '  - name: lrs',
    `    title: ${text('Bench')}`,
    '    source: { kind: parquet, files: [lrs.parquet] }',
    '    key: obsid',
    '    position: { ra: ra, dec: dec, frame: ICRS, epoch: 2000 }',
    '    columns:',
    ...columns.map(column),
    '',
  ].join('\n');
}

const unitOf = (name: string): string => (/^(ra|dec)/.test(name) ? ', unit: deg' : '');
