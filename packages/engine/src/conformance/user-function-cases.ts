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
};
