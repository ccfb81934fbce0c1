import { reservedWords } from '@lingtai/adql';
import type { ScalarType } from '@lingtai/columns';
import { type ArgumentKind, aggregates, type FunctionSignature, functions } from '@lingtai/query';
import type { QueryLanguage } from './schemas.ts';

const kinds: Readonly<Record<ArgumentKind, string>> = {
  float: 'DOUBLE',
  integer: 'BIGINT',
  number: 'DOUBLE',
  string: 'VARCHAR',
  same: 'DOUBLE',
};

const results: Readonly<Record<ScalarType, string>> = {
  boolean: 'BOOLEAN',
  uint8: 'SMALLINT',
  int16: 'SMALLINT',
  int32: 'INTEGER',
  int64: 'BIGINT',
  float32: 'REAL',
  float64: 'DOUBLE',
  string: 'VARCHAR',
  timestamp: 'TIMESTAMP',
};

/** The language for completion and colours. */
export function queryLanguage(): QueryLanguage {
  return {
    name: 'ADQL',
    version: '2.1',
    reservedWords: [...reservedWords].sort(),
    functions: [
      ...Object.entries(functions).map(([name, signature]) => ({
        name,
        signature: signatureText(name, signature),
        aggregate: false,
      })),
      ...Object.keys(aggregates).map((name) => ({ name, signature: `${name}(x)`, aggregate: true })),
    ],
  };
}

/** `ROUND(x1 DOUBLE, x2 BIGINT) -> DOUBLE`, as TAPRegExt writes user functions. */
export function signatureText(name: string, { arguments: kindsOf, result }: FunctionSignature): string {
  const args = kindsOf.map((kind, i) => `x${i + 1} ${kinds[kind]}`).join(', ');
  return `${name}(${args}) -> ${result === 'argument' ? kinds[kindsOf[0]!] : results[result]}`;
}
