import type { Answer, Side, Sides } from './_query-sides.ts';
import type { Work } from './_query-works.ts';

/** Typical times in milliseconds. */
export interface Result {
  readonly work: Work;
  readonly rows: number;
  readonly lingtaiMs: number;
  readonly rawMs: number;
  readonly rawCollectedMs: number | undefined;
  readonly postgresMs: number | undefined;
  readonly lingtaiP95Ms: number;
  readonly rawP95Ms: number;
}

async function timed(ask: Side['ask'], text: string): Promise<{ ms: number; answer: Answer }> {
  const started = performance.now();
  const answer = await ask(text);
  return { ms: performance.now() - started, answer };
}

/** The value below which a part of all lies. */
export function quantile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))]!;
}

/** Of many different questions the median; of one that is asked a few times the best, which least else has disturbed. */
function typical(work: Work, times: readonly number[]): number {
  return work.adql.length > 1 ? quantile(times, 0.5) : Math.min(...times);
}

function agree(name: string, a: Answer, b: Answer, who: string): void {
  if (a.rows !== b.rows || (a.rows === 1 && a.first !== b.first)) {
    throw new Error(`${name}: Lingtai ${a.rows} rows (${a.first}), ${who} ${b.rows} (${b.first})`);
  }
}

/** Asks all sides in turns, so that what else the machine does falls on all. They must agree. */
export async function race(work: Work, { lingtai, raw, postgres }: Sides): Promise<Result> {
  const times = { lingtai: [] as number[], raw: [] as number[], collected: [] as number[], postgres: [] as number[] };
  const text = (texts: readonly string[], turn: number): string => texts[turn % texts.length]!;
  let rows = 0;
  // The first turn warms up and is not counted.
  for (let turn = -1; turn < work.turns; turn++) {
    const i = Math.max(turn, 0);
    const asks = [
      () => timed(lingtai.ask, text(work.adql, i)),
      () => timed(work.isStreamed ? raw.stream : raw.ask, text(work.sql, i)),
    ] as const;
    const isOdd = turn % 2 !== 0;
    const before = isOdd ? await asks[1]() : undefined;
    const ours = await asks[0]();
    const hand = before ?? (await asks[1]());
    agree(work.name, ours.answer, hand.answer, 'by hand');
    if (turn < 0) continue;
    rows += ours.answer.rows;
    times.lingtai.push(ours.ms);
    times.raw.push(hand.ms);
    if (work.isStreamed) times.collected.push((await timed(raw.ask, text(work.sql, i))).ms);
    if (!postgres || !work.postgres || turn >= (work.postgresTurns ?? work.turns)) continue;
    const theirs = await timed(postgres.ask, text(work.postgres, i));
    agree(work.name, ours.answer, theirs.answer, 'PostgreSQL');
    times.postgres.push(theirs.ms);
  }
  return {
    work,
    rows: rows / work.turns,
    lingtaiMs: typical(work, times.lingtai),
    rawMs: typical(work, times.raw),
    rawCollectedMs: work.isStreamed && typical(work, times.collected),
    postgresMs: times.postgres.length > 0 ? typical(work, times.postgres) : undefined,
    lingtaiP95Ms: quantile(times.lingtai, 0.95),
    rawP95Ms: quantile(times.raw, 0.95),
  };
}

const verdict = (met: boolean): string => (met ? 'met' : '**missed**');

export function goalText(said: string, met: boolean): string {
  return `${said}: ${verdict(met)}`;
}

export const msText = (ms: number): string => (ms < 10 ? ms.toFixed(2) : ms < 100 ? ms.toFixed(1) : ms.toFixed(0));
export const rowsText = (rows: number): string => Math.round(rows).toLocaleString('en');

/** One line of the table of results. */
export function lineOf({ work, rows, lingtaiMs, rawMs, postgresMs, lingtaiP95Ms, rawP95Ms }: Result): string {
  const times = (ms: number, p95: number): string =>
    work.adql.length > 1 ? `${msText(ms)} / ${msText(p95)}` : msText(ms);
  const ratio = lingtaiMs / rawMs;
  const faster = postgresMs === undefined ? undefined : postgresMs / lingtaiMs;
  const goals = [
    ...(work.mostOfRaw === undefined ? [] : [goalText(`≤ ${work.mostOfRaw} × raw`, ratio <= work.mostOfRaw)]),
    ...(work.leastOfPostgres === undefined || faster === undefined
      ? []
      : [goalText(`≥ ${work.leastOfPostgres} × PostgreSQL`, faster >= work.leastOfPostgres)]),
  ];
  const cells = [
    work.name,
    rowsText(rows),
    times(lingtaiMs, lingtaiP95Ms),
    times(rawMs, rawP95Ms),
    ratio.toFixed(2),
    postgresMs === undefined ? '–' : msText(postgresMs),
    faster === undefined ? '–' : faster.toFixed(1),
    goals.join('; '),
  ];
  return `| ${cells.join(' | ')} |`;
}
