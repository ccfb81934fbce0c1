import { lowerGeometry, repeatsIn } from '@lingtai/engine';
import { inputsOf, mapScalars, mapSubqueries, type Relation, type Scalar, typesOf, withInputs } from '@lingtai/query';
import { trinoDialect } from './dialect.ts';
import { hasName, Names } from './names.ts';

/** A plan whose inner names are columns; the projections that make these columns want a SELECT of their own. */
export interface HoistedPlan {
  readonly root: Relation;
  readonly apart: ReadonlySet<Relation>;
}

/**
 * The plan with the values that geometry names (`let`) computed in projections below. Trino looks at the body of a lambda
 * several times on each level of nesting, so that a few names inside one another would take minutes to plan.
 */
export function withNamesAsColumns(plan: Relation): HoistedPlan {
  const apart = new Set<Relation>();
  const all = (relation: Relation): Relation => {
    const below = withInputs(relation, inputsOf(relation).map(all));
    const isCondition = below.kind === 'filter' || below.kind === 'join';
    return hoisted(
      mapScalars(below, (s) => lowerGeometry(mapSubqueries(s, all), isCondition, repeatsIn(trinoDialect))),
      apart,
    );
  };
  return { root: all(plan), apart };
}

function hoisted(relation: Relation, apart: Set<Relation>): Relation {
  if (relation.kind === 'join') return hoistedJoin(relation, apart);
  const inputs = inputsOf(relation);
  // A sort's own names stay: its columns would have to be dropped above it, where its order ends.
  if (inputs.length !== 1 || relation.kind === 'sort') return relation;
  const types = typesOf(inputs[0]!);
  const names = new Names(types.length);
  const mapped = mapScalars(relation, (s) => names.hoist(s));
  if (names.layers.length === 0) return relation;
  const above = withInputs(mapped, [withLayers(inputs[0]!, names.layers, apart)]);
  if (above.kind !== 'filter') return above;
  return projection(
    above,
    types.map((type, index) => ({ kind: 'column', index, type })),
  );
}

/** The input with more columns; below a sort, whose order does not go through a SELECT around it. */
function withLayers(input: Relation, layers: readonly (readonly Scalar[])[], apart: Set<Relation>): Relation {
  if (input.kind === 'sort' || input.kind === 'limit') {
    return withInputs(input, [withLayers(input.input, layers, apart)]);
  }
  let made: Relation = input;
  for (const layer of layers) {
    const below = typesOf(made).map((type, index): Scalar => ({ kind: 'column', index, type }));
    made = projection(made, [...below, ...layer]);
    apart.add(made);
  }
  return made;
}

/** Conditions with names are tested after an inner join. */
function hoistedJoin(join: Extract<Relation, { kind: 'join' }>, apart: Set<Relation>): Relation {
  const parts = join.on.kind === 'apply' && join.on.function === 'and' ? join.on.arguments : [join.on];
  const later = parts.filter(hasName);
  if (join.type !== 'inner' || later.length === 0) return join;
  const on = every(parts.filter((part) => !hasName(part)));
  return hoisted({ kind: 'filter', input: { ...join, on }, predicate: every(later) }, apart);
}

function every(conditions: readonly Scalar[]): Scalar {
  const type = { scalar: 'boolean' } as const;
  if (conditions.length === 0) return { kind: 'literal', type, value: true };
  return conditions.length === 1 ? conditions[0]! : { kind: 'apply', function: 'and', arguments: conditions, type };
}

function projection(input: Relation, values: readonly Scalar[]): Relation {
  return { kind: 'project', input, values, names: values.map((_, i) => `c${i}`) };
}
