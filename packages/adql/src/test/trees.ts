import fc, { type Arbitrary } from 'fast-check';
import type { CommonTable, Expression, Name, OrderItem, Query, SelectItem, TableExpression } from '../tree.ts';

/** Trees that the language can express, in the form that the parser gives them. */

const part = fc.oneof(
  fc.constantFrom('a', 'ra', 'dec', 'Teff', 'obs_id').map((text) => ({ text })),
  fc
    .oneof(fc.constantFrom('date', 'SELECT', 'a b', 'say "x"', '2mass'), fc.string({ minLength: 1, maxLength: 6 }))
    .map((text) => ({ text, delimited: true })),
);
const parts = (most: number): Arbitrary<Name> =>
  fc.array(part, { minLength: 1, maxLength: most }).map((p) => ({ parts: p }));
const single = parts(1);
const count = fc.nat(1_000_000);

/** Leaves out what is undefined, as the parser does. */
function compact<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, v]) => v !== undefined)) as T;
}

function maybe<T>(value: Arbitrary<T>): Arbitrary<T | undefined> {
  return fc.option(value, { nil: undefined, freq: 2 });
}

const flag = maybe(fc.constant(true as const));
const some = <T>(value: Arbitrary<T>, most = 3): Arbitrary<T[]> => fc.array(value, { minLength: 1, maxLength: most });

const leaf: Arbitrary<Expression> = fc.oneof(
  fc.constantFrom('0', '42', '1.5', '.5', '2.E3', '0x1F').map((text) => ({ kind: 'number', text }) as const),
  fc.string({ maxLength: 8 }).map((value) => ({ kind: 'string', value }) as const),
  fc.boolean().map((value) => ({ kind: 'boolean', value }) as const),
  fc.constant({ kind: 'null' } as const),
  parts(4).map((name) => ({ kind: 'column', name }) as const),
);

