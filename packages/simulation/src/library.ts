import type { LogGrid } from './grid.ts';
import { type Atmosphere, starSpectrum } from './star.ts';

const teffNodes = [
  2900, 3100, 3300, 3500, 3700, 3900, 4100, 4400, 4700, 5000, 5300, 5600, 5900, 6200, 6600, 7000, 7500, 8000, 8500,
  9000, 9500, 10200, 11000, 12500, 15000, 18000, 22000, 28000, 36000,
];
const loggNodes = [0.5, 2.6, 4.7];
const fehNodes = [-2.2, -1, -0.3, 0.4];

interface Between {
  readonly low: number;
  readonly high: number;
  readonly part: number;
}

function between(nodes: readonly number[], value: number, of: (x: number) => number = (x) => x): Between {
  let high = 1;
  while (high < nodes.length - 1 && nodes[high]! < value) high++;
  const part = (of(value) - of(nodes[high - 1]!)) / (of(nodes[high]!) - of(nodes[high - 1]!));
  return { low: high - 1, high, part: Math.max(0, Math.min(1, part)) };
}

/**
 * Stellar spectra on one grid at one resolving power. A spectrum is mixed from the eight nearest nodes in log Teff, log g
 * and [Fe/H]; a node is computed when first needed. Every spectrum is 1 at 5500 Angstrom before its lines.
 */
export class StarLibrary {
  readonly grid: LogGrid;
  readonly #resolvingPower: number;
  readonly #nodes = new Map<number, Float64Array>();

  constructor(grid: LogGrid, resolvingPower: number) {
    this.grid = grid;
    this.#resolvingPower = resolvingPower;
  }

  #node(t: number, g: number, m: number): Float64Array {
    const key = (t * 16 + g) * 16 + m;
    let values = this.#nodes.get(key);
    if (!values) {
      const star = { teff: teffNodes[t]!, logg: loggNodes[g]!, feh: fehNodes[m]! };
      values = starSpectrum(star, this.grid, this.#resolvingPower);
      this.#nodes.set(key, values);
    }
    return values;
  }

  /** Writes the spectrum into `out` (of the grid's length) and returns it. */
  spectrum(star: Atmosphere, out: Float64Array): Float64Array {
    out.fill(0);
    const t = between(teffNodes, star.teff, Math.log);
    const g = between(loggNodes, star.logg);
    const m = between(fehNodes, star.feh);
    for (const [ti, tw] of corners(t)) {
      for (const [gi, gw] of corners(g)) {
        for (const [mi, mw] of corners(m)) {
          const weight = tw * gw * mw;
          if (weight === 0) continue;
          const values = this.#node(ti, gi, mi);
          for (let i = 0; i < out.length; i++) out[i]! += weight * values[i]!;
        }
      }
    }
    return out;
  }
}

function corners({ low, high, part }: Between): [number, number][] {
  return [
    [low, 1 - part],
    [high, part],
  ];
}
