import type { Query } from '@lingtai/adql';
import { guardRules } from './guard.ts';
import type { Plan } from './ir.ts';
import { Problems } from './problems.ts';
import { prune } from './prune.ts';
import { Queries } from './queries.ts';
import type { CatalogueView } from './view.ts';
import { isVolatile } from './volatile.ts';

export interface ResolveOptions {
  /**
   * The same query gives the same rows in the same order for ever: what TOP, OFFSET and ORDER BY leave open is settled by
   * the tables' keys, or by all columns of the result where there are none.
   */
  readonly deterministic?: boolean;
}

/**
 * Gives a query tree its meaning for one asker: names, types, row rules, geometry. Throws a `LingtaiError` of class
 * `usage` that tells all unknown names and type errors at once, with spans where the tree has them.
 */
export function resolve(tree: Query, view: CatalogueView, options: ResolveOptions = {}): { readonly plan: Plan } {
  const problems = new Problems();
  const queries = new Queries(view, problems, options.deterministic ?? false);
  const { relation, fields } = queries.root(tree);
  problems.throwIfAny();
  const root = prune(guardRules(relation));
  return { plan: { root, fields, reads: queries.reads, ...(isVolatile(root) ? { volatile: true } : {}) } };
}
