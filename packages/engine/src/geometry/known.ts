import type { Scalar } from '@lingtai/query';
import { all, not, numberIn, only, test } from './scalars.ts';
import { list } from './vectors.ts';

/** `value` where none of the numbers is null. */
export function whereKnown(values: readonly Scalar[], value: Scalar): Scalar {
  const unsure = values.filter((v) => numberIn(v) === undefined);
  return unsure.length === 0 ? value : only(all(...unsure.map((v) => not(test('is-null', v)))), value);
}

/** The array of some numbers; null where one of them is. */
export function knownList(values: readonly Scalar[]): Scalar {
  return whereKnown(values, list(...values));
}
