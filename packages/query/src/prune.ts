import type { Relation } from './ir.ts';
import { inputOf, scalarsOf, walkScalar, withInput } from './walk.ts';

/** Leaves out the scan columns that nobody asks for, and renumbers what uses the rest. */
export function prune(root: Relation): Relation {
  return pruneTo(root, undefined).relation;
}

type Renumber = (index: number) => number;

const same: Renumber = (index) => index;

function columnsUsed(relation: Relation): Set<number> {
  const used = new Set<number>();
  for (const scalar of scalarsOf(relation)) walkScalar(scalar, (s) => s.kind === 'column' && used.add(s.index));
  return used;
}

/** `wanted`: the output columns that are needed, all without it. */
function pruneTo(
  relation: Relation,
  wanted: ReadonlySet<number> | undefined,
): { relation: Relation; renumber: Renumber } {
  const input = inputOf(relation);
  if (!input) return pruneScan(relation, wanted);
  const closed = relation.kind === 'project' || relation.kind === 'aggregate';
  const below = closed
    ? columnsUsed(relation)
    : wanted && relation.kind !== 'distinct'
      ? new Set([...wanted, ...columnsUsed(relation)])
      : undefined;
  const pruned = pruneTo(input, below);
  return { relation: withInput(relation, pruned.relation, pruned.renumber), renumber: closed ? same : pruned.renumber };
}

function pruneScan(
  scan: Relation,
  wanted: ReadonlySet<number> | undefined,
): { relation: Relation; renumber: Renumber } {
  if (scan.kind !== 'scan' || !wanted) return { relation: scan, renumber: same };
  const kept = scan.columns.map((_, i) => i).filter((i) => wanted.has(i));
  const place = new Map(kept.map((old, now) => [old, now]));
  return {
    relation: { ...scan, columns: kept.map((i) => scan.columns[i]!) },
    renumber: (index) => place.get(index) ?? index,
  };
}
