import { parseAdql, printAdql } from '@lingtai/adql';
import type { Field } from '@lingtai/columns';
import { type Diagnostic, LingtaiError, type LocalText } from '@lingtai/diagnostics';
import type { Cost, Engine } from '@lingtai/engine';
import { hasRules, type Plan } from '@lingtai/query';
import { compileQuery, whyNotReproducible } from '@lingtai/service-dali';
import type { TapView } from './view.ts';

/** What can be said of a query without running it. */
export interface CheckedQuery {
  /** Everything that is wrong or worth knowing, in the order of the text. */
  readonly diagnostics: readonly Diagnostic[];
  /** Columns of the result; absent when something is wrong. */
  readonly fields?: readonly Field[];
  /** What it reads; absent when something is wrong. */
  readonly reads?: Plan['reads'];
  /** Upper bounds; absent when something is wrong, or where some rows are kept from the asker. */
  readonly cost?: Cost;
  /** The query in its canonical form; absent when it does not parse. */
  readonly canonicalText?: string;
  /** Whether the same query gives the same for ever, and so may have a permanent address; absent when something is wrong. */
  readonly reproducible?: boolean;
  /** Why not. */
  readonly reproducibleReason?: LocalText;
}

/** Parses, resolves and estimates a query. What is wrong with it is told, never thrown. */
export async function checkQuery(text: string, { view, snapshot }: TapView, engine: Engine): Promise<CheckedQuery> {
  try {
    const compiled = compileQuery(text, view);
    const { tree, plan, diagnostics } = compiled;
    const reason = whyNotReproducible(compiled, view, snapshot.releases);
    return {
      diagnostics,
      fields: plan.fields,
      reads: plan.reads,
      // What is expected of rows that he may not see would tell of them.
      ...(hasRules(plan) ? {} : { cost: await engine.estimate(plan) }),
      canonicalText: printAdql(tree),
      reproducible: reason === undefined,
      ...(reason ? { reproducibleReason: reason } : {}),
    };
  } catch (error) {
    if (!(error instanceof LingtaiError) || error.class === 'internal') throw error;
    const { tree, diagnostics } = parseAdql(text);
    const parses = tree !== undefined && !diagnostics.some((d) => d.severity === 'error');
    return { diagnostics: error.diagnostics, ...(parses ? { canonicalText: printAdql(tree) } : {}) };
  }
}
