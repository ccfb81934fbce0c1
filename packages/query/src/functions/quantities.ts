import type { Expression } from '@lingtai/adql';
import { conversionFactor, parseUnit } from '@lingtai/units';
import type { Call } from '../geometry/geometry.ts';
import type { Scalar } from '../ir.ts';
import { parseTimestamp } from '../timestamp.ts';
import { apply, boolean, float64, int64, isNull, literalOf } from '../types.ts';
import { documented, type FunctionHelpers, type FunctionSignature } from './signature.ts';

const keepers: readonly string[] = [
  'MIN',
  'MAX',
  'AVG',
  'SUM',
  'STDDEV',
  'STDEV',
  'ABS',
  'ROUND',
  'FLOOR',
  'CEILING',
  'TRUNCATE',
  'COALESCE',
];

/** The unit of an expression: a column's own, also through a sign, MIN, ABS and their like. */
export function unitOf(e: Expression | undefined, field: FunctionHelpers['field']): string | undefined {
  if (!e) return undefined;
  if (e.kind === 'unary') return unitOf(e.operand, field);
  if (e.kind === 'call') return keepers.includes(e.name) ? unitOf(e.arguments[0], field) : resultUnit(e);
  return field(e)?.unit;
}

const fixedUnits: Readonly<Record<string, string>> = {
  ...Object.fromEntries(['ASIN', 'ACOS', 'ATAN', 'ATAN2', 'RADIANS'].map((name) => [name, 'rad'])),
  ...Object.fromEntries(['DEGREES', 'DISTANCE', 'COORD1', 'COORD2'].map((name) => [name, 'deg'])),
  ...Object.fromEntries(['IVO', 'GAVO'].flatMap((by) => [`${by}_TO_MJD`, `${by}_TO_JD`]).map((name) => [name, 'd'])),
  AREA: 'deg**2',
};

function resultUnit({ name, arguments: args }: Call): string | undefined {
  if (name === 'IN_UNIT') return args[1]?.kind === 'string' ? args[1].value : undefined;
  if (/^(IVO|GAVO)_SPECCONV$/.test(name)) return args.at(-1)?.kind === 'string' ? textIn(args.at(-1)!) : undefined;
  return fixedUnits[name];
}

function textIn(e: Expression): string | undefined {
  return e.kind === 'string' ? e.value : undefined;
}

/** A unit written in the query; reports what is none. */
function unitText(e: Expression, { problems }: FunctionHelpers): string | undefined {
  const text = textIn(e);
  if (text !== undefined && parseUnit(text)) return text;
  problems.add(e, 'QUERY-UNIT', {
    en:
      text === undefined
        ? "The unit must be a text written in the query, such as 'arcsec'."
        : `"${text}" is not a unit of VOUnits.`,
    zh: text === undefined ? "单位必须是查询中直接写出的文本，例如 'arcsec'。" : `“${text}”不是 VOUnits 中的单位。`,
  });
  return undefined;
}

function noUnit(e: Expression, { problems }: FunctionHelpers): Scalar {
  problems.add(e, 'QUERY-UNIT', {
    en: 'The unit of this value is not known: a column with a unit was expected.',
    zh: '无法确定此值的单位：此处应为带有单位的列。',
  });
  return literalOf(float64, null);
}

function inUnit(call: Call, helpers: FunctionHelpers): Scalar {
  const [e, to] = call.arguments as [Expression, Expression];
  const unit = unitText(to, helpers);
  const value = helpers.float(e);
  const from = unitOf(e, helpers.field);
  if (unit === undefined) return literalOf(float64, null);
  if (from === undefined) return noUnit(e, helpers);
  const factor = conversionFactor(from, unit);
  if (factor !== undefined) return factor === 1 ? value : apply('mul', float64, value, literalOf(float64, factor));
  return mismatch(call, from, unit, helpers);
}

