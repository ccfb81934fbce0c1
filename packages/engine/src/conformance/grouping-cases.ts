import type { AdqlCases } from './adql-suite.ts';

/** Aggregates, GROUP BY and HAVING. */
export const groupingCases: AdqlCases = {
  'group: COUNT(*)': { adql: 'SELECT COUNT(*) FROM visits' },
  'group: COUNT(ALL)': { adql: 'SELECT COUNT(ALL band), COUNT(ALL flux) FROM visits' },
  'group: every aggregate': {
    adql: 'SELECT COUNT(flux), SUM(flux), AVG(flux), MIN(flux), MAX(flux), STDDEV(flux) FROM visits',
  },
  'group: STDEV is STDDEV': { adql: 'SELECT STDEV(mag) FROM objects', sql: 'SELECT stddev(mag) FROM objects' },
  'group: aggregates of DISTINCT': {
    adql: 'SELECT COUNT(DISTINCT plate), SUM(DISTINCT quality), AVG(DISTINCT quality), MIN(DISTINCT band), MAX(DISTINCT band) FROM visits',
  },
  'group: aggregates of integers': { adql: 'SELECT SUM(k), AVG(k), MIN(k), MAX(k), SUM(u) FROM numbers' },
  'group: a sum beyond 2^53': {
    adql: 'SELECT SUM(objid) FROM objects WHERE objid > 9007199254741000',
  },
  'group: extremes of int64': { adql: 'SELECT MIN(i), MAX(i) FROM numbers' },
  'group: extremes of texts': { adql: 'SELECT MIN(text), MAX(text), MIN(pattern) FROM words' },
  'group: extremes of times': { adql: 'SELECT MIN(seen), MAX(seen), COUNT(DISTINCT seen) FROM objects' },
  'group: sum of float32': {
    adql: 'SELECT SUM(teff), AVG(teff) FROM objects',
    sql: 'SELECT sum(teff::float8), avg(teff::float8) FROM objects',
  },
  'group: aggregate of expressions': { adql: "SELECT SUM(x * y), AVG(ABS(x - y)), MAX(word || '!') FROM truth" },
  'group: expression of aggregates': {
    adql: 'SELECT MAX(mag) - MIN(mag), SUM(nobs) * 2 + COUNT(*), ROUND(AVG(mag), 2) FROM objects',
    sql: 'SELECT max(mag) - min(mag), sum(nobs) * 2 + count(*), round(avg(mag)::numeric, 2) FROM objects',
  },
  'group: aggregate of CASE': {
    adql: "SELECT SUM(CASE WHEN band = 'g' THEN 1 ELSE 0 END), COUNT(CASE WHEN band = 'r' THEN 1 END) FROM visits",
  },
  'group: of a constant': { adql: "SELECT SUM(1), MAX(2.5), COUNT(NULL), MIN('a') FROM truth" },
  'group: BY one column': { adql: 'SELECT band, COUNT(*), AVG(flux) FROM visits GROUP BY band' },
  'group: BY two columns': { adql: 'SELECT band, quality, COUNT(*) FROM visits GROUP BY band, quality' },
  'group: BY three columns, not all selected': {
    adql: 'SELECT quality, COUNT(*) FROM visits GROUP BY band, quality, note',
  },
  'group: BY a column that is not selected': { adql: 'SELECT COUNT(*), MIN(visit) FROM visits GROUP BY plate' },
  'group: BY without aggregate is DISTINCT': { adql: 'SELECT cls, ok FROM objects GROUP BY cls, ok' },
  'group: BY a qualified column': {
    adql: 'SELECT v.band, COUNT(*) FROM visits AS v GROUP BY v.band',
  },
  'group: qualified in one place only': {
    adql: 'SELECT band, COUNT(*) FROM visits AS v GROUP BY v.band HAVING band IS NOT NULL',
  },
  'group: BY an expression': { adql: 'SELECT UPPER(cls), COUNT(*) FROM objects GROUP BY UPPER(cls)' },
  'group: BY an expression, used in another': {
    adql: 'SELECT FLOOR(mag / 2) * 2, COUNT(*) FROM objects GROUP BY FLOOR(mag / 2)',
  },
  'group: BY an alias': { adql: 'SELECT FLOOR(mag) AS bin, COUNT(*) FROM objects GROUP BY bin' },
  'group: BY an alias that is also a column': {
    adql: 'SELECT LOWER(cls) AS cls, COUNT(*) FROM objects GROUP BY cls',
  },
  'group: BY CASE': {
    adql: `SELECT CASE WHEN flux < 0 THEN 'negative' WHEN flux > 500 THEN 'bright' ELSE 'other' END, COUNT(*) FROM visits
           GROUP BY CASE WHEN flux < 0 THEN 'negative' WHEN flux > 500 THEN 'bright' ELSE 'other' END`,
  },
  'group: BY a boolean': { adql: 'SELECT ok, COUNT(*) FROM objects GROUP BY ok' },
  'group: BY a time': { adql: 'SELECT seen, COUNT(*) FROM objects GROUP BY seen HAVING COUNT(*) > 6' },
  'group: BY int64 beyond 2^53': {
    adql: 'SELECT objid, COUNT(*) FROM visits WHERE objid > 9007199254740992 GROUP BY objid',
  },
  'group: BY texts that differ in case and blanks': { adql: 'SELECT text, COUNT(*) FROM words GROUP BY text' },
  'group: an expression over the group column': {
    adql: 'SELECT quality * 2 + 1, COUNT(*) FROM visits GROUP BY quality',
  },
  'group: a function of group column and aggregate': {
    adql: "SELECT COALESCE(band, 'none'), SUM(flux) / COUNT(flux) FROM visits GROUP BY band",
  },
  'group: of no row': { adql: 'SELECT label, COUNT(*) FROM nothing GROUP BY label' },
  'group: HAVING': { adql: 'SELECT plate, COUNT(*) FROM visits GROUP BY plate HAVING COUNT(*) > 15' },
  'group: HAVING an aggregate that is not selected': {
    adql: 'SELECT plate FROM visits GROUP BY plate HAVING AVG(flux) > 300 AND MIN(quality) = 0',
  },
  'group: HAVING on the group': { adql: "SELECT cls, COUNT(*) FROM objects GROUP BY cls HAVING cls LIKE 'S%'" },
  'group: HAVING with BETWEEN and IN': {
    adql: 'SELECT plate, COUNT(*) FROM visits GROUP BY plate HAVING COUNT(*) BETWEEN 14 AND 17 OR plate IN (1, 2)',
  },
  'group: aggregates of NULL': {
    adql: 'SELECT AVG(NULL), SUM(NULL), STDDEV(NULL), COUNT(NULL), MIN(NULL) FROM truth',
    sql: 'SELECT NULL, NULL, NULL, 0, NULL',
  },
  'group: HAVING of a sub-query and no aggregate': {
    adql: 'SELECT 9 FROM truth HAVING EXISTS (SELECT 1 FROM odd)',
  },
  'group: HAVING of a sub-query over no row': {
    adql: 'SELECT 9 FROM nothing HAVING (SELECT MAX(id) FROM odd) = 4',
  },
  'group: HAVING of a column from around it and no aggregate': {
    adql: 'SELECT t.id, (SELECT t.id * 2 FROM odd HAVING t.id > 3) FROM truth AS t WHERE EXISTS (SELECT 1 FROM odd HAVING t.id > 2)',
  },
  'group: HAVING without GROUP BY, true': { adql: 'SELECT COUNT(*) FROM truth HAVING COUNT(*) > 3' },
  'group: HAVING without GROUP BY, false': { adql: 'SELECT COUNT(*) FROM truth HAVING COUNT(*) > 30' },
  'group: HAVING alone makes a group': { adql: 'SELECT 1 FROM truth HAVING MAX(id) = 9' },
  'group: HAVING of COUNT DISTINCT': {
    adql: 'SELECT objid FROM visits GROUP BY objid HAVING COUNT(DISTINCT band) = 3',
  },
  'group: WHERE before, HAVING after': {
    adql: "SELECT plate, COUNT(*) FROM visits WHERE band = 'g' GROUP BY plate HAVING COUNT(*) > 5",
  },
  'group: ordered by count, then name': {
    adql: 'SELECT cls, COUNT(*) AS n FROM objects GROUP BY cls ORDER BY n DESC, cls',
    ordered: true,
  },
  'group: ordered by an aggregate that is not selected': {
    adql: 'SELECT plate FROM visits WHERE plate IS NOT NULL GROUP BY plate ORDER BY COUNT(*) DESC, plate',
    ordered: true,
  },
  'group: ordered by the group, TOP': {
    adql: 'SELECT TOP 4 plate, COUNT(*) FROM visits GROUP BY plate ORDER BY plate DESC',
    sql: 'SELECT plate, count(*) FROM visits GROUP BY plate ORDER BY plate DESC NULLS LAST LIMIT 4',
    ordered: true,
  },
  'group: DISTINCT of groups': { adql: 'SELECT DISTINCT COUNT(*) FROM visits GROUP BY plate' },
  'group: TOP of groups without order': {
    adql: 'SELECT TOP 3 cls, COUNT(*) FROM objects GROUP BY cls',
    sql: 'SELECT cls, count(*) FROM objects GROUP BY cls ORDER BY cls NULLS LAST LIMIT 3',
    ordered: true,
  },
  'group: strings joined': {
    adql: "SELECT band, ivo_string_agg(note, '/') FROM visits WHERE visit < 40 GROUP BY band",
    sql: "SELECT band, string_agg(note, '/' ORDER BY note) FROM visits WHERE visit < 40 GROUP BY band",
  },
  'group: strings joined, of no row': {
    adql: "SELECT ivo_string_agg(label, ',') FROM nothing",
    sql: "SELECT string_agg(label, ',') FROM nothing",
  },
  'group: strings joined, one group, in the order of the texts': {
    adql: "SELECT ivo_string_agg(name, '; ') FROM objects WHERE mag < 12",
    sql: "SELECT string_agg(name, '; ' ORDER BY name) FROM objects WHERE mag < 12",
  },
};
