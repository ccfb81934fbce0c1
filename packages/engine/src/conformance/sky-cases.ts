import type { AdqlCases } from './adql-suite.ts';
import { coneCases } from './sky-cone-cases.ts';
import { functionCases } from './sky-function-cases.ts';
import { joinCases } from './sky-join-cases.ts';
import { pairCases } from './sky-pair-cases.ts';
import { polygonCases } from './sky-polygon-cases.ts';
import { textCases } from './sky-text-cases.ts';
import { wideCases } from './sky-wide-cases.ts';

/** The half of the suite that is about positions; asked of the tables in `fixtures/adql/sky`. */
export const skyCases: AdqlCases = {
  ...coneCases,
  ...textCases,
  ...wideCases,
  ...polygonCases,
  ...pairCases,
  ...joinCases,
  ...functionCases,
};
