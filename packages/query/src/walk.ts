import type { Aggregate, Relation, Scalar } from './ir.ts';

/** Which scalars a relation holds, by kind: the one place that knows, so that passes stay short. */
const scalarsIn: { readonly [K in Relation['kind']]: (r: Extract<Relation, { kind: K }>) => readonly Scalar[] } = {
  scan: () => [],
  filter: (r) => [r.predicate],
  project: (r) => r.values,
  aggregate: (r) => [...r.groupBy, ...r.aggregates.flatMap((a) => (a.argument ? [a.argument] : []))],
  distinct: () => [],
  sort: (r) => r.by.map((key) => key.value),
  limit: () => [],
};

export function scalarsOf(relation: Relation): readonly Scalar[] {
  return (scalarsIn[relation.kind] as (r: Relation) => readonly Scalar[])(relation);
}

export function inputOf(relation: Relation): Relation | undefined {
  return relation.kind === 'scan' ? undefined : relation.input;
}

/** The relations from the root down to the scan. */
export function relationsOf(root: Relation): Relation[] {
  const input = inputOf(root);
  return input ? [root, ...relationsOf(input)] : [root];
}

export function walkScalar(scalar: Scalar, visit: (s: Scalar) => void): void {
  visit(scalar);
  if (scalar.kind === 'apply') for (const argument of scalar.arguments) walkScalar(argument, visit);
}

/** The scalar with every column number put through `renumber`. */
export function mapColumns(scalar: Scalar, renumber: (index: number) => number): Scalar {
  if (scalar.kind === 'column') return { ...scalar, index: renumber(scalar.index) };
  if (scalar.kind === 'literal') return scalar;
  return { ...scalar, arguments: scalar.arguments.map((a) => mapColumns(a, renumber)) };
}

function mapAggregate(aggregate: Aggregate, renumber: (index: number) => number): Aggregate {
  return aggregate.argument ? { ...aggregate, argument: mapColumns(aggregate.argument, renumber) } : aggregate;
}

/** The relation itself with its own column numbers put through `renumber`, on another input. */
export function withInput(relation: Relation, input: Relation, renumber: (index: number) => number): Relation {
  switch (relation.kind) {
    case 'scan':
      return relation;
    case 'filter':
      return { ...relation, input, predicate: mapColumns(relation.predicate, renumber) };
    case 'project':
      return { ...relation, input, values: relation.values.map((v) => mapColumns(v, renumber)) };
    case 'aggregate':
      return {
        ...relation,
        input,
        groupBy: relation.groupBy.map((v) => mapColumns(v, renumber)),
        aggregates: relation.aggregates.map((a) => mapAggregate(a, renumber)),
      };
    case 'sort':
      return { ...relation, input, by: relation.by.map((k) => ({ ...k, value: mapColumns(k.value, renumber) })) };
    case 'distinct':
    case 'limit':
      return { ...relation, input };
  }
}

/** Whether two scalars are the same value, written the same. */
export function sameScalar(a: Scalar, b: Scalar): boolean {
  if (a.kind === 'column') return b.kind === 'column' && a.index === b.index;
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
