import type { Scalar } from '@lingtai/query';
import { maxOrder, mocCells, parseMocAscii, radPerDeg } from '@lingtai/sky';
import { bind } from './bind.ts';
import {
  add,
  all,
  any,
  boolean,
  call,
  compute,
  count,
  div,
  float64,
  int64,
  integer,
  mul,
  not,
  number,
  only,
  sub,
  test,
  when,
} from './scalars.ts';
import { list } from './vectors.ts';

const nside = number(2 ** maxOrder);
const last = integer(2 ** maxOrder - 1);

function whole(value: Scalar): Scalar {
  return call('cast', int64, compute('floor', value));
}

function real(value: Scalar): Scalar {
  return call('cast', float64, value);
}

/** The lowest 29 bits moved to the even places. */
function spread(from: Scalar): Scalar {
  return count('spread-bits', from);
}

/** The 29 bits at the even places moved together. */
function gather(from: Scalar): Scalar {
  return count('gather-bits', from);
}

/**
 * The nested cell of order 29 of a position in degrees, step for step as HEALPix's C++ library computes it (Górski et al.
 * 2005, sections 4 and 5); null where there is no position.
 */
function cellOf(ra: Scalar, dec: Scalar): Scalar {
  return bind(ra, (a) =>
    bind(dec, (d) => {
      const isPosition = all(test('le', compute('abs', a), number(1e300)), test('le', compute('abs', d), number(90)));
      return only(isPosition, hash(a, d));
    }),
  );
}

function hash(ra: Scalar, dec: Scalar): Scalar {
  const theta = sub(number(Math.PI / 2), mul(dec, number(radPerDeg)));
  const quarter = mul(ra, number(radPerDeg), number(2 / Math.PI));
  // In [0, 4); the remainder is for what rounding brings to 4.
  const turn = compute('mod', sub(quarter, mul(number(4), compute('floor', mul(quarter, number(0.25))))), number(4));
  return bind(compute('cos', theta), (z) =>
    bind(turn, (t) => when(test('le', compute('abs', z), number(2 / 3)), belt(z, t), cap(theta, z, t))),
  );
}

function belt(z: Scalar, turn: Scalar): Scalar {
  const a = mul(nside, add(number(0.5), turn));
  const b = mul(nside, mul(z, number(0.75)));
  const faceOf = (ring: Scalar): Scalar => count('shift-right', ring, integer(maxOrder));
  return bind(whole(sub(a, b)), (rising) =>
    bind(whole(add(a, b)), (falling) => {
      const [p, m] = [faceOf(rising), faceOf(falling)];
      // One rounding error below a whole turn `a` is that of the turn: the face after the last one is the first.
      const turned = (face: Scalar): Scalar => count('bit-and', face, integer(3));
      const apart = when(test('lt', p, m), turned(p), count('add', turned(m), integer(8)));
      return cellAt(when(test('eq', p, m), count('bit-or', p, integer(4)), apart), falling, count('bit-not', rising));
    }),
  );
}

// Near the poles 1 - |z| loses digits; sin(theta) does not.
function cap(theta: Scalar, z: Scalar, turn: Scalar): Scalar {
  const za = compute('abs', z);
  const away = all(test('ge', theta, number(0.01)), test('le', theta, number(3.13159)));
  const outer = mul(nside, compute('root', mul(number(3), sub(number(1), za))));
  const inner = div(mul(nside, compute('sin', theta)), compute('root', div(add(number(1), za), number(3))));
  const face = call('cast', int64, compute('least', number(3), compute('floor', turn)));
  const part = sub(turn, real(face));
  const capped = (fraction: Scalar, ring: Scalar): Scalar => count('least', last, whole(mul(fraction, ring)));
  return bind(when(any(test('lt', za, number(0.99)), away), outer, inner), (ring) =>
    bind(capped(part, ring), (p) =>
      bind(capped(sub(number(1), part), ring), (m) =>
        bind(test('ge', z, number(0)), (north) =>
          cellAt(
            when(north, face, count('add', face, integer(8))),
            when(north, count('bit-not', m), p),
            when(north, count('bit-not', p), m),
          ),
        ),
      ),
    ),
  );
}

