import { parseAdql, printAdql, type Query } from '@lingtai/adql';
import type { CellValue } from '@lingtai/columns';
import { LingtaiError } from '@lingtai/diagnostics';
import { resolve } from '@lingtai/query';
import { readRows, type TestFunction } from '../conformance.ts';
import type { JsonValue } from '../conformance-table.ts';
import type { Engine } from '../engine.ts';
import { type AdqlTables, adqlView } from './adql-tables.ts';
import { orderedDifference, rowsDifference } from './compare.ts';

/** One query of the suite; its answer stands under the same name in the `expected.json` beside its tables. */
export interface AdqlCase {
  readonly adql: string;
  /** What PostgreSQL is asked for the answer; absent: the text itself, which is SQL as it stands. */
  readonly sql?: string;
  /** The order of the rows counts. */
  readonly ordered?: boolean;
  /** Greatest relative difference of floats. */
  readonly tolerance?: number;
  /** Resolved so that the same rows come for ever, as permanent queries are. */
  readonly deterministic?: boolean;
  /** Codes of the warnings that the text deserves. */
  readonly warnings?: readonly string[];
  /** The query is refused with this code; it has no answer. */
  readonly refused?: string;
}

export type AdqlCases = Readonly<Record<string, AdqlCase>>;
export type AdqlAnswers = Readonly<Record<string, readonly (readonly JsonValue[])[]>>;

export interface AdqlConformanceOptions {
  readonly test: TestFunction;
  /** The engine, with the tables behind `adqlStorage`; called inside tests, after the runner's set-up. */
  readonly engine: () => Engine;
  readonly tables: AdqlTables;
  /** The engine has some rows of each table apart: see `isHeldRow`. */
  readonly parts?: boolean;
  readonly cases: AdqlCases;
  readonly expected: AdqlAnswers;
}

/** Relative difference that is let pass: functions differ in their last bits between libraries. */
const defaultTolerance = 1e-11;

/** The suite of ADQL texts that every engine passes; the answers come from outside (see the script beside them). */
export function adqlConformance({ test, engine, tables, parts, cases, expected }: AdqlConformanceOptions): void {
  const view = adqlView(tables, parts);
  const rowsOf = async (query: Query, { deterministic = false }: AdqlCase): Promise<CellValue[][]> =>
    readRows((await engine().run(resolve(query, view, { deterministic }).plan)).batches);
  const answered = Object.keys(cases).filter((name) => !cases[name]!.refused);
  test('every query has an answer and every answer a query', async () => {
    const differing = [
      ...answered.filter((name) => !(name in expected)),
      ...Object.keys(expected).filter((name) => !answered.includes(name)),
    ];
    if (differing.length > 0) throw new Error(differing.join(', '));
  });
  for (const [name, one] of Object.entries(cases)) {
    test(name, async () => {
      const { tree, again } = readTwice(one);
      if (one.refused) return refuses(() => rowsOf(tree, one), one.refused);
      const difference = one.ordered ? orderedDifference : rowsDifference;
      const check = async (query: Query, what: string): Promise<void> => {
        const found = difference(await rowsOf(query, one), expected[name]!, one.tolerance ?? defaultTolerance);
        if (found) throw new Error(`${what}${found}\n${one.adql}`);
      };
      await check(tree, '');
      if (again) await check(again, 'printed anew: ');
    });
  }
}

/** The tree of the text, and that of the text printed from it where it differs. Both are free of mistakes. */
function readTwice(one: AdqlCase): { tree: Query; again?: Query } {
  const tree = parsed(one.adql, one.warnings ?? []);
  const again = parsed(printAdql(tree), one.warnings ?? []);
  return withoutSpans(tree) === withoutSpans(again) ? { tree } : { tree, again };
}

function parsed(text: string, warnings: readonly string[]): Query {
  const { tree, diagnostics } = parseAdql(text);
  const codes = diagnostics.map((d) => d.code).join(', ');
  if (tree && codes === warnings.join(', ') && diagnostics.every((d) => d.severity !== 'error')) return tree;
  throw new Error(`the parser says ${codes || 'nothing'}, not ${warnings.join(', ') || 'nothing'}, of ${text}`);
}

function withoutSpans(tree: Query): string {
  return JSON.stringify(tree, (key, value: unknown) => (key === 'span' ? undefined : value));
}

async function refuses(run: () => Promise<unknown>, code: string): Promise<void> {
  const error: unknown = await run().then(
    () => undefined,
    (e: unknown) => e,
  );
  const found = error instanceof LingtaiError ? error.diagnostics[0]?.code : String(error);
  if (found !== code) throw new Error(`${code} was expected, found ${String(found)}`);
}