const { query } = fc.letrec<{
  value: Expression;
  condition: Expression;
  table: TableExpression;
  query: Query;
  inner: Query;
}>((tie) => {
  const value = tie('value');
  const condition = tie('condition');
  const negated = flag;
  const calls = fc.oneof(
    fc.record({
      kind: fc.constant('call' as const),
      name: fc.constantFrom('ABS', 'LOWER', 'AREA'),
      arguments: some(value, 1),
    }),
    fc.record({
      kind: fc.constant('call' as const),
      name: fc.constantFrom('IVO_X', 'COALESCE'),
      arguments: some(value),
    }),
    fc
      .record({
        kind: fc.constant('call' as const),
        name: fc.constantFrom('MAX', 'COUNT'),
        arguments: some(value, 1),
        distinct: flag,
      })
      .map(compact),
    fc.constant({ kind: 'call' as const, name: 'COUNT', arguments: [], star: true }),
  );
  const branch = (when: Arbitrary<Expression>): Arbitrary<{ when: Expression; value: Expression }> =>
    fc.record({ when, value });
  const cases = fc.oneof(
    fc.record({
      kind: fc.constant('case' as const),
      operand: value,
      branches: some(branch(value), 2),
      otherwise: maybe(value),
    }),
    fc.record({ kind: fc.constant('case' as const), branches: some(branch(condition), 2), otherwise: maybe(value) }),
  );
  const target = fc.constantFrom(
    { type: 'DOUBLE PRECISION' },
    { type: 'CHAR' },
    { type: 'VARCHAR', length: 7 },
    { type: 'POINT' },
  );
  const deeper = fc.oneof(
    fc.record({
      kind: fc.constant('unary' as const),
      operator: fc.constantFrom('-' as const, '+' as const, '~' as const),
      operand: value,
    }),
    fc.record({
      kind: fc.constant('arithmetic' as const),
      operator: fc.constantFrom('+' as const, '-', '*', '/', '&', '|', '^', '||'),
      left: value,
      right: value,
    }),
    calls,
    cases.map(compact) as Arbitrary<Expression>,
    fc.record({ kind: fc.constant('cast' as const), value, target }),
    fc.record({ kind: fc.constant('subquery' as const), query: tie('inner') }),
  ) as Arbitrary<Expression>;
  const conditions: Arbitrary<Expression> = fc.oneof(
    fc.record({
      kind: fc.constant('comparison' as const),
      operator: fc.constantFrom('=' as const, '<>', '<', '<=', '>', '>='),
      left: value,
      right: value,
    }),
    fc.record({ kind: fc.constant('is-null' as const), value, negated }),
    fc.record({ kind: fc.constant('between' as const), value, low: value, high: value, negated }),
    fc.record({
      kind: fc.constant('in' as const),
      value,
      list: some(value).filter(([one, ...rest]) => one?.kind !== 'subquery' || rest.length > 0),
      negated,
    }),
    fc.record({ kind: fc.constant('in-query' as const), value, query: tie('inner'), negated }),
    fc.record({ kind: fc.constant('exists' as const), query: tie('inner') }),
    fc.record({
      kind: fc.constant('like' as const),
      value,
      pattern: value,
      caseInsensitive: flag,
      escape: maybe(fc.constantFrom('!', "'")),
      negated,
    }),
    fc.record({ kind: fc.constant('unary' as const), operator: fc.constant('NOT' as const), operand: condition }),
    fc.record({
      kind: fc.constant('logical' as const),
      operator: fc.constantFrom('AND' as const, 'OR' as const),
      operands: fc.array(condition, { minLength: 2, maxLength: 3 }),
    }),
  ) as Arbitrary<Expression>;
  const plain: Arbitrary<TableExpression> = fc
    .record({ kind: fc.constant('table' as const), name: parts(3), alias: maybe(single) })
    .map(compact) as Arbitrary<TableExpression>;
  const join = fc
    .tuple(
      tie('table'),
      tie('table'),
      fc.constantFrom('inner' as const, 'left', 'right', 'full', 'cross'),
      fc.nat(2),
      condition,
      some(single),
    )
    .map(([left, right, type, how, on, using]): TableExpression => {
      const specification = type === 'cross' ? {} : how === 0 ? { natural: true } : how === 1 ? { on } : { using };
      return { kind: 'join', type, left, right, ...specification };
    });
  const item: Arbitrary<SelectItem> = fc.oneof(
    fc.record({ kind: fc.constant('all' as const), of: maybe(parts(3)) }).map(compact) as Arbitrary<SelectItem>,
    fc
      .record({ kind: fc.constant('value' as const), value, alias: maybe(single) })
      .map(compact) as Arbitrary<SelectItem>,
  );
  const order: Arbitrary<OrderItem> = fc.record({ value, descending: flag }).map(compact) as Arbitrary<OrderItem>;
  const tail = { orderBy: maybe(some(order, 2)), offset: maybe(count) };
  const select = fc.record({
    kind: fc.constant('select' as const),
    distinct: flag,
    top: maybe(count),
    items: some(item),
    from: tie('table'),
    where: maybe(condition),
    groupBy: maybe(some(value, 2)),
    having: maybe(condition),
    ...tail,
  });
  const set = fc.record({
    kind: fc.constant('set' as const),
    operator: fc.constantFrom('UNION' as const, 'EXCEPT', 'INTERSECT'),
    all: flag,
    left: tie('inner'),
    right: tie('inner'),
    ...tail,
  });
  const nested = fc
    .record({ kind: fc.constant('nested' as const), query: tie('inner'), ...tail })
    .map((n) => (n.orderBy || n.offset !== undefined ? n : { ...n, offset: 1 }));
  const common: Arbitrary<CommonTable[]> = some(fc.record({ name: single, query: tie('inner') }), 2);
  return {
    value: fc.oneof({ maxDepth: 3, depthIdentifier: 'tree' }, leaf, deeper),
    condition: fc.oneof(
      { maxDepth: 3, depthIdentifier: 'tree' },
      leaf.map((left): Expression => ({ kind: 'is-null', value: left })),
      conditions.map(compact),
    ),
    table: fc.oneof(
      { maxDepth: 2, depthIdentifier: 'tree' },
      plain,
      join,
      fc.record({ kind: fc.constant('derived' as const), query: tie('inner'), alias: single }),
    ),
    inner: fc.oneof(
      { maxDepth: 3, depthIdentifier: 'tree', withCrossShrink: true },
      select.map(compact) as Arbitrary<Query>,
      set.map(compact) as Arbitrary<Query>,
      nested.map(compact) as Arbitrary<Query>,
    ),
    query: fc.tuple(tie('inner'), maybe(common)).map(([q, w]): Query => (w ? { ...q, with: w } : q)),
  };
});

export const anyQuery: Arbitrary<Query> = query;
