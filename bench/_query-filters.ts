import { columns } from './_cone-table.ts';
import { goalText, msText, quantile, type Result, race, rowsText } from './_query-race.ts';
import type { Sides } from './_query-sides.ts';
import type { Work } from './_query-works.ts';

const selectivities = [0.0001, 0.01, 0.1] as const;
/** PostgreSQL reads the whole table for each, so it is asked once for each column, and counts. */
const counted = 0.01;

/** A value as literals: everybody's, and the raw engine's, which takes a decimal for a 32-bit number not quite as it is. */
interface Border {
  readonly text: string;
  readonly raw: string;
}

function borderOf(type: string, value: unknown): Border {
  if (type === 'float32') {
    const text = aboveSingle(Number(value));
    return { text, raw: `CAST(${Number(text).toExponential()} AS FLOAT)` };
  }
  const text = type === 'string' ? `'${value}'` : `${value}`;
  return { text, raw: text };
}

/** Every column's values below which about these parts of the rows lie, by a hundredth of the rows. */
async function borders({ raw }: Sides): Promise<ReadonlyMap<string, readonly Border[]>> {
  const found = new Map<string, readonly Border[]>();
  for (const [name, type] of columns) {
    const parts = selectivities.map((s) => `quantile_disc("${name}", ${s})`).join(', ');
    const [row] = (
      await raw.connection.runAndReadAll(`SELECT ${parts} FROM lrs WHERE rowid % 97 = 0 AND "${name}" IS NOT NULL`)
    ).getRows();
    found.set(
      name,
      row!.map((value) => borderOf(type, value)),
    );
  }
  return found;
}

const float32 = new Float32Array(1);
const bits32 = new Int32Array(float32.buffer);

/** A little above a 32-bit number, so that comparing as 32-bit or as 64-bit numbers selects the same rows. */
function aboveSingle(value: number): string {
  float32[0] = value;
  bits32[0] = bits32[0]! + (value < 0 ? -1 : 1);
  return String(value + (float32[0] - value) / 4);
}

function filterWork(column: string, { text, raw }: Border): Work {
  const of = (from: string, border: string): string =>
    `SELECT obsid, ra, dec FROM ${from} WHERE "${column}" <= ${border}`;
  return {
    name: `filter on ${column}`,
    adql: [of('bench.lrs', text)],
    sql: [of('lrs', raw)],
    turns: 2,
    isStreamed: true,
  };
}

function countWork(column: string, { text, raw }: Border): Work {
  const of = (from: string, border: string): string =>
    `SELECT COUNT(*) AS n FROM ${from} WHERE "${column}" <= ${border}`;
  return {
    name: `count on ${column}`,
    adql: [of('bench.lrs', text)],
    sql: [of('lrs', raw)],
    postgres: [of('lrs', text)],
    turns: 2,
    postgresTurns: 1,
  };
}

/** Conditions on every column in turn: lines of the table of filters. */
export async function filterLines(sides: Sides, log: (line: string) => void): Promise<string[]> {
  const literals = await borders(sides);
  const lines: string[] = [];
  const add = (line: string): void => {
    lines.push(line);
    log(line);
  };
  for (const [i, selectivity] of selectivities.entries()) {
    const results: Result[] = [];
    for (const [name] of columns) results.push(await race(filterWork(name, literals.get(name)![i]!), sides));
    add(line(`rows of ${selectivity * 100} %`, results, []));
  }
  const counts: Result[] = [];
  const place = selectivities.indexOf(counted);
  for (const [name] of columns) counts.push(await race(countWork(name, literals.get(name)![place]!), sides));
  const faster = counts.flatMap(({ postgresMs, lingtaiMs }) =>
    postgresMs === undefined ? [] : [postgresMs / lingtaiMs],
  );
  add(line(`COUNT of ${counted * 100} %`, counts, faster));
  return lines;
}

export const filterHead: readonly string[] = [
  '| every column in turn | rows, median | Lingtai, ms: median / p95 | raw engine, ms: median / p95 | ratio: median, worst column | raw engine collecting all, ms: median / p95 | PostgreSQL, ms: median | times as fast: median, least | goals |',
  '|---|---|---|---|---|---|---|---|---|',
];

function line(name: string, results: readonly Result[], faster: readonly number[]): string {
  const of = (value: (r: Result) => number): string => {
    const values = results.map(value);
    return `${msText(quantile(values, 0.5))} / ${msText(quantile(values, 0.95))}`;
  };
  const ratio = (r: Result): number => r.lingtaiMs / r.rawMs;
  const worst = results.reduce((a, b) => (ratio(b) > ratio(a) ? b : a));
  const middle = quantile(results.map(ratio), 0.5);
  const rows = quantile(
    results.map((r) => r.rows),
    0.5,
  );
  const goals = [goalText('median ≤ 1.15 × raw', middle <= 1.15)];
  if (faster.length > 0) goals.push(goalText('≥ 8 × PostgreSQL', quantile(faster, 0.5) >= 8));
  const cells = [
    `${name} (${results.length} columns)`,
    rowsText(rows),
    of((r) => r.lingtaiMs),
    of((r) => r.rawMs),
    `${middle.toFixed(2)}, ${ratio(worst).toFixed(2)} (${worst.work.name.split(' ').at(-1)})`,
    results.every((r) => r.rawCollectedMs !== undefined) ? of((r) => r.rawCollectedMs!) : '–',
    faster.length === 0
      ? '–'
      : msText(
          quantile(
            results.map((r) => r.postgresMs!),
            0.5,
          ),
        ),
    faster.length === 0 ? '–' : `${quantile(faster, 0.5).toFixed(1)}, ${Math.min(...faster).toFixed(1)}`,
    goals.join('; '),
  ];
  return `| ${cells.join(' | ')} |`;
}
