import type { Literal, Scalar } from './ir.ts';

/** The only values that a predicate leaves to the key column (`key = v`, `key IN (…)`, ANDed with anything); `undefined`: it leaves it open. */
export function keysOf(predicate: Scalar, keyIndex: number): Literal[] | undefined {
  if (predicate.kind !== 'apply') return undefined;
  const args = predicate.arguments;
  if (predicate.function === 'and') return args.map((a) => keysOf(a, keyIndex)).find((keys) => keys !== undefined);
  const isKey = (s: Scalar | undefined): boolean => s?.kind === 'column' && s.index === keyIndex;
  if (predicate.function === 'eq') {
    const other = isKey(args[0]) ? args[1] : isKey(args[1]) ? args[0] : undefined;
    return other?.kind === 'literal' ? [other] : undefined;
  }
  const list = args.slice(1);
  if (predicate.function !== 'in' || !isKey(args[0]) || !list.every((a) => a.kind === 'literal')) return undefined;
  return list;
}
