import type { Expression } from '@lingtai/adql';
import type { Field, ScalarType } from '@lingtai/columns';
import type { LocalText } from '@lingtai/diagnostics';
import type { Call, Geometry } from '../geometry/geometry.ts';
import type { Scalar } from '../ir.ts';
import type { Problems } from '../problems.ts';

/**
 * What a function takes: `float` and `integer` are numbers brought to float64 and int64, `number` keeps integers apart
 * from other numbers, `same` brings all arguments of that kind to one type.
 */
export type ArgumentKind = 'float' | 'integer' | 'number' | 'string' | 'same';

/** What a function that is no plain call of the engine's needs to become a value. */
export interface FunctionHelpers {
  readonly value: (e: Expression) => Scalar;
  /** A number as float64; anything else is told and null. */
  readonly float: (e: Expression) => Scalar;
  /** An integer as int64; anything else is told and null. */
  readonly integer: (e: Expression) => Scalar;
  /** A text; anything else is told and null. */
  readonly string: (e: Expression) => Scalar;
  /** What is known of a plain column, also one of a derived table. */
  readonly field: (e: Expression) => Field | undefined;
  readonly geometry: Geometry;
  readonly problems: Problems;
}

export interface FunctionSignature {
  /** Name in the plan; engines spell it. */
  readonly name: string;
  readonly arguments: readonly ArgumentKind[];
  /** How many of the last arguments may be left out. */
  readonly optional?: number;
  /** The last kind repeats. */
  readonly variadic?: boolean;
  /** `argument`: the type that the first argument was brought to. */
  readonly result: ScalarType | 'argument';
  readonly unit?: string;
  readonly ucd?: string;
  readonly xtype?: string;
  /** Makes the value itself, after the number of arguments was checked. */
  readonly special?: (call: Call, helpers: FunctionHelpers) => Scalar;
  /** Two calls may differ: no permanent address, no folding. */
  readonly volatile?: boolean;
  /** ADQL's own words for its arguments and result, as capabilities list them. */
  readonly signature: string;
  readonly description: LocalText;
}

export type Doc = readonly [signature: string, en: string, zh: string];

export function documented([signature, en, zh]: Doc): Pick<FunctionSignature, 'signature' | 'description'> {
  return { signature, description: { en, zh } };
}
