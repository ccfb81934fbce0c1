import type { Scalar } from '@lingtai/query';
import { bind } from './bind.ts';
import { add, compute, div, mul, number, sub, test, when } from './scalars.ts';
import { bindVector, cosine, dot, list, positionOf, scaled, sine, type Vector, vectorOf } from './vectors.ts';

/** Unit vectors towards east and north at a position. */
function tangents(ra: Scalar, dec: Scalar): readonly [Vector, Vector] {
  const minus = compute('neg', sine(dec));
  return [
    [compute('neg', sine(ra)), cosine(ra), number(0)],
    [mul(minus, cosine(ra)), mul(minus, sine(ra)), cosine(dec)],
  ];
}

function plus(a: Vector, b: Vector): Vector {
  return [add(a[0], b[0]), add(a[1], b[1]), add(a[2], b[2])];
}

/** `apply-pm(ra, dec, pmra, pmdec, years)`, degrees and degrees a year, through the tangential plane; a point. */
export function applyMotion(args: readonly Scalar[]): Scalar {
  const [ra, dec, pmra, pmdec, years] = args as [Scalar, Scalar, Scalar, Scalar, Scalar];
  const rad = (pm: Scalar): Scalar => mul(pm, years, number(Math.PI / 180));
  const [east, north] = tangents(ra, dec);
  const moved = plus(vectorOf(ra, dec), plus(scaled(east, rad(pmra)), scaled(north, rad(pmdec))));
  return positionOf(moved, (a, d) => list(a, d));
}

/** km/s of one astronomical unit (IAU 2012) in a Julian year. */
const auPerYear = 149597870.7 / (365.25 * 86400);
const radPerMas = Math.PI / 180 / 3.6e6;
/** A parallax below this (mas) says nothing of the distance. */
const leastParallaxMas = 1e-4;

/** A missing motion is none. */
function orZero(s: Scalar): Scalar {
  return compute('coalesce', s, number(0));
}

/**
 * `epoch-prop(ra, dec, parallax, pmra, pmdec, rv, from, to)`: uniform motion in space (Butkevich and Lindegren 2014,
 * section 3.1) as `[ra, dec, parallax, pmra, pmdec, rv]`, or its first two; degrees, mas, mas a year, km/s and Julian
 * years. Missing proper motions and velocities are 0; without a parallax, parallax and velocity come out NaN.
 */
export function epochPropagation(args: readonly Scalar[], positionOnly: boolean): Scalar {
  const [ra, dec, parallax, pmra, pmdec, rv, from, to] = args as readonly Scalar[] & { readonly length: 8 };
  const known = test('gt', orZero(parallax!), number(leastParallaxMas));
  const radial = when(known, mul(orZero(rv!), orZero(parallax!), number(radPerMas / auPerYear)), number(0));
  const [east, north] = tangents(ra!, dec!);
  const rad = (pm: Scalar): Scalar => mul(orZero(pm), number(radPerMas));
  const motion = plus(scaled(east, rad(pmra!)), scaled(north, rad(pmdec!)));
  return bindVector(vectorOf(ra!, dec!), (r) =>
    bindVector(motion, (m) =>
      bind(radial, (mr) =>
        bind(sub(to!, from!), (t) => {
          const square = add(dot(m, m), mul(mr, mr));
          const along = add(number(1), mul(mr, t));
          const inverse = compute('root', add(number(1), mul(number(2), mr, t), mul(square, t, t)));
          return bind(div(number(1), inverse), (f) => {
            const place = scaled(plus(scaled(r, along), scaled(m, t)), f);
            if (positionOnly) return positionOf(place, (a, d) => list(a, d));
            const drag = compute('neg', mul(dot(m, m), t));
            const speed = scaled(plus(scaled(m, along), scaled(r, drag)), mul(f, f, f));
            const radialNow = mul(add(mr, mul(square, t)), f, f);
            return bindVector(speed, (w) =>
              positionOf(place, (a, d) =>
                bind(a, (lon) => bind(d, (lat) => sixOf(lon, lat, w, known, mul(orZero(parallax!), f), radialNow))),
              ),
            );
          });
        }),
      ),
    ),
  );
}

function sixOf(lon: Scalar, lat: Scalar, speed: Vector, known: Scalar, parallax: Scalar, radial: Scalar): Scalar {
  const [e, n] = tangents(lon, lat);
  const mas = (s: Scalar): Scalar => mul(s, number(1 / radPerMas));
  const nan = number(Number.NaN);
  const velocity = div(mul(mas(radial), number(auPerYear)), parallax);
  return list(lon, lat, when(known, parallax, nan), mas(dot(speed, e)), mas(dot(speed, n)), when(known, velocity, nan));
}