/** Of x and y the lowest 29 bits count. */
function cellAt(face: Scalar, x: Scalar, y: Scalar): Scalar {
  return bind(x, (u) =>
    bind(y, (v) => {
      const inFace = count('bit-or', spread(u), count('shift-left', spread(v), integer(1)));
      return count('bit-or', count('shift-left', face, integer(2 * maxOrder)), inFace);
    }),
  );
}

function isOrder(order: Scalar): Scalar {
  return all(test('ge', order, integer(0)), test('le', order, integer(maxOrder)));
}

/** `healpix-index(order, ra, dec)`: the cell of any order is the front of that of order 29, to the last bit. */
export function healpixIndex([order, ra, dec]: readonly Scalar[]): Scalar {
  return bind(order!, (o) => {
    const shift = count('mul', integer(2), count('sub', integer(maxOrder), o));
    return only(isOrder(o), count('shift-right', cellOf(ra!, dec!), shift));
  });
}

/** `healpix-center(order, index)` as a point. */
export function healpixCenter([order, index]: readonly Scalar[]): Scalar {
  return bind(order!, (o) =>
    bind(index!, (cell) => {
      const end = count('shift-left', integer(12), count('mul', integer(2), o));
      const fits = all(test('ge', cell, integer(0)), test('lt', cell, end));
      return only(isOrder(o), only(fits, centre(o, cell)));
    }),
  );
}

function centre(order: Scalar, cell: Scalar): Scalar {
  const shift = count('mul', integer(2), order);
  const inFace = count('bit-and', cell, count('sub', count('shift-left', integer(1), shift), integer(1)));
  const size = real(count('shift-left', integer(1), order));
  const middle = (at: Scalar): Scalar => div(add(real(gather(at)), number(0.5)), size);
  const face = count('shift-right', cell, shift);
  return bind(inFace, (f) =>
    bind(middle(f), (u) => bind(middle(count('shift-right', f, integer(1))), (v) => facePosition(face, u, v))),
  );
}

/** The position at fractions of a face, u north-east and v north-west: equations 2 to 9 with the ring number continuous. */
function facePosition(face: Scalar, u: Scalar, v: Scalar): Scalar {
  const row = real(count('shift-right', face, integer(2)));
  return bind(sub(add(row, number(2)), add(u, v)), (ring) => {
    const north = test('lt', ring, number(1));
    const south = test('gt', ring, number(3));
    return bind(when(north, ring, when(south, sub(number(4), ring), number(1))), (nr) => {
      const t = div(mul(nr, nr), number(3));
      const flat = div(mul(sub(number(2), ring), number(2)), number(3));
      return bind(when(north, sub(number(1), t), when(south, sub(t, number(1)), flat)), (z) => {
        const inBelt = mul(sub(number(1), z), add(number(1), z));
        const squared = when(any(north, south), mul(t, sub(number(2), t)), inBelt);
        const dec = compute('degrees', compute('atan2', z, compute('root', squared)));
        return bind(longitude(face, row, nr, sub(u, v)), (lon) =>
          list(when(test('lt', lon, number(0)), add(lon, number(360)), lon), dec),
        );
      });
    });
  });
}

function longitude(face: Scalar, row: Scalar, ring: Scalar, aside: Scalar): Scalar {
  const twice = real(count('mul', integer(2), count('bit-and', face, integer(3))));
  const start = when(test('eq', row, number(1)), twice, add(twice, number(1)));
  return compute('degrees', div(mul(number(Math.PI / 4), add(mul(start, ring), aside)), ring));
}

const no: Scalar = { kind: 'literal', type: boolean, value: false };

/** `within-moc(ra, dec, 'ascii')`: the cell's fronts are looked up among the cells of each order. */
export function withinMoc([ra, dec, text]: readonly Scalar[]): Scalar {
  const ascii = text?.kind === 'literal' && typeof text.value === 'string' ? text.value : '';
  const byOrder = Map.groupBy(mocCells(parseMocAscii(ascii)), (c) => c.order);
  return bind(cellOf(ra!, dec!), (cell) => {
    const tests = [...byOrder].map(([order, cells]) => {
      const front = count('shift-right', cell, integer(2 * (maxOrder - order)));
      return test('in', front, ...cells.map((c) => integer(c.cell)));
    });
    return only(not(test('is-null', cell)), tests.length === 0 ? no : any(...tests));
  });
}
