import type { AdqlCases } from './adql-suite.ts';
import { nullLogicCases } from './null-logic-cases.ts';
import { nullRelationCases } from './null-relation-cases.ts';
import { nullValueCases } from './null-value-cases.ts';

/** Everything about nulls. */
export const nullCases: AdqlCases = { ...nullLogicCases, ...nullRelationCases, ...nullValueCases };