function mismatch(call: Call, from: string, to: string, { problems }: FunctionHelpers): Scalar {
  problems.add(call, 'QUERY-UNIT', {
    en: `A value in ${from} cannot be given in ${to}.`,
    zh: `以 ${from} 为单位的值不能换算为 ${to}。`,
  });
  return literalOf(float64, null);
}

const lightSpeed = 299792458;
const planck = 6.62607015e-34;

/** What a spectral unit measures, with the factor to metre, hertz or joule. */
function spectral(unit: string): readonly ['wave' | 'frequency' | 'energy', number] | undefined {
  for (const [kind, base] of [
    ['wave', 'm'],
    ['frequency', 'Hz'],
    ['energy', 'J'],
  ] as const) {
    const factor = conversionFactor(unit, base);
    if (factor !== undefined) return [kind, factor];
  }
  return undefined;
}

/** The value times a factor, or a factor by the value. */
function specconv(call: Call, helpers: FunctionHelpers): Scalar {
  const args = call.arguments;
  const [e, ...units] = args as [Expression, ...Expression[]];
  const to = unitText(units.at(-1)!, helpers);
  const from = units.length === 2 ? unitText(units[0]!, helpers) : unitOf(e, helpers.field);
  const value = helpers.float(e);
  if (to === undefined || (from === undefined && units.length === 2)) return literalOf(float64, null);
  if (from === undefined) return noUnit(e, helpers);
  const [a, b] = [spectral(from), spectral(to)];
  if (!a || !b) return mismatch(call, from, to, helpers);
  const number = (n: number): Scalar => literalOf(float64, n);
  if (a[0] === b[0]) return apply('mul', float64, value, number(a[1] / b[1]));
  const pair = [a[0], b[0]].sort().join(' ');
  // energy = h · frequency; wavelength · frequency = c; wavelength · energy = h · c.
  if (pair === 'energy frequency') {
    const factor = a[0] === 'frequency' ? planck : 1 / planck;
    return apply('mul', float64, value, number((factor * a[1]) / b[1]));
  }
  const product = pair === 'frequency wave' ? lightSpeed : lightSpeed * planck;
  return apply('div', float64, number(product / a[1] / b[1]), value);
}

function julian(zero: number): NonNullable<FunctionSignature['special']> {
  return (call, { value, problems }) => {
    const e = call.arguments[0]!;
    const found = value(e);
    const null64 = literalOf(float64, null);
    if (isNull(found)) return null64;
    const micros =
      found.kind === 'literal' && typeof found.value === 'string' ? parseTimestamp(found.value) : undefined;
    const time = micros === undefined ? found : literalOf({ scalar: 'timestamp' }, micros);
    if (time.type.scalar === 'timestamp') {
      const mjd = apply('to-mjd', float64, time);
      return zero === 0 ? mjd : apply('add', float64, mjd, literalOf(float64, zero));
    }
    problems.add(e, 'QUERY-TYPE', { en: 'A time was expected here.', zh: '此处应为时间。' });
    return null64;
  };
}

function time(name: string, what: string, zh: string, zero: number): FunctionSignature {
  return {
    name: 'to-mjd',
    arguments: ['same'],
    result: 'float64',
    unit: 'd',
    ucd: 'time.epoch',
    special: julian(zero),
    ...documented([
      `${name}(d TIMESTAMP) -> DOUBLE`,
      `The time as a ${what} in days, in its own time scale.`,
      `时间对应的${zh}（天），时间尺度不变。`,
    ]),
  };
}

function interval(call: Call, { float }: FunctionHelpers): Scalar {
  const [a1, b1, a2, b2] = call.arguments.map(float) as [Scalar, Scalar, Scalar, Scalar];
  const le = (x: Scalar, y: Scalar): Scalar => apply('le', boolean, x, y);
  return apply('cast', int64, apply('and', boolean, le(a1, b1), le(a2, b2), le(a1, b2), le(a2, b1)));
}

