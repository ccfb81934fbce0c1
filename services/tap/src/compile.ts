import { parseAdql, type Query } from '@lingtai/adql';
import { type Diagnostic, LingtaiError } from '@lingtai/diagnostics';
import { type CatalogueView, type Plan, resolve } from '@lingtai/query';

/** A query that can be run. */
export interface CompiledQuery {
  readonly tree: Query;
  readonly plan: Plan;
  /** What to say that is no error. */
  readonly diagnostics: readonly Diagnostic[];
}

/** Text to plan. Throws class `usage` with everything that is wrong: codes ADQL-… tell of syntax, QUERY-… of names and types. */
export function compileQuery(text: string, view: CatalogueView): CompiledQuery {
  const { tree, diagnostics } = parseAdql(text);
  if (!tree || diagnostics.some((d) => d.severity === 'error')) throw new LingtaiError('usage', diagnostics);
  try {
    return { tree, plan: resolve(tree, view).plan, diagnostics };
  } catch (error) {
    throw error instanceof LingtaiError ? new LingtaiError(error.class, placed(error.diagnostics, text)) : error;
  }
}

/** Diagnostics with line and column where they have only offsets. */
function placed(diagnostics: readonly Diagnostic[], text: string): Diagnostic[] {
  return diagnostics.map((diagnostic) => {
    const { place } = diagnostic;
    if (place?.from === undefined || place.line !== undefined) return diagnostic;
    const before = text.slice(0, place.from).split(/\r\n|\n|\r/);
    return { ...diagnostic, place: { ...place, line: before.length, column: before.at(-1)!.length + 1 } };
  });
}
