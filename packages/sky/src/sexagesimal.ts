import { wrapDeg } from './angle.ts';

function pad(n: number, digits: number): string {
  const text = n.toFixed(digits);
  return text.indexOf('.') === 1 || text.length === 1 ? `0${text}` : text;
}

/** Whole units, minutes and seconds of a non-negative number of units, in counts of 10^-digits seconds. */
function split(counts: number, digits: number): readonly [units: number, minutes: number, seconds: number] {
  const scale = 10 ** digits;
  const perMinute = 60 * scale;
  const perUnit = 60 * perMinute;
  const units = Math.floor(counts / perUnit);
  const minutes = Math.floor((counts - units * perUnit) / perMinute);
  return [units, minutes, (counts - units * perUnit - minutes * perMinute) / scale];
}

/** `10:12:03.20`: right ascension in hours, rounded to `digits` decimals of the second; 24 h is written as 0. */
export function formatRa(raDeg: number, digits = 2, separator = ':'): string {
  const scale = 10 ** digits;
  const counts = Math.round((wrapDeg(raDeg) / 15) * 3600 * scale) % (86400 * scale);
  const [h, m, s] = split(counts, digits);
  return [pad(h, 0), pad(m, 0), pad(s, digits)].join(separator);
}

/** `+41:02:10.0`: declination in degrees with its sign, rounded to `digits` decimals of the arcsecond. */
export function formatDec(decDeg: number, digits = 1, separator = ':'): string {
  const [d, m, s] = split(Math.round(Math.abs(decDeg) * 3600 * 10 ** digits), digits);
  return (decDeg < 0 ? '-' : '+') + [pad(d, 0), pad(m, 0), pad(s, digits)].join(separator);
}

/** `10:12:03.20 +41:02:10.0` */
export function formatPosition(raDeg: number, decDeg: number, raDigits = 2, decDigits = 1): string {
  return `${formatRa(raDeg, raDigits)} ${formatDec(decDeg, decDigits)}`;
}

/**
 * `J101203.20+410210.0`: the designation that the IAU asks for, truncated and never rounded. A value that differs from
 * a whole count by less than a millionth of it counts as that: it is the trace of a decimal degree, not a smaller angle.
 */
export function iauDesignation(raDeg: number, decDeg: number, raDigits = 2, decDigits = 1): string {
  const truncate = (value: number): number => Math.floor(value + 1e-6);
  const ra = truncate((wrapDeg(raDeg) / 15) * 3600 * 10 ** raDigits) % (86400 * 10 ** raDigits);
  const dec = truncate(Math.abs(decDeg) * 3600 * 10 ** decDigits);
  const [h, m, s] = split(ra, raDigits);
  const [dd, dm, ds] = split(dec, decDigits);
  const sign = decDeg < 0 ? '-' : '+';
  return `J${pad(h, 0)}${pad(m, 0)}${pad(s, raDigits)}${sign}${pad(dd, 0)}${pad(dm, 0)}${pad(ds, decDigits)}`;
}
