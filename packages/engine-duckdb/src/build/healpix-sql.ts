/**
 * The nested HEALPix cell of order 29 in SQL, operation for operation as HEALPix's C++ library (and so healpy) computes
 * it (but for its faces beyond the last): Górski et al. 2005, sections 4 and 5. Each step is a subquery, so that no expression is computed twice.
 */

const order = 29;
const nside = `${2 ** order}`;
const radPerDeg = `${Math.PI / 180}e0`;
const halfPi = `${Math.PI / 2}e0`;
const perQuarter = `${2 / Math.PI}e0`;

const spreadSteps: readonly (readonly [shift: number, mask: bigint])[] = [
  [16, 0x0000ffff0000ffffn],
  [8, 0x00ff00ff00ff00ffn],
  [4, 0x0f0f0f0f0f0f0f0fn],
  [2, 0x3333333333333333n],
  [1, 0x5555555555555555n],
];

/**
 * `SELECT _healpix_29, …` over a relation (an SQL query in parentheses or a table): the cell of the position in degrees,
 * null where there is no position (null, not finite, or a declination outside [-90, 90]).
 */
export function withHealpix(relation: string, ra: string, dec: string, outputs: readonly string[]): string {
  const steps: string[] = [
    `SELECT *, ${halfPi} - _d * ${radPerDeg} AS _theta, _r * ${radPerDeg} * ${perQuarter} AS _q FROM (SELECT *, CAST(${ra} AS DOUBLE) AS _r0, CAST(${dec} AS DOUBLE) AS _d0,
      isfinite(_r0) AND isfinite(_d0) AND _d0 BETWEEN -90 AND 90 AS _ok, CASE WHEN _ok THEN _r0 END AS _r, CASE WHEN _ok THEN _d0 END AS _d FROM ${relation})`,
    `SELECT *, cos(_theta) AS _z, CASE WHEN _q >= 0 THEN CASE WHEN _q < 4 THEN _q ELSE (_q % 4e0) END WHEN (_q % 4e0) + 4e0 = 4e0 THEN 0e0 ELSE (_q % 4e0) + 4e0 END AS _t`,
    `SELECT *, abs(_z) AS _za, CAST(least(3e0, floor(_t)) AS BIGINT) AS _nt,
      CAST(floor(${nside}e0 * (0.5e0 + _t) - ${nside}e0 * (_z * 0.75e0)) AS BIGINT) AS _jp, CAST(floor(${nside}e0 * (0.5e0 + _t) + ${nside}e0 * (_z * 0.75e0)) AS BIGINT) AS _jm`,
    `SELECT *, _za <= 2e0 / 3e0 AS _belt, _jp >> ${order} AS _fp, _jm >> ${order} AS _fm, _t - _nt AS _tp,
      CASE WHEN _za < 0.99e0 OR (_theta >= 0.01e0 AND _theta <= 3.14159e0 - 0.01e0) THEN ${nside}e0 * sqrt(3e0 * (1e0 - _za)) ELSE ${nside}e0 * sin(_theta) / sqrt((1e0 + _za) / 3e0) END AS _ring`,
    `SELECT *, least(${nside} - 1, CAST(floor(_tp * _ring) AS BIGINT)) AS _p, least(${nside} - 1, CAST(floor((1e0 - _tp) * _ring) AS BIGINT)) AS _m`,
    `SELECT *, CASE WHEN _belt THEN CASE WHEN _fp = _fm THEN _fp | 4 WHEN _fp < _fm THEN _fp & 3 ELSE (_fm & 3) + 8 END WHEN _z >= 0 THEN _nt ELSE _nt + 8 END AS _face,
      CASE WHEN _belt THEN _jm & (${nside} - 1) WHEN _z >= 0 THEN ${nside} - _m - 1 ELSE _p END AS _x0,
      CASE WHEN _belt THEN ${nside} - (_jp & (${nside} - 1)) - 1 WHEN _z >= 0 THEN ${nside} - _p - 1 ELSE _m END AS _y0`,
    ...spreadSteps.map(
      ([shift, mask], i) =>
        `SELECT *, (_x${i} | (_x${i} << ${shift})) & ${mask} AS _x${i + 1}, (_y${i} | (_y${i} << ${shift})) & ${mask} AS _y${i + 1}`,
    ),
  ];
  const nested = steps.reduce((inner, step) => (inner === '' ? step : `${step} FROM (${inner})`), '');
  return `SELECT CASE WHEN _ok THEN (_face << ${2 * order}) | _x5 | (_y5 << 1) END AS _healpix_29${outputs.map((o) => `, ${o}`).join('')} FROM (${nested})`;
}
