import { type Aggregate, inputsOf, mapScalars, mapSubqueries, type Relation, withInputs } from '@lingtai/query';

/** The plan with sums and means of 32-bit floats taken over doubles, which Trino would give as 32-bit floats. */
export function withWideSums(relation: Relation): Relation {
  const inputs = inputsOf(relation).map(withWideSums);
  const below = mapScalars(withInputs(relation, inputs), (s) => mapSubqueries(s, withWideSums));
  return below.kind === 'aggregate' ? { ...below, aggregates: below.aggregates.map(wide) } : below;
}

function wide(aggregate: Aggregate): Aggregate {
  const { function: name, argument } = aggregate;
  if ((name !== 'sum' && name !== 'avg') || argument?.type.scalar !== 'float32') return aggregate;
  return {
    ...aggregate,
    argument: { kind: 'apply', function: 'cast', arguments: [argument], type: { scalar: 'float64' } },
  };
}
