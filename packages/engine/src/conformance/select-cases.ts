import type { AdqlCases } from './adql-suite.ts';

/** What is selected, how it is named, in which order and how much of it. */
export const selectCases: AdqlCases = {
  'select: all columns': { adql: 'SELECT * FROM truth' },
  'select: all columns without the cell': {
    adql: 'SELECT * FROM objects WHERE nobs = 6',
    sql: `SELECT objid, name, ra, dec, cls, mag, teff, nobs, plate, flags, ok, seen, parent FROM objects WHERE nobs = 6`,
  },
  'select: every type': {
    adql: 'SELECT objid, name, ra, mag, teff, nobs, plate, flags, ok, seen FROM objects',
  },
  'select: uint8 and float32': { adql: 'SELECT id, u, r FROM numbers' },
  'select: a column twice': { adql: 'SELECT id, id, x AS id, y FROM truth' },
  'select: ALL': { adql: 'SELECT ALL cls FROM objects' },
  'select: DISTINCT': { adql: 'SELECT DISTINCT nobs FROM objects' },
  'select: DISTINCT of all columns': { adql: 'SELECT DISTINCT * FROM truth' },
  'select: DISTINCT of an expression': { adql: 'SELECT DISTINCT MOD(visit, 7), band FROM visits' },
  'select: DISTINCT TOP, ordered': {
    adql: 'SELECT DISTINCT TOP 3 plate FROM visits ORDER BY plate DESC',
    sql: 'SELECT DISTINCT plate FROM visits ORDER BY plate DESC NULLS LAST LIMIT 3',
    ordered: true,
  },
  'select: TOP without order is in canonical order': {
    adql: 'SELECT TOP 11 objid FROM objects',
    sql: 'SELECT objid FROM objects ORDER BY _healpix_29 NULLS LAST, objid LIMIT 11',
    ordered: true,
  },
  'select: TOP with a condition': {
    adql: "SELECT TOP 6 objid, cls FROM objects WHERE cls = 'STAR' OR ra IS NULL",
    sql: "SELECT objid, cls FROM objects WHERE cls = 'STAR' OR ra IS NULL ORDER BY _healpix_29 NULLS LAST, objid LIMIT 6",
    ordered: true,
  },
  'select: TOP without positions is by the key': {
    adql: 'SELECT TOP 4 visit, band FROM visits',
    sql: 'SELECT visit, band FROM visits ORDER BY visit LIMIT 4',
    ordered: true,
  },
  'select: TOP 0': { adql: 'SELECT TOP 0 id FROM truth', sql: 'SELECT id FROM truth LIMIT 0' },
  'select: TOP more than there are': {
    adql: 'SELECT TOP 1000 id FROM odd',
    sql: 'SELECT id FROM odd ORDER BY id',
    ordered: true,
  },
  'select: OFFSET without order': {
    adql: 'SELECT objid FROM objects OFFSET 231',
    sql: 'SELECT objid FROM objects ORDER BY _healpix_29 NULLS LAST, objid OFFSET 231',
    ordered: true,
  },
  'select: TOP and OFFSET': {
    adql: 'SELECT TOP 3 id FROM truth ORDER BY id OFFSET 2',
    sql: 'SELECT id FROM truth ORDER BY id LIMIT 3 OFFSET 2',
    ordered: true,
  },
  'select: OFFSET 0': { adql: 'SELECT id FROM truth OFFSET 0' },
  'select: OFFSET beyond the end': { adql: 'SELECT id FROM truth ORDER BY id OFFSET 99' },
  'select: rows without a position come last': {
    adql: 'SELECT TOP 20 objid, ra FROM objects OFFSET 220',
    sql: 'SELECT objid, ra FROM objects ORDER BY _healpix_29 NULLS LAST, objid LIMIT 20 OFFSET 220',
    ordered: true,
  },
  'select: aliases': { adql: 'SELECT id AS one, x two, \'c\' AS "Three" FROM truth' },
  'select: constants': { adql: "SELECT 1, -1, 2.5, -.5, 1e3, 'text', 'it''s', '', TRUE, FALSE FROM odd" },
  'select: int64 constants': { adql: 'SELECT 9007199254740993, 9223372036854775807, -9223372036854775808 FROM odd' },
  'select: hexadecimal constants': {
    adql: 'SELECT 0x1F, 0xff, 0X7FFFFFFFFFFFFFFF FROM odd',
    sql: 'SELECT 31, 255, 9223372036854775807 FROM odd',
  },
  'select: text over two lines': { adql: "SELECT 'one '\n'text' FROM odd" },
  'select: comments': { adql: 'SELECT id -- the key\nFROM truth -- and no more\nWHERE id < 3' },
  'select: keywords in any case': { adql: 'select Id, X from Truth wHERE X = 1 order BY iD', ordered: true },
  'select: schema and table in any case': { adql: 'SELECT ID, Truth.X FROM LOGIC.Truth' },
  'select: delimited names': {
    adql: `SELECT "size", "Mixed Case", "2mass", "date", "say""so", "星等" FROM odd`,
  },
  'select: delimited names, qualified': {
    adql: `SELECT d."size", "odd"."id" FROM "logic"."odd" JOIN odd AS d ON d."id" = "odd".id WHERE d."Mixed Case" = 1.5`,
  },
  'select: a delimited name of small letters': { adql: 'SELECT "id", "word" FROM "truth"' },
  'select: delimited aliases': {
    adql: `SELECT "My T"."Mixed Case" AS "a ""b""" FROM odd AS "My T" ORDER BY "a ""b""" DESC`,
    sql: `SELECT "My T"."Mixed Case" AS "a ""b""" FROM odd AS "My T" ORDER BY "a ""b""" DESC NULLS LAST, id`,
    ordered: true,
  },
  'select: a table alias without AS': { adql: 'SELECT t.id FROM truth t WHERE t.x = 0' },
  'select: order by a column': { adql: 'SELECT visit, band FROM visits ORDER BY visit', ordered: true },
  'select: order by DESC': { adql: 'SELECT visit FROM visits ORDER BY visit DESC', ordered: true },
  'select: order by ASC': { adql: 'SELECT plate FROM plates ORDER BY plate ASC', ordered: true },
  'select: order by number': {
    adql: 'SELECT band, visit FROM visits ORDER BY 1, 2 DESC',
    ordered: true,
  },
  'select: order by alias': { adql: 'SELECT id, 10 - id AS back FROM truth ORDER BY back', ordered: true },
  'select: an alias goes before a column in ORDER BY': {
    adql: 'SELECT id, -id AS x FROM truth ORDER BY x',
    ordered: true,
  },
  'select: order by an expression': {
    adql: 'SELECT visit FROM visits ORDER BY MOD(visit, 10), visit',
    ordered: true,
  },
  'select: order by an expression with ties': {
    adql: 'SELECT visit FROM visits ORDER BY MOD(visit, 10)',
    sql: 'SELECT visit FROM visits ORDER BY mod(visit, 10), visit',
    ordered: true,
  },
  'select: order by a column not selected': {
    adql: 'SELECT objid FROM objects ORDER BY mag, objid DESC',
    ordered: true,
  },
  'select: order by a qualified column': { adql: 'SELECT t.id FROM truth AS t ORDER BY t.id DESC', ordered: true },
  'select: order by CASE': {
    adql: "SELECT id FROM words ORDER BY CASE WHEN text = 'Z' THEN 0 ELSE 1 END, id",
    ordered: true,
  },
  'select: order of texts is by code point': {
    adql: 'SELECT id, text FROM words ORDER BY text, id',
    ordered: true,
  },
  'select: order of int64': { adql: 'SELECT i FROM numbers ORDER BY i', ordered: true },
  'select: order of floats': { adql: 'SELECT x, r FROM numbers ORDER BY x', ordered: true },
  'select: order of booleans': {
    adql: 'SELECT objid, ok FROM objects ORDER BY ok DESC, objid',
    sql: 'SELECT objid, ok FROM objects ORDER BY ok DESC NULLS LAST, objid',
    ordered: true,
  },
  'select: order of times': { adql: 'SELECT objid, seen FROM objects ORDER BY seen, objid', ordered: true },
  'select: ties end with the key': {
    adql: 'SELECT objid, teff FROM objects ORDER BY teff',
    sql: 'SELECT objid, teff FROM objects ORDER BY teff NULLS LAST, objid',
    ordered: true,
  },
  'select: where of no row': { adql: 'SELECT id FROM truth WHERE 1 = 0' },
  'select: from a table of no row': { adql: 'SELECT * FROM nothing' },
  'select: a semicolon ends': { adql: 'SELECT id FROM odd;' },
};
