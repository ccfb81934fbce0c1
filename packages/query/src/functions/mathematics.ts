import type { Call } from '../geometry/geometry.ts';
import type { Scalar } from '../ir.ts';
import { apply, float64, isNull, isNumber, literalOf, randomNumber, unify } from '../types.ts';
import { type ArgumentKind, type Doc, documented, type FunctionHelpers, type FunctionSignature } from './signature.ts';

function float(name: string, count: number, doc: Doc, more: Partial<FunctionSignature> = {}): FunctionSignature {
  const kinds = Array.from({ length: count }, (): ArgumentKind => 'float');
  return { name, arguments: kinds, result: 'float64', ...documented(doc), ...more };
}

/** An angle in radians: what is infinite has none, and engines would refuse the whole query. */
function angle(name: string, doc: Doc): FunctionSignature {
  const special: NonNullable<FunctionSignature['special']> = (call, helpers) => {
    const value = helpers.float(call.arguments[0]!);
    return apply(name, float64, value.kind === 'literal' ? value : apply('finite', float64, value));
  };
  return float(name, 1, doc, { special });
}

/** Both numbers of one type. */
function remainder(call: Call, { value, problems }: FunctionHelpers): Scalar {
  const [x, y] = unify(value(call.arguments[0]!), value(call.arguments[1]!)) ?? [];
  if (x && y && isNumber(x.type) && isNumber(y.type)) return apply('mod', x.type, x, y);
  if (x && y && isNull(x) && isNull(y)) return literalOf(float64, null);
  problems.add(call, 'QUERY-TYPE', { en: `${call.name} needs numbers.`, zh: `${call.name} 需要数值。` });
  return literalOf(float64, null);
}

const rad = { unit: 'rad' };
const one = (name: string): string => `${name}(x DOUBLE) -> DOUBLE`;

/** Mathematics of ADQL 2.1, section 2.3. */
export const mathematics: Readonly<Record<string, FunctionSignature>> = {
  ABS: {
    name: 'abs',
    arguments: ['number'],
    result: 'argument',
    ...documented(['ABS(x NUMERIC) -> NUMERIC', 'Absolute value.', '绝对值。']),
  },
  CEILING: float('ceiling', 1, [
    one('CEILING'),
    'The least whole number that is not below x.',
    '不小于 x 的最小整数。',
  ]),
  FLOOR: float('floor', 1, [one('FLOOR'), 'The greatest whole number that is not above x.', '不大于 x 的最大整数。']),
  ROUND: {
    name: 'round',
    arguments: ['float', 'integer'],
    optional: 1,
    result: 'float64',
    ...documented([
      'ROUND(x DOUBLE, n INTEGER) -> DOUBLE',
      'x rounded to n decimal places (none without n); halves go away from zero.',
      '四舍五入到 n 位小数（省略 n 时取整）。',
    ]),
  },
  TRUNCATE: {
    name: 'truncate',
    arguments: ['float', 'integer'],
    optional: 1,
    result: 'float64',
    ...documented([
      'TRUNCATE(x DOUBLE, n INTEGER) -> DOUBLE',
      'x cut off after n decimal places (none without n).',
      '截断到 n 位小数（省略 n 时取整数部分）。',
    ]),
  },
  MOD: {
    name: 'mod',
    arguments: ['same', 'same'],
    result: 'argument',
    special: remainder,
    ...documented([
      'MOD(x NUMERIC, y NUMERIC) -> NUMERIC',
      'Remainder of x divided by y, with the sign of x; null where y is 0.',
      'x 除以 y 的余数，符号与 x 相同；y 为 0 时为空。',
    ]),
  },
  SQRT: float('sqrt', 1, [one('SQRT'), 'Square root; null below 0.', '平方根；负数为空。']),
  POWER: float('power', 2, ['POWER(x DOUBLE, y DOUBLE) -> DOUBLE', 'x to the power y.', 'x 的 y 次幂。']),
  EXP: float('exp', 1, [one('EXP'), 'Exponential function.', '指数函数。']),
  LOG: float('log', 1, [
    one('LOG'),
    'Natural logarithm; null where x is not above 0.',
    '自然对数；x 不大于 0 时为空。',
  ]),
  LOG10: float('log10', 1, [
    one('LOG10'),
    'Logarithm to base 10; null where x is not above 0.',
    '以 10 为底的对数；x 不大于 0 时为空。',
  ]),
  PI: float('pi', 0, ['PI() -> DOUBLE', 'The number π.', '圆周率 π。']),
  RAND: {
    name: 'rand',
    arguments: ['integer'],
    optional: 1,
    result: 'float64',
    volatile: true,
    special: randomNumber,
    ...documented([
      'RAND(seed INTEGER) -> DOUBLE',
      'A random number from 0 to 1, another one for each row. A seed is accepted and changes nothing.',
      '0 到 1 之间的随机数，每行不同。可以写种子，但不起作用。',
    ]),
  },
  DEGREES: float('degrees', 1, [one('DEGREES'), 'Radians as degrees.', '弧度转换为度。'], { unit: 'deg' }),
  RADIANS: float('radians', 1, [one('RADIANS'), 'Degrees as radians.', '度转换为弧度。'], rad),
  SIN: angle('sin', [one('SIN'), 'Sine of an angle in radians.', '正弦，参数为弧度。']),
  COS: angle('cos', [one('COS'), 'Cosine of an angle in radians.', '余弦，参数为弧度。']),
  TAN: angle('tan', [one('TAN'), 'Tangent of an angle in radians.', '正切，参数为弧度。']),
  COT: angle('cot', [one('COT'), 'Cotangent of an angle in radians; null at 0.', '余切，参数为弧度；0 处为空。']),
  ASIN: float(
    'asin',
    1,
    [one('ASIN'), 'Arc sine in radians; null outside -1 to 1.', '反正弦（弧度）；参数超出 -1 到 1 时为空。'],
    rad,
  ),
  ACOS: float(
    'acos',
    1,
    [one('ACOS'), 'Arc cosine in radians; null outside -1 to 1.', '反余弦（弧度）；参数超出 -1 到 1 时为空。'],
    rad,
  ),
  ATAN: float('atan', 1, [one('ATAN'), 'Arc tangent in radians.', '反正切（弧度）。'], rad),
  ATAN2: float(
    'atan2',
    2,
    [
      'ATAN2(y DOUBLE, x DOUBLE) -> DOUBLE',
      'The angle of the point (x, y) in radians.',
      '点 (x, y) 的方位角（弧度）。',
    ],
    rad,
  ),
};

