import { readFileSync } from 'node:fs';
import { LingtaiError } from '@lingtai/diagnostics';
import { type Engine, quoteName, quoteText, typeName } from '@lingtai/engine';
import {
  type AdqlAnswers,
  type AdqlCases,
  type AdqlTables,
  adqlConformance,
  adqlFields,
  isHeldRow,
  type JsonValue,
} from '@lingtai/engine/conformance';
import { trinoDialect, trinoError, trinoQuery } from '@lingtai/engine-trino';
import type { Plan } from '@lingtai/query';
import { batchOf, TrinoError, type TrinoResult, trinoStatement } from './_trino-client.ts';

export interface SuiteResult {
  readonly passed: readonly string[];
  /** Cases that the engine refuses with QUERY-ENGINE-CANNOT. */
  readonly refused: readonly string[];
  /** Each failed case with its reason. */
  readonly failed: ReadonlyMap<string, string>;
  /** The longest query and its seconds. */
  readonly slowest: { readonly name: string; readonly seconds: number };
}

const catalog = 'lake';
const cell = '_healpix_29';

/**
 * One half of the ADQL suite, `fixtures/adql/NAME`, on a Trino: tables made, every query run, every answer compared. `parts`:
 * some rows of each table are stored apart.
 */
export async function trinoSuite(url: string, half: string, cases: AdqlCases, parts: boolean): Promise<SuiteResult> {
  const read = (file: string): unknown =>
    JSON.parse(readFileSync(new URL(`../fixtures/adql/${half}/${file}`, import.meta.url), 'utf8'));
  const tables = read('tables.json') as AdqlTables;
  const { answers: expected } = read('expected.json') as { answers: AdqlAnswers };
  for (const part of parts ? (['open', 'held'] as const) : [undefined])
    for (const statement of statementsOf(tables, part)) await trinoStatement(url, statement);
  const tests: { readonly name: string; readonly run: () => Promise<void> }[] = [];
  const engine = trinoEngine(url, tables, parts);
  const test = (name: string, run: () => Promise<void>): void => void tests.push({ name, run });
  adqlConformance({ test, engine: () => engine, tables, parts, cases, expected });
  const passed: string[] = [];
  const refused: string[] = [];
  const failed = new Map<string, string>();
  let slowest = { name: '', seconds: 0 };
  const worker = async (): Promise<void> => {
    for (let next = tests.pop(); next; next = tests.pop()) {
      const from = performance.now();
      try {
        await next.run();
        passed.push(next.name);
      } catch (error) {
        if (isRefusal(error)) refused.push(next.name);
        else failed.set(next.name, reasonOf(error));
      }
      const seconds = (performance.now() - from) / 1000;
      if (seconds > slowest.seconds) slowest = { name: next.name, seconds };
    }
  };
  await Promise.all([worker(), worker(), worker()]);
  return { passed, refused: refused.sort(), failed, slowest };
}

function isRefusal(error: unknown): boolean {
  return error instanceof LingtaiError && error.diagnostics[0]?.code === 'QUERY-ENGINE-CANNOT';
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof TrinoError ? error.cause.message : error.message;
}

/** What the suite needs of an engine: that it runs plans. */
function trinoEngine(url: string, { schema, tables }: AdqlTables, parts: boolean): Engine {
  const rowsOf = new Map(tables.map((t) => [t.name, t.values[t.key]!.length]));
  return {
    name: 'Trino',
    capabilities: { prepared: false, keyLookup: false, copyCsv: false, copyParquet: false },
    run: async (plan: Plan) => {
      const sql = trinoQuery(plan, ({ table, part }) => {
        const rowCount = rowsOf.get(table)!;
        return { catalog, schema, table: nameIn(table, parts ? (part ?? 'open') : undefined), rowCount };
      });
      return { fields: plan.fields, batches: one(batchOf(await answerOf(url, sql), plan.fields)) };
    },
    estimate: async () => ({}),
    close: async () => undefined,
  };
}

async function answerOf(url: string, sql: string): Promise<TrinoResult> {
  try {
    return await trinoStatement(url, sql);
  } catch (error) {
    throw error instanceof TrinoError ? trinoError(error.errorName, error) : error;
  }
}

async function* one<T>(value: T): AsyncGenerator<T> {
  yield value;
}

type Part = 'open' | 'held' | undefined;

const nameIn = (table: string, part: Part): string => (part ? `${table}__${part}` : table);

function* statementsOf({ schema, tables }: AdqlTables, part: Part): Generator<string> {
  const names = [catalog, schema].map(quoteName).join('.');
  yield `CREATE SCHEMA IF NOT EXISTS ${names}`;
  for (const table of tables) {
    const columns = [...adqlFields(table), ...(table.position ? [{ name: cell, scalar: 'int64' as const }] : [])];
    const types = columns.map((c) => typeName(c, trinoDialect));
    const place = `${names}.${quoteName(nameIn(table.name, part))}`;
    yield `CREATE TABLE ${place} (${columns.map((c, i) => `${quoteName(c.name)} ${types[i]}`).join(', ')})`;
    const rows = table.values[table.key]!.flatMap((_, row) => {
      if (part && isHeldRow(row) !== (part === 'held')) return [];
      return [`(${columns.map((c, i) => valueText(table.values[c.name]![row]!, types[i]!)).join(', ')})`];
    });
    for (let from = 0; from < rows.length; from += 250) {
      yield `INSERT INTO ${place} VALUES ${rows.slice(from, from + 250).join(', ')}`;
    }
  }
}

function valueText(value: JsonValue, type: string): string {
  if (value === null) return `CAST(NULL AS ${type})`;
  if (Array.isArray(value)) return `CAST(ARRAY[${value.map((v) => scalarText(v)).join(', ')}] AS ${type})`;
  if (type.startsWith('TIMESTAMP')) return `CAST(${quoteText(timestampText(BigInt(String(value))))} AS ${type})`;
  return `CAST(${scalarText(value)} AS ${type})`;
}

function scalarText(value: JsonValue): string {
  return value === null ? 'NULL' : quoteText(String(value));
}

function timestampText(micros: bigint): string {
  const fraction = ((micros % 1_000_000n) + 1_000_000n) % 1_000_000n;
  const second = new Date(Number((micros - fraction) / 1000n)).toISOString().slice(0, 19).replace('T', ' ');
  return `${second}.${String(fraction).padStart(6, '0')}`;
}
