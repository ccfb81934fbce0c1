import type { Literal, Scalar } from '@lingtai/query';

/** What a column of a row group holds at least and at most; without nulls and not-a-number. */
export interface Extremes {
  readonly min: Value;
  readonly max: Value;
}

export type Value = number | bigint | string | boolean;

/**
 * Whether a condition may be true for a row of which only the extremes are known. It knows comparisons of a column with a
 * literal, and AND, OR and IN of them; everything else may be true.
 */
export function canBeTrue(condition: Scalar, extremes: (index: number) => Extremes | undefined): boolean {
  if (condition.kind === 'literal') return condition.value !== false && condition.value !== null;
  if (condition.kind !== 'apply') return true;
  const args = condition.arguments;
  if (condition.function === 'and') return args.every((a) => canBeTrue(a, extremes));
  if (condition.function === 'or') return args.some((a) => canBeTrue(a, extremes));
  if (condition.function === 'in') return args.slice(1).some((a) => compared('eq', args[0]!, a, extremes));
  const [left, right] = args;
  if (!left || !right || !(condition.function in mirrored)) return true;
  const operator = condition.function as Operator;
  if (literalOf(left)) return compared(mirrored[operator], right, left, extremes);
  return compared(operator, left, right, extremes);
}

const mirrored = { eq: 'eq', lt: 'gt', le: 'ge', gt: 'lt', ge: 'le' } as const;
type Operator = keyof typeof mirrored;

function compared(
  operator: Operator,
  column: Scalar,
  value: Scalar,
  extremes: (index: number) => Extremes | undefined,
): boolean {
  const literal = literalOf(value);
  if (literal?.value === null) return false;
  const index = columnOf(column);
  const known = index === undefined ? undefined : extremes(index);
  if (!known || !literal) return true;
  const [low, high] = [order(known.min, literal.value), order(known.max, literal.value)];
  if (low === undefined || high === undefined) return true;
  if (operator === 'eq') return low <= 0 && high >= 0;
  if (operator === 'lt') return low < 0;
  if (operator === 'le') return low <= 0;
  return operator === 'gt' ? high > 0 : high >= 0;
}

/** A literal, or one cast to a number of another size. */
function literalOf(scalar: Scalar): Literal | undefined {
  if (scalar.kind === 'literal') return scalar;
  const inner = castOf(scalar);
  return inner && literalOf(inner);
}

function columnOf(scalar: Scalar): number | undefined {
  if (scalar.kind === 'column') return scalar.index;
  const inner = castOf(scalar);
  return inner && columnOf(inner);
}

const numbers = ['uint8', 'int16', 'int32', 'int64', 'float32', 'float64'];

// Casts between numbers keep their order, but for what rounding makes equal: see `order`.
function castOf(scalar: Scalar): Scalar | undefined {
  if (scalar.kind !== 'apply' || scalar.function !== 'cast') return undefined;
  const [inner] = scalar.arguments;
  return inner && numbers.includes(scalar.type.scalar) && numbers.includes(inner.type.scalar) ? inner : undefined;
}

/** Below 0, 0 or above 0; what is nearly equal counts as equal, as a cast may make it so. */
function order(a: Value, b: NonNullable<Literal['value']>): number | undefined {
  if (typeof a === 'string' || typeof b === 'string') {
    return typeof a === typeof b ? Buffer.compare(Buffer.from(a as string), Buffer.from(b as string)) : undefined;
  }
  if (typeof a === 'bigint' && typeof b === 'bigint') return a < b ? -1 : a > b ? 1 : 0;
  const [x, y] = [Number(a), Number(b)];
  if (Number.isNaN(x) || Number.isNaN(y)) return undefined;
  return Math.abs(x - y) <= 1e-6 * Math.max(Math.abs(x), Math.abs(y)) ? 0 : x - y;
}
