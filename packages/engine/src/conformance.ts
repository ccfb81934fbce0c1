import { call, column, name, type Query } from '@lingtai/adql';
import { type CellValue, type ColumnBatch, cellAt } from '@lingtai/columns';
import { LingtaiError } from '@lingtai/diagnostics';
import { resolve, withMaxrec } from '@lingtai/query';
import { conformanceCases } from './conformance-cases.ts';
import { type ConformanceTable, conformanceView, type JsonValue } from './conformance-table.ts';
import type { Engine, RunOptions } from './engine.ts';

export { adqlCases, logicCases, skyCases } from './conformance/adql-cases.ts';
export {
  type AdqlAnswers,
  type AdqlCase,
  type AdqlCases,
  type AdqlConformanceOptions,
  adqlConformance,
} from './conformance/adql-suite.ts';
export {
  type AdqlTable,
  type AdqlTables,
  adqlFields,
  adqlStorage,
  adqlView,
  isHeldRow,
} from './conformance/adql-tables.ts';
export {
  type ConformanceTable,
  conformanceFields,
  conformanceStorage,
  conformanceView,
  type JsonValue,
} from './conformance-table.ts';

/** What the suite needs of a test runner: vitest's `test`. */
export type TestFunction = (name: string, run: () => Promise<void>) => void;

export interface ConformanceOptions {
  readonly test: TestFunction;
  /** The engine, with the suite's table behind `conformanceStorage`; called inside tests, after the runner's set-up. */
  readonly engine: () => Engine;
  readonly table: ConformanceTable;
  /** The engine has the rows of `table.held` apart. */
  readonly parts?: boolean;
  /** `fixtures/engine/expected.json`. */
  readonly expected: Readonly<Record<string, readonly (readonly JsonValue[])[]>>;
}

/** The suite that every engine passes: the same questions, answered by numpy, healpy and astropy beforehand. */
export function engineConformance(options: ConformanceOptions): void {
  const { test, engine, table, parts = false } = options;
  const expected: Record<string, readonly (readonly JsonValue[])[]> = {
    ...options.expected,
    'every type': rowsOf(table),
  };
  const cases = conformanceCases(table.constants);
  test('the suite has a question for every answer and an answer for every question', async () => {
    const differing = [...Object.keys(cases), ...Object.keys(expected)].filter((k) => !(k in cases && k in expected));
    if (differing.length > 0) throw new Error(differing.join(', '));
  });
  for (const [key, { query, rowRule, hidden }] of Object.entries(cases)) {
    if (hidden && !parts) continue;
    test(key, async () => {
      const held = parts ? (hidden ? 'hidden' : 'apart') : undefined;
      const { plan } = resolve(query, conformanceView(table, { rowRule, held }));
      const stream = await engine().run(plan);
      compareRows(await readRows(stream.batches), expected[key]!);
    });
  }
  behaviour(options);
}

function behaviour({ test, engine, table, parts }: ConformanceOptions): void {
  const counted = [[`${rowsOf(table).length}`]];
  const view = conformanceView(table, { held: parts ? 'apart' : undefined });
  const everything: Query = {
    kind: 'select',
    items: [{ kind: 'all' }],
    from: { kind: 'table', name: name('objects') },
  };
  const { plan } = resolve(everything, view);
  const run = async (options: RunOptions): Promise<CellValue[][]> =>
    readRows((await engine().run(plan, options)).batches);

  test('one row more than maxrec is given', async () => {
    const { batches } = await engine().run(withMaxrec(plan, 10));
    expectEqual((await readRows(batches)).length, 11);
  });
  test('fields say what the columns are', async () => {
    const { fields } = await engine().run(withMaxrec(plan, 0));
    expectEqual(JSON.stringify(fields.map((f) => f.name)), JSON.stringify(table.columns.map((c) => c.name)));
  });
  test('batches of any size hold the same rows', async () => {
    const rows = rowsOf(table);
    for (const batchRows of [1, 3000, 1_000_000]) compareRows(await run({ batchRows }), rows);
  });
  test('a signal that has fired stops a run before it starts', async () => {
    await rejects(() => run({ signal: AbortSignal.abort() }), 'unavailable', 'ENGINE-CANCELLED');
  });
  test('a run is cancelled between its batches', async () => {
    const controller = new AbortController();
    const { batches } = await engine().run(plan, { signal: controller.signal });
    await rejects(
      async () => {
        for await (const _ of batches) controller.abort();
      },
      'unavailable',
      'ENGINE-CANCELLED',
    );
  });
  test('a time limit is a timeout', async () => {
    const limit = new AbortController();
    limit.abort(new DOMException('too long', 'TimeoutError'));
    await rejects(() => run({ signal: limit.signal }), 'timeout', 'ENGINE-TIMEOUT');
  });
  test('a run that is left early leaves the engine usable', async () => {
    for (let i = 0; i < 20; i++) {
      const { batches } = await engine().run(plan);
      for await (const _ of batches) break;
    }
    const { plan: counting } = resolve(countQuery, view);
    compareRows(await readRows((await engine().run(counting)).batches), counted);
  });
  test('many runs at the same time answer as one does', async () => {
    const { plan: counting } = resolve(countQuery, view);
    const answers = await Promise.all(
      Array.from({ length: 40 }, async () => readRows((await engine().run(counting)).batches)),
    );
    for (const answer of answers) compareRows(answer, counted);
  });
  test('a number beyond 64 bits is the asker\u2019s error', async () => {
    const product = { kind: 'arithmetic', operator: '*', left: column('obsid'), right: column('obsid') } as const;
    const { plan: overflowing } = resolve(
      { ...everything, items: [{ kind: 'value', value: call('SUM', product) }] },
      view,
    );
    await rejects(async () => readRows((await engine().run(overflowing)).batches), 'usage', 'QUERY-NUMBER-RANGE');
  });
  test('the cost of a cone is not more than that of the table', async () => {
    const cost = await engine().estimate(plan);
    if (cost.rowsRead !== undefined) expectEqual(cost.rowsRead >= rowsOf(table).length, true);
  });
}

