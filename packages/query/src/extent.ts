import type { Field } from '@lingtai/columns';
import type { Aggregate, Plan, Scalar } from './ir.ts';
import { limitTo } from './maxrec.ts';
import { apply, int64, isArray, isInteger } from './types.ts';

/** What is asked of a column of a result before its rows are read. */
export interface ExtentColumn {
  readonly column: string;
  /** `present`: values that are no null; `text-bytes`: of the longest text as UTF-8; `longest` and `items`: of lists. */
  readonly what: 'present' | 'text-bytes' | 'longest' | 'items';
}

export interface ExtentPlan {
  /** One row: the number of rows, then a number for each of `columns`, null where no value is there. */
  readonly plan: Plan;
  readonly columns: readonly ExtentColumn[];
}

/**
 * A plan that measures the first `rows` rows of another one in the engine, for formats that say counts and widths before their
 * rows. Undefined where an engine cannot tell what they need: lists of texts, and lists of integers, which hold nulls or not.
 */
export function extentPlan({ root, fields, reads, volatile }: Plan, rows: number): ExtentPlan | undefined {
  if (volatile || fields.some((field) => isArray(field) && !isFloatList(field))) return undefined;
  const columns: ExtentColumn[] = [];
  const aggregates: Aggregate[] = [{ function: 'count-rows', type: int64 }];
  const ask = (what: ExtentColumn['what'], name: string, asked: Omit<Aggregate, 'type'>): void => {
    columns.push({ column: name, what });
    aggregates.push({ ...asked, type: int64 });
  };
  for (const [index, field] of fields.entries()) {
    const value: Scalar = { kind: 'column', index, type: field };
    if (isArray(field)) {
      const length = apply('list-length', int64, value);
      ask('longest', field.name, { function: 'max', argument: length });
      ask('items', field.name, { function: 'sum', argument: length });
    } else if (field.scalar === 'string') {
      ask('text-bytes', field.name, { function: 'max', argument: apply('utf8-bytes', int64, value) });
    } else if (isInteger(field)) ask('present', field.name, { function: 'count', argument: value });
  }
  const names = aggregates.map((_, i) => `n${i}`);
  return {
    plan: {
      root: { kind: 'aggregate', input: limitTo(root, rows), groupBy: [], aggregates, names },
      fields: names.map((name) => ({ name, ...int64 })),
      reads,
    },
    columns,
  };
}

const isFloatList = ({ scalar }: Field): boolean => scalar === 'float32' || scalar === 'float64';
