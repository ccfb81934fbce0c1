import { inputsOf, mapScalars, type Relation, type Scalar, withInputs } from '@lingtai/query';

/** The plan with texts read as times as ISO 8601 writes them, `T` and zone and all; Trino's own cast knows neither. */
export function withParsedTimes(relation: Relation): Relation {
  return mapScalars(withInputs(relation, inputsOf(relation).map(withParsedTimes)), parsed);
}

function parsed(scalar: Scalar): Scalar {
  if (scalar.kind === 'subquery') {
    const operand = scalar.operand && parsed(scalar.operand);
    return { ...scalar, ...(operand ? { operand } : {}), relation: withParsedTimes(scalar.relation) };
  }
  if (scalar.kind !== 'apply') return scalar;
  const values = scalar.arguments.map(parsed);
  const isCast = scalar.function === 'try-cast' && scalar.type.scalar === 'timestamp';
  const reads = isCast && values[0]!.type.scalar === 'string';
  return { ...scalar, ...(reads ? { function: 'parse-time' } : {}), arguments: values };
}
