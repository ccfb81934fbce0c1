import type { ColumnType, Field } from '@lingtai/columns';
import type { RangeCluster } from '@lingtai/sky';
import type { TableStorage } from './view.ts';

/** One hull `[lo, hi]` and the exact ranges inside it. */
export type CellCluster = RangeCluster;

/**
 * The typed plan: relations as a tree, every column by number, every type known, plain data (bigint aside).
 * It names what will be read; an engine prints it in its own dialect.
 */
export type Relation =
  | {
      readonly kind: 'scan';
      readonly storage: TableStorage;
      /** The columns read, in output order. */
      readonly columns: readonly { readonly name: string; readonly type: ColumnType }[];
      /** Clusters of HEALPix ranges that contain every wanted row; rows outside the exact predicate may come too. Empty: no row is wanted. */
      readonly cover?: readonly CellCluster[];
      /** The wanted rows have one of these keys, so that an engine may use its index; the predicate says it too. */
      readonly keyEquals?: readonly Literal[];
      /** Rows of the table that stand in its other part are kept from the asker. */
      readonly withheld?: true;
    }
  /** Rows that the planner itself made. */
  | { readonly kind: 'values'; readonly rows: readonly (readonly Literal[])[] }
  /** `rule`: it keeps rows from the asker, and not only from the result. */
  | { readonly kind: 'filter'; readonly input: Relation; readonly predicate: Scalar; readonly rule?: true }
  | {
      readonly kind: 'project';
      readonly input: Relation;
      readonly values: readonly Scalar[];
      readonly names: readonly string[];
    }
  /** Output: the `groupBy` values, then the aggregates; `names` has one for each. */
  | {
      readonly kind: 'aggregate';
      readonly input: Relation;
      readonly groupBy: readonly Scalar[];
      readonly aggregates: readonly Aggregate[];
      readonly names: readonly string[];
    }
  /** The left input's columns, then the right one's; `on` sees them all. A side whose rows may be missing is null there. */
  | {
      readonly kind: 'join';
      readonly type: 'inner' | 'left' | 'right' | 'full';
      readonly left: Relation;
      readonly right: Relation;
      readonly on: Scalar;
    }
  /** Two inputs with columns of the same number and types. Without `all` equal rows are one. */
  | {
      readonly kind: 'set';
      readonly operator: 'union' | 'except' | 'intersect';
      readonly all: boolean;
      readonly left: Relation;
      readonly right: Relation;
    }
  | { readonly kind: 'distinct'; readonly input: Relation }
  /**
   * Nulls last in both directions, NaN above every number. `canonical`: the table's own order, which its storage already has;
   * `parts`: which each of its two parts has, of which the input is the union.
   */
  | {
      readonly kind: 'sort';
      readonly input: Relation;
      readonly by: readonly SortKey[];
      readonly canonical?: boolean;
      readonly parts?: boolean;
    }
  | { readonly kind: 'limit'; readonly input: Relation; readonly limit?: number; readonly offset?: number };

export type RelationOf<K extends Relation['kind']> = Extract<Relation, { kind: K }>;

export interface SortKey {
  readonly value: Scalar;
  readonly descending: boolean;
}

export interface Literal {
  readonly kind: 'literal';
  readonly type: ColumnType;
  readonly value: number | bigint | string | boolean | null;
}

/**
 * A typed value. `column` is an index into the input relation's columns; `function` a name of `functions.ts`.
 * Inside the relation of a sub-query, `outer` with depth 1 is a column of the relation in which the sub-query stands,
 * with depth 2 one of the relation around that, and so on.
 */
export type Scalar =
  | Literal
  | { readonly kind: 'column'; readonly index: number; readonly type: ColumnType }
  | { readonly kind: 'outer'; readonly depth: number; readonly index: number; readonly type: ColumnType }
  /** `value`: the only column of at most one row. `in`: whether `operand` is among the rows of the only column. */
  | {
      readonly kind: 'subquery';
      readonly test: 'value' | 'exists' | 'in';
      readonly operand?: Scalar;
      readonly relation: Relation;
      readonly type: ColumnType;
    }
  | {
      readonly kind: 'apply';
      readonly function: string;
      readonly arguments: readonly Scalar[];
      readonly type: ColumnType;
      /** Of a random number: copies with the same number are one draw, as in `RAND() BETWEEN 0 AND 0.5`. */
      readonly draw?: number;
    };

export type AggregateFunction = 'count-rows' | 'count' | 'sum' | 'avg' | 'min' | 'max' | 'stddev' | 'string-agg';

export interface Aggregate {
  readonly function: AggregateFunction;
  readonly argument?: Scalar;
  /** What stands between the texts of `string-agg`. */
  readonly separator?: Literal;
  readonly distinct?: boolean;
  /** The values are taken in their order, so that a sum of floats is the same on any number of threads. */
  readonly ordered?: boolean;
  readonly type: ColumnType;
}

/** A resolved query: the relation, and what to say about each output column. */
export interface Plan {
  readonly root: Relation;
  readonly fields: readonly Field[];
  /** Tables that will be read, for cost, provenance and access logs. */
  readonly reads: readonly TableStorage[];
  /** The same plan may give other rows next time: it uses RAND or the like. */
  readonly volatile?: boolean;
}
