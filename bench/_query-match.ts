import { spawnSync } from 'node:child_process';
import { existsSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ColumnBatch } from '@lingtai/columns';
import type { TableFiles } from '@lingtai/engine';
import type { BenchTable } from './_cone-table.ts';
import { goalText, msText, rowsText } from './_query-race.ts';
import { type Answer, type LingtaiSide, type RawSide, rawSide, type Sides } from './_query-sides.ts';
import { planOf } from './_query-view.ts';

const radiusArcsec = 2;
const radiusDeg = radiusArcsec / 3600;
const rad = Math.PI / 180;
export const uploadSizes = [10_000, 1_000_000] as const;

const nameOf = (size: number): string => `u${size}`;
const fileOf = ({ folder }: BenchTable, size: number, extension: string): string =>
  join(folder, `upload-${size}.${extension}`);
const positionsOf = ({ folder }: BenchTable): string => join(folder, 'positions.parquet');

/**
 * Uploaded positions, made once: every second one lies within 4 arcsec of a row of the catalogue, the others anywhere
 * between declinations -10° and 60°. As Parquet, which TAP makes of uploads, and as CSV for PostgreSQL.
 */
export async function makeUploads(table: BenchTable, log: (line: string) => void): Promise<Record<string, TableFiles>> {
  if (![...uploadSizes.map((n) => fileOf(table, n, 'csv')), positionsOf(table)].every((f) => existsSync(f))) {
    const started = performance.now();
    const raw = await rawSide(table);
    await raw.connection.run(copy('SELECT obsid, ra, dec FROM lrs', positionsOf(table), 'parquet'));
    for (const size of uploadSizes) {
      const [parquet, csv] = [fileOf(table, size, 'parquet'), fileOf(table, size, 'csv')];
      await raw.connection.run(copy(positions(size, table.files.rowCount), parquet, 'parquet'));
      const unfinished = `${csv}.part`;
      await raw.connection.run(copy(`SELECT * FROM '${parquet}'`, unfinished, 'csv'));
      renameSync(unfinished, csv);
    }
    raw.close();
    log(`made uploads of ${uploadSizes.map(rowsText).join(' and ')} in ${secondsText(performance.now() - started)}`);
  }
  return Object.fromEntries(uploadSizes.map((size) => [nameOf(size), filesOf(table, size)]));
}

const copy = (sql: string, file: string, format: string): string => `COPY (${sql}) TO '${file}' (FORMAT ${format})`;

/** Random numbers from 0 to 1 by the row and a salt: the same in every run. */
const random = (salt: number): string => `(hash(i * 8 + ${salt}) % 1000003) / 1000003.0`;

function positions(size: number, rowCount: number): string {
  const step = Math.max(1, Math.floor((2 * rowCount) / size));
  const near = `SELECT CAST(rowid // ${step} AS INTEGER) * 2 AS id, rowid AS i, ra AS ra0, dec AS dec0 FROM lrs WHERE rowid % ${step} = 0 LIMIT ${size / 2}`;
  const moved = `SELECT *, sqrt(${random(1)}) * 4 / 3600 AS d, 2 * pi() * ${random(2)} AS a FROM (${near})`;
  const anywhere = `SELECT CAST(i AS INTEGER) * 2 + 1 AS id, ${random(3)} * 360 AS ra, -10 + ${random(4)} * 70 AS dec FROM range(${size / 2}) AS r(i)`;
  const beside = `SELECT id, (ra0 + d * cos(a) / cos(dec0 * ${rad}) + 360) % 360 AS ra, dec0 + d * sin(a) AS dec FROM (${moved})`;
  return `SELECT * FROM (${beside} UNION ALL ${anywhere}) ORDER BY id`;
}

function filesOf(table: BenchTable, size: number): TableFiles {
  return {
    keyColumn: '',
    rowCount: size,
    partitions: [{ path: fileOf(table, size, 'parquet'), rowCount: size, sizeBytes: 0 }],
  };
}

const adqlOf = (size: number): string =>
  `SELECT u.id, t.obsid FROM tap_upload.${nameOf(size)} AS u JOIN bench.lrs AS t ON 1 = CONTAINS(POINT(t.ra, t.dec), CIRCLE(u.ra, u.dec, ${radiusArcsec}/3600.))`;

