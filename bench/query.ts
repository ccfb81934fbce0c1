/**
 * Questions in ADQL through the whole query path, beside the same questions as SQL by hand in the raw engine and in
 * PostgreSQL 15 with q3c, on one catalogue like LAMOST's with 35 columns, in one run.
 *
 *     ./lingtai bench query --rows 10000000 --write      # LINGTAI_BENCH_DIR: where the data are kept
 */
import { cpus, loadavg } from 'node:os';
import { coneTable } from './_cone-table.ts';
import { filterHead, filterLines } from './_query-filters.ts';
import { makeUploads, matchLines } from './_query-match.ts';
import { postgresSide } from './_query-postgres.ts';
import { goalText, lineOf, msText, quantile, race } from './_query-race.ts';
import { lingtaiSide, memoryLimitBytes, rawSide, type Sides, threads } from './_query-sides.ts';
import { compile } from './_query-view.ts';
import { lookUp, regions, wholeTable } from './_query-works.ts';

const typicalQuery =
  'SELECT TOP 1000 t.obsid, t.ra, t.dec, t.z, t.snrg, t.teff, DISTANCE(POINT(t.ra, t.dec), POINT(150.1, 2.2)) AS d FROM bench.lrs AS t WHERE 1 = CONTAINS(POINT(t.ra, t.dec), CIRCLE(150.1, 2.2, 0.5)) AND t.snrg > 10 AND t."class" = \'STAR\' AND t.teff BETWEEN 4000 AND 6000 ORDER BY d';

/** Text to SQL, of texts that are all different. */
function compileLine(sides: Sides): string {
  const times: number[] = [];
  for (let i = 0; i < 2000; i++) {
    const text = typicalQuery.replaceAll('150.1', `${150 + i / 1000}`);
    const started = performance.now();
    compile(text, sides.lingtai.view);
    times.push(performance.now() - started);
  }
  // What a process has just started with is not typical.
  const warm = times.slice(200);
  const [p50, p95] = [quantile(warm, 0.5), quantile(warm, 0.95)];
  return `Compiling a typical query (cone, three conditions, distance, ORDER BY; text to SQL, its cells found): ${msText(p50)} ms at the median, ${msText(p95)} ms at p95. ${goalText('Goal under 2 ms', p50 < 2)}.`;
}

/** Runs all races; gives Markdown. All sides must give the same answers. */
export async function run({ rows = 10_000_000, log }: { rows?: number; log: (line: string) => void }): Promise<string> {
  const table = await coneTable(rows, log);
  const uploads = await makeUploads(table, log);
  const postgres = await postgresSide(table, log);
  const started = performance.now();
  const lingtai = await lingtaiSide(table, uploads);
  const raw = await rawSide(table);
  const sides: Sides = { lingtai, raw, postgres };
  const lines: string[] = [];
  const load = loadavg()[0]!;
  try {
    const compiled = compileLine(sides);
    log(compiled);
    for (const work of [...regions(table), lookUp(table), ...wholeTable()]) {
      lines.push(lineOf(await race(work, sides)));
      log(lines.at(-1)!);
    }
    const matches = await matchLines(table, sides, log);
    lines.push(...matches.lines);
    const filters = await filterLines(sides, log);
    const minutes = ((performance.now() - started) / 60_000).toFixed(1);
    const theirs = postgres ? `PostgreSQL ${postgres.version} with q3c` : 'no PostgreSQL 15 with q3c here';
    return [
      '### Queries',
      '',
      `${rows.toLocaleString('en')} rows × 35 columns, warm, in one run of ${minutes} minutes; ${threads} engine threads and ${memoryLimitBytes / 1e9} GB, ${cpus().length} × ${cpus()[0]?.model.trim()}, load ${load.toFixed(1)} at the start, Node ${process.versions.node}; ${theirs} (indexes on obsid, q3c and _healpix_29, 4 GB of shared buffers, 2 parallel workers, table in memory). Lingtai: from ADQL text to the last value in columns. Raw engine: the same by hand in DuckDB, rows counted and not read. PostgreSQL: to the last row in the client. \`./lingtai bench query --rows ${rows}\``,
      '',
      compiled,
      '',
      '| work | rows | Lingtai, ms | raw engine, ms | ratio | PostgreSQL, ms | times as fast | goals |',
      '|---|---|---|---|---|---|---|---|',
      ...lines,
      '',
      'Two numbers in a cell: median and p95 of 60 different places or keys; else the best of some turns (PostgreSQL: of two; its self-join, matches and counts of single columns were asked once).',
      '',
      ...matches.notes,
      '',
      'Filters on every column in turn, at thresholds below which about so many of its values lie (columns with few values select more); three columns asked for, or a COUNT. Rows are streamed on both sides (Lingtai has the engine collect pieces of at most 32 MiB where a filter leaves small chunks), so that memory does not grow with the result; by hand one may also collect them all first, in the engine’s memory:',
      '',
      ...filterHead,
      ...filters,
    ].join('\n');
  } finally {
    await lingtai.close();
    raw.close();
    await postgres?.stop();
  }
}
