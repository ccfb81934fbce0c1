import {
  and,
  call,
  column,
  compare,
  type Expression,
  literal,
  name,
  or,
  parseAdql,
  type SelectQuery,
  withinCone,
} from '@lingtai/adql';
import { LingtaiError } from '@lingtai/diagnostics';
import { healpixHash, separationDeg } from '@lingtai/sky';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  cellColumn,
  hasRules,
  inputsOf,
  type Plan,
  parseTimestamp,
  type Relation,
  relationsOf,
  resolve,
  type Scalar,
  scalarsOf,
  tablesRead,
  walkScalar,
  widthOf,
  withMaxrec,
} from './index.ts';
import type { CatalogueView, ViewColumn, ViewTable } from './view.ts';

const columns: ViewColumn[] = [
  { name: 'obsid', scalar: 'int64', ucd: 'meta.id;meta.main', verb: 1, searchable: true },
  {
    name: 'ra',
    scalar: 'float64',
    unit: 'deg',
    ucd: 'pos.eq.ra;meta.main',
    description: 'Right ascension',
    verb: 1,
    searchable: true,
  },
  { name: 'dec', scalar: 'float64', unit: 'deg', verb: 1, searchable: true },
  { name: 'class', scalar: 'string', verb: 1, searchable: true },
  { name: 'snrg', scalar: 'float32', verb: 1, searchable: true },
  { name: 'fiberid', scalar: 'int16', verb: 1, searchable: true },
  { name: 'flux', scalar: 'float32', arraysize: '*', verb: 1, searchable: true },
  { name: 'date', scalar: 'timestamp', verb: 1, searchable: true },
];

function viewOf(more: Partial<ViewTable> = {}): CatalogueView {
  const storage = { releaseDigest: 'd', releaseAddress: 'demo/dr1/v1', table: 'lrs' };
  const table: ViewTable = {
    name: 'demo_dr1.lrs',
    storage,
    columns,
    position: { ra: 'ra', dec: 'dec' },
    key: 'obsid',
    ...more,
  };
  return {
    table: (parts) => (parts.at(-1)?.text === 'lrs' ? table : undefined),
    tableNames: () => ['demo_dr1.lrs', 'demo_dr1.mrs'],
    audienceKey: 'all',
  };
}

const from = { kind: 'table', name: name('demo_dr1', 'lrs') } as const;

function select(items: readonly Expression[], more: Partial<SelectQuery> = {}): SelectQuery {
  return { kind: 'select', items: items.map((value) => ({ kind: 'value', value })), from, ...more };
}

function plan(query: SelectQuery, view = viewOf()): Plan {
  return resolve(query, view).plan;
}

function problems(query: SelectQuery, view = viewOf()): string[] {
  try {
    plan(query, view);
    return [];
  } catch (error) {
    if (!(error instanceof LingtaiError)) throw error;
    return error.diagnostics.map(
      (d) =>
        `${d.code}${d.nearest === undefined ? '' : ` ${d.nearest}`}${d.place?.from === undefined ? '' : ` @${d.place.from}`}`,
    );
  }
}

function scan(p: Plan): Extract<Relation, { kind: 'scan' }> {
  return relationsOf(p.root).find((r) => r.kind === 'scan')!;
}

function filters(p: Plan): string[] {
  return relationsOf(p.root).flatMap((r) => (r.kind === 'filter' ? [shown(r.predicate, p)] : []));
}

function predicate(where: Expression): string | undefined {
  return filters(plan(select([column('ra')], { where })))[0];
}

/** A scalar as text, for reading. */
function shown(s: Scalar, p: Plan): string {
  if (s.kind === 'column') return scan(p).columns[s.index]!.name;
  if (s.kind === 'literal') return `${String(s.value)}:${s.type.scalar}`;
  if (s.kind !== 'apply') return s.kind;
  return `${s.function}(${s.arguments.map((a) => shown(a, p)).join(' ')})`;
}

