import { fail, LingtaiError } from '@lingtai/diagnostics';
import { patternTooLong } from './patterns.ts';

/** DuckDB's error texts begin with a class; these are the user's, not ours. */
const known: readonly { readonly pattern: RegExp; readonly make: (cause: unknown) => LingtaiError }[] = [
  {
    pattern: /^(Out of Range|Overflow|Conversion) Error/,
    make: (cause) =>
      fail(
        'usage',
        'QUERY-NUMBER-RANGE',
        {
          en: 'A value in the query went beyond the range of its type (for example an integer sum above 64 bits).',
          zh: '查询中的某个值超出了其类型的范围（例如整数之和超过 64 位）。',
        },
        { cause },
      ),
  },
  {
    pattern: /More than one row returned by a subquery/,
    make: (cause) =>
      fail(
        'usage',
        'QUERY-ONE-ROW',
        {
          en: 'A sub-query that stands as a value gave more than one row. Add TOP 1, a condition, or an aggregate such as MAX.',
          zh: '作为值使用的子查询返回了多于一行。请加上 TOP 1、条件，或 MAX 之类的聚合函数。',
        },
        { cause },
      ),
  },
  {
    pattern: new RegExp(patternTooLong),
    make: (cause) =>
      fail(
        'usage',
        'QUERY-PATTERN',
        {
          en: 'A pattern of LIKE, ILIKE or ivo_hasword is longer than 1000 characters.',
          zh: 'LIKE、ILIKE 或 ivo_hasword 的模式超过 1000 个字符。',
        },
        { cause },
      ),
  },
  {
    // DuckDB loses the columns of a query around a sub-query inside functions that are applied to a value.
    pattern: /^Binder Error: Referenced table "t\d+" not found/,
    make: (cause) =>
      fail(
        'unsupported',
        'ENGINE-GEOMETRY-INSIDE',
        {
          en: 'A geometry in this sub-query takes columns of the query around it, which cannot be computed there. Join the tables in FROM instead.',
          zh: '此子查询中的几何使用了外层查询的列，无法在此计算。请改为在 FROM 中连接这些表。',
        },
        { cause },
      ),
  },
  {
    pattern: /^Out of Memory Error/,
    make: (cause) =>
      fail(
        'too-large',
        'ENGINE-MEMORY',
        {
          en: 'The query needs more memory or temporary space than one query may use. Ask for fewer rows or columns, or sort less.',
          zh: '查询所需的内存或临时空间超出单个查询的限额。请减少行、列或排序。',
        },
        { cause },
      ),
  },
];

/** The error that leaves the engine: never its text, which tells of files and SQL. */
export function engineError(cause: unknown, signal?: AbortSignal): LingtaiError {
  if (cause instanceof LingtaiError) return cause;
  if (signal?.aborted) return cancelled(signal);
  const text = cause instanceof Error ? cause.message : String(cause);
  const found = known.find(({ pattern }) => pattern.test(text));
  if (found) return found.make(cause);
  return fail('internal', 'ENGINE-FAILED', { en: 'The query engine failed.', zh: '查询引擎出错。' }, { cause });
}

/** What an aborted run throws: the reason itself where it is ours, `timeout` for a time limit, else ENGINE-CANCELLED. */
export function cancelled(signal: AbortSignal): LingtaiError {
  const reason: unknown = signal.reason;
  if (reason instanceof LingtaiError) return reason;
  if (reason instanceof Error && reason.name === 'TimeoutError') {
    return fail('timeout', 'ENGINE-TIMEOUT', {
      en: 'The query took longer than allowed.',
      zh: '查询超过了允许的时间。',
    });
  }
  return fail('unavailable', 'ENGINE-CANCELLED', { en: 'The query was cancelled.', zh: '查询已取消。' });
}
