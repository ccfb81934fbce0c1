/** The numbers of a version: `v1.1` → [[1, false], [1, false]], `v0.q2` → [[0, false], [2, true]]. */
function partsOf(version: string): readonly (readonly [number, boolean])[] {
  return version
    .replace(/^v/i, '')
    .split('.')
    .map((part) => {
      const quarter = /^q/i.test(part);
      return [Number.parseInt(quarter ? part.slice(1) : part, 10) || 0, quarter] as const;
    });
}

/**
 * Orders the versions of a release: v0 < v0.q1 < v0.q2 < v1 < v1.1 < v1.2 < v2. `v` may be of any case; v0.q2 comes before
 * v0.1. Negative, zero or positive, for sort().
 */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [partsOf(a), partsOf(b)];
  for (let i = 0; i < Math.max(left.length, right.length); i++) {
    const [x, y] = [left[i], right[i]];
    if (!x || !y) return x ? 1 : y ? -1 : 0;
    if (x[1] !== y[1]) return x[1] ? -1 : 1;
    if (x[0] !== y[0]) return x[0] - y[0];
  }
  return 0;
}

/** Orders names of releases: a pilot (`pdr`) first, then names without a number, then by text and number: dr2 < dr10. */
export function compareReleases(a: string, b: string): number {
  const [left, right] = [a.toLowerCase(), b.toLowerCase()];
  const pilot = Number(right.startsWith('pdr')) - Number(left.startsWith('pdr'));
  if (pilot !== 0) return pilot;
  const [x, y] = [left.match(/\d+|\D+/g) ?? [], right.match(/\d+|\D+/g) ?? []];
  for (let i = 0; i < Math.max(x.length, y.length); i++) {
    const [s, t] = [x[i], y[i]];
    if (s === undefined || t === undefined) return s === undefined ? -1 : 1;
    const number = /^\d/.test(s) && /^\d/.test(t) ? Number(s) - Number(t) : 0;
    if (number !== 0) return number;
    if (s !== t && !/^\d/.test(s)) return s < t ? -1 : 1;
  }
  return 0;
}
