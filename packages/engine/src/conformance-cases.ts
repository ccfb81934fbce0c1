import {
  type ArithmeticOperator,
  and,
  type BitOperator,
  type ComparisonOperator,
  call,
  column,
  compare,
  type Expression,
  literal,
  name,
  type OrderItem,
  or,
  type SelectItem,
  type SelectQuery,
  withinCone,
} from '@lingtai/adql';
import type { ConformanceConstants } from './conformance-table.ts';

/** One question of the suite; its answer stands under the same name in `fixtures/engine/expected.json`. */
export interface ConformanceCase {
  readonly query: SelectQuery;
  /** A rule on rows that holds for the asker. */
  readonly rowRule?: Expression;
  /** He sees no row that is stored apart: only asked where some are. */
  readonly hidden?: true;
}

const from = { kind: 'table', name: name('objects') } as const;
const [obsid, ra, dec, cls, teff, z] = ['obsid', 'ra', 'dec', 'cls', 'teff', 'z'].map((n) => column(n)) as [
  Expression,
  Expression,
  Expression,
  Expression,
  Expression,
  Expression,
];
const [fiberid, planid, mask, grade, flag, observed, designation] = [
  'fiberid',
  'planid',
  'mask',
  'grade',
  'flag',
  'observed',
  'designation',
].map((n) => column(n)) as [Expression, Expression, Expression, Expression, Expression, Expression, Expression];

function item(value: Expression, alias?: string): SelectItem {
  return alias === undefined ? { kind: 'value', value } : { kind: 'value', value, alias: name(alias) };
}

function select(items: readonly Expression[], more: Partial<SelectQuery> = {}): SelectQuery {
  return { kind: 'select', items: items.map((i) => item(i)), from, ...more };
}

function ids(where?: Expression, more: Partial<SelectQuery> = {}): SelectQuery {
  return select([obsid], { ...(where ? { where } : {}), ...more });
}

function is(
  left: Expression,
  operator: ComparisonOperator,
  right: number | bigint | string | boolean | null | Expression,
): Expression {
  return compare(left, operator, typeof right === 'object' && right !== null ? right : literal(right));
}

function all(...conditions: readonly Expression[]): Expression {
  return and(conditions)!;
}

function any(...conditions: readonly Expression[]): Expression {
  return or(conditions)!;
}

function not(operand: Expression): Expression {
  return { kind: 'unary', operator: 'NOT', operand };
}

function math(
  left: Expression,
  operator: ArithmeticOperator | BitOperator | '||',
  right: number | string | Expression,
): Expression {
  return { kind: 'arithmetic', operator, left, right: typeof right === 'object' ? right : literal(right) };
}

function between(value: Expression, low: number | string, high: number | string, negated = false): Expression {
  return { kind: 'between', value, low: literal(low), high: literal(high), negated };
}

function oneOf(value: Expression, list: readonly (number | bigint | string | null)[], negated = false): Expression {
  return { kind: 'in', value, list: list.map((v) => literal(v)), negated };
}

function isNull(value: Expression, negated = false): Expression {
  return { kind: 'is-null', value, negated };
}

function like(pattern: string, more: { caseInsensitive?: boolean; negated?: boolean } = {}): SelectQuery {
  return ids({ kind: 'like', value: designation, pattern: literal(pattern), ...more });
}

function cone(raDeg: number, decDeg: number, radiusDeg: number): Expression {
  return withinCone(ra, dec, raDeg, decDeg, radiusDeg);
}

function distance(raDeg: number, decDeg: number): Expression {
  return call('DISTANCE', call('POINT', ra, dec), call('POINT', literal(raDeg), literal(decDeg)));
}

function count(of?: Expression, distinct = false): Expression {
  return of
    ? { kind: 'call', name: 'COUNT', arguments: [of], distinct }
    : { kind: 'call', name: 'COUNT', arguments: [], star: true };
}

function up(...values: readonly Expression[]): { orderBy: readonly OrderItem[] } {
  return { orderBy: values.map((value) => ({ value })) };
}