/** Mathematics that is not ADQL's, for all that SQL people expect it. */
export const otherMathematics: Readonly<Record<string, FunctionSignature>> = {
  SIGN: {
    name: 'sign',
    arguments: ['number'],
    result: 'int64',
    ...documented([
      'SIGN(x DOUBLE) -> BIGINT',
      '-1, 0 or 1 as x is below, at or above 0.',
      'x 小于、等于、大于 0 时分别为 -1、0、1。',
    ]),
  },
  GREATEST: {
    name: 'greatest',
    arguments: ['same'],
    variadic: true,
    result: 'argument',
    ...documented([
      'GREATEST(x NUMERIC, y NUMERIC) -> NUMERIC',
      'The greatest of its arguments; nulls are left out.',
      '各参数中最大的一个，忽略空值。',
    ]),
  },
  LEAST: {
    name: 'least',
    arguments: ['same'],
    variadic: true,
    result: 'argument',
    ...documented([
      'LEAST(x NUMERIC, y NUMERIC) -> NUMERIC',
      'The least of its arguments; nulls are left out.',
      '各参数中最小的一个，忽略空值。',
    ]),
  },
  ...Object.fromEntries(
    (
      [
        ['BITAND', 'bit-and', 'and', '与'],
        ['BITOR', 'bit-or', 'or', '或'],
        ['BITXOR', 'bit-xor', 'exclusive or', '异或'],
      ] as const
    ).map(([name, plan, en, zh]) => [
      name,
      {
        name: plan,
        arguments: ['integer', 'integer'],
        result: 'int64',
        ...documented([
          `${name}(a BIGINT, b BIGINT) -> BIGINT`,
          `Bitwise ${en} of two integers.`,
          `两个整数按位${zh}。`,
        ]),
      },
    ]),
  ),
  BITNOT: {
    name: 'bit-not',
    arguments: ['integer'],
    result: 'int64',
    ...documented(['BITNOT(a BIGINT) -> BIGINT', 'All bits of an integer turned over.', '整数按位取反。']),
  },
};
