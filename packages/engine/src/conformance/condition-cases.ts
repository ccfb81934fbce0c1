import type { AdqlCases } from './adql-suite.ts';

/** Conditions of WHERE. */
export const conditionCases: AdqlCases = {
  'where: each comparison': {
    adql: `SELECT id, CASE WHEN i = 7 THEN 1 ELSE 0 END, CASE WHEN i <> 7 THEN 1 ELSE 0 END, CASE WHEN i < 7 THEN 1 ELSE 0 END,
           CASE WHEN i <= 7 THEN 1 ELSE 0 END, CASE WHEN i > 7 THEN 1 ELSE 0 END, CASE WHEN i >= 7 THEN 1 ELSE 0 END FROM numbers`,
  },
  'where: != is <>': { adql: 'SELECT id FROM numbers WHERE i != 7' },
  'where: texts': { adql: "SELECT id FROM words WHERE text > 'a' AND text <= 'z'" },
  'where: texts are compared with their blanks': { adql: "SELECT id FROM words WHERE text = ' ' OR text = 'padded'" },
  'where: texts are compared with their case': { adql: "SELECT id FROM words WHERE text = 'ABC'" },
  'where: a quote in a text': { adql: "SELECT id FROM words WHERE text = 'it''s'" },
  'where: a text that looks like SQL': {
    adql: "SELECT objid FROM objects WHERE name = ''' OR ''1''=''1' OR name = 'x''; --' OR objid = 1000",
  },
  'where: booleans': { adql: 'SELECT objid FROM objects WHERE ok = TRUE AND NOT ok = FALSE' },
  'where: boolean against number': {
    adql: 'SELECT objid FROM objects WHERE ok = 1',
    sql: 'SELECT objid FROM objects WHERE ok = TRUE',
  },
  'where: times': { adql: "SELECT objid FROM objects WHERE seen >= '2012-01-01T00:00:00' AND seen < '2013-06-01'" },
  'where: a time to the microsecond': { adql: "SELECT objid FROM objects WHERE seen = '2011-03-13T07:06:40.500000'" },
  'where: times BETWEEN': {
    adql: "SELECT plate FROM plates WHERE night BETWEEN '2011-11-01' AND '2011-11-10T00:00:00'",
  },
  'where: an int16 and a fraction': { adql: 'SELECT id FROM numbers WHERE k > 2.5' },
  'where: an int16 beyond its range': { adql: 'SELECT id FROM numbers WHERE k < 40000' },
  'where: a float and an integer': { adql: 'SELECT id FROM numbers WHERE x = 1' },
  'where: float32 and a decimal': {
    adql: 'SELECT id FROM numbers WHERE r = 0.1',
    sql: 'SELECT id FROM numbers WHERE r = 0.1::real',
  },
  'where: int64 to the last digit': { adql: 'SELECT id FROM numbers WHERE i = 9007199254740993' },
  'where: int64 and its neighbour': {
    adql: 'SELECT id FROM numbers WHERE i > 9007199254740992 AND i < 9223372036854775807',
  },
  'where: columns against each other': { adql: 'SELECT id FROM numbers WHERE x > y OR k = j' },
  'where: a constant first': { adql: 'SELECT id FROM numbers WHERE 0 < x AND 5 > j' },
  'where: AND before OR': { adql: 'SELECT id FROM numbers WHERE id = 1 OR id = 2 AND x = 99' },
  'where: parentheses': { adql: 'SELECT id FROM numbers WHERE (id = 1 OR id = 2) AND x = 1' },
  'where: NOT before AND': { adql: 'SELECT id FROM numbers WHERE NOT id < 10 AND id < 13' },
  'where: NOT of parentheses': { adql: 'SELECT id FROM numbers WHERE NOT (id < 10 OR id > 13)' },
  'where: NOT NOT': { adql: 'SELECT id FROM numbers WHERE NOT NOT id = 3' },
  'where: many alternatives': {
    adql: 'SELECT id FROM numbers WHERE id = 1 OR id = 3 OR id = 5 OR id = 7 OR id = 9 OR id = 11 OR id = 13 OR id = 15',
  },
  'where: BETWEEN': { adql: 'SELECT id FROM numbers WHERE j BETWEEN 2 AND 7' },
  'where: BETWEEN the wrong way round': { adql: 'SELECT id FROM numbers WHERE j BETWEEN 7 AND 2' },
  'where: NOT BETWEEN': { adql: 'SELECT id FROM numbers WHERE j NOT BETWEEN 2 AND 7' },
  'where: BETWEEN expressions': { adql: 'SELECT id FROM numbers WHERE x BETWEEN y - 2 AND y + 2 AND id > 1' },
  'where: BETWEEN texts': { adql: "SELECT id FROM words WHERE text BETWEEN 'A' AND 'a'" },
  'where: BETWEEN int64': {
    adql: 'SELECT objid FROM objects WHERE objid BETWEEN 9007199254740993 AND 9007199254741050',
  },
  'where: IN': { adql: "SELECT visit FROM visits WHERE band IN ('g', 'i') AND quality IN (0)" },
  'where: NOT IN': { adql: 'SELECT visit FROM visits WHERE quality NOT IN (0, 1)' },
  'where: IN with expressions': { adql: 'SELECT id FROM numbers WHERE j IN (1 + 1, k, id - 1)' },
  'where: IN with mixed numbers': { adql: 'SELECT id FROM numbers WHERE k IN (1, 2.5, 7e0, 13)' },
  'where: IN of keys': { adql: 'SELECT objid FROM objects WHERE objid IN (9007199254740993, -7, 1004, 4)' },
  'where: a key': { adql: 'SELECT objid, cls FROM objects WHERE objid = 9007199254740996' },
  'where: a key and more': {
    adql: 'SELECT objid FROM objects WHERE objid = -7 AND (nobs < 0 OR nobs >= 0 OR nobs IS NULL)',
  },
  'where: LIKE a start': { adql: "SELECT objid FROM objects WHERE name LIKE 'NGC%'" },
  'where: LIKE an end': { adql: "SELECT objid FROM objects WHERE name LIKE '% 7'" },
  'where: LIKE a middle': { adql: "SELECT id FROM words WHERE text LIKE '%b%'" },
  'where: LIKE one character': { adql: "SELECT objid FROM objects WHERE name LIKE 'a_b %'" },
  'where: LIKE one character of any alphabet': { adql: "SELECT id FROM words WHERE text LIKE '__'" },
  'where: LIKE three characters': { adql: "SELECT id FROM words WHERE text LIKE '太_系'" },
  'where: LIKE without wildcard': { adql: "SELECT id FROM words WHERE text LIKE 'abc'" },
  'where: LIKE the empty text': { adql: "SELECT id FROM words WHERE text LIKE ''" },
  'where: LIKE everything': { adql: "SELECT id FROM words WHERE text LIKE '%'" },
  'where: LIKE over a line break': { adql: "SELECT id FROM words WHERE text LIKE 'line%break'" },
  'where: LIKE a backslash': {
    adql: "SELECT id FROM words WHERE text LIKE 'a\\c'",
    sql: "SELECT id FROM words WHERE text LIKE 'a\\c' ESCAPE ''",
  },
  'where: LIKE with ESCAPE': {
    adql: "SELECT id FROM words WHERE text LIKE 'a#%c' ESCAPE '#' OR text LIKE '%!_c' ESCAPE '!'",
  },
  'where: ILIKE with a letter as ESCAPE': {
    adql: `SELECT id, CASE WHEN text ILIKE 'aE_c' ESCAPE 'E' THEN 1 ELSE 0 END, CASE WHEN text ILIKE 'Ae_C' ESCAPE 'e' THEN 1 ELSE 0 END,
           CASE WHEN 'aEc' ILIKE 'aEEc' ESCAPE 'E' THEN 1 ELSE 0 END, CASE WHEN 'a%C' ILIKE 'aE%%' ESCAPE 'E' THEN 1 ELSE 0 END,
           CASE WHEN 'a%b%c%d' ILIKE 'AX%BX%CX%%D%' ESCAPE 'X' THEN 1 ELSE 0 END,
           CASE WHEN 'aeb' ILIKE 'AEEeB' ESCAPE 'e' THEN 1 ELSE 0 END FROM words`,
  },
  'where: ILIKE a column with a letter as ESCAPE': {
    adql: "SELECT id FROM words WHERE text ILIKE pattern || 'C%' ESCAPE 'C' OR UPPER(text) ILIKE pattern ESCAPE 'A'",
    sql: "SELECT id FROM words WHERE text ILIKE pattern || 'C%' ESCAPE 'C' OR upper(text) ILIKE pattern ESCAPE 'A'",
  },
  'where: NOT LIKE with ESCAPE': { adql: "SELECT id FROM words WHERE text NOT LIKE '%$_%' ESCAPE '$'" },
  'where: NOT LIKE': { adql: "SELECT id FROM words WHERE text NOT LIKE '%a%'" },
  'where: ILIKE': { adql: "SELECT id FROM words WHERE text ILIKE 'ABC'" },
  'where: ILIKE with wildcards': { adql: "SELECT objid FROM objects WHERE name ILIKE 'nGc _'" },
  'where: ILIKE with accents': { adql: "SELECT id FROM words WHERE text ILIKE 'éTOILE' OR text ILIKE 'äö%'" },
  'where: NOT ILIKE': { adql: "SELECT id FROM words WHERE text NOT ILIKE '%A%'" },
  'where: LIKE an expression': {
    adql: "SELECT id FROM words WHERE text LIKE SUBSTRING(text, 1, 1) || '%c'",
    sql: "SELECT id FROM words WHERE text LIKE substring(text, 1, 1) || '%c' ESCAPE ''",
  },
  'where: ILIKE a column': {
    adql: 'SELECT id FROM words WHERE text ILIKE pattern',
    sql: "SELECT id FROM words WHERE text ILIKE pattern ESCAPE ''",
  },
  'where: IS NULL and IS NOT NULL': { adql: 'SELECT objid FROM objects WHERE ra IS NULL AND mag IS NOT NULL' },
  'where: a condition in CASE in a condition': {
    adql: "SELECT id FROM numbers WHERE CASE WHEN x > 1 THEN 'big' ELSE 'small' END = 'big'",
  },
  'where: CASE inside CASE': {
    adql: `SELECT id, CASE WHEN x IS NULL THEN 'none' ELSE CASE WHEN x < 0 THEN CASE k WHEN -1 THEN 'a' ELSE 'b' END ELSE 'c' END END
           FROM numbers`,
  },
  'where: simple CASE of several values': {
    adql: "SELECT id, CASE k WHEN 0 THEN 'zero' WHEN 1 THEN 'one' WHEN 1 THEN 'never' WHEN 2 + 5 THEN 'seven' ELSE 'many' END FROM numbers",
  },
  'where: CASE of texts with other lengths': {
    adql: "SELECT id, CASE text WHEN 'abc' THEN 'a' ELSE text || text END FROM words",
  },
  'where: CASE of integer and float': { adql: 'SELECT id, CASE WHEN k > 0 THEN k ELSE 0.5 END FROM numbers' },
  'where: CASE evaluates only the branch it takes': {
    adql: 'SELECT id, CASE WHEN j = 0 THEN -1 ELSE 12 / j END FROM numbers WHERE j IS NOT NULL',
  },
  'where: on an expression of columns': { adql: 'SELECT id FROM numbers WHERE 2 * k - id > 10' },
};
