/** A number from 0 (inclusive) to 1 (exclusive); the same seed gives the same numbers (mulberry32). */
export type Random = () => number;

export function randomOf(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export const upTo = (random: Random, n: number): number => Math.floor(random() * n);
export const oneOf = <T>(random: Random, items: readonly T[]): T => items[upTo(random, items.length)]!;
