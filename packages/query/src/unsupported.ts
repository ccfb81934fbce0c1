import type { Spanned } from '@lingtai/adql';
import type { Problems } from './problems.ts';

/** Says that a construct of the language cannot be answered yet, by its ADQL name. */
export function unsupported(construct: string, at: Spanned, problems: Problems): void {
  problems.add(at, 'QUERY-UNSUPPORTED', {
    en: `${construct} is understood but cannot be answered yet.`,
    zh: `${construct} 的语法正确,但尚不能执行。`,
  });
}
