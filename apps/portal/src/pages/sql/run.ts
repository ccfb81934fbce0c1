import type { LocalText } from '../../words/context.tsx';
import { ask, post } from './ask.ts';

export type Cell = string | number | boolean | null | readonly unknown[];

export interface ResultField {
  readonly name: string;
  readonly type: string;
  readonly arraysize?: number | '*';
  readonly unit?: string;
  readonly ucd?: string;
  readonly description?: string;
}

/** An answer as the service writes it in JSON. */
export interface ResultTable {
  readonly fields: readonly ResultField[];
  readonly rows: readonly (readonly Cell[])[];
  readonly returned: number;
  readonly complete: boolean;
  readonly limit?: string;
}

/** What was run, and what came of it. */
export interface Shown {
  readonly query: string;
  readonly maxrec: number;
  readonly table: ResultTable;
  readonly seconds?: number;
  /** Where the result lies as a VOTable, when a job made one. */
  readonly votable?: string;
}

export type RunState =
  | { readonly kind: 'idle' }
  | { readonly kind: 'running'; readonly abort: AbortController }
  | { readonly kind: 'stopped' }
  | { readonly kind: 'failed'; readonly texts: readonly LocalText[] | undefined }
  | { readonly kind: 'done'; readonly shown: Shown };

/** Runs a query at once. */
export async function runSync(query: string, maxrec: number, signal: AbortSignal): Promise<Shown> {
  const start = performance.now();
  const fields = { LANG: 'ADQL', QUERY: query, MAXREC: String(maxrec), RESPONSEFORMAT: 'json' };
  const table = (await (await post('/tap/sync', fields, signal)).json()) as ResultTable;
  return { query, maxrec, table, seconds: (performance.now() - start) / 1000 };
}

/** The rows of a job whose result is JSON. */
export async function jobResult(address: string): Promise<ResultTable> {
  return (await (await ask(address)).json()) as ResultTable;
}
