/** Words that ADQL 2.1 reserves (section 2.1.3): as names they need double quotes. DEC is not among them. */
const sqlWords =
  `ABSOLUTE ACTION ADD ALL ALLOCATE ALTER AND ANY ARE AS ASC ASSERTION AT AUTHORIZATION AVG BEGIN BETWEEN BIT BIT_LENGTH
  BOTH BY CASCADE CASCADED CASE CAST CATALOG CHAR CHARACTER CHAR_LENGTH CHARACTER_LENGTH CHECK CLOSE COALESCE COLLATE
  COLLATION COLUMN COMMIT CONNECT CONNECTION CONSTRAINT CONSTRAINTS CONTINUE CONVERT CORRESPONDING COUNT CREATE CROSS
  CURRENT CURRENT_DATE CURRENT_TIME CURRENT_TIMESTAMP CURRENT_USER CURSOR DATE DAY DEALLOCATE DECIMAL DECLARE DEFAULT
  DEFERRABLE DEFERRED DELETE DESC DESCRIBE DESCRIPTOR DIAGNOSTICS DISCONNECT DISTINCT DOMAIN DOUBLE DROP ELSE END ESCAPE
  EXCEPT EXCEPTION EXEC EXECUTE EXISTS EXTERNAL EXTRACT FALSE FETCH FIRST FLOAT FOR FOREIGN FOUND FROM FULL GET GLOBAL GO
  GOTO GRANT GROUP HAVING HOUR IDENTITY IMMEDIATE IN INDICATOR INITIALLY INNER INPUT INSENSITIVE INSERT INT INTEGER
  INTERSECT INTERVAL INTO IS ISOLATION JOIN KEY LANGUAGE LAST LEADING LEFT LEVEL LIKE LOCAL LOWER MATCH MAX MIN MINUTE
  MODULE MONTH NAMES NATIONAL NATURAL NCHAR NEXT NO NOT NULL NULLIF NUMERIC OCTET_LENGTH OF ON ONLY OPEN OPTION OR ORDER
  OUTER OUTPUT OVERLAPS PAD PARTIAL POSITION PRECISION PREPARE PRESERVE PRIMARY PRIOR PRIVILEGES PROCEDURE PUBLIC READ REAL
  REFERENCES RELATIVE RESTRICT REVOKE RIGHT ROLLBACK ROWS SCHEMA SCROLL SECOND SECTION SELECT SESSION SESSION_USER SET SIZE
  SMALLINT SOME SPACE SQL SQLCODE SQLERROR SQLSTATE SUBSTRING SUM SYSTEM_USER TABLE TEMPORARY THEN TIME TIMESTAMP
  TIMEZONE_HOUR TIMEZONE_MINUTE TO TRAILING TRANSACTION TRANSLATE TRANSLATION TRIM TRUE UNION UNIQUE UNKNOWN UPDATE UPPER
  USAGE USER USING VALUE VALUES VARCHAR VARYING VIEW WHEN WHENEVER WHERE WITH WORK WRITE YEAR ZONE`.split(/\s+/);

const adqlWords =
  `ABS ACOS AREA ASIN ATAN ATAN2 BIGINT BOX CEILING CENTROID CIRCLE CONTAINS COORD1 COORD2 COORDSYS COS COT
  DEGREES DISTANCE EXP FLOOR ILIKE INTERSECTS IN_UNIT LOG LOG10 MOD OFFSET PI POINT POLYGON POWER RADIANS REGION RAND ROUND
  SIN SQRT TOP TAN TRUNCATE`.split(/\s+/);

export const reservedWords: ReadonlySet<string> = new Set([...sqlWords, ...adqlWords]);

