import type { Plan, Relation } from './ir.ts';

/**
 * The plan cut after `maxrec + 1` rows: one more than may be given out, so that an overflow is seen (DALI 1.1, MAXREC).
 * A smaller limit of the query itself stays.
 */
export function withMaxrec(plan: Plan, maxrec: number): Plan {
  return { ...plan, root: limitTo(plan.root, maxrec + 1) };
}

/** The first `rows` rows of a relation. */
export function limitTo(root: Relation, rows: number): Relation {
  if (root.kind === 'limit') return { ...root, limit: Math.min(root.limit ?? rows, rows) };
  if (root.kind === 'project') return { ...root, input: limitTo(root.input, rows) };
  return { kind: 'limit', input: root, limit: rows };
}
