import { ask, type Figure, json, withQuery } from './ask.ts';
import type { Canary } from './canaries.ts';
import type { UserClass } from './classes.ts';
import { maySee } from './oracle.ts';
import { accessVersions as versions } from './survey.ts';
import type { SurveyWorld as World } from './world.ts';

type Who = (who: UserClass, at: Date) => unknown;

/** Numbers that are told of tables: each must be that of the visible rows, and nothing where there is no table. */
export function figuresOf(world: World): Figure[] {
  return versions.flatMap((version) => [
    ...spectraFigures(world, version),
    ...starFigures(world, version),
    ...internalFigures(world, version),
    ...treeFigures(world, version),
  ]);
}

const tapRow = (query: string) =>
  withQuery(ask('GET /tap/sync'), { LANG: 'ADQL', QUERY: query, RESPONSEFORMAT: 'csv' });
/** The first line behind the names. */
const firstLine = (body: string): string | undefined => body.split(/\r?\n/)[1];
const countOf = (body: string): unknown => (JSON.parse(body) as { count?: unknown }).count;
const costOf = (body: string): unknown =>
  (JSON.parse(body) as { cost?: unknown }).cost === undefined ? 'none' : 'told';
const api = (version: string, table: string, tail: string) =>
  ask(`GET /api/:dataset/:release/:version/tables/:table${tail}`, {
    dataset: 'canary',
    release: 'dr1',
    version,
    table,
  });

/** The table of spectra, whose rows differ: counts and greatest value of those that a class may see. */
function spectraFigures({ canaries, spectra }: World, version: string): Figure[] {
  const address = `canary/dr1/${version}`;
  const rows = canaries.filter((c) => c.kind === 'row' && c.resource === `${address}#lrs`);
  const free = canaries.filter((c) => c.kind === 'release' && c.resource === address && c.in === 'lrs');
  const numbers = (list: readonly Canary[]): number[] =>
    list.filter((c) => /^\d/.test(c.text)).map((c) => Number(c.text));
  const seen = (who: UserClass, at: Date): number[] => numbers([...free, ...rows].filter((c) => maySee(who, c, at)));
  const exists = (who: UserClass, at: Date): boolean => maySee(who, free[0]!, at);
  const when =
    (expected: Who): Who =>
    (who, at) =>
      exists(who, at) ? expected(who, at) : undefined;
  const note = canaries.find((c) => c.resource === address && c.in === 'note')!;
  const star = canaries.find((c) => c.resource === address && c.in === 'stars')!;
  const schema = `canary_dr1_${version}.lrs`;
  const wholly = (who: UserClass, at: Date): boolean => seen(who, at).length === spectra;
  // Rows with an embargo are stored apart: who sees none of them is told of the others, who sees some is told nothing.
  const isTold = (who: UserClass, at: Date): boolean => wholly(who, at) || !rows.some((row) => maySee(who, row, at));
  return [
    {
      ask: tapRow(`SELECT COUNT(*) AS n FROM ${schema}`),
      read: firstLine,
      expected: when((who, at) => String(seen(who, at).length)),
    },
    {
      ask: tapRow(`SELECT MAX(flag) AS n FROM ${schema}`),
      read: numberOf,
      expected: when((who, at) => Math.max(...seen(who, at))),
    },
    {
      ask: tapRow(`SELECT SUM(flag) AS n FROM ${schema}`),
      read: rounded,
      expected: when((who, at) => Math.round(seen(who, at).reduce((a, b) => a + b, 0) / 1000)),
    },
    {
      ask: tapRow(`SELECT COUNT(DISTINCT designation) AS n FROM ${schema}`),
      read: firstLine,
      expected: when((who, at) => String(seen(who, at).length)),
    },
    {
      ask: tapRow(`SELECT COUNT(*) AS n FROM ${schema} WHERE "pi" IS NOT NULL`),
      read: firstLine,
      expected: when((who, at) => String(owned(rows, who, at))),
    },
    { ask: api(version, 'lrs', '/count'), read: countOf, expected: when((who, at) => seen(who, at).length) },
    {
      ask: withQuery(api(version, 'lrs', '/count'), { obsid: '1001' }),
      read: countOf,
      expected: when((who, at) => Number(maySee(who, rows[0]!, at))),
    },
    {
      ask: api(version, 'lrs', ''),
      read: (body) => (JSON.parse(body) as { rowCount?: number }).rowCount ?? 'none',
      expected: when((who, at) => (isTold(who, at) ? seen(who, at).length : 'none')),
    },
    {
      ask: ask('GET /api/:dataset/:release/:version/report', { dataset: 'canary', release: 'dr1', version }),
      read: (body) => (body.includes('"spectra"') ? 'told' : 'none'),
      // Who was granted the table alone does not see its files.
      expected: (who, at) =>
        !maySee(who, note, at) ? undefined : wholly(who, at) && maySee(who, star, at) ? 'told' : 'none',
    },
    {
      ask: ask('POST /api/query/check', {}, json({ query: `SELECT obsid FROM ${schema} WHERE flag > 5` })),
      read: costOf,
      expected: (who, at) => (exists(who, at) && isTold(who, at) ? 'told' : 'none'),
    },
  ];
}