function down(value: Expression): OrderItem {
  return { value, descending: true };
}

const arcsec = 1 / 3600;

function cones(): Record<string, SelectQuery> {
  const centre: readonly [number, number] = [10.684708, 41.26875];
  const outside = call(
    'CONTAINS',
    call('POINT', literal('ICRS'), ra, dec),
    call('CIRCLE', literal(80), literal(30), literal(130)),
  );
  return {
    'cone north_pole': ids(cone(0, 90, 1)),
    'cone north_near': ids(cone(45, 89.6, 1.2)),
    'cone south_pole': ids(cone(200, -90, 0.7)),
    'cone ra_zero': ids(cone(0, 0, 2)),
    'cone ra_zero_west': ids(cone(359.7, 0.4, 1.5)),
    'cone field': ids(cone(150.1, 2.2, 0.3)),
    'cone tiny': ids(cone(...centre, 0.1 * arcsec)),
    'cone point': ids(cone(...centre, 0)),
    'cone nothing': ids(cone(266.123, -12.345, 0)),
    'cone wide': ids(cone(80, 30, 90)),
    'cone wider': ids(cone(80, 30, 130)),
    'cone nearly_all': ids(cone(...centre, 180 - 0.1 * arcsec)),
    'cone whole_sky': ids(cone(12, 34, 180)),
    'outside a cone': ids(is(literal(0), '=', outside)),
    'cone and filter': ids(all(is(teff, '>', 5000), cone(150.1, 2.2, 0.4))),
    'two cones': ids(any(cone(150.1, 2.2, 0.1), cone(0, 0, 1))),
    'cone or filter': ids(any(cone(150.1, 2.2, 0.1), is(fiberid, '=', 7))),
    'cone by distance': ids(is(literal(1.5), '>', distance(359.7, 0.4))),
    'nearest first': select([obsid, distance(150.1, 2.2)], {
      where: cone(150.1, 2.2, 0.5),
      top: 10,
      ...up(distance(150.1, 2.2)),
    }),
    farthest: {
      ...select([]),
      items: [item(obsid), item(distance(...centre), 'd')],
      where: isNull(ra, true),
      orderBy: [down(column('d'))],
      top: 6,
    },
  };
}

function filters(): Record<string, SelectQuery> {
  return {
    'int64 above 2^53': ids(is(obsid, '>', 9007199254742193n)),
    'int64 equal': ids(is(obsid, '=', 9007199254740993n)),
    int32: ids(is(planid, '=', 60000000)),
    'int16 range': ids(between(fiberid, -3, 5)),
    'int16 beyond its range': ids(is(fiberid, '<', 70000), { top: 3 }),
    'int16 against a fraction': ids(is(fiberid, '>', 244.5)),
    uint8: ids(is(grade, '>=', 250)),
    'float32 equal': ids(is(teff, '=', 5777.3)),
    'float32 range': ids(between(teff, 4000.5, 4010)),
    'float64 range': ids(between(z, 1.25, 1.3)),
    'float64 infinite or NaN': ids(is(z, '>', 1e300)),
    'float64 below': ids(is(z, '<', 0)),
    'float32 against float64': ids(is(z, '>', teff)),
    'string equal': ids(is(cls, '=', 'QSO')),
    'string in': ids(oneOf(cls, ['QSO', 'GALAXY'])),
    'string order': ids(is(cls, '<', 'H')),
    boolean: ids(is(flag, '=', true)),
    'boolean as number': ids(is(flag, '=', 0)),
    'timestamp range': ids(all(is(observed, '>=', '2011-11-15'), is(observed, '<', '2011-11-22T22:13:20.5'))),
    'integers in': ids(oneOf(fiberid, [1, 2, 3, 100])),
    'not in': ids(oneOf(cls, ['STAR', 'GALAXY'], true)),
    'not in with a null': ids(oneOf(cls, ['STAR', null], true)),
    'not between': ids(between(fiberid, 0, 240, true)),
    'is null': ids(isNull(cls)),
    'is not null': ids(isNull(teff, true)),
    'list is null': ids(isNull(column('mags'))),
    'not equal skips nulls': ids(not(is(cls, '=', 'STAR'))),
    'or with null': ids(any(is(cls, '=', 'QSO'), is(teff, '<', 3600))),
    'not of and': ids(not(all(is(cls, '=', 'STAR'), is(flag, '=', 1)))),
    'compare with null': ids(is(teff, '=', null)),
    'no position': ids(isNull(ra)),
    empty: ids(all(is(grade, '>', 10), is(grade, '<', 5))),
    'true for all': ids(is(literal(1), '=', 1), { top: 4 }),
  };
}