describe('names', () => {
  test('all unknown names are told at once, with the nearest ones, in the order of the text', () => {
    const wrong = select([{ kind: 'column', name: name('snr_g'), span: { from: 7, to: 12 } }], {
      where: and([
        compare({ kind: 'column', name: name('clas'), span: { from: 40, to: 44 } }, '=', literal('STAR')),
        compare({ kind: 'call', name: 'SQTR', arguments: [column('ra')], span: { from: 60, to: 70 } }, '>', literal(1)),
      ])!,
    });
    expect(problems(wrong)).toEqual([
      'QUERY-UNKNOWN-COLUMN snrg @7',
      'QUERY-UNKNOWN-COLUMN class @40',
      'QUERY-UNKNOWN-FUNCTION SQRT @60',
    ]);
  });
  test('the repair of an unknown function replaces its name and leaves its arguments', () => {
    const text = 'SELECT obsid FROM demo_dr1.lrs WHERE sqtr(ra) > 1';
    const { tree } = parseAdql(text);
    expect(() => resolve(tree!, viewOf())).toThrow(
      expect.objectContaining({
        diagnostics: [expect.objectContaining({ fix: expect.objectContaining({ from: 37, to: 41, insert: 'SQRT' }) })],
      }),
    );
  });
  test('an unknown table names the nearest', () => {
    expect(problems({ ...select([column('ra')]), from: { kind: 'table', name: name('demo_dr1', 'lrss') } })).toEqual([
      'QUERY-UNKNOWN-TABLE demo_dr1.lrs',
    ]);
  });
  test('a table without its schema is named with it', () => {
    expect(problems({ ...select([column('ra')]), from: { kind: 'table', name: name('LRS') } })).toEqual([
      'QUERY-UNKNOWN-TABLE demo_dr1.lrs',
    ]);
  });
  test('text in double quotes is mended to single ones, a misspelt name in them to the name', () => {
    const mended = (text: string): string | undefined => {
      try {
        resolve(parseAdql(text).tree!, viewOf());
      } catch (error) {
        const { fix } = (error as LingtaiError).diagnostics[0]!;
        return fix && text.slice(0, fix.from) + fix.insert + text.slice(fix.to);
      }
      return undefined;
    };
    expect(mended(`SELECT ra FROM demo_dr1.lrs WHERE class = "ST'AR"`)).toBe(
      `SELECT ra FROM demo_dr1.lrs WHERE class = 'ST''AR'`,
    );
    expect(mended('SELECT "Ra" FROM demo_dr1.lrs')).toBe('SELECT ra FROM demo_dr1.lrs');
  });
  test('names are found without regard to case unless delimited', () => {
    const loose = { kind: 'column', name: { parts: [{ text: 'RA' }] } } as const;
    expect(problems(select([loose]))).toEqual([]);
    expect(problems(select([column('RA')]))).toEqual(['QUERY-UNKNOWN-COLUMN ra']);
  });
  test('a qualifier is the alias, or the table with or without its schema', () => {
    expect(problems(select([column('lrs', 'ra'), column('demo_dr1', 'lrs', 'ra')]))).toEqual([]);
    const aliased = { ...from, alias: name('t') };
    expect(problems({ ...select([column('t', 'ra')]), from: aliased })).toEqual([]);
    expect(problems({ ...select([column('lrs', 'ra')]), from: aliased })).toEqual(['QUERY-UNKNOWN-TABLE t']);
  });
  test('a plain column keeps its metadata under an alias, an average its unit', () => {
    const { fields } = plan({
      kind: 'select',
      from,
      items: [
        { kind: 'value', value: column('ra'), alias: name('x') },
        { kind: 'value', value: column('ra') },
        { kind: 'value', value: column('ra') },
      ],
    });
    expect(fields[0]).toEqual({
      name: 'x',
      scalar: 'float64',
      unit: 'deg',
      ucd: 'pos.eq.ra;meta.main',
      description: 'Right ascension',
    });
    expect(fields.map((f) => f.name)).toEqual(['x', 'ra', 'ra_2']);
    expect(plan(select([call('AVG', column('ra'))])).fields).toEqual([{ name: 'avg', scalar: 'float64', unit: 'deg' }]);
  });
  test('the physical cell column is not a name', () => {
    expect(problems(select([column(cellColumn)]))).toEqual(['QUERY-UNKNOWN-COLUMN']);
    expect(plan({ kind: 'select', from, items: [{ kind: 'all' }] }).fields.map((f) => f.name)).not.toContain(
      cellColumn,
    );
  });
});

