import type { Spanned } from '@lingtai/adql';
import { fail, type LocalText } from '@lingtai/diagnostics';

/** Engines weigh the orders of all joins of a query, and their planning cannot be stopped: a query has no more tables. */
const mostTables = 40;
/** The time for planning doubles with each sub-query inside another. */
const deepest = 12;

/** How much of a query there is, each table of WITH counted as often as it is used. */
export class QuerySize {
  #tables = 0;

  get tables(): number {
    return this.#tables;
  }

  /** Throws `QUERY-TABLES` when these are too many. */
  addTables(count: number, at: Spanned): void {
    this.#tables += count;
    if (this.#tables <= mostTables) return;
    throw tooLarge('QUERY-TABLES', at, {
      en: `The query reads more than ${mostTables} tables, those of WITH counted as often as they are used.`,
      zh: `查询读取的表超过 ${mostTables} 个（WITH 中的表按使用次数计算）。`,
    });
  }
}

/** Throws `QUERY-DEEP` when a sub-query stands inside too many others. */
export function checkDepth(depth: number, at: Spanned): void {
  if (depth <= deepest) return;
  throw tooLarge('QUERY-DEEP', at, {
    en: `This sub-query stands inside more than ${deepest} others.`,
    zh: `子查询嵌套超过 ${deepest} 层。`,
  });
}

function tooLarge(code: string, { span }: Spanned, text: LocalText) {
  return fail('usage', code, text, span ? { place: { from: span.from, to: span.to } } : {});
}
