import { type DuckDBPreparedStatement, DuckDBTimestampValue } from '@duckdb/node-api';
import type { Literal } from '@lingtai/query';

/** Gives a prepared statement its values; each has the type that the statement's cast names, so that it is never planned again. */
export function bindAll(statement: DuckDBPreparedStatement, parameters: readonly Literal[]): void {
  parameters.forEach(({ type, value }, i) => bind(statement, i + 1, type.scalar, value));
}

function bind(
  statement: DuckDBPreparedStatement,
  n: number,
  type: Literal['type']['scalar'],
  value: Literal['value'],
): void {
  switch (type) {
    case 'boolean':
      return statement.bindBoolean(n, value as boolean);
    case 'uint8':
      return statement.bindUTinyInt(n, Number(value));
    case 'int16':
      return statement.bindSmallInt(n, Number(value));
    case 'int32':
      return statement.bindInteger(n, Number(value));
    case 'int64':
      return statement.bindBigInt(n, value as bigint);
    case 'float32':
      return statement.bindFloat(n, value as number);
    case 'float64':
      return statement.bindDouble(n, value as number);
    case 'string':
      return statement.bindVarchar(n, value as string);
    case 'timestamp':
      return statement.bindTimestamp(n, new DuckDBTimestampValue(value as bigint));
  }
}
