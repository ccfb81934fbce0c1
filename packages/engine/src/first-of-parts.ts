import {
  hasSubquery,
  inputsOf,
  mapScalars,
  mapSubqueries,
  type Relation,
  type RelationOf,
  relationsOf,
  type Scalar,
  type SortKey,
  withInputs,
} from '@lingtai/query';

/** Whether the storage of a scan has its rows in the order of these columns. */
type IsStored = (scan: RelationOf<'scan'>, columns: readonly (string | undefined)[]) => boolean;

/** More rows than this of each part are sorted together sooner than they are collected. */
const mostRows = 100_000;

/**
 * The first rows of a table in two parts are among the first ones of each, which stand there in order: so they are found
 * without a look at the others.
 */
export function firstOfParts(root: Relation, isStored: IsStored): Relation {
  const inside = (relation: Relation): Relation => firstOfParts(relation, isStored);
  const below = mapScalars(withInputs(root, inputsOf(root).map(inside)), (s) => mapSubqueries(s, inside));
  if (below.kind !== 'limit' || below.limit === undefined || below.input.kind !== 'sort') return below;
  const rows = below.limit + (below.offset ?? 0);
  const sort = rows <= mostRows && below.input.parts ? narrowed(below.input, rows, isStored) : undefined;
  return sort ? { ...below, input: sort } : below;
}

type Wrap = (part: Relation) => Relation;

function narrowed(sort: RelationOf<'sort'>, rows: number, isStored: IsStored): Relation | undefined {
  let wrap: Wrap = (part) => part;
  let input = sort.input;
  while (input.kind === 'filter') {
    const { predicate } = input;
    // An engine may join the rows with those of a sub-query, and so mix them.
    if (hasSubquery(predicate)) return undefined;
    const outer = wrap;
    wrap = (part) => outer({ kind: 'filter', input: part, predicate });
    input = input.input;
  }
  if (input.kind !== 'set') return undefined;
  if (![input.left, input.right].every((part) => isOrdered(part, sort.by, isStored))) return undefined;
  const first: Wrap = (part) => ({
    kind: 'limit',
    input: { kind: 'sort', input: wrap(part), by: sort.by, canonical: true },
    limit: rows,
  });
  return { ...sort, input: { ...input, left: first(input.left), right: first(input.right) } };
}

function isOrdered(part: Relation, by: readonly SortKey[], isStored: IsStored): boolean {
  const columns = by.map(({ value, descending }) => (descending ? undefined : columnOf(part, value)));
  return relationsOf(part).every((relation) => relation.kind !== 'scan' || isStored(relation, columns));
}

/** The name in the storage of a column of a part. */
function columnOf(part: Relation, value: Scalar): string | undefined {
  if (value.kind !== 'column') return undefined;
  if (part.kind === 'scan') return part.columns[value.index]?.name;
  if (part.kind === 'project') return columnOf(part.input, part.values[value.index]!);
  return part.kind === 'filter' || part.kind === 'limit' ? columnOf(part.input, value) : undefined;
}
