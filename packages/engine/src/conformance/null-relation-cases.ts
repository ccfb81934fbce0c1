import type { AdqlCases } from './adql-suite.ts';

/** Nulls in sub-queries, joins and sets. */
export const nullRelationCases: AdqlCases = {
  'null: IN a sub-query with nulls': { adql: 'SELECT objid FROM objects WHERE plate IN (SELECT plate FROM visits)' },
  'null: NOT IN a sub-query with nulls is empty': {
    adql: 'SELECT objid FROM objects WHERE plate NOT IN (SELECT plate FROM visits)',
  },
  'null: NOT IN a sub-query without nulls': {
    adql: 'SELECT objid FROM objects WHERE plate NOT IN (SELECT plate FROM visits WHERE plate IS NOT NULL)',
  },
  'null: NOT IN an empty sub-query is true even for null': {
    adql: 'SELECT objid FROM objects WHERE plate NOT IN (SELECT id FROM nothing)',
  },
  'null: IN an empty sub-query': { adql: 'SELECT objid FROM objects WHERE plate IN (SELECT id FROM nothing)' },
  'null: NOT EXISTS keeps rows with null': {
    adql: 'SELECT o.objid FROM objects AS o WHERE NOT EXISTS (SELECT * FROM visits AS v WHERE v.plate = o.plate)',
  },
  'null: EXISTS of a row of null': {
    adql: 'SELECT id FROM truth AS t WHERE EXISTS (SELECT NULL FROM truth AS s WHERE s.x = t.x AND s.y IS NULL)',
  },
  'null: a scalar sub-query of no row is null': {
    adql: 'SELECT id, (SELECT amount FROM nothing) AS nought FROM truth',
  },
  'null: comparison with a scalar sub-query of no row': {
    adql: 'SELECT id FROM truth WHERE x = (SELECT id FROM nothing) OR NOT x = (SELECT id FROM nothing)',
  },
  'null: inner join never matches nulls': {
    adql: 'SELECT s.id, t.id FROM truth AS s JOIN truth AS t ON s.x = t.y',
  },
  'null: USING never matches nulls': {
    adql: 'SELECT o.objid, p.field FROM objects AS o JOIN plates AS p USING (plate, cls)',
  },
  'null: NATURAL never matches nulls': {
    adql: 'SELECT objid, plate, visit FROM objects NATURAL JOIN visits',
  },
  'null: join on equal or both null': {
    adql: 'SELECT s.id, t.id FROM truth AS s JOIN truth AS t ON s.x = t.y OR (s.x IS NULL AND t.y IS NULL)',
  },
  'null: outer join, condition in ON': {
    adql: 'SELECT o.objid, p.plate FROM objects AS o LEFT JOIN plates AS p ON o.plate = p.plate AND p.moon > 0.5',
  },
  'null: outer join, condition in WHERE': {
    adql: 'SELECT o.objid, p.plate FROM objects AS o LEFT JOIN plates AS p ON o.plate = p.plate WHERE p.moon > 0.5',
  },
  'null: outer join, rows without partner': {
    adql: 'SELECT o.objid FROM objects AS o LEFT JOIN plates AS p ON o.plate = p.plate WHERE p.plate IS NULL',
  },
  'null: outer join, null of the data or of the join': {
    adql: `SELECT o.objid, p.plate, p.field FROM objects AS o LEFT OUTER JOIN plates AS p ON o.plate = p.plate
           WHERE p.field IS NULL`,
  },
  'null: outer join ON a condition on the left table alone': {
    adql: "SELECT o.objid, p.plate FROM objects AS o LEFT JOIN plates AS p ON o.plate = p.plate AND o.cls = 'QSO'",
  },
  'null: outer join with nothing': {
    adql: 'SELECT t.id, n.id, n.label FROM truth AS t LEFT JOIN nothing AS n ON t.id = n.id',
  },
  'null: full join on null keys': {
    adql: 'SELECT s.id, t.id FROM truth AS s FULL JOIN truth AS t ON s.x = t.y AND s.id = t.id',
  },
  'null: UNION takes nulls as one': { adql: 'SELECT x FROM truth UNION SELECT y FROM truth' },
  'null: INTERSECT matches nulls': {
    adql: 'SELECT cls FROM objects INTERSECT SELECT cls FROM plates',
  },
  'null: EXCEPT takes nulls away': { adql: 'SELECT plate FROM objects EXCEPT SELECT plate FROM visits' },
  'null: UNION ALL keeps every null': { adql: 'SELECT x FROM truth UNION ALL SELECT NULL FROM odd' },
  'null: INTERSECT ALL counts nulls': { adql: 'SELECT x FROM truth INTERSECT ALL SELECT grp FROM words' },
  'null: EXCEPT ALL counts nulls': { adql: 'SELECT grp FROM words EXCEPT ALL SELECT y FROM truth' },
  'null: sets of pairs with nulls': { adql: 'SELECT x, y FROM truth EXCEPT SELECT y, x FROM truth WHERE x = 1' },
};