/** The exact test that every plan by hand ends with. */
const within = `power(sin((t.dec - u.dec) * ${rad / 2}), 2) + cos(t.dec * ${rad}) * cos(u.dec * ${rad}) * power(sin((t.ra - u.ra) * ${rad / 2}), 2) <= ${Math.sin((radiusDeg * rad) / 2) ** 2}`;

/** What somebody who knows the engine writes by hand: the best of these is the raw engine's plan. */
function plansByHand(table: BenchTable, size: number): Readonly<Record<string, string>> {
  const uploaded = `read_parquet('${fileOf(table, size, 'parquet')}')`;
  const raReach = `${radiusDeg} / cos(radians(least(abs(dec) + ${radiusDeg}, 89.9)))`;
  // Zones of 0.01° and bins of 0.05°: a position asks for those that its circle touches.
  const series = (from: string, to: string): string =>
    `unnest(generate_series(CAST(floor(${from}) AS INTEGER), CAST(floor(${to}) AS INTEGER)))`;
  const zones = `SELECT *, ${series(`(dec + 90 - ${radiusDeg}) * 100`, `(dec + 90 + ${radiusDeg}) * 100`)} AS zone FROM ${uploaded}`;
  const bins = `SELECT *, ${series(`(ra - ${raReach}) * 20`, `(ra + ${raReach}) * 20`)} AS bin FROM (${zones})`;
  const [zone, bin] = ['CAST(floor((t.dec + 90) * 100) AS INTEGER)', 'CAST(floor(t.ra * 20) AS INTEGER)'];
  return {
    'zones and bins as two keys': `SELECT u.id, t.obsid FROM (${bins}) AS u JOIN lrs AS t ON u.zone = ${zone} AND (u.bin + 7200) % 7200 = ${bin} WHERE ${within}`,
    'zones and bins as one key': `SELECT u.id, t.obsid FROM (SELECT id, ra, dec, zone * 7200 + (bin + 7200) % 7200 AS k FROM (${bins})) AS u JOIN lrs AS t ON u.k = ${zone} * 7200 + ${bin} WHERE ${within}`,
  };
}

/** The upload joins: lines of the table of results, and what was said beside them. */
export async function matchLines(
  table: BenchTable,
  sides: Sides,
  log: (line: string) => void,
): Promise<{ readonly lines: string[]; readonly notes: string[] }> {
  const lines: string[] = [];
  const notes: string[] = [];
  for (const size of uploadSizes) {
    const times: number[] = [];
    const hand = new Map<string, number[]>();
    let answer: Answer | undefined;
    for (let turn = 0; turn < 4; turn++) {
      const ours = await timed(sides.lingtai, adqlOf(size));
      answer = ours.answer;
      if (turn > 0) times.push(ours.ms);
      for (const [name, sql] of Object.entries(plansByHand(table, size))) {
        // A plan that is far behind is not tried again.
        if (turn > 0 && Math.min(...hand.get(name)!) > 3 * best(hand)) continue;
        const other = await timed(sides.raw, sql);
        if (Math.abs(other.answer.rows - answer.rows) > answer.rows * 1e-6)
          throw new Error(`match of ${size}: ${answer.rows} pairs, ${other.answer.rows} by hand (${name})`);
        hand.set(name, [...(hand.get(name) ?? []), other.ms]);
      }
    }
    const checked = await checkComplete(table, sides.lingtai, size);
    const pg = await inPostgres(table, sides, size, answer!);
    const ours = Math.min(...times);
    const raw = best(hand);
    const plan = [...hand].find(([, ms]) => Math.min(...ms) === raw)![0];
    const goals = [
      goalText('≤ 1.3 × raw', ours / raw <= 1.3),
      ...(checked ? [goalText('complete', checked.isComplete)] : []),
    ];
    const cells = [
      `upload join of ${rowsText(size)} at ${radiusArcsec}″`,
      rowsText(answer!.rows),
      msText(ours),
      msText(raw),
      (ours / raw).toFixed(2),
      pg === undefined ? '–' : msText(pg),
      pg === undefined ? '–' : (pg / ours).toFixed(1),
      goals.join('; '),
    ];
    lines.push(`| ${cells.join(' | ')} |`);
    log(lines.at(-1)!);
    const others = [...hand].map(([name, ms]) => `${name} ${msText(Math.min(...ms))} ms`).join(', ');
    notes.push(
      `Match of ${rowsText(size)}: best by hand ${plan} (${others}). ${checked?.said ?? 'Not checked: there is no Python with scipy here.'}`,
    );
    log(notes.at(-1)!);
  }
  return { lines, notes };
}

