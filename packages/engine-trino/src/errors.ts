import { fail, type LingtaiError } from '@lingtai/diagnostics';

/** Trino's names of errors that are the user's. */
const known: Readonly<Record<string, (cause: unknown) => LingtaiError>> = {
  NUMERIC_VALUE_OUT_OF_RANGE: (cause) => numberRange(cause),
  INVALID_CAST_ARGUMENT: (cause) => numberRange(cause),
  DIVISION_BY_ZERO: (cause) => numberRange(cause),
  SUBQUERY_MULTIPLE_ROWS: (cause) =>
    fail(
      'usage',
      'QUERY-ONE-ROW',
      {
        en: 'A sub-query that stands as a value gave more than one row. Add TOP 1, a condition, or an aggregate such as MAX.',
        zh: '作为值使用的子查询返回了多于一行。请加上 TOP 1、条件，或 MAX 之类的聚合函数。',
      },
      { cause },
    ),
  NOT_SUPPORTED: (cause) => engineCannot(cause),
};

/** The error that leaves the engine for one of Trino's: never its text, which tells of files and SQL. */
export function trinoError(errorName: string, cause: unknown): LingtaiError {
  const make = known[errorName];
  return make
    ? make(cause)
    : fail('internal', 'ENGINE-FAILED', { en: 'The query engine failed.', zh: '查询引擎出错。' }, { cause });
}

/** The query asks for what this engine has not. */
export function engineCannot(cause?: unknown): LingtaiError {
  return fail(
    'unsupported',
    'QUERY-ENGINE-CANNOT',
    {
      en: 'The distributed engine cannot run this query: a sub-query uses columns of a query around it in a way that it does not support. Write it as a join.',
      zh: '分布式引擎无法执行此查询：子查询以其不支持的方式使用了外层查询的列。请改写为连接（JOIN）。',
    },
    { cause },
  );
}

function numberRange(cause: unknown): LingtaiError {
  return fail(
    'usage',
    'QUERY-NUMBER-RANGE',
    {
      en: 'A value in the query went beyond the range of its type (for example an integer sum above 64 bits).',
      zh: '查询中的某个值超出了其类型的范围（例如整数之和超过 64 位）。',
    },
    { cause },
  );
}
