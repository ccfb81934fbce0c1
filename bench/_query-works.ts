import { clusterRanges, coneCover, type Position, polygonCover, SphericalPolygon } from '@lingtai/sky';
import { type BenchTable, mulberry32 } from './_cone-table.ts';

/** One question to all sides, in as many variants as texts: turn `i` takes text `i`. */
export interface Work {
  readonly name: string;
  readonly adql: readonly string[];
  readonly sql: readonly string[];
  readonly postgres?: readonly string[];
  readonly turns: number;
  /** The raw engine streams, as Lingtai does; how long it takes when it may collect the whole result is told beside. */
  readonly isStreamed?: true;
  /** How often PostgreSQL is asked; as often as the others where absent. */
  readonly postgresTurns?: number;
  /** At most so many times as slow as the raw engine. */
  readonly mostOfRaw?: number;
  /** At least so many times as fast as PostgreSQL. */
  readonly leastOfPostgres?: number;
}

const scanGoal = 1.15;
const many = 60;

/** The ten columns that a reader of the catalogue asks for. */
const asked = ['obsid', 'designation', 'ra', 'dec', 'class', 'subclass', 'z', 'snrg', 'snri', 'teff'];
const named = asked.map((c) => `"${c}"`).join(', ');
const asAdql = asked.map((c) => (c === 'class' ? '"class"' : c)).join(', ');
const rad = Math.PI / 180;

type Centre = BenchTable['centres'][number];

/** What a careful person writes by hand: the rows of four hulls of cells, and the exact test with its numbers in the text. */
function ofHulls(ranges: ReturnType<typeof coneCover>, test: string, position = ''): string {
  const branches = clusterRanges(ranges, 4).map(
    ({ hull }) => `SELECT ${named} FROM lrs WHERE "_healpix_29" BETWEEN ${hull.lo} AND ${hull.hi}`,
  );
  const rows = `(${branches.join(' UNION ALL ')})`;
  return position === ''
    ? `SELECT * FROM ${rows} WHERE ${test}`
    : `SELECT ${named} FROM (SELECT *, ${position} FROM ${rows}) WHERE ${test}`;
}

function cone({ raDeg, decDeg }: Centre, radiusDeg: number): { adql: string; sql: string; postgres: string } {
  const hav = `power(sin((dec - ${decDeg}) * ${rad / 2}), 2) + cos(dec * ${rad}) * ${Math.cos(decDeg * rad)} * power(sin((ra - ${raDeg}) * ${rad / 2}), 2)`;
  return {
    adql: `SELECT ${asAdql} FROM bench.lrs WHERE 1 = CONTAINS(POINT(ra, dec), CIRCLE(${raDeg}, ${decDeg}, ${radiusDeg}))`,
    sql: ofHulls(coneCover(raDeg, decDeg, radiusDeg), `${hav} <= ${Math.sin((radiusDeg * rad) / 2) ** 2}`),
    postgres: `SELECT ${named} FROM lrs WHERE q3c_radial_query(ra, dec, ${raDeg}, ${decDeg}, ${radiusDeg})`,
  };
}

/** Inside a convex polygon is on the same side of all its great circles. */
function polygon(corners: readonly Position[], shape: string): { adql: string; sql: string; postgres: string } {
  const { edges, axis } = new SphericalPolygon(corners);
  const position = `cos(dec * ${rad}) * cos(ra * ${rad}) AS x, cos(dec * ${rad}) * sin(ra * ${rad}) AS y, sin(dec * ${rad}) AS z_`;
  const tests = edges.map(({ normal: [x, y, z] }) => {
    const sign = x * axis[0] + y * axis[1] + z * axis[2] < 0 ? -1 : 1;
    return `${sign * x} * x + ${sign * y} * y + ${sign * z} * z_ >= 0`;
  });
  const flat = corners.map((c) => `${(c.raDeg + 360) % 360}, ${c.decDeg}`).join(', ');
  return {
    adql: `SELECT ${asAdql} FROM bench.lrs WHERE 1 = CONTAINS(POINT(ra, dec), ${shape})`,
    sql: ofHulls(polygonCover(corners), tests.join(' AND '), position),
    postgres: `SELECT ${named} FROM lrs WHERE q3c_poly_query(ra, dec, ARRAY[${flat}])`,
  };
}

function box({ raDeg, decDeg }: Centre): ReturnType<typeof polygon> {
  const [width, height] = [1, 0.5];
  const corner = (a: number, b: number): Position => ({ raDeg: raDeg + a * width, decDeg: decDeg + b * height });
  const corners = [corner(-1, -1), corner(1, -1), corner(1, 1), corner(-1, 1)];
  return polygon(corners, `BOX(${raDeg}, ${decDeg}, ${2 * width}, ${2 * height})`);
}

