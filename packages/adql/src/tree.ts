/**
 * The query tree: ADQL's syntax as plain, serialisable data. The parser makes it from text; cone search, forms and
 * the API build it directly. Names are as the user wrote them: nothing here knows a catalogue or a type.
 */

/** Offsets in the user's text, `to` exclusive; absent in trees that no text was parsed for. */
export interface Spanned {
  readonly span?: { readonly from: number; readonly to: number };
}

/** A name of up to three parts, `schema.table.column`. `delimited` parts keep their case. */
export interface Name extends Spanned {
  readonly parts: readonly { readonly text: string; readonly delimited?: boolean }[];
}

export interface SelectQuery extends Spanned {
  readonly kind: 'select';
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

export type Query = SelectQuery;

export type SelectItem =
  | ({ readonly kind: 'all'; readonly of?: Name } & Spanned)
  | ({ readonly kind: 'value'; readonly value: Expression; readonly alias?: Name } & Spanned);

export type TableExpression =
  | ({ readonly kind: 'table'; readonly name: Name; readonly alias?: Name } & Spanned)
  | ({ readonly kind: 'derived'; readonly query: Query; readonly alias: Name } & Spanned);

export interface OrderItem extends Spanned {
  readonly value: Expression;
  readonly descending?: boolean;
}

export type ComparisonOperator = '=' | '<>' | '<' | '<=' | '>' | '>=';
export type ArithmeticOperator = '+' | '-' | '*' | '/';
export type BitOperator = '&' | '|' | '^';

export type Expression =
  | ({
      readonly kind: 'number' /** As written, so that 64-bit integers stay exact. */;
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
  /** A function by its ADQL name, upper case: COUNT, AVG, ABS, POINT, CIRCLE, CONTAINS, DISTANCE … `star` is COUNT(*). */
  | ({
      readonly kind: 'call';
      readonly name: string;
      readonly arguments: readonly Expression[];
      readonly distinct?: boolean;
      readonly star?: boolean;
    } & Spanned);
