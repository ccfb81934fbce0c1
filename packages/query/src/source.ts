import type { Relation, RelationOf, Scalar } from './ir.ts';
import { keysOf } from './keys.ts';
import type { Stored } from './order.ts';
import { type Scope, shiftScope, unknownScope } from './scope.ts';
import { coverOf, type PositionColumns } from './spatial.ts';
import { apply, boolean } from './types.ts';
import { inputsOf, mapColumns, widthOf, withInputs } from './walk.ts';

export interface LeafScan {
  readonly scan: RelationOf<'scan'>;
  /** The access rule that stands on the scan. */
  readonly rule?: Scalar;
}

/** One stored table in FROM, so that what WHERE says of its position and key can be told to its scans. */
export interface Leaf {
  /** One, or two of the same columns where some rows are stored apart. */
  readonly scans: readonly LeafScan[];
  /** Number of the scans' first column in the input of the SELECT. */
  readonly base: number;
  readonly position?: PositionColumns;
  /** The column that tells rows apart. */
  readonly key?: number;
  /** Columns that put the rows into canonical order. */
  readonly canonical: readonly number[];
}

/** What FROM gives: the rows, what names mean, and what is known of the order. */
export interface Source {
  readonly relation: Relation;
  readonly scope: Scope;
  readonly leaves: readonly Leaf[];
  /** Every part of FROM is a stored table, so that the keys of the leaves tell rows apart. */
  readonly keyed: boolean;
  /** Conditions that hold for every row because inner joins have them. */
  readonly joined: readonly Scalar[];
}

/** A source of nothing, where FROM is wrong. */
export const unknownSource: Source = {
  relation: { kind: 'scan', storage: { releaseDigest: '', releaseAddress: '', table: '' }, columns: [] },
  scope: unknownScope,
  leaves: [],
  keyed: false,
  joined: [],
};

/** A source as the right side of a join whose left side has `offset` columns. */
export function shiftSource(source: Source, offset: number): Source {
  return {
    ...source,
    scope: shiftScope(source.scope, offset),
    leaves: source.leaves.map((leaf) => ({ ...leaf, base: leaf.base + offset })),
    joined: source.joined.map((on) => mapColumns(on, (i) => i + offset)),
  };
}

function leafColumns(source: Source, columns: (leaf: Leaf) => readonly number[]): Scalar[] {
  return source.leaves.flatMap((leaf) =>
    columns(leaf).map(
      (i): Scalar => ({ kind: 'column', index: leaf.base + i, type: leaf.scans[0]!.scan.columns[i]!.type }),
    ),
  );
}

/** The keys of all tables of FROM. */
export function keysOfSource(source: Source): Scalar[] {
  return leafColumns(source, (leaf) => (leaf.key === undefined ? [] : [leaf.key]));
}

/** The columns that put the rows of a single table into canonical order. */
export function canonicalOf(source: Source): Scalar[] {
  return leafColumns(source, (leaf) => leaf.canonical);
}

/** What is known of the order in which the rows of a single table come. */
export function storedOrder({ leaves }: Source): Stored {
  return leaves[0]!.scans.length === 1 ? { canonical: true } : { parts: true };
}

/**
 * The source with the condition of WHERE on top. Its scans learn what the condition says of their positions and keys:
 * such a condition is never true where the table's columns are null, so this holds for outer joins too.
 */
export function filtered(source: Source, where: Scalar | undefined): Relation {
  const all = [...source.joined, ...(where ? [where] : [])];
  const hints = new Map<Relation, Relation>();
  for (const leaf of source.leaves) for (const one of leaf.scans) hints.set(one.scan, narrowed(leaf, one, all));
  const relation = replaceScans(source.relation, hints);
  return where ? { kind: 'filter', input: relation, predicate: where } : relation;
}

function narrowed(leaf: Leaf, { scan, rule }: LeafScan, conditions: readonly Scalar[]): Relation {
  // Columns of other tables fall outside the numbers of this one.
  const own = conditions.map((condition) => mapColumns(condition, (i) => i - leaf.base));
  const [first, ...rest] = [...(rule ? [rule] : []), ...own];
  if (!first) return scan;
  const all = rest.length === 0 ? first : apply('and', boolean, first, ...rest);
  const cover = leaf.position && coverOf(all, leaf.position);
  const keys = leaf.key === undefined ? undefined : keysOf(all, leaf.key);
  return { ...scan, ...(cover ? { cover } : {}), ...(keys ? { keyEquals: keys } : {}) };
}

function replaceScans(relation: Relation, by: ReadonlyMap<Relation, Relation>): Relation {
  if (relation.kind === 'scan') return by.get(relation) ?? relation;
  const inputs = inputsOf(relation);
  const replaced = inputs.map((input) => replaceScans(input, by));
  return replaced.every((r, i) => r === inputs[i]) ? relation : withInputs(relation, replaced);
}

/** How many columns the input of a SELECT has. */
export function widthOfSource(source: Source): number {
  return widthOf(source.relation);
}
