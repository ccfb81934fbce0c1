import type { AdqlCases } from './adql-suite.ts';

/** IN_UNIT, and the user functions of the IVOA catalogue that are not about positions. */
export const userFunctionCases: AdqlCases = {
  'user function: IN_UNIT of a column': {
    adql: "SELECT plate, IN_UNIT(exptime, 'h'), IN_UNIT(exptime, 'ms'), IN_UNIT(exptime, 's') FROM plates",
    sql: 'SELECT plate, exptime / 3600.0, exptime * 1000.0, exptime FROM plates',
  },
  'user function: IN_UNIT of angles and fluxes': {
    adql: "SELECT o.objid, IN_UNIT(ra, 'arcmin'), IN_UNIT(dec, 'rad'), IN_UNIT(flux, 'Jy') FROM objects AS o JOIN visits AS v ON o.objid = v.objid",
    sql: 'SELECT o.objid, ra * 60, radians(dec), flux / 1000 FROM objects AS o JOIN visits AS v ON o.objid = v.objid',
  },
  'user function: IN_UNIT in a condition': {
    adql: "SELECT plate FROM plates WHERE IN_UNIT(exptime, 'min') BETWEEN 15 AND 30",
    sql: 'SELECT plate FROM plates WHERE exptime / 60.0 BETWEEN 15 AND 30',
  },
  'user function: IN_UNIT of an aggregate': {
    adql: "SELECT cls, IN_UNIT(AVG(exptime), 'min') FROM plates GROUP BY cls",
    sql: 'SELECT cls, avg(exptime) / 60.0 FROM plates GROUP BY cls',
  },
  'user function: IN_UNIT of a unit that does not fit': {
    adql: "SELECT IN_UNIT(exptime, 'deg') FROM plates",
    sql: 'SELECT exptime::deg FROM plates',
    refused: 'QUERY-UNIT',
  },
  'user function: ivo_hasword': {
    adql: "SELECT id FROM words WHERE 1 = ivo_hasword(text, 'andromeda') OR ivo_hasword(text, 'hi') = 1 OR 1 = ivo_hasword(text, 'ab')",
    sql: "SELECT id FROM words WHERE text ~* '\\mandromeda\\M' OR text ~* '\\mhi\\M' OR text ~* '\\mab\\M'",
  },
  'user function: ivo_hashlist_has': {
    adql: "SELECT id, ivo_hashlist_has(text, 'NIGHT'), ivo_hashlist_has(text, 'nigh') FROM words WHERE text LIKE '%#%' OR id = 1",
    sql: `SELECT id, ('night' = ANY (string_to_array(lower(text), '#')))::int, ('nigh' = ANY (string_to_array(lower(text), '#')))::int
          FROM words WHERE text LIKE '%#%' OR id = 1`,
  },
  'user function: ivo_nocasematch': {
    adql: "SELECT id, ivo_nocasematch(text, 'AB%') FROM words WHERE text IS NOT NULL",
    sql: "SELECT id, (text ILIKE 'AB%')::int FROM words WHERE text IS NOT NULL",
  },
  'user function: ivo_interval_overlaps': {
    adql: `SELECT n.id, ivo_interval_overlaps(n.k, n.k + 2, 1, 5), ivo_interval_overlaps(0, 1, n.k, n.k + 1)
           FROM numbers AS n WHERE n.k IS NOT NULL`,
    sql: `SELECT n.id, (n.k <= 5 AND n.k + 2 >= 1)::int, (n.k <= 1 AND n.k + 1 >= 0)::int FROM numbers AS n
          WHERE n.k IS NOT NULL`,
  },
  'user function: ivo_to_mjd': {
    adql: 'SELECT plate, ivo_to_mjd(night) FROM plates',
    sql: 'SELECT plate, extract(epoch FROM night)::float8 / 86400 + 40587 FROM plates',
  },
  'user function: ivo_to_jd': {
    adql: 'SELECT plate, ivo_to_jd(night) FROM plates',
    sql: 'SELECT plate, extract(epoch FROM night)::float8 / 86400 + 2440587.5 FROM plates',
  },
  'user function: ivo_specconv between wavelengths, frequencies and energies': {
    adql: `SELECT ivo_specconv(flux, 'Angstrom', 'nm'), ivo_specconv(500 + visit, 'nm', 'GHz'), ivo_specconv(visit, 'GHz', 'mm'),
           gavo_specconv(visit, 'eV', 'Angstrom'), ivo_specconv(visit, 'keV', 'Hz') FROM visits`,
    sql: `SELECT flux / 10, 299792458 / ((500 + visit) * 1e-9) / 1e9, 299792458 / (visit * 1e9) * 1e3,
          6.62607015e-34 * 299792458 / (visit * 1.602176634e-19) * 1e10, visit * 1.602176634e-16 / 6.62607015e-34 FROM visits`,
  },
  'user function: gavo_to_mjd and gavo_to_jd': {
    adql: 'SELECT plate, gavo_to_mjd(night), gavo_to_jd(night) FROM plates',
    sql: `SELECT plate, extract(epoch FROM night)::float8 / 86400 + 40587, extract(epoch FROM night)::float8 / 86400 + 2440587.5
          FROM plates`,
  },
  'user function: BITAND and its like': {
    adql: 'SELECT id, BITAND(i, 6), BITOR(k, 9), BITXOR(j, 5), BITNOT(i) FROM numbers',
    sql: 'SELECT id, i & 6, k | 9, j # 5, ~i FROM numbers',
  },
  'user function: CHAR_LENGTH and CHARACTER_LENGTH': {
    adql: 'SELECT id, CHAR_LENGTH(text), CHARACTER_LENGTH(pattern) FROM words',
  },
  'user function: gavo_urlescape': {
    adql: "SELECT gavo_urlescape('a b&c/d'), gavo_urlescape('x-1_2.3') FROM odd",
    sql: "SELECT 'a%20b%26c%2Fd', 'x-1_2.3' FROM odd",
  },
  'user function: ivo_normal_random spreads about its mean': {
    adql: 'SELECT COUNT(*) FROM objects WHERE ABS(ivo_normal_random(10, 0.5) - 10) < 5 AND ivo_normal_random(3, 0) = 3',
    sql: 'SELECT 240',
  },
  'user function: ivo_interval_has': {
    adql: 'SELECT id, ivo_interval_has(spot, span) FROM spans',
    sql: 'SELECT id, (spot BETWEEN span[1] AND span[2])::int FROM spans',
  },
};
