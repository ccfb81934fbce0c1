import type { AdqlCases } from './adql-suite.ts';

/** Texts that parse and mean nothing: every engine refuses them, with the same code. PostgreSQL refuses them too. */
export const refusedCases: AdqlCases = {
  'refused: a column of two tables': {
    adql: 'SELECT plate FROM objects AS o JOIN visits AS v ON o.objid = v.objid',
    refused: 'QUERY-AMBIGUOUS',
  },
  'refused: an alias hides the name of its table': {
    adql: 'SELECT truth.id FROM truth AS t',
    refused: 'QUERY-UNKNOWN-TABLE',
  },
  'refused: one name for two tables': { adql: 'SELECT x FROM truth, truth', refused: 'QUERY-AMBIGUOUS' },
  'refused: a column that USING took, and one that it did not': {
    adql: 'SELECT id FROM truth AS a JOIN truth AS b USING (id) JOIN odd AS c ON c.id = a.x',
    refused: 'QUERY-AMBIGUOUS',
  },
  'refused: a column that USING took twice': {
    adql: 'SELECT id FROM (truth AS a JOIN truth AS b USING (id)) JOIN (odd AS c JOIN odd AS d USING (id)) ON a.id = c.id',
    refused: 'QUERY-AMBIGUOUS',
  },
  'refused: NATURAL of a name that the left tables have twice': {
    adql: 'SELECT a.x FROM truth AS a JOIN truth AS b ON a.id = b.id NATURAL JOIN odd AS c',
    refused: 'QUERY-AMBIGUOUS',
  },
  'refused: an alias of SELECT in WHERE': {
    adql: 'SELECT x AS z FROM truth WHERE z = 1',
    refused: 'QUERY-UNKNOWN-COLUMN',
  },
  'refused: ON before its table': {
    adql: 'SELECT t.id FROM truth AS t JOIN odd AS d ON t.id = w.id JOIN words AS w ON w.id = d.id',
    refused: 'QUERY-UNKNOWN-TABLE',
  },
  'refused: USING a column of one table': {
    adql: 'SELECT visit FROM visits JOIN truth USING (plate)',
    refused: 'QUERY-UNKNOWN-COLUMN',
  },
  'refused: a sub-query in FROM sees no neighbour': {
    adql: 'SELECT t.id FROM truth AS t, (SELECT id FROM odd WHERE odd.id = t.x) AS s',
    refused: 'QUERY-UNKNOWN-TABLE',
  },
  'refused: WITH before its definition': {
    adql: 'WITH a AS (SELECT id FROM b), b AS (SELECT id FROM odd) SELECT id FROM a',
    refused: 'QUERY-UNKNOWN-TABLE',
  },
  'refused: a value of two columns': { adql: 'SELECT (SELECT id, x FROM truth) FROM odd', refused: 'QUERY-ONE-COLUMN' },
  'refused: a value of many rows': { adql: 'SELECT (SELECT id FROM truth) FROM odd', refused: 'QUERY-ONE-ROW' },
  'refused: IN of two columns': {
    adql: 'SELECT id FROM odd WHERE id IN (SELECT id, x FROM truth)',
    refused: 'QUERY-ONE-COLUMN',
  },
  'refused: sets of other widths': {
    adql: 'SELECT id FROM odd UNION SELECT id, x FROM truth',
    refused: 'QUERY-SET-COLUMNS',
  },
  'refused: sets of other types': { adql: 'SELECT id FROM odd UNION SELECT a FROM truth', refused: 'QUERY-TYPE' },
  'refused: a column beside the groups': { adql: 'SELECT x, y FROM truth GROUP BY x', refused: 'QUERY-NOT-GROUPED' },
  'refused: a column beside an aggregate': { adql: 'SELECT x, COUNT(*) FROM truth', refused: 'QUERY-NOT-GROUPED' },
  'refused: HAVING a column beside the groups': {
    adql: 'SELECT x FROM truth GROUP BY x HAVING y = 1',
    refused: 'QUERY-NOT-GROUPED',
  },
  'refused: ORDER BY a column beside the groups': {
    adql: 'SELECT x FROM truth GROUP BY x ORDER BY y',
    refused: 'QUERY-NOT-GROUPED',
  },
  'refused: an aggregate in WHERE': { adql: 'SELECT id FROM truth WHERE COUNT(*) > 1', refused: 'QUERY-AGGREGATE' },
  'refused: an aggregate of a column of the query around': {
    adql: 'SELECT id FROM truth AS t WHERE 1 = (SELECT MAX(t.x) FROM odd AS o WHERE o.id = t.id)',
    refused: 'QUERY-AGGREGATE',
  },
  'refused: an aggregate in an aggregate': { adql: 'SELECT SUM(COUNT(*)) FROM truth', refused: 'QUERY-AGGREGATE' },
  'refused: an aggregate in GROUP BY': {
    adql: 'SELECT COUNT(*) FROM truth GROUP BY MAX(x)',
    refused: 'QUERY-AGGREGATE',
  },
  'refused: ORDER BY what DISTINCT dropped': {
    adql: 'SELECT DISTINCT x FROM truth ORDER BY id',
    refused: 'QUERY-ORDER-DISTINCT',
  },
  'refused: ORDER BY a number beyond the columns': { adql: 'SELECT x FROM truth ORDER BY 2', refused: 'QUERY-ORDINAL' },
  'refused: a set ordered by a column that it has not': {
    adql: 'SELECT id FROM truth UNION SELECT id FROM odd ORDER BY x',
    refused: 'QUERY-UNKNOWN-COLUMN',
  },
  'refused: CASE of text and number': {
    adql: 'SELECT CASE WHEN x = 1 THEN a ELSE x END FROM truth',
    refused: 'QUERY-TYPE',
  },
  'refused: a time and a number': { adql: 'SELECT plate FROM plates WHERE night = 1', refused: 'QUERY-TYPE' },
  'refused: arithmetic with a text column': { adql: 'SELECT word + 1 FROM truth', refused: 'QUERY-TYPE' },
  'refused: CAST of a time to a number': { adql: 'SELECT CAST(night AS BIGINT) FROM plates', refused: 'QUERY-CAST' },
  'refused: a number beyond 64 bits': { adql: 'SELECT i * 2 FROM numbers', refused: 'QUERY-NUMBER-RANGE' },
  'refused: no such column': { adql: 'SELECT nowhere FROM truth', refused: 'QUERY-UNKNOWN-COLUMN' },
  'refused: no such table': { adql: 'SELECT id FROM nowhere', refused: 'QUERY-UNKNOWN-TABLE' },
  'refused: no such function': { adql: 'SELECT nothing_like_it(x) FROM truth', refused: 'QUERY-UNKNOWN-FUNCTION' },
  'refused: a delimited name has its case': { adql: 'SELECT "mixed case" FROM odd', refused: 'QUERY-UNKNOWN-COLUMN' },
  'refused: a delimited name in capitals is another': {
    adql: 'SELECT "ID" FROM truth',
    refused: 'QUERY-UNKNOWN-COLUMN',
  },
};