function aggregated(): Record<string, SelectQuery> {
  const floor = call('FLOOR', math(dec, '/', 30));
  const sums = [call('SUM', z), call('AVG', z), call('MIN', z), call('MAX', z), call('STDDEV', z)];
  return {
    count: select([count()]),
    counts: select([count(), count(cls), count(cls, true), count(teff)]),
    'count in a cone': select([count()], { where: cone(150.1, 2.2, 0.3) }),
    aggregates: select([...sums, call('SUM', fiberid), call('MIN', obsid), call('MAX', designation)], {
      where: between(z, 0, 3),
    }),
    'aggregates of nothing': select([count(), ...sums], { where: is(grade, '<', 0) }),
    'sum of expressions': select([
      call('SUM', math(math(fiberid, '*', 2), '+', 1)),
      math(call('AVG', fiberid), '*', 2),
    ]),
    'group by': select([cls, count(), count(flag)], { groupBy: [cls] }),
    'group by two, having': select([cls, flag, count()], { groupBy: [cls, flag], having: is(count(), '>', 140) }),
    'group by alias': {
      ...select([]),
      items: [item(floor, 'zone'), item(count(), 'n')],
      where: isNull(dec, true),
      groupBy: [column('zone')],
    },
    'group by, order by count': {
      ...select([]),
      items: [item(planid), item(count(), 'n')],
      groupBy: [planid],
      orderBy: [down(column('n'))],
      top: 3,
    },
    'group by of nothing': select([cls, count()], { groupBy: [cls], where: is(grade, '<', 0) }),
    distinct: select([cls, flag], { distinct: true }),
    'distinct ordered': select([planid], { distinct: true, orderBy: [down(planid)], top: 3 }),
  };
}

function ordered(): Record<string, SelectQuery> {
  return {
    'order, nulls last': ids(undefined, up(teff)),
    'order down, nulls last, NaN first': ids(undefined, { orderBy: [down(teff)], top: 60 }),
    'order with ties': select([cls, obsid], { ...up(cls), top: 40 }),
    'order by two': select([planid, grade, obsid], { orderBy: [down(planid), { value: grade }], top: 25 }),
    'order by alias': {
      ...select([]),
      items: [item(obsid), item(math(fiberid, '*', 3), 'triple')],
      orderBy: [down(column('triple'))],
      top: 9,
    },
    'order by number': select([obsid, grade], { ...up(literal(2)), top: 9 }),
    'order by a column not selected': ids(undefined, { ...up(designation), top: 30 }),
    top: ids(undefined, { top: 7 }),
    'top with filter': ids(is(cls, '=', 'STAR'), { top: 7 }),
    'top and offset': ids(undefined, { top: 7, offset: 5 }),
    'offset alone': ids(undefined, { offset: 2462 }),
    'offset beyond the end': ids(undefined, { offset: 100000 }),
    'top zero': ids(undefined, { top: 0 }),
    'top in a cone': ids(cone(150.1, 2.2, 0.3), { top: 5 }),
  };
}

