import type { AdqlCases } from './adql-suite.ts';
import { conditionCases } from './condition-cases.ts';
import { functionCases } from './function-cases.ts';
import { groupingCases } from './grouping-cases.ts';
import { joinCases } from './join-cases.ts';
import { keyCases } from './key-cases.ts';
import { nullCases } from './null-cases.ts';
import { refusedCases } from './refused-cases.ts';
import { selectCases } from './select-cases.ts';
import { setCases } from './set-cases.ts';
import { subqueryCases } from './subquery-cases.ts';
import { userFunctionCases } from './user-function-cases.ts';
import { valueCases } from './value-cases.ts';

/** The half of the suite that is not about positions; asked of the tables in `fixtures/adql/logic`. */
export const logicCases: AdqlCases = {
  ...nullCases,
  ...joinCases,
  ...keyCases,
  ...subqueryCases,
  ...setCases,
  ...groupingCases,
  ...selectCases,
  ...conditionCases,
  ...valueCases,
  ...functionCases,
  ...userFunctionCases,
  ...refusedCases,
};
