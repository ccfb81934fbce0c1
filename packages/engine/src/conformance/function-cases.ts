import type { AdqlCases } from './adql-suite.ts';

/** Mathematics and texts, with what lies at the edge of each function. */
export const functionCases: AdqlCases = {
  'function: ABS': {
    adql: 'SELECT id, ABS(x), ABS(j), ABS(k), ABS(-2.5), ABS(i) FROM numbers WHERE id <> 11',
    sql: 'SELECT id, abs(x), abs(j), abs(k::int), 2.5, abs(i) FROM numbers WHERE id <> 11',
  },
  'function: SIGN': { adql: 'SELECT id, SIGN(x), SIGN(j) FROM numbers' },
  'function: CEILING': { adql: 'SELECT id, CEILING(x), CEILING(-0.5), CEILING(k) FROM numbers WHERE id <> 9' },
  'function: FLOOR': { adql: 'SELECT id, FLOOR(x), FLOOR(-0.5), FLOOR(k) FROM numbers WHERE id <> 9' },
  'function: ROUND': {
    adql: 'SELECT id, ROUND(x), ROUND(0.4), ROUND(-1234.6) FROM numbers WHERE id <> 9',
    sql: 'SELECT id, round(x::numeric), 0, -1235 FROM numbers WHERE id <> 9',
  },
  'function: ROUND of halves goes away from zero': {
    adql: 'SELECT ROUND(0.5), ROUND(1.5), ROUND(2.5), ROUND(-0.5), ROUND(-2.5) FROM odd',
    sql: 'SELECT 1, 2, 3, -1, -3 FROM odd',
  },
  'function: ROUND to places': {
    adql: 'SELECT id, ROUND(x, 2), ROUND(x, 0), ROUND(x, -2), ROUND(1234.5678, 3), ROUND(-1250, -2) FROM numbers WHERE ABS(x) < 1e9',
    sql: `SELECT id, round(x::numeric, 2), round(x::numeric, 0), round(x::numeric, -2), 1234.568, -1300 FROM numbers
          WHERE abs(x) < 1e9`,
  },
  'function: TRUNCATE': {
    adql: 'SELECT id, TRUNCATE(x), TRUNCATE(-0.9) FROM numbers WHERE id <> 9',
    sql: 'SELECT id, trunc(x), 0 FROM numbers WHERE id <> 9',
  },
  'function: TRUNCATE to places': {
    adql: 'SELECT id, TRUNCATE(x, 2), TRUNCATE(x, -1), TRUNCATE(2.999, 1) FROM numbers WHERE ABS(x) < 1e9',
    sql: 'SELECT id, trunc(x::numeric, 2), trunc(x::numeric, -1), 2.9 FROM numbers WHERE abs(x) < 1e9',
  },
  'function: MOD': {
    adql: 'SELECT id, MOD(i, 7), MOD(j, 3), MOD(-7, 3), MOD(7, -3), MOD(k, u) FROM numbers',
    sql: 'SELECT id, mod(i, 7), mod(j, 3), -1, 1, mod(k::int, NULLIF(u::int, 0)) FROM numbers',
  },
  'function: SQRT': {
    adql: 'SELECT id, SQRT(x), SQRT(4), SQRT(0) FROM numbers',
    sql: 'SELECT id, sqrt(CASE WHEN x >= 0 THEN x END), 2, 0 FROM numbers',
  },
  'function: POWER': {
    adql: 'SELECT id, POWER(x, 2), POWER(2, j), POWER(ABS(x), 0.5), POWER(0, 0), POWER(4, -0.5) FROM numbers WHERE id NOT IN (9, 10)',
    sql: 'SELECT id, power(x, 2), power(2::float8, j), sqrt(abs(x)), 1, 0.5 FROM numbers WHERE id NOT IN (9, 10)',
  },
  'function: EXP': {
    adql: 'SELECT id, EXP(y), EXP(0), EXP(1) FROM numbers WHERE y < 50',
    sql: 'SELECT id, exp(y), 1, exp(1::float8) FROM numbers WHERE y < 50',
  },
  'function: LOG is natural': {
    adql: 'SELECT id, LOG(x), LOG(1), LOG(0), LOG(-1) FROM numbers',
    sql: 'SELECT id, ln(CASE WHEN x > 0 THEN x END), 0, NULL, NULL FROM numbers',
  },
  'function: LOG10': {
    adql: 'SELECT id, LOG10(x), LOG10(1000), LOG10(0), LOG10(-1) FROM numbers',
    sql: 'SELECT id, log10(CASE WHEN x > 0 THEN x END), 3, NULL, NULL FROM numbers',
  },
  'function: PI': { adql: 'SELECT PI(), PI() / 2 FROM odd' },
  'function: DEGREES and RADIANS': {
    adql: 'SELECT id, DEGREES(y), RADIANS(y), DEGREES(PI()), RADIANS(180) FROM numbers',
  },
  'function: SIN, COS, TAN': {
    adql: 'SELECT id, SIN(y), COS(y), TAN(y), SIN(0), COS(0), SIN(RADIANS(30)) FROM numbers',
  },
  'function: TRUNCATE where no place can be cut off': {
    adql: 'SELECT TRUNCATE(1e300, 20), TRUNCATE(123.456, 400), TRUNCATE(123.456, -400), TRUNCATE(-123.456, -1) FROM odd',
    sql: 'SELECT 1e300::float8, 123.456::float8, 0::float8, -120::float8 FROM odd',
  },
  'function: SIN, COS, TAN of an infinity are null': {
    adql: 'SELECT id, SIN(x * 1e300 * 1e300), COS(x * 1e300 * 1e300), TAN(x * -1e300 * 1e300) FROM numbers WHERE x <> 0 AND ABS(x) > 1e-9',
    sql: 'SELECT id, NULL, NULL, NULL FROM numbers WHERE x <> 0 AND abs(x) > 1e-9',
  },
  'function: COT': { adql: 'SELECT id, COT(y) FROM numbers WHERE y <> 0' },
  'function: COT of 0 is null': { adql: 'SELECT COT(0) FROM odd', sql: 'SELECT NULL FROM odd' },
  'function: ASIN, ACOS': {
    adql: 'SELECT id, ASIN(x), ACOS(x), ASIN(1), ACOS(-1) FROM numbers',
    sql: `SELECT id, asin(CASE WHEN abs(x) <= 1 THEN x END), acos(CASE WHEN abs(x) <= 1 THEN x END), asin(1), acos(-1)
          FROM numbers`,
  },
  'function: ATAN': { adql: 'SELECT id, ATAN(x), ATAN(1) * 4 FROM numbers' },
  'function: ATAN2 in every quadrant': {
    adql: 'SELECT ATAN2(1, 1), ATAN2(1, -1), ATAN2(-1, -1), ATAN2(-1, 1), ATAN2(0, -1), ATAN2(2, 0), ATAN2(0, 0) FROM odd',
  },
  'function: ATAN2': { adql: 'SELECT id, ATAN2(x, y) FROM numbers' },
  'function: RAND is from 0 to 1': {
    adql: 'SELECT COUNT(*) FROM objects WHERE RAND() >= 0 AND RAND() < 1 AND RAND(3) >= 0 AND RAND(3) < 1',
    sql: 'SELECT 240',
  },
  'function: a random number is drawn once, however often a function uses it': {
    adql: `SELECT CASE WHEN COUNT(ACOS(IVO_NORMAL_RANDOM(0, 1))) BETWEEN 38000 AND 40700 THEN 1 ELSE 0 END,
                  CASE WHEN COUNT(SQRT(RAND() - 0.5)) BETWEEN 27500 AND 30100 THEN 1 ELSE 0 END,
                  CASE WHEN MIN(LOG(RAND() - 0.5)) < -3 THEN 1 ELSE 0 END
           FROM objects AS a CROSS JOIN objects AS b`,
    sql: 'SELECT 1, 1, 1',
  },
  'function: RAND in BETWEEN is drawn once': {
    adql: `SELECT CASE WHEN COUNT(*) BETWEEN 27500 AND 30100 THEN 1 ELSE 0 END
           FROM objects AS a CROSS JOIN objects AS b WHERE RAND() BETWEEN 0.25 AND 0.75`,
    sql: 'SELECT 1',
  },
  'function: RAND in IN and CASE is drawn once': {
    adql: `SELECT CASE WHEN MIN(n) = 1 AND MAX(n) = 3 THEN 1 ELSE 0 END
           FROM (SELECT CASE ROUND(RAND() * 3 + 0.5) WHEN 1 THEN 1 WHEN 2 THEN 2 WHEN 3 THEN 3 WHEN 0 THEN 1 WHEN 4 THEN 3 ELSE 99 END AS n
                 FROM objects AS a CROSS JOIN objects AS b) AS t`,
    sql: 'SELECT 1',
  },
  'function: two random numbers are two': {
    adql: 'SELECT COUNT(*) FROM objects WHERE RAND() - RAND() = 0',
    sql: 'SELECT 0',
  },
  'function: of the mean of random numbers': {
    adql: 'SELECT CASE WHEN ACOS(AVG(RAND())) BETWEEN 0.8 AND 1.3 THEN 1 ELSE 0 END FROM objects',
    sql: 'SELECT 1',
  },
  'function: SQRT of a number that a sub-query draws': {
    adql: 'SELECT CASE WHEN SQRT((SELECT MAX(RAND()) FROM objects)) BETWEEN 0.9 AND 1 THEN 1 ELSE 0 END FROM odd',
    sql: 'SELECT 1 FROM odd',
  },
  'function: functions of functions': {
    adql: 'SELECT id, SQRT(POWER(SIN(y), 2) + POWER(COS(y), 2)), LOG(EXP(1.5)), ROUND(DEGREES(ATAN2(1, 1)), 6) FROM numbers',
    sql: 'SELECT id, sqrt(power(sin(y), 2) + power(cos(y), 2)), 1.5, 45 FROM numbers',
  },
  'function: UPPER and LOWER': { adql: 'SELECT id, UPPER(text), LOWER(text) FROM words WHERE id NOT IN (17)' },
  'function: LENGTH counts characters': { adql: "SELECT id, LENGTH(text), LENGTH('太阳') FROM words" },
  'function: TRIM': { adql: "SELECT id, TRIM(text), '[' || TRIM('  x ') || ']' FROM words" },
  'function: SUBSTRING': {
    adql: 'SELECT id, SUBSTRING(text, 2), SUBSTRING(text, 2, 2), SUBSTRING(text, 1, 0), SUBSTRING(text, 99) FROM words',
  },
  'function: SUBSTRING from before the first character': {
    adql: 'SELECT id, SUBSTRING(text, 0), SUBSTRING(text, -1, 3), SUBSTRING(text, 0, 1), SUBSTRING(text, -5, 2) FROM words',
  },
  'function: SUBSTRING by columns': {
    adql: "SELECT id, SUBSTRING('abcdefghijkl', k), SUBSTRING('abcdefghijkl', k, u), SUBSTRING('abcdefghijkl', 2, u) FROM numbers",
    sql: `SELECT id, substring('abcdefghijkl', k), substring('abcdefghijkl', k, u), substring('abcdefghijkl', 2, u) FROM numbers`,
  },
  'function: SUBSTRING of a negative length is null': {
    adql: "SELECT id, SUBSTRING('abcdef', 3, -1), SUBSTRING('abcdef', 3, k) FROM numbers",
    sql: "SELECT id, NULL, CASE WHEN k >= 0 THEN substring('abcdef', 3, k) END FROM numbers",
  },
  'function: SUBSTRING of enormous bounds': {
    adql: "SELECT SUBSTRING('abc', 9223372036854775807), SUBSTRING('abc', 2, 9223372036854775807), SUBSTRING('abc', -9223372036854775808, 9) FROM odd",
    sql: "SELECT '', 'bc', '' FROM odd",
  },
  'function: SUBSTRING of characters beyond the first plane': {
    adql: "SELECT SUBSTRING('🔭é漢字', 2, 2), SUBSTRING('🔭🔭x', 2), LENGTH('🔭é漢字') FROM odd",
  },
  'function: COALESCE of texts and numbers': {
    adql: "SELECT id, COALESCE(text, pattern, '-'), COALESCE(grp, id * 100) FROM words",
  },
  'function: COALESCE of integer and float': { adql: 'SELECT id, COALESCE(x, k, 0.5) FROM numbers' },
  'function: NULLIF': { adql: 'SELECT id, NULLIF(text, pattern), NULLIF(grp, 1) FROM words' },
  'function: GREATEST and LEAST': {
    adql: 'SELECT id, GREATEST(k, 5, -5), LEAST(x, 0.5) FROM numbers WHERE k IS NOT NULL AND x IS NOT NULL',
  },
};
