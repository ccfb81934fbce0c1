import {
  columnsIn,
  mapColumns,
  type Relation,
  type RelationOf,
  relationsOf,
  type Scalar,
  scalarsOf,
  walkScalar,
  widthOf,
} from '@lingtai/query';

type Scan = RelationOf<'scan'>;
type Join = RelationOf<'join'>;

/** What a plan says of its tables. */
export interface Conditions {
  /** For each scan the conditions, over its own columns, that hold for all of its rows that count. */
  readonly scans: ReadonlyMap<Scan, readonly Scalar[]>;
  /** For each join those over the columns of both sides. */
  readonly joins: ReadonlyMap<Join, readonly Scalar[]>;
  /** Scans of which only so many rows are wanted, the first ones. */
  readonly firstRows: ReadonlyMap<Scan, number>;
}

export function conditionsOf(root: Relation): Conditions {
  const collector = new Collector();
  collector.collect(root, []);
  // What is said around a sub-query tells nothing of its rows.
  for (const scalar of relationsOf(root).flatMap(scalarsOf)) {
    walkScalar(scalar, (s) => {
      if (s.kind === 'subquery') collector.collect(s.relation, []);
    });
  }
  return collector;
}

class Collector implements Conditions {
  readonly scans = new Map<Scan, readonly Scalar[]>();
  readonly joins = new Map<Join, readonly Scalar[]>();
  readonly firstRows = new Map<Scan, number>();

  /** `all`: conditions over the relation's columns that the rows above must fulfil. */
  collect(relation: Relation, all: readonly Scalar[]): void {
    if (relation.kind === 'scan') this.scans.set(relation, all);
    else if (relation.kind === 'join') this.#join(relation, all);
    else if (relation.kind === 'set') {
      const both = relation.operator === 'union' ? all : [];
      this.collect(relation.left, both);
      this.collect(relation.right, both);
    } else if (relation.kind !== 'values') {
      if (relation.kind === 'limit') this.#limit(relation);
      this.collect(relation.input, below(relation, all));
    }
  }

  #limit({ input, limit, offset = 0 }: RelationOf<'limit'>): void {
    const first = firstOf(input);
    if (first && limit !== undefined) this.firstRows.set(first, limit + offset);
  }

  // A row that an outer join made of nulls fulfils no comparison, and nothing else is looked at.
  #join(join: Join, all: readonly Scalar[]): void {
    const width = widthOf(join.left);
    const on = terms(join.on);
    this.joins.set(join, [...all, ...on]);
    const left = [...all, ...(join.type === 'inner' || join.type === 'right' ? on : [])];
    const right = [...all, ...(join.type === 'inner' || join.type === 'left' ? on : [])];
    const onlyOf = (conditions: readonly Scalar[], own: (index: number) => boolean): Scalar[] =>
      conditions.filter((condition) => [...columnsIn(condition)].every(own));
    const leftOnly = onlyOf(left, (index) => index < width);
    const rightOnly = onlyOf(right, (index) => index >= width);
    this.collect(join.left, leftOnly);
    this.collect(
      join.right,
      rightOnly.map((condition) => mapColumns(condition, (index) => index - width)),
    );
  }
}

/** What conditions above a relation say of its input. */
function below(relation: Relation, all: readonly Scalar[]): readonly Scalar[] {
  if (relation.kind === 'filter') return [...all, ...terms(relation.predicate)];
  if (relation.kind === 'sort' || relation.kind === 'distinct') return all;
  return relation.kind === 'project' ? all.flatMap((condition) => through(condition, relation)) : [];
}

/** The scan whose rows come out of a relation one by one and in its own order. */
function firstOf(relation: Relation): Scan | undefined {
  if (relation.kind === 'scan') return relation;
  return relation.kind === 'project' ? firstOf(relation.input) : undefined;
}

/** The terms of a conjunction. */
function terms(predicate: Scalar): readonly Scalar[] {
  return predicate.kind === 'apply' && predicate.function === 'and' ? predicate.arguments.flatMap(terms) : [predicate];
}

/** A condition over what a projection gives as one over its input, where it uses plain columns only. */
function through(condition: Scalar, { values }: RelationOf<'project'>): Scalar[] {
  const used = [...columnsIn(condition)].map((index) => values[index]);
  if (!used.every((value) => value?.kind === 'column')) return [];
  const inner = (index: number): number => (values[index] as Extract<Scalar, { kind: 'column' }>).index;
  return [mapColumns(condition, inner)];
}
