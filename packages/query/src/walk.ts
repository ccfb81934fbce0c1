import type { Aggregate, Relation, Scalar } from './ir.ts';

/** The relations that one stands on. */
export function inputsOf(relation: Relation): readonly Relation[] {
  if (relation.kind === 'scan' || relation.kind === 'values') return [];
  return relation.kind === 'join' || relation.kind === 'set' ? [relation.left, relation.right] : [relation.input];
}

/** The relation on other inputs, in the order of `inputsOf`. */
export function withInputs(relation: Relation, inputs: readonly Relation[]): Relation {
  if (relation.kind === 'scan' || relation.kind === 'values') return relation;
  if (relation.kind === 'join' || relation.kind === 'set') return { ...relation, left: inputs[0]!, right: inputs[1]! };
  return { ...relation, input: inputs[0]! };
}

/** How many columns a relation has. */
export function widthOf(relation: Relation): number {
  switch (relation.kind) {
    case 'scan':
      return relation.columns.length;
    case 'values':
      return relation.rows[0]?.length ?? 0;
    case 'project':
      return relation.values.length;
    case 'aggregate':
      return relation.groupBy.length + relation.aggregates.length;
    case 'join':
      return widthOf(relation.left) + widthOf(relation.right);
    case 'set':
      return widthOf(relation.left);
    default:
      return widthOf(relation.input);
  }
}

/** The types of a relation's columns. */
export function typesOf(relation: Relation): readonly Scalar['type'][] {
  switch (relation.kind) {
    case 'scan':
      return relation.columns.map((c) => c.type);
    case 'values':
      return relation.rows[0]?.map((v) => v.type) ?? [];
    case 'project':
      return relation.values.map((v) => v.type);
    case 'aggregate':
      return [...relation.groupBy, ...relation.aggregates].map((v) => v.type);
    case 'join':
      return [...typesOf(relation.left), ...typesOf(relation.right)];
    case 'set':
      return typesOf(relation.left);
    default:
      return typesOf(relation.input);
  }
}

/** The scalars that stand in the relation itself. */
export function scalarsOf(relation: Relation): readonly Scalar[] {
  const found: Scalar[] = [];
  mapScalars(relation, (scalar) => {
    found.push(scalar);
    return scalar;
  });
  return found;
}

/** The relation with each of its own scalars put through `map`: the one place that knows where they stand. */
export function mapScalars(relation: Relation, map: (scalar: Scalar) => Scalar): Relation {
  switch (relation.kind) {
    case 'filter':
      return { ...relation, predicate: map(relation.predicate) };
    case 'project':
      return { ...relation, values: relation.values.map(map) };
    case 'aggregate':
      return {
        ...relation,
        groupBy: relation.groupBy.map(map),
        aggregates: relation.aggregates.map((a): Aggregate => (a.argument ? { ...a, argument: map(a.argument) } : a)),
      };
    case 'join':
      return { ...relation, on: map(relation.on) };
    case 'sort':
      return { ...relation, by: relation.by.map((key) => ({ ...key, value: map(key.value) })) };
    default:
      return relation;
  }
}

/** All relations from the root down, those of sub-queries in scalars too. */
export function relationsOf(root: Relation): Relation[] {
  const found = [root, ...inputsOf(root).flatMap(relationsOf)];
  for (const scalar of scalarsOf(root))
    walkScalar(scalar, (s) => {
      if (s.kind === 'subquery') found.push(...relationsOf(s.relation));
    });
  return found;
}

/** The scalar and all inside it; the relations of sub-queries are not entered. */
export function walkScalar(scalar: Scalar, visit: (s: Scalar) => void): void {
  visit(scalar);
  if (scalar.kind === 'apply') for (const argument of scalar.arguments) walkScalar(argument, visit);
  if (scalar.kind === 'subquery' && scalar.operand) walkScalar(scalar.operand, visit);
}

type Reference = Extract<Scalar, { kind: 'column' | 'outer' }>;

/**
 * The scalar with each reference put through `map`, in sub-queries too. `level` says in how many sub-queries the
 * reference stands: a `column` on level 0 and an `outer` of depth n on level n mean the same row.
 */
function mapReferences(scalar: Scalar, map: (s: Reference, level: number) => Scalar, level = 0): Scalar {
  switch (scalar.kind) {
    case 'literal':
      return scalar;
    case 'apply':
      return { ...scalar, arguments: scalar.arguments.map((a) => mapReferences(a, map, level)) };
    case 'subquery':
      return {
        ...scalar,
        ...(scalar.operand ? { operand: mapReferences(scalar.operand, map, level) } : {}),
        relation: mapAll(scalar.relation, (s) => mapReferences(s, map, level + 1)),
      };
    default:
      return map(scalar, level);
  }
}

function mapAll(relation: Relation, map: (scalar: Scalar) => Scalar): Relation {
  return mapScalars(
    withInputs(
      relation,
      inputsOf(relation).map((input) => mapAll(input, map)),
    ),
    map,
  );
}

/** Whether a reference on a level means the row of the relation in which the whole scalar stands. */
function isOwn(s: Reference, level: number): boolean {
  return s.kind === 'column' ? level === 0 : s.depth === level;
}

/** The scalar with the numbers of its relation's columns put through `renumber`, in sub-queries too. */
export function mapColumns(scalar: Scalar, renumber: (index: number) => number): Scalar {
  return mapReferences(scalar, (s, level) => (isOwn(s, level) ? { ...s, index: renumber(s.index) } : s));
}

/** The numbers of the relation's columns that a scalar uses, in sub-queries too. */
export function columnsIn(scalar: Scalar): Set<number> {
  const used = new Set<number>();
  mapReferences(scalar, (s, level) => {
    if (isOwn(s, level)) used.add(s.index);
    return s;
  });
  return used;
}

/** The scalar as a sub-query `by` levels further in sees it. */
export function lift(scalar: Scalar, by: number): Scalar {
  return mapReferences(scalar, (s, level) => {
    const depth = s.kind === 'outer' ? s.depth : 0;
    return depth < level || (s.kind === 'column' && level > 0) ? s : { ...s, kind: 'outer', depth: depth + by };
  });
}

/** The scalar with the relation of each of its sub-queries put through `map`. */
export function mapSubqueries(scalar: Scalar, map: (relation: Relation) => Relation): Scalar {
  if (scalar.kind === 'apply') return { ...scalar, arguments: scalar.arguments.map((a) => mapSubqueries(a, map)) };
  if (scalar.kind !== 'subquery') return scalar;
  const operand = scalar.operand && mapSubqueries(scalar.operand, map);
  return { ...scalar, ...(operand ? { operand } : {}), relation: map(scalar.relation) };
}

export function hasSubquery(scalar: Scalar): boolean {
  let found = false;
  walkScalar(scalar, (s) => {
    found ||= s.kind === 'subquery';
  });
  return found;
}

/** Whether two scalars are the same value, written the same. */
export function sameScalar(a: Scalar, b: Scalar): boolean {
  if (a.kind === 'column') return b.kind === 'column' && a.index === b.index;
  if (a.kind === 'outer') return b.kind === 'outer' && a.depth === b.depth && a.index === b.index;
  if (a.kind === 'subquery') return a === b;
  if (a.kind === 'literal') {
    return b.kind === 'literal' && Object.is(a.value, b.value) && a.type.scalar === b.type.scalar;
  }
  return (
    b.kind === 'apply' &&
    a.function === b.function &&
    a.type.scalar === b.type.scalar &&
    a.arguments.length === b.arguments.length &&
    a.arguments.every((x, i) => sameScalar(x, b.arguments[i]!))
  );
}
