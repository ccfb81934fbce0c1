import { parseAdql, printAdql } from '@lingtai/adql';
import type { Field } from '@lingtai/columns';
import { type Diagnostic, LingtaiError } from '@lingtai/diagnostics';
import type { Cost, Engine } from '@lingtai/engine';
import type { CatalogueView, Plan } from '@lingtai/query';
import { compileQuery } from '@lingtai/service-dali';

/** What can be said of a query without running it. */
export interface CheckedQuery {
  /** Everything that is wrong or worth knowing, in the order of the text. */
  readonly diagnostics: readonly Diagnostic[];
  /** Columns of the result; absent when something is wrong. */
  readonly fields?: readonly Field[];
  /** What it reads; absent when something is wrong. */
  readonly reads?: Plan['reads'];
  /** Upper bounds; absent when something is wrong. */
  readonly cost?: Cost;
  /** The query in its canonical form; absent when it does not parse. */
  readonly canonicalText?: string;
}

/** Parses, resolves and estimates a query. What is wrong with it is told, never thrown. */
export async function checkQuery(text: string, view: CatalogueView, engine: Engine): Promise<CheckedQuery> {
  try {
    const { tree, plan, diagnostics } = compileQuery(text, view);
    const cost = await engine.estimate(plan);
    return { diagnostics, fields: plan.fields, reads: plan.reads, cost, canonicalText: printAdql(tree) };
  } catch (error) {
    if (!(error instanceof LingtaiError) || error.class === 'internal') throw error;
    const { tree, diagnostics } = parseAdql(text);
    const parses = tree !== undefined && !diagnostics.some((d) => d.severity === 'error');
    return { diagnostics: error.diagnostics, ...(parses ? { canonicalText: printAdql(tree) } : {}) };
  }
}
