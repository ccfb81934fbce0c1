import { mulberry32 } from './_cone-table.ts';

/** Seeded choices for one query. */
class Draw {
  readonly #random: () => number;

  constructor(random: () => number) {
    this.#random = random;
  }

  int(from: number, to: number): number {
    return from + Math.floor(this.#random() * (to - from + 1));
  }

  number(from: number, to: number, digits = 3): string {
    return (from + this.#random() * (to - from)).toFixed(digits);
  }

  of<T>(list: readonly T[]): T {
    return list[this.int(0, list.length - 1)]!;
  }

  get day(): number {
    return this.int(55_859, 59_858);
  }

  /** A condition that about one row in so many meets. */
  some(rows: number, qualifier = ''): string {
    const of = (column: string): string => `${qualifier}${column}`;
    return this.of([
      () => `${of('snrg')} > ${this.number(100 - 100 / rows, 100 - 50 / rows)}`,
      () => `${of('lmjd')} BETWEEN ${this.day} AND ${this.day + Math.ceil(4000 / rows)}`,
      () => `MOD(${of('obsid')}, ${rows}) = ${this.int(0, rows - 1)}`,
      () => `${of('mag_ps_g')} < ${this.number(12, 12 + 8 / rows)} AND ${of('class')} <> 'Unknown'`,
    ])();
  }

  get cone(): string {
    const centre = `POINT(${this.number(0, 360)}, ${this.number(-8, 58)})`;
    return `1 = CONTAINS(POINT(ra, dec), CIRCLE(${centre}, ${this.number(0.5, 4)}))`;
  }
}

const floats = ['snrg', 'snri', 'z', 'teff', 'feh', 'mag_ps_z', 'ra', 'z_err'] as const;
const texts = ['class', 'subclass', 'objtype', 'obsdate'] as const;
const few = ['class', 'subclass', 'spid', 'objtype', 'fibermask', 'lmjd', 'planid'] as const;
const totals = ['SUM', 'AVG', 'STDDEV', 'MIN', 'MAX'] as const;
const t = 'bench.lrs';

type Kind = (d: Draw) => string;

/** What people ask, each with all that the language leaves open: which rows, in which order, summed in which order. */
const kinds: Readonly<Record<string, Kind>> = {
  filter: (d) => `SELECT obsid, ra, dec, ${d.of(floats)} FROM ${t} WHERE ${d.some(500)}`,
  'all columns': (d) => `SELECT * FROM ${t} WHERE ${d.some(2000)}`,
  key: (d) => `SELECT * FROM ${t} WHERE obsid IN (${d.int(0, 900) * 791_900}, ${d.int(1, 96) * 791_901}, 100)`,
  cone: (d) => `SELECT obsid, ra, ${d.of(floats)} FROM ${t} WHERE ${d.cone}`,
  'cone ordered': (d) => `SELECT TOP ${d.int(1, 300)} obsid, class FROM ${t} WHERE ${d.cone} ORDER BY class`,
  top: (d) =>
    `SELECT TOP ${d.int(1, 5000)} obsid, ${d.of(floats)} FROM ${t} WHERE ${d.of(texts)} > '${d.of('AGMST2'.split(''))}'`,
  'top of all': (d) => `SELECT TOP ${d.int(1, 20_000)} ${d.of(texts)}, ${d.of(floats)} FROM ${t}`,
  'top with sub-query': (d) =>
    `SELECT TOP ${d.int(10, 3000)} obsid, snri FROM ${t} WHERE planid IN (SELECT planid FROM ${t} WHERE ${d.some(3000)})`,
  'rows with EXISTS': (d) =>
    `SELECT TOP ${d.int(10, 900)} a.obsid, a.class FROM ${t} AS a WHERE EXISTS (SELECT 1 FROM ${t} AS b WHERE b.planid = a.planid AND b.fiberid = a.fiberid AND b.obsid <> a.obsid AND ${d.some(20, 'b.')})`,
  'rows with a value': (d) =>
    `SELECT TOP ${d.int(10, 500)} a.obsid, (SELECT AVG(b.snri) FROM ${t} AS b WHERE b.lmjd = a.lmjd) AS mean FROM ${t} AS a WHERE ${d.some(300, 'a.')}`,
  'order with ties': (d) =>
    `SELECT obsid, ${d.of(texts)} FROM ${t} WHERE ${d.some(300)} ORDER BY ${d.of(few)} DESC, class`,
  'top with ties': (d) =>
    `SELECT TOP ${d.int(1, 4000)} obsid, z FROM ${t} ORDER BY ${d.of(few)} ${d.of(['ASC', 'DESC'])}`,
  offset: (d) => `SELECT obsid, snrg FROM ${t} WHERE ${d.some(100)} OFFSET ${d.int(1, 9000)}`,
  'top and offset': (d) => `SELECT TOP ${d.int(1, 900)} obsid FROM ${t} ORDER BY subclass OFFSET ${d.int(1, 90_000)}`,
  totals: (d) =>
    `SELECT COUNT(*) AS n, SUM(${d.of(floats)}) AS s, AVG(${d.of(floats)}) AS a, STDDEV(${d.of(floats)}) AS d FROM ${t}`,
  'totals of integers': (d) =>
    `SELECT SUM(lmjd) AS s, AVG(obsid) AS a, STDDEV(${d.of(['lmjd', 'fiberid', 'spid', 'obsid'])}) AS d FROM ${t}`,
  groups: (d) =>
    `SELECT ${d.of(few)} AS k, COUNT(*) AS n, ${d.of(totals)}(${d.of(floats)}) AS x, STDDEV(${d.of(floats)}) AS y FROM ${t} WHERE ${d.some(3)} GROUP BY k`,
  'groups by two': (d) =>
    `SELECT class, spid, SUM(snrg * ${d.number(0, 9)}) AS x, AVG(DISTINCT teff) AS y FROM ${t} GROUP BY class, spid ORDER BY x DESC`,
  'groups of rounded': (d) =>
    `SELECT ROUND(${d.of(['z * 1000', 'dec / 30', 'feh'])}, ${d.int(0, 1)}) AS k, COUNT(*) AS n, AVG(${d.of(floats)}) AS x FROM ${t} GROUP BY k`,
  'groups, top by number': (d) =>
    `SELECT TOP ${d.int(1, 40)} planid, COUNT(*) AS n FROM ${t} GROUP BY planid ORDER BY n DESC`,
  having: (d) =>
    `SELECT subclass, AVG(z) AS z FROM ${t} WHERE ${d.some(4)} GROUP BY subclass HAVING AVG(snrg) > ${d.number(40, 60)} ORDER BY AVG(z)`,
  distinct: (d) => `SELECT DISTINCT ${d.of(few)} AS a, ${d.of(texts)} AS b FROM ${t} WHERE ${d.some(5)}`,
  'distinct with top': (d) =>
    `SELECT DISTINCT TOP ${d.int(1, 200)} ${d.of(few)} AS a, ${d.of(texts)} AS b FROM ${t} ORDER BY b DESC`,
  'distinct of rounded': (d) =>
    `SELECT DISTINCT ROUND(${d.of(['z * 1000', 'dec / 40', 'feh'])}) AS r, class FROM ${t} WHERE ${d.some(2)}`,
  'extremes of rounded': (d) =>
    `SELECT class, MIN(ABS(feh) * ROUND(z * 500)) AS lo, MAX(-ABS(ROUND(z * ${d.int(400, 900)}))) AS hi FROM ${t} GROUP BY class`,
  'extremes of texts': (d) =>
    `SELECT ${d.of(few)} AS k, MIN(designation) AS lo, MAX(UPPER(tcomment)) AS hi FROM ${t} WHERE ${d.some(4)} GROUP BY k`,
  join: (d) =>
    `SELECT a.obsid, b.obsid AS other, a.snrg - b.snrg AS diff FROM ${t} AS a JOIN ${t} AS b ON a.planid = b.planid AND a.fiberid = b.fiberid WHERE a.obsid < b.obsid AND ${d.some(150, 'a.')}`,
  'join with top': (d) =>
    `SELECT TOP ${d.int(1, 2000)} a.class, b.class AS other FROM ${t} AS a LEFT JOIN ${t} AS b ON a.planid = b.planid AND a.fiberid = b.fiberid AND b.snrg > ${d.number(80, 99)} WHERE ${d.some(40, 'a.')}`,
  'join ordered': (d) =>
    `SELECT TOP ${d.int(1, 900)} a.subclass, b.subclass AS other, b.snri FROM ${t} AS a JOIN ${t} AS b ON a.planid = b.planid WHERE ${d.some(2000, 'a.')} ORDER BY a.subclass`,
  'join of groups': (d) =>
    `SELECT TOP ${d.int(50, 900)} a.obsid, a.snrg - g.mean AS diff FROM ${t} AS a JOIN (SELECT lmjd, AVG(snrg) AS mean FROM ${t} GROUP BY lmjd) AS g ON a.lmjd = g.lmjd WHERE ${d.some(20, 'a.')}`,
  'full join': (d) =>
    `SELECT x.k, x.n, y.n AS m FROM (SELECT lmjd AS k, COUNT(*) AS n FROM ${t} WHERE ${d.some(900)} GROUP BY lmjd) AS x FULL JOIN (SELECT lmjd AS k, COUNT(*) AS n FROM ${t} WHERE ${d.some(900)} GROUP BY lmjd) AS y ON x.k = y.k`,
  'near pairs': (d) =>
    `SELECT a.obsid, b.obsid AS other, DISTANCE(a.ra, a.dec, b.ra, b.dec) AS d FROM ${t} AS a JOIN ${t} AS b ON DISTANCE(a.ra, a.dec, b.ra, b.dec) < ${d.number(0.001, 0.01, 4)} WHERE a.lmjd = ${d.day} AND a.obsid <> b.obsid`,
  'top inside': (d) =>
    `SELECT AVG(s.x) AS x, COUNT(*) AS n FROM (SELECT TOP ${d.int(10, 9000)} ${d.of(floats)} AS x FROM ${t} ORDER BY class) AS s`,
  'top inside IN': (d) =>
    `SELECT obsid, ra FROM ${t} WHERE obsid IN (SELECT TOP ${d.int(10, 900)} obsid FROM ${t} WHERE ${d.some(20)} ORDER BY ${d.of(few)})`,
  'top of a join inside': (d) =>
    `SELECT s.class, COUNT(*) AS n, SUM(s.snri) AS x FROM (SELECT TOP ${d.int(10, 900)} a.class, b.snri FROM ${t} AS a JOIN ${t} AS b ON a.planid = b.planid WHERE ${d.some(900, 'a.')}) AS s GROUP BY s.class`,
  with: (d) =>
    `WITH best AS (SELECT TOP ${d.int(10, 3000)} obsid, class, snrg FROM ${t} ORDER BY spid DESC) SELECT a.class, SUM(a.snrg) AS x FROM best AS a JOIN best AS b ON a.obsid = b.obsid GROUP BY a.class`,
  'with sums of sums': (d) =>
    `WITH g AS (SELECT planid, SUM(${d.of(floats)}) AS x FROM ${t} GROUP BY planid) SELECT SUM(x) AS s, STDDEV(x) AS d, COUNT(*) AS n FROM g`,
  union: (d) =>
    `SELECT obsid, snrg FROM ${t} WHERE ${d.some(900)} UNION SELECT obsid, snri FROM ${t} WHERE ${d.some(900)}`,
  'union of rounded': (d) =>
    `SELECT ROUND(z * 1000) AS r FROM ${t} WHERE ${d.some(3)} UNION SELECT ROUND(feh / ${d.int(2, 5)}) FROM ${t}`,
  'union all with top': (d) =>
    `(SELECT TOP ${d.int(1, 900)} class, teff FROM ${t}) UNION ALL (SELECT TOP ${d.int(1, 900)} subclass, logg FROM ${t} ORDER BY spid)`,
  'union ordered': (d) =>
    `SELECT class, spid FROM ${t} WHERE ${d.some(300)} UNION ALL SELECT subclass, spid FROM ${t} WHERE ${d.some(300)} ORDER BY spid`,
  except: (d) =>
    `SELECT lmjd, spid FROM ${t} WHERE ${d.some(30)} EXCEPT SELECT lmjd, spid FROM ${t} WHERE ${d.some(60)}`,
  intersect: (d) =>
    `SELECT planid FROM ${t} WHERE ${d.some(30)} INTERSECT SELECT planid FROM ${t} WHERE ${d.some(30)} OFFSET ${d.int(0, 9)}`,
  nested: (d) =>
    `(SELECT TOP ${d.int(100, 3000)} obsid, spid, objtype FROM ${t}) ORDER BY ${d.of(['spid', 'objtype'])} OFFSET ${d.int(1, 90)}`,
  case: (d) =>
    `SELECT CASE WHEN snrg > ${d.int(20, 80)} THEN 'good' WHEN snrg > 9 THEN 'fair' ELSE class END AS q, AVG(snri) AS x, COUNT(DISTINCT planid) AS n FROM ${t} GROUP BY q ORDER BY n`,
  strings: (d) =>
    `SELECT TOP ${d.int(1, 900)} UPPER(class) || '-' || LOWER(SUBSTRING(designation, 2, ${d.int(2, 5)})) AS label, CHAR_LENGTH(tcomment) AS n FROM ${t} WHERE tcomment LIKE '%${d.int(0, 99)}%' ORDER BY n`,
  'joined texts': (d) =>
    `SELECT objtype, ivo_string_agg(subclass, ', ') AS all_of_them FROM ${t} WHERE ${d.some(3000)} GROUP BY objtype`,
  arithmetic: (d) =>
    `SELECT obsid, SQRT(snrg) * LOG10(1 + snri) AS x, POWER(z, 2) / z_err AS y FROM ${t} WHERE ${d.some(700)} ORDER BY FLOOR(snrg)`,
};

export interface SeededQuery {
  readonly kind: string;
  readonly query: string;
}

/** The first `count` queries of a seed; every kind comes in turn. */
export function seededQueries(count: number, seed: number): SeededQuery[] {
  const draw = new Draw(mulberry32(seed));
  const all = Object.entries(kinds);
  return Array.from({ length: count }, (_, i) => {
    const [kind, make] = all[i % all.length]!;
    return { kind, query: make(draw) };
  });
}
