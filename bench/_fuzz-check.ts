import { parseAdql, printAdql } from '@lingtai/adql';
import { type Diagnostic, LingtaiError } from '@lingtai/diagnostics';
import { printQuery } from '@lingtai/engine';
import { duckdbDialect } from '@lingtai/engine-duckdb';
import { trinoQuery } from '@lingtai/engine-trino';
import { type CatalogueView, type Plan, resolve } from '@lingtai/query';

/** What became of a string; `problem` when it got no proper answer. */
export interface Outcome {
  readonly kind: 'refused' | 'unresolved' | 'resolved';
  readonly plan?: Plan;
  readonly problem?: string;
}

/** Parses, prints, resolves and prints again. Every string is understood or refused with a place in it. */
export function checkString(text: string, view: CatalogueView): Outcome {
  try {
    return answered(text, view);
  } catch (error) {
    return { kind: 'refused', problem: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

function answered(text: string, view: CatalogueView): Outcome {
  const { tree, diagnostics } = parseAdql(text);
  const errors = diagnostics.filter((d) => d.severity === 'error');
  if (!tree || errors.length > 0) return refused('refused', errors, text);
  const canonical = printAdql(tree);
  const again = parseAdql(canonical);
  if (!again.tree || again.diagnostics.some((d) => d.severity === 'error')) {
    return { kind: 'refused', problem: `the canonical text does not parse: ${canonical}` };
  }
  if (printAdql(again.tree) !== canonical) {
    return { kind: 'refused', problem: `the canonical text is not its own: ${canonical}` };
  }
  try {
    const { plan } = resolve(tree, view);
    return { kind: 'resolved', plan, ...printed(plan) };
  } catch (error) {
    if (!(error instanceof LingtaiError) || error.class !== 'usage') throw error;
    return refused('unresolved', error.diagnostics, text);
  }
}

function refused(kind: Outcome['kind'], diagnostics: readonly Diagnostic[], text: string): Outcome {
  if (diagnostics.length === 0) return { kind, problem: 'refused without a word' };
  const bad = diagnostics.find(({ place }) => {
    const { from, to } = place ?? {};
    return from === undefined || to === undefined || from < 0 || to < from || to > text.length;
  });
  return bad ? { kind, problem: `${bad.code} has no place in the text` } : { kind };
}

function printed(plan: Plan): { problem?: string } {
  const { sql } = printQuery(plan.root, { dialect: duckdbDialect, canonicalSources: true, source: () => 'scan' });
  const trino = trinoText(plan);
  // What stands in quotes may be anything.
  const bare = [sql, trino].map((statement) => statement.replace(/'(?:[^']|'')*'|"(?:[^"]|"")*"/g, ''));
  const holes = bare.find((statement) => /undefined|\[object|NaN|\{\d+\}/.test(statement));
  if (holes !== undefined) return { problem: `printed with a hole: ${holes.slice(0, 500)}` };
  return plan.fields.length === 0 ? { problem: 'no column comes out' } : {};
}

/** The other dialect's text; empty where that engine cannot and says so. */
function trinoText(plan: Plan): string {
  try {
    return trinoQuery(plan, ({ table }) => ({ catalog: 'c', schema: 's', table, rowCount: 1000 }));
  } catch (error) {
    if (error instanceof LingtaiError && error.class === 'unsupported') return '';
    throw error;
  }
}