function lookUps({ look, many, point }: ConformanceConstants): Record<string, SelectQuery> {
  const id = (key: string): bigint => BigInt(look[key]!);
  const some = Object.values(look).map((v) => BigInt(v));
  return {
    id: select([obsid, ra, cls], { where: is(obsid, '=', id('700')) }),
    'id negative': ids(is(literal(-28763), '=', obsid)),
    'id missing': ids(is(obsid, '=', 5)),
    'id without position': ids(is(obsid, '=', some.at(-1)!)),
    ids: ids(oneOf(obsid, some)),
    'ids, one missing, reversed': ids(oneOf(obsid, [id('2000'), 5n, id('3')])),
    'many ids': ids(
      oneOf(
        obsid,
        many.map((v) => BigInt(v)),
      ),
    ),
    'id and filter': ids(all(is(obsid, '=', id('3')), is(grade, '<', 0))),
    'id in a cone': ids(all(cone(10.684708, 41.26875, arcsec), is(obsid, '=', BigInt(point)))),
  };
}

function texts(): Record<string, SelectQuery> {
  const masked = (bits: number): Expression => math(mask, '&', bits);
  const functions = [
    call('UPPER', designation),
    call('LOWER', designation),
    call('LENGTH', designation),
    call('SUBSTRING', designation, literal(1), literal(3)),
    math(designation, '||', '!'),
  ];
  const notScope: Expression = { kind: 'like', value: designation, pattern: literal('🔭%'), negated: true };
  return {
    'bit set': ids(is(masked(4), '>', 0)),
    'bits all set': ids(is(masked(6), '=', 6)),
    'high bit': ids(is(masked(2 ** 40), '<>', 0)),
    'bit operators': select(
      [math(mask, '|', 1), math(mask, '^', 3), { kind: 'unary', operator: '~', operand: mask }, masked(5)],
      { top: 40 },
    ),
    'like prefix': like('NGC %'),
    'like underscore': like('a_b %'),
    'like percent in data': like('50% %'),
    'like quote': like("Barnard's%"),
    'like unicode': like('太阳 %'),
    'like one character': like('_ scope%'),
    'like backslash': like('back\\slash%'),
    'like double quote': like('quote "%"'),
    'like long': like('%never inlined 1%'),
    'like exact': like('NGC 1'),
    'like injection': like("' OR '1'='1"),
    'not like': like('%a%', { negated: true }),
    ilike: like('ngc 1%', { caseInsensitive: true }),
    'ilike accents': like('ÉTOILE 1%', { caseInsensitive: true }),
    'text functions': select(functions, { where: any(isNull(designation), notScope), top: 40 }),
    'text concatenated': select([math(math(cls, '||', ' '), '||', designation)], { top: 40 }),
  };
}