describe('types', () => {
  test('text and numbers are not compared', () => {
    expect(problems(select([column('ra')], { where: compare(column('class'), '=', literal(3)) }))).toEqual([
      'QUERY-TYPE',
    ]);
    expect(problems(select([column('ra')], { where: compare(column('ra'), '>', literal('3')) }))).toEqual([
      'QUERY-TYPE',
    ]);
    expect(problems(select([call('SQRT', column('class'))]))).toEqual(['QUERY-TYPE']);
    expect(problems(select([column('ra')], { where: column('ra') }))).toEqual(['QUERY-TYPE']);
    expect(problems(select([column('ra')], { where: compare(column('flux'), '=', literal(1)) }))).toEqual([
      'QUERY-TYPE',
    ]);
  });
  test('every 64-bit integer stays exact', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), (value) => {
        const negative = { kind: 'unary', operator: '-', operand: literal(-value) } as const;
        const written = value < 0n ? negative : literal(value);
        expect(predicate(compare(column('obsid'), '=', written))).toBe(`eq(obsid ${value}:int64)`);
      }),
    );
  });
  test('a literal takes the type of the column beside it', () => {
    expect(predicate(compare(column('fiberid'), '=', literal(7)))).toBe('eq(fiberid 7:int16)');
    expect(predicate(compare(column('fiberid'), '<', literal(70000)))).toBe('lt(cast(fiberid) 70000:int64)');
    expect(predicate(compare(literal(0.1), '<', column('snrg')))).toBe(`lt(${Math.fround(0.1)}:float32 snrg)`);
    expect(predicate(compare(column('obsid'), '=', { kind: 'number', text: '1e5' }))).toBe('eq(obsid 100000:int64)');
    expect(predicate(compare(column('obsid'), '>', literal(1.5)))).toBe('gt(cast(obsid) 1.5:float64)');
    expect(predicate(compare(column('date'), '>=', literal('2012-03-04')))).toBe('ge(date 1330819200000000:timestamp)');
  });
  test('times that are not are refused', () => {
    expect(problems(select([column('ra')], { where: compare(column('date'), '>', literal('2012-02-30')) }))).toEqual([
      'QUERY-TYPE',
    ]);
    expect(parseTimestamp('0099-01-01')).toBe(BigInt(Date.parse('0099-01-01T00:00:00Z')) * 1000n);
  });
  test('a count of arguments that a function does not take is refused', () => {
    expect(problems(select([call('SQRT'), call('POWER', column('ra')), call('COALESCE')]))).toEqual([
      'QUERY-ARGUMENTS',
      'QUERY-ARGUMENTS',
      'QUERY-ARGUMENTS',
    ]);
  });
});