function pentagon({ raDeg, decDeg }: Centre, turnDeg: number): ReturnType<typeof polygon> {
  const corners = [0, 1, 2, 3, 4].map((i): Position => {
    const angle = (turnDeg + 72 * i) * rad;
    return { raDeg: raDeg + Math.cos(angle) / Math.cos(decDeg * rad), decDeg: decDeg + Math.sin(angle) };
  });
  return polygon(corners, `POLYGON(${corners.map((c) => `${c.raDeg}, ${c.decDeg}`).join(', ')})`);
}

function region(name: string, of: (centre: Centre, i: number) => ReturnType<typeof cone>, table: BenchTable): Work {
  const texts = table.centres.slice(0, many).map(of);
  const texted = (key: 'adql' | 'sql' | 'postgres'): string[] => texts.map((t) => t[key]);
  return {
    name,
    adql: texted('adql'),
    sql: texted('sql'),
    postgres: texted('postgres'),
    turns: many,
    mostOfRaw: scanGoal,
  };
}

export function regions(table: BenchTable): Work[] {
  const random = mulberry32(11);
  return [
    ...[0.1, 1, 3].map((radiusDeg) => region(`cone ${radiusDeg}°`, (c) => cone(c, radiusDeg), table)),
    region('box 2° × 1°', box, table),
    region('polygon, 5 corners, 1° from its middle', (c) => pentagon(c, 72 * random()), table),
  ];
}

/** By hand: the key's table has the cell, and the cell finds the row. PostgreSQL has an index on the key. */
export function lookUp({ ids }: BenchTable): Work {
  const keys = ids.slice(0, many);
  return {
    name: 'one row by obsid',
    adql: keys.map((id) => `SELECT ${asAdql} FROM bench.lrs WHERE obsid = ${id}`),
    sql: keys.map(
      (id) =>
        `SELECT ${named} FROM lrs WHERE "_healpix_29" = (SELECT "_healpix_29" FROM lrs_key WHERE obsid = ${id}) AND obsid = ${id}`,
    ),
    postgres: keys.map((id) => `SELECT ${named} FROM lrs WHERE obsid = ${id}`),
    turns: many,
  };
}

interface Whole {
  readonly name: string;
  readonly adql: string;
  /** By hand, where it is not the ADQL word for word. */
  readonly sql?: string;
  readonly postgresTurns?: number;
  readonly leastOfPostgres?: number;
}

const scans: readonly Whole[] = [
  { name: 'COUNT of all', adql: 'SELECT COUNT(*) AS n FROM bench.lrs' },
  {
    name: 'COUNT under an un-indexed condition',
    adql: 'SELECT COUNT(*) AS n FROM bench.lrs WHERE snrg > 50 AND teff < 5000',
    leastOfPostgres: 8,
  },
  {
    name: 'GROUP BY class, subclass: COUNT',
    adql: 'SELECT COUNT(*) AS n, "class", subclass FROM bench.lrs GROUP BY "class", subclass ORDER BY "class", subclass',
    leastOfPostgres: 15,
  },
  {
    name: 'GROUP BY class, subclass: COUNT, AVG, MAX',
    adql: 'SELECT COUNT(*) AS n, "class", subclass, AVG(z) AS z, MAX(snrg) AS s FROM bench.lrs GROUP BY "class", subclass ORDER BY "class", subclass',
    leastOfPostgres: 15,
  },
  {
    name: 'ORDER BY … TOP 100',
    adql: 'SELECT TOP 100 obsid, ra, dec, snrg FROM bench.lrs ORDER BY snrg DESC, obsid',
    sql: 'SELECT obsid, ra, dec, snrg FROM lrs ORDER BY snrg DESC, obsid LIMIT 100',
  },
  {
    name: 'self-join by id: COUNT',
    adql: 'SELECT COUNT(*) AS n FROM bench.lrs AS a JOIN bench.lrs AS b ON a.obsid = b.obsid WHERE a.snrg > b.snri',
    postgresTurns: 1,
  },
];

/** Questions that read the whole table. */
export function wholeTable(): Work[] {
  return scans.map(({ name, adql, sql = adql.replaceAll('bench.lrs', 'lrs'), postgresTurns = 2, leastOfPostgres }) => {
    return {
      name,
      adql: [adql],
      sql: [sql],
      // Nulls of ascending order come last there, and of descending order first: no column above has any.
      postgres: [sql],
      turns: 5,
      postgresTurns,
      mostOfRaw: scanGoal,
      ...(leastOfPostgres === undefined ? {} : { leastOfPostgres }),
    };
  });
}