/** How many arguments the functions of ADQL 2.1 take; a coordinate system given first is counted apart. */
export const functionArguments: Readonly<Record<string, readonly [least: number, most: number]>> = {
  ...Object.fromEntries(
    `ABS CEILING DEGREES EXP FLOOR LOG LOG10 RADIANS SQRT ACOS ASIN ATAN COS COT SIN TAN LOWER UPPER AREA CENTROID COORD1
    COORD2 COORDSYS REGION AVG MAX MIN SUM COUNT`
      .split(/\s+/)
      .map((name) => [name, [1, 1]] as const),
  ),
  PI: [0, 0],
  RAND: [0, 1],
  ROUND: [1, 2],
  TRUNCATE: [1, 2],
  MOD: [2, 2],
  POWER: [2, 2],
  ATAN2: [2, 2],
  IN_UNIT: [2, 2],
  CONTAINS: [2, 2],
  INTERSECTS: [2, 2],
  POINT: [2, 2],
  CIRCLE: [2, 3],
  BOX: [3, 4],
  POLYGON: [3, Number.POSITIVE_INFINITY],
  DISTANCE: [2, 4],
  COALESCE: [1, Number.POSITIVE_INFINITY],
};

/** Geometries whose first argument may be the (deprecated) coordinate system, a text. */
export const framedFunctions: ReadonlySet<string> = new Set(['POINT', 'CIRCLE', 'BOX', 'POLYGON']);

/** Reserved words of SQL that services offer as functions beside ADQL's own. */
const borrowedFunctions = 'NULLIF SUBSTRING TRIM CHAR_LENGTH CHARACTER_LENGTH OCTET_LENGTH'.split(' ');

/** Reserved words that may stand before `(` as a function. */
export const reservedFunctions: ReadonlySet<string> = new Set([
  ...Object.keys(functionArguments),
  ...borrowedFunctions,
]);

export const setFunctions: ReadonlySet<string> = new Set(['COUNT', 'AVG', 'MAX', 'MIN', 'SUM', 'STDDEV', 'STDEV']);

/** Target types of CAST (section 4.7.1) and whether they take a length. */
export const castTypes: Readonly<Record<string, { readonly takesLength: boolean }>> = {
  CHAR: { takesLength: true },
  VARCHAR: { takesLength: true },
  SMALLINT: { takesLength: false },
  INTEGER: { takesLength: false },
  BIGINT: { takesLength: false },
  REAL: { takesLength: false },
  'DOUBLE PRECISION': { takesLength: false },
  TIMESTAMP: { takesLength: false },
  POINT: { takesLength: false },
  CIRCLE: { takesLength: false },
  POLYGON: { takesLength: false },
};

/** What people write for a type of ADQL. */
export const typeSynonyms: Readonly<Record<string, string>> = {
  INT: 'INTEGER',
  INT2: 'SMALLINT',
  INT4: 'INTEGER',
  INT8: 'BIGINT',
  LONG: 'BIGINT',
  SHORT: 'SMALLINT',
  FLOAT: 'DOUBLE PRECISION',
  FLOAT4: 'REAL',
  FLOAT8: 'DOUBLE PRECISION',
  DOUBLE: 'DOUBLE PRECISION',
  NUMERIC: 'DOUBLE PRECISION',
  DECIMAL: 'DOUBLE PRECISION',
  TEXT: 'VARCHAR',
  STRING: 'VARCHAR',
  CHARACTER: 'CHAR',
  DATE: 'TIMESTAMP',
  DATETIME: 'TIMESTAMP',
};

/** Words that begin a clause or continue a query; a name in their place is a mistyped one. */
export const clauseWords: readonly string[] = [
  'FROM',
  'WHERE',
  'GROUP',
  'HAVING',
  'ORDER',
  'OFFSET',
  'UNION',
  'EXCEPT',
  'INTERSECT',
];

export const joinWords: readonly string[] = [
  'JOIN',
  'NATURAL',
  'INNER',
  'LEFT',
  'RIGHT',
  'FULL',
  'CROSS',
  'ON',
  'USING',
];

/** Whether a name can stand without double quotes. */
export function isRegularName(text: string): boolean {
  return /^[A-Za-z][A-Za-z0-9_]*$/.test(text) && !reservedWords.has(text.toUpperCase());
}

/** The name as ADQL text, with double quotes. */
export function quoteName(text: string): string {
  return `"${text.replaceAll('"', '""')}"`;
}

/** A text as a string literal. */
export function quoteText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