const countQuery: Query = {
  kind: 'select',
  items: [{ kind: 'value', value: { kind: 'call', name: 'COUNT', arguments: [], star: true } }],
  from: { kind: 'table', name: name('objects') },
};

function rowsOf(table: ConformanceTable): JsonValue[][] {
  const columns = table.columns.map((c) => table.values[c.name]!);
  return columns[0]!.map((_, row) => columns.map((values) => values[row]!));
}

/** All rows of a result. */
export async function readRows(batches: AsyncIterable<ColumnBatch>): Promise<CellValue[][]> {
  const rows: CellValue[][] = [];
  for await (const batch of batches) {
    for (let i = 0; i < batch.rowCount; i++) rows.push(batch.columns.map((c) => cellAt(c, i)));
  }
  return rows;
}

function compareRows(found: readonly (readonly CellValue[])[], wanted: readonly (readonly JsonValue[])[]): void {
  const lengths = found.length === wanted.length ? '' : ` (${found.length} rows instead of ${wanted.length})`;
  for (let i = 0; i < Math.max(found.length, wanted.length); i++) {
    const same =
      found[i]?.length === wanted[i]?.length && wanted[i]?.every((value, j) => sameValue(found[i]![j]!, value));
    if (!same) throw new Error(`row ${i}: found ${print(found[i])}, expected ${print(wanted[i])}${lengths}`);
  }
}

function sameValue(found: CellValue, wanted: JsonValue): boolean {
  if (Array.isArray(wanted)) {
    return (
      Array.isArray(found) &&
      found.length === wanted.length &&
      wanted.every((w, i) => sameValue(found[i] as CellValue, w))
    );
  }
  if (typeof found === 'bigint') return String(found) === String(wanted);
  if (typeof found !== 'number') return found === wanted;
  if (typeof wanted !== 'number') return String(found) === wanted;
  // Functions differ in their last bits between libraries; stored values come back exactly, so this is far below float32's step.
  return found === wanted || Math.abs(found - wanted) <= 1e-11 * Math.max(Math.abs(wanted), 1e-3);
}

function print(row: readonly (CellValue | JsonValue)[] | undefined): string {
  return JSON.stringify(row, (_, value: unknown) => (typeof value === 'bigint' ? `${value}` : value)) ?? 'nothing';
}

function expectEqual(found: unknown, wanted: unknown): void {
  if (found !== wanted) throw new Error(`found ${String(found)}, expected ${String(wanted)}`);
}

async function rejects(run: () => Promise<unknown>, errorClass: LingtaiError['class'], code: string): Promise<void> {
  const error: unknown = await run().then(
    () => undefined,
    (e: unknown) => e,
  );
  if (!(error instanceof LingtaiError)) throw new Error(`a LingtaiError was expected, found ${String(error)}`);
  expectEqual(`${error.class} ${error.diagnostics[0]?.code}`, `${errorClass} ${code}`);
}