function computed({ thirty }: ConformanceConstants): Record<string, SelectQuery> {
  const some = {
    where: oneOf(
      obsid,
      thirty.map((v) => BigInt(v)),
    ),
  };
  const minus = (operand: Expression): Expression => ({ kind: 'unary', operator: '-', operand });
  const unary = ['SQRT', 'EXP', 'LOG', 'LOG10'].map((f) => call(f, z));
  const power = call('POWER', z, literal(1.5));
  const trigonometric = ['SIN', 'COS', 'TAN', 'COT', 'ASIN', 'ACOS', 'ATAN'].map((f) => call(f, z));
  const minusOne = literal(-1);
  const inner = ids(all(is(z, '<', 100), is(z, '>', -100)), { orderBy: [down(z)], top: 50 });
  return {
    arithmetic: select(
      [
        math(fiberid, '+', grade),
        math(fiberid, '-', 2),
        math(fiberid, '*', planid),
        math(fiberid, '/', 7),
        math(minus(grade), '/', 7),
        call('MOD', math(planid, '-', 1), literal(7)),
        math(fiberid, '/', { kind: 'number', text: '7.0' }),
        minus(z),
        math(math(z, '*', fiberid), '+', 0.5),
      ],
      some,
    ),
    'division by zero': select([math(fiberid, '/', 0), math(z, '/', 0), call('MOD', fiberid, literal(0))], { top: 2 }),
    functions: select(
      [
        call('ABS', dec),
        call('CEILING', z),
        call('FLOOR', dec),
        call('ROUND', z, literal(2)),
        call('TRUNCATE', dec),
        call('TRUNCATE', z, literal(1)),
        unary[0]!,
        power,
        ...unary.slice(1),
        call('PI'),
        call('DEGREES', z),
        call('RADIANS', dec),
        ...trigonometric,
        call('ATAN2', z, dec),
        call('SIGN', dec),
        call('MOD', dec, literal(7)),
      ],
      some,
    ),
    'outside the domain': select(
      ['SQRT', 'LOG', 'LOG10']
        .map((f) => call(f, minusOne))
        .concat([call('ASIN', literal(2)), call('ACOS', literal(-2))]),
      { top: 1 },
    ),
    'coalesce and friends': select(
      [
        call('COALESCE', cls, literal('none')),
        call('NULLIF', cls, literal('STAR')),
        call('GREATEST', fiberid, literal(100)),
        call('LEAST', fiberid, literal(100)),
      ],
      { top: 40 },
    ),
    constants: select([literal("it's"), literal(1), literal(2.5), literal(true), literal(null)], { top: 1 }),
    nested: {
      ...select([column('s', 'obsid')], { where: is(cls, '=', 'STAR'), orderBy: [down(z)] }),
      from: { kind: 'derived', query: { ...inner, items: [item(obsid), item(cls), item(z)] }, alias: name('s') },
    },
    'every type': { kind: 'select', items: [{ kind: 'all' }], from },
  };
}

/** The ids of rows that the rule shows or hides. */
const idsOf = ({ seen, unseen, free }: ConformanceConstants['ruled']): Expression =>
  oneOf(obsid, [seen, unseen, free].map(BigInt));

function ruled({ ruled: keys }: ConformanceConstants): Record<string, ConformanceCase> {
  const queries = {
    'rows of a rule': ids(is(cls, '=', 'GALAXY')),
    'all rows of a rule': ids(),
    'count under a rule': select([count()]),
    'cone under a rule': ids(cone(150.1, 2.2, 0.3)),
    'group by under a rule': select([cls, count(), call('SUM', fiberid)], { groupBy: [cls] }),
    'order under a rule': ids(undefined, { orderBy: [down(teff)], top: 30 }),
    'top and offset under a rule': ids(undefined, { top: 7, offset: 5 }),
    'id under a rule, seen': ids(is(obsid, '=', BigInt(keys.seen))),
    'id under a rule, unseen': ids(is(obsid, '=', BigInt(keys.unseen))),
    'ids under a rule': ids(idsOf(keys)),
  };
  const rowRule = is(grade, '>=', 128);
  return Object.fromEntries(Object.entries(queries).map(([key, query]) => [key, { query, rowRule }]));
}

function hidden({ ruled: keys }: ConformanceConstants): Record<string, ConformanceCase> {
  const queries = {
    'hidden: all rows': ids(),
    'hidden: count': select([count()]),
    'hidden: cone': ids(cone(150.1, 2.2, 0.3)),
    'hidden: group by': select([cls, count()], { groupBy: [cls] }),
    'hidden: top and offset': ids(undefined, { top: 7, offset: 5 }),
    'hidden: id': ids(is(obsid, '=', BigInt(keys.seen))),
    'hidden: ids': ids(idsOf(keys)),
  };
  return Object.fromEntries(Object.entries(queries).map(([key, query]) => [key, { query, hidden: true }]));
}

/** All questions by name. */
export function conformanceCases(constants: ConformanceConstants): Record<string, ConformanceCase> {
  const plain = {
    ...cones(),
    ...filters(),
    ...aggregated(),
    ...ordered(),
    ...lookUps(constants),
    ...texts(),
    ...computed(constants),
  };
  const cases = Object.entries(plain).map(([key, query]): [string, ConformanceCase] => [key, { query }]);
  return { ...Object.fromEntries(cases), ...ruled(constants), ...hidden(constants) };
}