describe('the sky', () => {
  const cone = withinCone(column('ra'), column('dec'), 150, 2, 0.5);
  test('a cone gives a cover of at most four clusters, inside AND too and in either order', () => {
    const turned = compare(literal(1), '=', (cone as Extract<Expression, { kind: 'comparison' }>).left);
    for (const where of [cone, turned, and([compare(column('class'), '=', literal('STAR')), turned])!]) {
      const { cover } = scan(plan(select([column('obsid')], { where })));
      expect(cover!.length).toBeGreaterThan(0);
      expect(cover!.length).toBeLessThanOrEqual(4);
    }
  });
  test('what does not confine the position has no cover', () => {
    const other = compare(column('class'), '=', literal('STAR'));
    const elsewhere = withinCone(column('dec'), column('ra'), 150, 2, 0.5);
    for (const where of [
      other,
      or([cone, other])!,
      { kind: 'unary', operator: 'NOT', operand: cone } as const,
      elsewhere,
    ]) {
      expect(scan(plan(select([column('obsid')], { where }))).cover).toBeUndefined();
    }
  });
  test('two cones that do not meet leave nothing to read', () => {
    const where = and([cone, withinCone(column('ra'), column('dec'), 10, 2, 0.5)])!;
    expect(scan(plan(select([column('obsid')], { where }))).cover).toEqual([]);
  });
  test('every position within the radius is in the cover', () => {
    const ra = fc.double({ min: 0, max: 359.999, noNaN: true });
    const dec = fc.double({ min: -90, max: 90, noNaN: true });
    fc.assert(
      fc.property(
        ra,
        dec,
        fc.double({ min: 0, max: 3, noNaN: true }),
        fc.double({ min: -1, max: 1, noNaN: true }),
        fc.double({ min: -1, max: 1, noNaN: true }),
        (a, d, r, u, v) => {
          const [pa, pd] = [
            (((a + (u * r) / Math.max(1e-3, Math.cos((d * Math.PI) / 180))) % 360) + 360) % 360,
            Math.max(-90, Math.min(90, d + v * r)),
          ];
          fc.pre(separationDeg(a, d, pa, pd) <= r);
          const { cover } = scan(
            plan(select([column('obsid')], { where: withinCone(column('ra'), column('dec'), a, d, r) })),
          );
          const cell = healpixHash(29, pa, pd);
          expect(cover!.some(({ hull }) => hull.lo <= cell && cell <= hull.hi)).toBe(true);
        },
      ),
    );
  });
  test('impossible circles and frames are refused', () => {
    const point = call('POINT', column('ra'), column('dec'));
    expect(problems(select([column('ra')], { where: withinCone(column('ra'), column('dec'), 0, 91, 1) }))).toEqual([
      'QUERY-POSITION',
    ]);
    expect(problems(select([column('ra')], { where: withinCone(column('ra'), column('dec'), 0, 0, 181) }))).toEqual([
      'QUERY-RADIUS',
    ]);
    expect(problems(select([call('CONTAINS', point, column('ra'))]))).toEqual(['QUERY-GEOMETRY']);
    expect(problems(select([call('AREA', call('POLYGON', ...[0, 0, 1, 1, 2, 2, 3].map((n) => literal(n))))]))).toEqual([
      'QUERY-GEOMETRY',
    ]);
    const wide = [0, 0, 120, 0, 240, 0].map((n) => literal(n));
    expect(problems(select([call('AREA', call('POLYGON', ...wide))]))).toEqual(['QUERY-POLYGON']);
    expect(
      problems(select([call('DISTANCE', call('POINT', literal('FK4'), column('ra'), column('dec')), point)])),
    ).toEqual(['QUERY-FRAME']);
  });
});

