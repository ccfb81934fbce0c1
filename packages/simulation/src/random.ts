/**
 * Random numbers with a state of their own (sfc32, Chris Doty-Humphrey's small fast counter generator). Every spectrum
 * draws from a generator seeded by the survey's seed and its own numbers: the same bytes whatever thread makes it.
 */
export class Random {
  #a = 0;
  #b = 0;
  #c = 0;
  #counter = 1;

  constructor(...seeds: readonly number[]) {
    let hash = 0x9e3779b9;
    for (const seed of seeds) {
      hash = mix(hash ^ (seed >>> 0));
      hash = mix(hash ^ Math.floor(seed / 2 ** 32));
    }
    this.#a = hash;
    this.#b = mix(hash ^ 0x85ebca6b);
    this.#c = mix(hash ^ 0xc2b2ae35);
    for (let i = 0; i < 12; i++) this.uint32();
  }

  uint32(): number {
    const t = (this.#a + this.#b + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + t) | 0;
    return t >>> 0;
  }

  /** Uniform in `[from, to)`. */
  uniform(from = 0, to = 1): number {
    return from + ((this.uint32() + 0.5) / 4294967296) * (to - from);
  }

  /** A whole number in `[0, count)`. */
  integer(count: number): number {
    return Math.floor(this.uniform() * count);
  }

  /** Normal with mean 0 and deviation 1. */
  normal(): number {
    return Math.sqrt(-2 * Math.log(this.uniform())) * Math.cos(2 * Math.PI * this.uniform());
  }

  chance(probability: number): boolean {
    return this.uniform() < probability;
  }

  /** An index with the probability of its weight. */
  weighted(weights: ArrayLike<number>): number {
    let total = 0;
    for (let i = 0; i < weights.length; i++) total += weights[i]!;
    let left = this.uniform() * total;
    for (let i = 0; i < weights.length; i++) {
      left -= weights[i]!;
      if (left < 0) return i;
    }
    return weights.length - 1;
  }

  /** `count` different numbers of `[0, of)`, rising. */
  choose(count: number, of: number): number[] {
    const chosen = new Set<number>();
    while (chosen.size < Math.min(count, of)) chosen.add(this.integer(of));
    return [...chosen].sort((x, y) => x - y);
  }

  /** A normal deviate by table, for noise: 65,536 quantiles, mean 0 and variance 1 to 1e-4. */
  noise(): number {
    return quantiles[this.uint32() >>> 16]!;
  }
}

function mix(value: number): number {
  let x = value | 0;
  x = Math.imul(x ^ (x >>> 16), 0x21f0aaad);
  x = Math.imul(x ^ (x >>> 15), 0x735a2d97);
  return (x ^ (x >>> 15)) | 0;
}

const quantiles = normalQuantiles(65536);

/** Quantiles of the normal distribution at (i + 0.5) / count, from the lower half of the integral by Newton's steps. */
function normalQuantiles(count: number): Float32Array {
  const values = new Float32Array(count);
  const density = (x: number) => Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI);
  let x = 0;
  for (let i = count / 2; i < count; i++) {
    const step = (i === count / 2 ? 0.5 : 1) / count;
    const half = x + step / density(x) / 2;
    x += step / density(half);
    values[i] = x;
    values[count - 1 - i] = -x;
  }
  return values;
}
