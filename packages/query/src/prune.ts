import type { Relation, RelationOf, Scalar } from './ir.ts';
import {
  columnsIn,
  inputsOf,
  mapColumns,
  mapScalars,
  mapSubqueries,
  scalarsOf,
  typesOf,
  widthOf,
  withInputs,
} from './walk.ts';

/** Leaves out the columns that nobody asks for, and renumbers what uses the rest. */
export function prune(root: Relation): Relation {
  return pruneTo(root, undefined).relation;
}

type Renumber = (index: number) => number;
type Wanted = ReadonlySet<number> | undefined;

interface Pruned {
  readonly relation: Relation;
  /** From the old number of an output column to the new one. */
  readonly renumber: Renumber;
}

const same: Renumber = (index) => index;

function columnsUsed(relation: Relation): Set<number> {
  return new Set(scalarsOf(relation).flatMap((scalar) => [...columnsIn(scalar)]));
}

/** `wanted`: the output columns that are needed, all without it. */
function pruneTo(whole: Relation, wanted: Wanted): Pruned {
  const relation = mapScalars(whole, (scalar) => mapSubqueries(scalar, prune));
  switch (relation.kind) {
    case 'scan':
      return pruneScan(relation, wanted);
    case 'values':
      return { relation, renumber: same };
    case 'join':
      return pruneJoin(relation, wanted);
    case 'set':
      return pruneSet(relation, wanted);
    case 'project':
      return pruneProject(relation, wanted);
    case 'aggregate':
      return pruneAggregate(relation, wanted);
    case 'distinct':
      return onInput(relation, undefined);
    default:
      return onInput(relation, wanted && new Set([...wanted, ...columnsUsed(relation)]));
  }
}

function onInput(
  relation: Exclude<Relation, { kind: 'scan' | 'values' | 'join' | 'set' }>,
  wanted: Wanted,
  out?: Renumber,
): Pruned {
  const { relation: input, renumber } = pruneTo(relation.input, wanted);
  const renumbered = mapScalars({ ...relation, input }, (scalar) => mapColumns(scalar, renumber));
  return { relation: renumbered, renumber: out ?? renumber };
}

function renumberTo(kept: readonly number[]): Renumber {
  const place = new Map(kept.map((old, now) => [old, now]));
  return (index) => place.get(index) ?? index;
}

function keptOf(width: number, wanted: ReadonlySet<number>): number[] {
  return Array.from({ length: width }, (_, i) => i).filter((i) => wanted.has(i));
}

function pruneScan(scan: RelationOf<'scan'>, wanted: Wanted): Pruned {
  if (!wanted) return { relation: scan, renumber: same };
  const kept = keptOf(scan.columns.length, wanted);
  return { relation: { ...scan, columns: kept.map((i) => scan.columns[i]!) }, renumber: renumberTo(kept) };
}

function pruneProject(project: RelationOf<'project'>, wanted: Wanted): Pruned {
  const kept = wanted ? keptOf(project.values.length, wanted) : project.values.map((_, i) => i);
  const values = kept.map((i) => project.values[i]!);
  const smaller: Relation = { ...project, values, names: kept.map((i) => project.names[i]!) };
  return onInput(smaller, columnsUsed(smaller), renumberTo(kept));
}

// Without GROUP BY it is an aggregate that makes the one row: one of them stays.
function pruneAggregate(whole: RelationOf<'aggregate'>, wanted: Wanted): Pruned {
  const groups = whole.groupBy.length;
  const all = whole.names.map((_, i) => i);
  const asked = all.filter((i) => i < groups || !wanted || wanted.has(i));
  const kept = asked.length === 0 ? all.slice(0, 1) : asked;
  const aggregates = whole.aggregates.filter((_, i) => kept.includes(groups + i));
  const smaller: Relation = { ...whole, aggregates, names: kept.map((i) => whole.names[i]!) };
  return onInput(smaller, columnsUsed(smaller), renumberTo(kept));
}

// Of all but UNION ALL every column tells which rows are equal.
function pruneSet(set: RelationOf<'set'>, wanted: Wanted): Pruned {
  if (!wanted || !set.all || set.operator !== 'union')
    return { relation: withInputs(set, inputsOf(set).map(prune)), renumber: same };
  const kept = keptOf(widthOf(set), wanted);
  const sides = inputsOf(set).map((side) => onlyColumns(side, kept));
  return { relation: withInputs(set, sides), renumber: renumberTo(kept) };
}

/** The relation with these columns and no others. */
function onlyColumns(relation: Relation, kept: readonly number[]): Relation {
  const types = typesOf(relation);
  const values = kept.map((index): Scalar => ({ kind: 'column', index, type: types[index]! }));
  const names = kept.map((_, i) => `c${i}`);
  const only = pruneProject({ kind: 'project', input: relation, values, names }, undefined)
    .relation as RelationOf<'project'>;
  const same = widthOf(only.input) === kept.length && only.values.every((v, i) => v.kind === 'column' && v.index === i);
  return same ? only.input : only;
}

function pruneJoin(join: RelationOf<'join'>, wanted: Wanted): Pruned {
  const leftWidth = widthOf(join.left);
  const all = wanted && [...wanted, ...columnsIn(join.on)];
  const left = pruneTo(join.left, all && new Set(all.filter((i) => i < leftWidth)));
  const right = pruneTo(join.right, all && new Set(all.filter((i) => i >= leftWidth).map((i) => i - leftWidth)));
  const offset = widthOf(left.relation);
  const renumber: Renumber = (i) => (i < leftWidth ? left.renumber(i) : offset + right.renumber(i - leftWidth));
  const on = mapColumns(join.on, renumber);
  return { relation: { ...join, left: left.relation, right: right.relation, on }, renumber };
}
