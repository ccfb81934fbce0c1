/**
 * The query tree: ADQL's syntax as plain, serialisable data. The parser makes it from text; cone search, forms and
 * the API build it directly. Names are as the user wrote them: nothing here knows a catalogue or a type.
 */

/** Offsets in the user's text, `to` exclusive; absent in trees that no text was parsed for. */
export interface Spanned {
  readonly span?: { readonly from: number; readonly to: number };
}

/**
 * A name of up to four parts, `catalogue.schema.table.column`. `delimited` parts keep their case. A single empty part
 * stands where the text is wrong and something is missing; such a tree always comes with a diagnostic.
 */
export interface Name extends Spanned {
  readonly parts: readonly { readonly text: string; readonly delimited?: boolean }[];
}

export interface SelectQuery extends Spanned {
  readonly kind: 'select';
  readonly with?: readonly CommonTable[];
  readonly distinct?: boolean;
  readonly top?: number;
  readonly items: readonly SelectItem[];
  readonly from?: TableExpression;
  readonly where?: Expression;
  readonly groupBy?: readonly Expression[];
  readonly having?: Expression;
  readonly orderBy?: readonly OrderItem[];
  readonly offset?: number;
}

/** Two queries combined (section 4.6): INTERSECT binds tighter than UNION and EXCEPT, which go from left to right. */
export interface SetQuery extends Spanned {
  readonly kind: 'set';
  readonly with?: readonly CommonTable[];
  readonly operator: SetOperator;
  /** Duplicates stay. */
  readonly all?: boolean;
  readonly left: Query;
  readonly right: Query;
  readonly orderBy?: readonly OrderItem[];
  readonly offset?: number;
}

/** `(query) ORDER BY … OFFSET …`: a query in parentheses whose rows are then ordered or skipped. */
export interface NestedQuery extends Spanned {
  readonly kind: 'nested';
  readonly with?: readonly CommonTable[];
  readonly query: Query;
  readonly orderBy?: readonly OrderItem[];
  readonly offset?: number;
}

export type Query = SelectQuery | SetQuery | NestedQuery;
export type SetOperator = 'UNION' | 'EXCEPT' | 'INTERSECT';

/** `name AS (query)` of WITH; only the outermost query has them. */
export interface CommonTable extends Spanned {
  readonly name: Name;
  readonly query: Query;
}

export type SelectItem =
  | ({ readonly kind: 'all'; readonly of?: Name } & Spanned)
  | ({ readonly kind: 'value'; readonly value: Expression; readonly alias?: Name } & Spanned);

export type JoinType = 'inner' | 'left' | 'right' | 'full' | 'cross';

/** `cross` is the comma of FROM. An inner join with neither condition nor `natural` is what `a JOIN b` says. */
export type TableExpression =
  | ({ readonly kind: 'table'; readonly name: Name; readonly alias?: Name } & Spanned)
  | ({ readonly kind: 'derived'; readonly query: Query; readonly alias: Name } & Spanned)
  | ({
      readonly kind: 'join';
      readonly type: JoinType;
      readonly natural?: boolean;
      readonly left: TableExpression;
      readonly right: TableExpression;
      readonly on?: Expression;
      readonly using?: readonly Name[];
    } & Spanned);

export interface OrderItem extends Spanned {
  readonly value: Expression;
  readonly descending?: boolean;
}

export type ComparisonOperator = '=' | '<>' | '<' | '<=' | '>' | '>=';
export type ArithmeticOperator = '+' | '-' | '*' | '/';
export type BitOperator = '&' | '|' | '^';

/** Target of CAST by its ADQL name: CHAR, VARCHAR, SMALLINT, INTEGER, BIGINT, REAL, DOUBLE PRECISION, TIMESTAMP, POINT … */
export interface CastTarget {
  readonly type: string;
  readonly length?: number;
}

export type Expression =
  | ({
      readonly kind: 'number';
      /** As written, so that 64-bit integers stay exact; also hexadecimal, `0x1F`. */
      readonly text: string;
    } & Spanned)
  | ({ readonly kind: 'string'; readonly value: string } & Spanned)
  | ({ readonly kind: 'boolean'; readonly value: boolean } & Spanned)
  | ({ readonly kind: 'null' } & Spanned)
  | ({ readonly kind: 'column'; readonly name: Name } & Spanned)
  | ({ readonly kind: 'unary'; readonly operator: '-' | '+' | '~' | 'NOT'; readonly operand: Expression } & Spanned)
  | ({
      readonly kind: 'arithmetic';
      readonly operator: ArithmeticOperator | BitOperator | '||';
      readonly left: Expression;
      readonly right: Expression;
    } & Spanned)
  | ({
      readonly kind: 'comparison';
      readonly operator: ComparisonOperator;
      readonly left: Expression;
      readonly right: Expression;
    } & Spanned)
  | ({ readonly kind: 'logical'; readonly operator: 'AND' | 'OR'; readonly operands: readonly Expression[] } & Spanned)
  | ({
      readonly kind: 'between';
      readonly value: Expression;
      readonly low: Expression;
      readonly high: Expression;
      readonly negated?: boolean;
    } & Spanned)
  | ({
      readonly kind: 'in';
      readonly value: Expression;
      readonly list: readonly Expression[];
      readonly negated?: boolean;
    } & Spanned)
  | ({
      readonly kind: 'like';
      readonly value: Expression;
      readonly pattern: Expression;
      readonly caseInsensitive?: boolean;
      /** The character that makes the next one of the pattern mean itself; ADQL's own text has none. */
      readonly escape?: string;
      readonly negated?: boolean;
    } & Spanned)
  | ({ readonly kind: 'is-null'; readonly value: Expression; readonly negated?: boolean } & Spanned)
  | ({
      readonly kind: 'in-query';
      readonly value: Expression;
      readonly query: Query;
      readonly negated?: boolean;
    } & Spanned)
  | ({ readonly kind: 'exists'; readonly query: Query } & Spanned)
  /** A sub-query of one column and at most one row, as a value. */
  | ({ readonly kind: 'subquery'; readonly query: Query } & Spanned)
  | ({
      readonly kind: 'case';
      /** What the WHENs are compared with; without it each WHEN is a condition. */
      readonly operand?: Expression;
      readonly branches: readonly { readonly when: Expression; readonly value: Expression }[];
      readonly otherwise?: Expression;
    } & Spanned)
  | ({ readonly kind: 'cast'; readonly value: Expression; readonly target: CastTarget } & Spanned)
  /** A function by its ADQL name, upper case: COUNT, AVG, ABS, POINT, CIRCLE, CONTAINS, DISTANCE … `star` is COUNT(*). */
  | ({
      readonly kind: 'call';
      readonly name: string;
      readonly arguments: readonly Expression[];
      readonly distinct?: boolean;
      readonly star?: boolean;
    } & Spanned);
