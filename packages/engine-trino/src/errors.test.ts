import { expect, test } from 'vitest';
import { trinoError } from './index.ts';

// Names of https://trino.io/docs/current/develop/client-protocol.html and StandardErrorCode.
test.each([
  ['NUMERIC_VALUE_OUT_OF_RANGE', 'QUERY-NUMBER-RANGE', 'usage'],
  ['INVALID_CAST_ARGUMENT', 'QUERY-NUMBER-RANGE', 'usage'],
  ['DIVISION_BY_ZERO', 'QUERY-NUMBER-RANGE', 'usage'],
  ['SUBQUERY_MULTIPLE_ROWS', 'QUERY-ONE-ROW', 'usage'],
  ['NOT_SUPPORTED', 'QUERY-ENGINE-CANNOT', 'unsupported'],
  ['GENERIC_INTERNAL_ERROR', 'ENGINE-FAILED', 'internal'],
])('%s becomes %s', (name, code, kind) => {
  const error = trinoError(name, new Error('line 1:7: /data/lake/part-0.parquet'));
  expect(error.diagnostics).toEqual([expect.objectContaining({ code })]);
  expect(error.class).toBe(kind);
  expect(JSON.stringify(error.diagnostics) + error.message).not.toContain('/data');
});
