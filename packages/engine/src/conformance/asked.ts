import type { AdqlCase, AdqlCases } from './adql-suite.ts';

/** Cases of texts that have all else in common. */
export function asked(texts: Readonly<Record<string, string>>, more: Omit<AdqlCase, 'adql'> = {}): AdqlCases {
  return Object.fromEntries(Object.entries(texts).map(([name, adql]) => [name, { ...more, adql }]));
}