const numberOf = (body: string): number => Number(firstLine(body));
const rounded = (body: string): number => Math.round(numberOf(body) / 1000);
const owned = (rows: readonly Canary[], who: UserClass, at: Date): number =>
  rows.filter((c) => c.owner !== undefined && /^\d/.test(c.text) && maySee(who, c, at)).length;

function starFigures({ canaries, stars }: World, version: string): Figure[] {
  const address = `canary/dr1/${version}`;
  const [open, secret] = ['release', 'column'].map((kind) =>
    canaries.filter(
      (c) =>
        c.kind === kind &&
        /^\d/.test(c.text) &&
        c.resource.startsWith(address) &&
        (kind === 'column' || c.in === 'stars'),
    ),
  ) as [Canary[], Canary[]];
  const exists = (who: UserClass, at: Date): boolean => maySee(who, open[0]!, at);
  const most = (list: readonly Canary[]): number => Math.max(...list.map((c) => Number(c.text)));
  const schema = `canary_dr1_${version}.stars`;
  return [
    {
      ask: tapRow(`SELECT COUNT(*) AS n FROM ${schema}`),
      read: firstLine,
      expected: (who, at) => (exists(who, at) ? String(stars) : undefined),
    },
    {
      ask: tapRow(`SELECT MAX(secret_value) AS n FROM ${schema}`),
      read: numberOf,
      expected: (who, at) => (maySee(who, secret[0]!, at) ? most(secret) : undefined),
    },
    {
      ask: tapRow(`SELECT COUNT(*) AS n FROM ${schema} WHERE secret_value > 0`),
      read: firstLine,
      expected: (who, at) => (maySee(who, secret[0]!, at) ? String(stars) : undefined),
    },
    {
      ask: withQuery(api(version, 'stars', '/count'), { secret_value: '0..' }),
      read: countOf,
      expected: (who, at) => (maySee(who, secret[0]!, at) ? stars : undefined),
    },
  ];
}

function internalFigures({ canaries }: World, version: string): Figure[] {
  const secrets = canaries.filter((c) => c.kind === 'table' && c.resource === `canary/dr1/${version}#internal`);
  const may = (who: UserClass, at: Date): boolean => maySee(who, secrets[0]!, at);
  const note = canaries.find((c) => c.in === 'note' && c.resource.endsWith(version))!;
  const exists = (who: UserClass, at: Date): boolean => maySee(who, note, at);
  return [
    {
      ask: tapRow(`SELECT COUNT(*) AS n FROM canary_dr1_${version}.internal`),
      read: firstLine,
      expected: (who, at) => (may(who, at) ? String(secrets.length / 2) : undefined),
    },
    {
      ask: ask('GET /api/:dataset/:release/:version/report', { dataset: 'canary', release: 'dr1', version }),
      read: (body) => (body.includes('"internal"') ? 'told' : 'none'),
      expected: (who, at) => (may(who, at) ? 'told' : exists(who, at) ? 'none' : undefined),
    },
    {
      ask: api(version, 'internal', '/count'),
      read: countOf,
      expected: (who, at) => (may(who, at) ? secrets.length / 2 : undefined),
    },
  ];
}

/** How many files as they lie in the store: those of which all may be seen, and no others. */
function treeFigures({ canaries, places }: World, version: string): Figure[] {
  const note = canaries.find((c) => c.in === 'note' && c.resource.endsWith(version))!;
  const files = places.find((place) => place.version === version)!.files;
  const at = { dataset: 'canary', release: 'dr1', version };
  return [
    {
      ask: withQuery(ask('GET /:dataset/:release/:version/tree', at), { MAXREC: '0' }),
      read: (body) => (JSON.parse(body) as { fileCount?: number }).fileCount,
      expected: (who, time) =>
        maySee(who, note, time) ? files.filter(({ may }) => may?.(who, time)).length : undefined,
    },
  ];
}