const secondsText = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;
const best = (times: ReadonlyMap<string, readonly number[]>): number => Math.min(...[...times.values()].flat());

async function timed(side: LingtaiSide | RawSide, text: string): Promise<{ ms: number; answer: Answer }> {
  const started = performance.now();
  const answer = await side.ask(text);
  return { ms: performance.now() - started, answer };
}

async function inPostgres(
  table: BenchTable,
  { postgres }: Sides,
  size: number,
  answer: Answer,
): Promise<number | undefined> {
  if (!postgres) return undefined;
  await postgres.upload(nameOf(size), fileOf(table, size, 'csv'));
  const started = performance.now();
  const { rows } = await postgres.ask(
    `SELECT u.id, t.obsid FROM ${nameOf(size)} AS u JOIN lrs AS t ON q3c_join(u.ra, u.dec, t.ra, t.dec, ${radiusDeg})`,
  );
  // q3c compares in its own arithmetic: pairs on the border may fall to either side.
  if (Math.abs(rows - answer.rows) > answer.rows * 1e-5)
    throw new Error(`match of ${size}: ${answer.rows} pairs, PostgreSQL ${rows}`);
  return performance.now() - started;
}

interface Checked {
  readonly isComplete: boolean;
  readonly said: string;
}

/** Writes all pairs to files and lets a KD-tree of scipy say which are missing and which are too many. */
async function checkComplete(table: BenchTable, side: LingtaiSide, size: number): Promise<Checked | undefined> {
  const python = process.env['LINGTAI_PYTHON'] ?? fileURLToPath(new URL('../.tools/venv/bin/python', import.meta.url));
  if (!existsSync(python)) return undefined;
  const { ids, obsids } = await pairsOf(side, adqlOf(size));
  const files = { ids: join(table.folder, 'pairs-id.bin'), obsids: join(table.folder, 'pairs-obsid.bin') };
  writeFileSync(files.ids, ids);
  writeFileSync(files.obsids, obsids);
  const script = fileURLToPath(new URL('_query-kdtree.py', import.meta.url));
  const words = [positionsOf(table), fileOf(table, size, 'parquet'), files.ids, files.obsids, `${radiusArcsec}`];
  const { status, stdout, stderr } = spawnSync(python, [script, ...words], { encoding: 'utf8' });
  for (const file of Object.values(files)) rmSync(file);
  if (status !== 0) throw new Error(`KD-tree: ${stderr}`);
  const { pairs, missing, wrong, tool } = JSON.parse(stdout) as Readonly<Record<string, string | number>>;
  return {
    isComplete: missing === 0 && wrong === 0,
    said: `${tool}: ${rowsText(Number(pairs))} pairs, of which Lingtai misses ${missing}, and ${wrong} of Lingtai's are none.`,
  };
}

async function pairsOf(side: LingtaiSide, adql: string): Promise<{ ids: Int32Array; obsids: BigInt64Array }> {
  const batches: ColumnBatch[] = [];
  for await (const batch of (await side.engine.run(planOf(adql, side.view))).batches) batches.push(batch);
  const count = batches.reduce((sum, b) => sum + b.rowCount, 0);
  const [ids, obsids] = [new Int32Array(count), new BigInt64Array(count)];
  let at = 0;
  for (const { rowCount, columns } of batches) {
    const [id, obsid] = columns;
    if (id?.kind !== 'scalar' || id.type !== 'int32' || obsid?.kind !== 'scalar' || obsid.type !== 'int64')
      throw new Error('the match gives other columns');
    ids.set(id.values, at);
    obsids.set(obsid.values, at);
    at += rowCount;
  }
  return { ids, obsids };
}
