import type { Asker } from '@lingtai/access';
import type { SiteFacts } from './context.ts';

/** How many rows a result for this asker has: without asking, and at most. */
export function maxrecOf(asker: Asker, { maxrec }: SiteFacts): SiteFacts['maxrec'] {
  const max = asker.limits?.rowsPerResult ?? maxrec.max;
  return { default: Math.min(maxrec.default, max), max };
}
