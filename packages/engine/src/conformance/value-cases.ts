import type { AdqlCases } from './adql-suite.ts';

/** Arithmetic, bits, texts put together, and CAST. */
export const valueCases: AdqlCases = {
  'value: integers stay integers': {
    adql: 'SELECT id, k + u, k - u, k * u, -k, +k FROM numbers',
    sql: 'SELECT id, k::int + u, k::int - u, k::int * u, -k::int, +k FROM numbers',
  },
  'value: int32 beyond its range': {
    adql: 'SELECT plate * 1000000000 FROM plates',
    sql: 'SELECT plate::bigint * 1000000000 FROM plates',
  },
  'value: integer division goes to zero': {
    adql: 'SELECT id, i / 2, i / -2, k / 3, 7 / 2, -7 / 2, 1 / 3 FROM numbers',
  },
  'value: division by zero is null': {
    adql: 'SELECT id, i / 0, x / 0, x / 0.0, k / u, x / y, 1 / (id - 1) FROM numbers',
    sql: `SELECT id, NULL, NULL, NULL, k / NULLIF(u, 0), x / NULLIF(y, 0), 1 / NULLIF(id - 1, 0) FROM numbers`,
  },
  'value: a fraction makes a fraction': {
    adql: 'SELECT id, k / 2.0, k / 4e0, k * 0.5, 7 / 2.0 FROM numbers',
    sql: 'SELECT id, k / 2.0::float8, k / 4e0::float8, k * 0.5::float8, 3.5::float8 FROM numbers',
  },
  'value: floats': {
    adql: 'SELECT id, x + y, x - y, x * y, -x, +y FROM numbers',
  },
  'value: float32 is calculated as float64': {
    adql: 'SELECT id, r + 1, r * r, r / 3 FROM numbers WHERE r < 1e20',
    sql: 'SELECT id, r::float8 + 1, r::float8 * r::float8, r::float8 / 3 FROM numbers WHERE r < 1e20',
  },
  'value: * before +': { adql: 'SELECT 2 + 3 * 4, (2 + 3) * 4, 20 - 6 / 2, (20 - 6) / 2 FROM odd' },
  'value: from left to right': {
    adql: 'SELECT 20 - 6 - 4, 20 - (6 - 4), 100 / 5 / 2, 100 / (5 / 2), 7 / 2 * 2, 7 * 2 / 4 FROM odd',
  },
  'value: signs': { adql: 'SELECT -2 + 3, -(2 + 3), - -5, 4 - -3, +7, -id * -2 FROM odd' },
  'value: bits': {
    adql: 'SELECT objid, flags & 6, flags | 8, flags ^ 5, ~flags FROM objects',
    sql: 'SELECT objid, flags & 6, flags | 8, flags # 5, ~flags FROM objects',
  },
  'value: bits of constants': {
    adql: 'SELECT 12 & 10, 12 | 10, 12 ^ 10, ~0, ~12 & 15, 0xF0 | 0x0F FROM odd',
    sql: 'SELECT 8, 14, 6, -1, 3, 255 FROM odd',
  },
  'value: ~ before & before ^ before |': {
    adql: 'SELECT 1 | 6 & 3, 1 | 7 ^ 2, 6 ^ 3 & 1, ~1 & 7, (1 | 6) & 3 FROM odd',
    sql: 'SELECT 1 | (6 & 3), 1 | (7 # 2), 6 # (3 & 1), (~1) & 7, (1 | 6) & 3 FROM odd',
  },
  'value: bits looser than +': {
    adql: 'SELECT 1 + 2 & 3, 8 | 1 + 1, 2 * 3 ^ 1, k & 1 + 2 FROM numbers',
    sql: 'SELECT (1 + 2) & 3, 8 | (1 + 1), (2 * 3) # 1, k & (1 + 2) FROM numbers',
  },
  'value: bits in a condition': {
    adql: 'SELECT objid FROM objects WHERE (flags & 2) = 2 AND flags & 4 = 0',
    sql: 'SELECT objid FROM objects WHERE (flags & 2) = 2 AND (flags & 4) = 0',
  },
  'value: the highest bits': {
    adql: 'SELECT id, i & 0x7FFFFFFFFFFFFFFF, i | 1, i ^ -1 FROM numbers',
    sql: 'SELECT id, i & 9223372036854775807, i | 1, i # -1 FROM numbers',
  },
  'value: texts put together': {
    adql: "SELECT id, text || '/' || pattern, 'a' || 'b' || '', '<' || text || '>' FROM words",
  },
  'value: || looser than nothing else in texts': {
    adql: "SELECT UPPER(text) || LOWER(text) FROM words WHERE text || 'c' = 'abcc'",
  },
  'value: || with a null that is known beforehand': {
    adql: "SELECT 'a' || NULL, NULL || word, TRIM('Y') || LOWER(NULLIF('Y', 'Y')) FROM truth",
  },
  'value: CASE in arithmetic': { adql: 'SELECT id, 10 * CASE WHEN k > 0 THEN 1 ELSE -1 END + 1 FROM numbers' },
  'value: CAST to SMALLINT': {
    adql: "SELECT id, CAST(u AS SMALLINT), CAST(j AS SMALLINT), CAST('-32768' AS SMALLINT) FROM numbers",
  },
  'value: CAST to INTEGER': {
    adql: "SELECT CAST(k AS INTEGER), CAST('42' AS INTEGER), CAST(7.0 AS INTEGER) FROM numbers",
  },
  'value: CAST to INTEGER rounds': {
    adql: 'SELECT CAST(1.4 AS INTEGER), CAST(1.6 AS INTEGER), CAST(-1.6 AS INTEGER), CAST(0.2 AS INTEGER) FROM odd',
  },
  'value: CAST to BIGINT': {
    adql: "SELECT CAST(id AS BIGINT), CAST('9007199254740993' AS BIGINT), CAST('-9223372036854775808' AS BIGINT) FROM odd",
  },
  'value: CAST to REAL': {
    adql: "SELECT CAST(x AS REAL), CAST('0.1' AS REAL), CAST(k AS REAL) FROM numbers WHERE ABS(x) < 1e9 AND ABS(x) > 1e-9",
    tolerance: 0,
  },
  'value: CAST to DOUBLE PRECISION': {
    adql: "SELECT id, CAST(i AS DOUBLE PRECISION), CAST(r AS DOUBLE PRECISION), CAST('1e-7' AS DOUBLE PRECISION) FROM numbers",
    sql: 'SELECT id, i::float8, r::float8, 1e-7::float8 FROM numbers',
    tolerance: 0,
  },
  'value: CAST to VARCHAR': {
    adql: 'SELECT CAST(i AS VARCHAR), CAST(k AS VARCHAR), CAST(text AS VARCHAR) FROM numbers AS n JOIN words AS w ON n.id = w.id',
    sql: 'SELECT i::text, k::text, text FROM numbers AS n JOIN words AS w ON n.id = w.id',
  },
  'value: CAST of fractions to VARCHAR': {
    adql: 'SELECT CAST(x AS VARCHAR), CAST(0.25 AS VARCHAR), CAST(r AS VARCHAR) FROM numbers WHERE id IN (4, 5, 6)',
    sql: "SELECT x::text, '0.25', r::text FROM numbers WHERE id IN (4, 5, 6)",
  },
  'value: CAST to VARCHAR of a length': {
    adql: 'SELECT id, CAST(text AS VARCHAR(2)), CAST(1234567 AS VARCHAR(3)) FROM words',
    sql: "SELECT id, text::varchar(2), '123' FROM words",
  },
  'value: CAST to CHAR': {
    adql: "SELECT CAST('abc' AS CHAR(3)), CAST('abcdef' AS CHAR(4)) FROM odd",
  },
  'value: CAST to TIMESTAMP': {
    adql: "SELECT CAST('2011-10-24T12:34:56' AS TIMESTAMP), CAST('1999-12-31T23:59:59.25' AS TIMESTAMP), CAST('2024-02-29' AS TIMESTAMP) FROM odd",
  },
  'value: CAST of a time to VARCHAR': {
    adql: 'SELECT plate, CAST(night AS VARCHAR) FROM plates',
    sql: `SELECT plate, to_char(night, 'YYYY-MM-DD"T"HH24:MI:SS') FROM plates`,
  },
  'value: CAST of what does not fit is null': {
    adql: "SELECT CAST('abc' AS INTEGER), CAST('' AS DOUBLE PRECISION), CAST(40000 AS SMALLINT), CAST('2011-13-01' AS TIMESTAMP) FROM odd",
    sql: 'SELECT NULL, NULL, NULL, NULL FROM odd',
  },
  'value: CAST of a time that no result can show is null': {
    adql: "SELECT CAST('infinity' AS TIMESTAMP), CAST('-infinity' AS TIMESTAMP), CAST('10000-01-01' AS TIMESTAMP), CAST('9999-12-31T23:59:59' AS TIMESTAMP), CAST('0001-01-01' AS TIMESTAMP) FROM odd",
    sql: "SELECT NULL, NULL, NULL, '9999-12-31T23:59:59'::timestamp, '0001-01-01'::timestamp FROM odd",
  },
  'value: CAST of CAST': { adql: 'SELECT CAST(CAST(id AS VARCHAR) AS INTEGER) + 1 FROM truth' },
  'value: CAST in a condition': { adql: "SELECT id FROM words WHERE CAST(id AS VARCHAR) LIKE '1%'" },
  'value: CAST in GROUP BY': {
    adql: 'SELECT CAST(mag AS INTEGER), COUNT(*) FROM objects WHERE MOD(CAST(mag * 10 AS INTEGER), 10) <> 5 GROUP BY CAST(mag AS INTEGER)',
  },
};
