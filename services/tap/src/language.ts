import { reservedWords } from '@lingtai/adql';
import { aggregates, functions } from '@lingtai/query';
import type { QueryLanguage } from './schemas.ts';

/** The language for completion and colours. */
export function queryLanguage(): QueryLanguage {
  return {
    name: 'ADQL',
    version: '2.1',
    reservedWords: [...reservedWords].sort(),
    functions: [
      ...Object.entries(functions).map(([name, { signature, description }]) => ({
        name,
        signature,
        description,
        aggregate: false,
      })),
      ...Object.keys(aggregates).map((name) => ({ name, signature: `${name}(x)`, aggregate: true })),
    ],
  };
}
