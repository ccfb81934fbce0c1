import { type DuckDBPreparedStatement, DuckDBTimestampValue } from '@duckdb/node-api';
import type { ScalarType } from '@lingtai/columns';
import type { Literal } from '@lingtai/query';

type Bind = (statement: DuckDBPreparedStatement, n: number, value: Literal['value']) => void;

const binders: Readonly<Record<ScalarType, Bind>> = {
  boolean: (s, n, value) => s.bindBoolean(n, value as boolean),
  uint8: (s, n, value) => s.bindUTinyInt(n, Number(value)),
  int16: (s, n, value) => s.bindSmallInt(n, Number(value)),
  int32: (s, n, value) => s.bindInteger(n, Number(value)),
  int64: (s, n, value) => s.bindBigInt(n, value as bigint),
  float32: (s, n, value) => s.bindFloat(n, value as number),
  float64: (s, n, value) => s.bindDouble(n, value as number),
  string: (s, n, value) => s.bindVarchar(n, value as string),
  timestamp: (s, n, value) => s.bindTimestamp(n, new DuckDBTimestampValue(value as bigint)),
};

/** Gives a prepared statement its values; each has the type that the statement's cast names, so that it is never planned again. */
export function bindAll(statement: DuckDBPreparedStatement, parameters: readonly Literal[]): void {
  for (const [i, { type, value }] of parameters.entries()) binders[type.scalar](statement, i + 1, value);
}
