import type { AdqlCases } from './adql-suite.ts';
import { logicCases } from './logic-cases.ts';
import { skyCases } from './sky-cases.ts';

export { logicCases, skyCases };

/** Every query of the suite by name; each half is asked of its own tables. */
export const adqlCases: AdqlCases = { ...logicCases, ...skyCases };