describe('rows', () => {
  test('a row rule is in every plan, and its column need not be asked for', () => {
    const rowRule = compare(column('class'), '=', literal('STAR'));
    const p = plan(select([call('COUNT', column('ra'))]), viewOf({ rowRule }));
    expect(filters(p)).toEqual(['eq(class STAR:string)']);
    const both = plan(
      select([column('ra')], {
        where: or([compare(column('ra'), '>', literal(1)), compare(column('class'), '=', literal('QSO'))])!,
      }),
      viewOf({ rowRule }),
    );
    expect(filters(both)).toEqual(['or(gt(ra 1:float64) eq(class QSO:string))', 'eq(class STAR:string)']);
  });
  test('a rule may read columns that the asker cannot name', () => {
    const secret: ViewColumn = { name: 'secret', scalar: 'int64', verb: 1, searchable: false };
    const rowRule = compare(column('secret'), '=', literal(1));
    const view = viewOf({ rowRule, ruleColumns: [secret] });
    const p = plan(select([column('ra')]), view);
    expect(filters(p)).toEqual(['eq(secret 1:int64)']);
    expect(p.fields.map((f) => f.name)).toEqual(['ra']);
    expect(plan({ kind: 'select', items: [{ kind: 'all' }], from }, view).fields).toHaveLength(columns.length);
    for (const tree of [
      select([column('secret')]),
      select([column('ra')], { where: compare(column('secret'), '=', literal(1)) }),
    ])
      expect(() => resolve(tree, view)).toThrow('QUERY-UNKNOWN-COLUMN');
  });
  test('what may fail on a row comes behind the rows of a rule; what cannot fail leaves the plan as it was', () => {
    const rowRule = compare(column('class'), '=', literal('STAR'));
    const square: Expression = { kind: 'arithmetic', operator: '*', left: column('obsid'), right: column('obsid') };
    const limits = (tree: SelectQuery, more: Partial<ViewTable>) =>
      relationsOf(plan(tree, viewOf(more)).root).filter((r) => r.kind === 'limit').length;
    const risky = select([column('ra')], { where: compare(square, '>', literal(1)) });
    const safe = select([column('ra')], {
      where: and([
        compare(column('fiberid'), '>', literal(100_000)),
        compare(column('snrg'), '>', literal(5)),
        withinCone(column('ra'), column('dec'), 1, 2, 3),
      ])!,
    });
    expect([limits(risky, {}), limits(risky, { rowRule }), limits(safe, { rowRule })]).toEqual([0, 1, 0]);
    expect([hasRules(plan(safe, viewOf({ rowRule }))), hasRules(plan(safe))]).toEqual([true, false]);
    const [read] = tablesRead(plan(safe, viewOf({ rowRule })));
    expect(read).toMatchObject({ storage: { releaseAddress: 'demo/dr1/v1', table: 'lrs' } });
    expect(read!.columns).toContain('class');
  });
  test('a rule that cannot be applied closes the table', () => {
    const view = viewOf({ rowRule: compare(column('secret'), '=', literal(1)) });
    expect(() => resolve(select([column('ra')]), view)).toThrow('QUERY-ROW-RULE');
  });
  test('only columns that are used are read', () => {
    expect(
      scan(plan(select([column('fiberid')], { where: compare(column('class'), '=', literal('QSO')) }))).columns.map(
        (c) => c.name,
      ),
    ).toEqual(['obsid', 'class', 'fiberid', cellColumn]);
    expect(scan(plan(select([{ kind: 'call', name: 'COUNT', arguments: [], star: true }]))).columns).toEqual([]);
  });
  test('every column number is inside its input', () => {
    const query = select([call('MAX', column('snrg')), column('class')], {
      groupBy: [column('class')],
      where: compare(column('dec'), '>', literal(0)),
      orderBy: [{ value: literal(1), descending: true }],
      top: 3,
    });
    for (const relation of relationsOf(plan(query).root)) {
      const width = inputsOf(relation).reduce((sum, input) => sum + widthOf(input), 0);
      for (const s of scalarsOf(relation))
        walkScalar(s, (v) => v.kind === 'column' && expect(v.index).toBeLessThan(width));
    }
  });
  test('keys are told to the engine', () => {
    const keys = (where: Expression): unknown =>
      scan(plan(select([column('ra')], { where }))).keyEquals?.map((k) => k.value);
    expect(keys(compare(column('obsid'), '=', literal(5n)))).toEqual([5n]);
    expect(keys({ kind: 'in', value: column('obsid'), list: [literal(5n), literal(6n)] })).toEqual([5n, 6n]);
    expect(
      keys(or([compare(column('obsid'), '=', literal(5n)), compare(column('ra'), '=', literal(1))])!),
    ).toBeUndefined();
  });
  test('ties end with the key, and without ORDER BY the order is canonical', () => {
    const sort = (q: SelectQuery): unknown => {
      const p = plan(q);
      return relationsOf(p.root).flatMap((r) =>
        r.kind === 'sort' ? [[r.canonical ?? false, ...r.by.map((k) => shown(k.value, p))]] : [],
      );
    };
    expect(sort(select([column('ra')], { top: 5 }))).toEqual([[true, cellColumn, 'obsid']]);
    expect(sort(select([column('ra')], { orderBy: [{ value: column('class') }] }))).toEqual([
      [false, 'class', 'obsid'],
    ]);
  });
  test('what is not grouped is refused', () => {
    expect(
      problems(
        select([column('ra'), { kind: 'call', name: 'COUNT', arguments: [], star: true }], {
          groupBy: [column('class')],
        }),
      ),
    ).toEqual(['QUERY-NOT-GROUPED']);
    expect(problems(select([column('ra')], { where: compare(call('MAX', column('ra')), '>', literal(1)) }))).toEqual([
      'QUERY-AGGREGATE',
    ]);
    expect(problems(select([column('class')], { distinct: true, orderBy: [{ value: column('ra') }] }))).toEqual([
      'QUERY-ORDER-DISTINCT',
    ]);
    expect(problems(select([column('class')], { orderBy: [{ value: literal(2) }] }))).toEqual(['QUERY-ORDINAL']);
  });
  test('maxrec asks for one row more, and never for more than the query', () => {
    const limits = (p: Plan): unknown => relationsOf(p.root).flatMap((r) => (r.kind === 'limit' ? [r.limit] : []));
    expect(limits(withMaxrec(plan(select([column('ra')])), 100))).toEqual([101]);
    expect(limits(withMaxrec(plan(select([column('ra')], { top: 5, offset: 2 })), 100))).toEqual([5]);
    expect(limits(withMaxrec(plan(select([column('ra')], { distinct: true, top: 500 })), 100))).toEqual([101]);
  });
});