function intervalHas(call: Call, { float, value, field, problems }: FunctionHelpers): Scalar {
  const [e, iv] = call.arguments as [Expression, Expression];
  const list = value(iv);
  if (isNull(list)) return literalOf(int64, null);
  const isInterval =
    list.type.arraysize !== undefined &&
    list.type.scalar !== 'string' &&
    (list.type.arraysize === 2 || field(iv)?.xtype === 'interval');
  if (!isInterval) {
    problems.add(iv, 'QUERY-TYPE', {
      en: 'An interval was expected here: a column of two numbers.',
      zh: '此处应为区间：由两个数构成的列。',
    });
    return literalOf(int64, null);
  }
  const x = float(e);
  const end = (i: bigint): Scalar => apply('item', { scalar: list.type.scalar }, list, literalOf(int64, i));
  return apply(
    'cast',
    int64,
    apply('and', boolean, apply('le', boolean, end(1n), x), apply('le', boolean, x, end(2n))),
  );
}

const specDoc = (name: string): ReturnType<typeof documented> =>
  documented([
    `${name}(expr DOUBLE, expr_unit VARCHAR, dest_unit VARCHAR) -> DOUBLE`,
    'A wavelength, frequency or energy in another spectral unit. Without expr_unit the unit is that of the column.',
    '波长、频率或能量换算为另一光谱单位；省略 expr_unit 时使用列的单位。',
  ]);

const spec = (name: string): FunctionSignature => ({
  name: 'mul',
  arguments: ['float', 'string', 'string'],
  optional: 1,
  result: 'float64',
  special: specconv,
  ...specDoc(name),
});

/** IN_UNIT of ADQL 2.1 section 4.8. */
export const units: Readonly<Record<string, FunctionSignature>> = {
  IN_UNIT: {
    name: 'mul',
    arguments: ['float', 'string'],
    result: 'float64',
    special: inUnit,
    ...documented([
      'IN_UNIT(x DOUBLE, unit VARCHAR) -> DOUBLE',
      'A value in another unit of VOUnits; its own unit is that of the column.',
      '换算为另一 VOUnits 单位的值；原单位取自列。',
    ]),
  },
};

/** Quantities and times of the IVOA catalogue of user functions. */
export const quantities: Readonly<Record<string, FunctionSignature>> = {
  IVO_INTERVAL_OVERLAPS: {
    name: 'and',
    arguments: ['float', 'float', 'float', 'float'],
    result: 'int64',
    special: interval,
    ...documented([
      'ivo_interval_overlaps(l1 NUMERIC, h1 NUMERIC, l2 NUMERIC, h2 NUMERIC) -> INTEGER',
      '1 if the intervals l1 to h1 and l2 to h2 have a number in common, else 0.',
      '区间 [l1, h1] 与 [l2, h2] 有公共点时为 1，否则为 0。',
    ]),
  },
  IVO_INTERVAL_HAS: {
    name: 'and',
    arguments: ['float', 'same'],
    result: 'int64',
    special: intervalHas,
    ...documented([
      'ivo_interval_has(val NUMERIC, iv INTERVAL) -> INTEGER',
      '1 if the interval (a column of two numbers) has the value, ends included, else 0.',
      '数值位于区间（两个数构成的列）内（含端点）时为 1，否则为 0。',
    ]),
  },
  IVO_SPECCONV: spec('ivo_specconv'),
  GAVO_SPECCONV: spec('gavo_specconv'),
  IVO_TO_MJD: time('ivo_to_mjd', 'Modified Julian Date', '约化儒略日', 0),
  GAVO_TO_MJD: time('gavo_to_mjd', 'Modified Julian Date', '约化儒略日', 0),
  IVO_TO_JD: time('ivo_to_jd', 'Julian Date', '儒略日', 2400000.5),
  GAVO_TO_JD: time('gavo_to_jd', 'Julian Date', '儒略日', 2400000.5),
};
