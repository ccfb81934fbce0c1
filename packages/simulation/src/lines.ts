import { vacuumOfAir } from '@lingtai/spectrum';
import { Random } from './random.ts';

/** How a line's strength goes with temperature and abundance. */
export type Species =
  | 'neutral'
  | 'ionised'
  | 'alpha'
  | 'sodium'
  | 'calcium-k'
  | 'calcium-triplet'
  | 'helium'
  | 'helium2';

export interface StellarLine {
  /** Vacuum, Angstrom. */
  readonly wavelength: number;
  /** Equivalent width (Angstrom) where the species is strongest, at solar metallicity. */
  readonly width: number;
  readonly species: Species;
}

/** Wavelengths in air, Angstrom, with equivalent widths rounded to what solar-like spectra show. */
const strong: readonly [Species, ...[number, number][]][] = [
  ['calcium-k', [3933.66, 12], [3968.47, 9]],
  ['calcium-triplet', [8498.02, 1.6], [8542.09, 3.6], [8662.14, 2.9]],
  ['sodium', [5889.95, 3.2], [5895.92, 2.6], [8183.26, 0.9], [8194.82, 1.2]],
  [
    'alpha',
    [5167.32, 1.6],
    [5172.68, 2.6],
    [5183.6, 3.2],
    [4226.73, 3],
    [4454.78, 0.6],
    [5528.41, 0.5],
    [6102.72, 0.5],
    [6122.22, 0.7],
    [6162.17, 0.8],
    [6439.08, 0.5],
    [6462.57, 0.5],
    [6493.78, 0.4],
    [6717.68, 0.3],
    [8806.76, 0.6],
  ],
  [
    'neutral',
    ...([
      [3719.93, 1.8],
      [3734.86, 2.2],
      [3749.49, 1.5],
      [3758.23, 1.2],
      [3820.43, 1.6],
      [3825.88, 1.2],
      [3859.91, 1.3],
      [3878.57, 0.8],
      [4005.24, 0.6],
      [4045.81, 1.4],
      [4063.59, 0.9],
      [4071.74, 0.9],
      [4132.06, 0.6],
      [4143.87, 0.7],
      [4202.03, 0.6],
      [4250.12, 0.5],
      [4260.47, 0.7],
      [4271.76, 0.9],
      [4307.9, 0.8],
      [4325.76, 0.9],
      [4383.54, 1.3],
      [4404.75, 1],
      [4415.12, 0.7],
      [4528.61, 0.4],
      [4891.49, 0.4],
      [4918.99, 0.3],
      [4920.5, 0.5],
      [4957.6, 0.6],
      [5006.12, 0.25],
      [5012.07, 0.25],
      [5041.76, 0.25],
      [5051.63, 0.2],
      [5083.34, 0.2],
      [5110.41, 0.25],
      [5139.46, 0.3],
      [5171.6, 0.3],
      [5191.45, 0.3],
      [5192.34, 0.3],
      [5194.94, 0.2],
      [5204.58, 0.3],
      [5206.04, 0.3],
      [5208.42, 0.35],
      [5216.27, 0.2],
      [5226.86, 0.3],
      [5227.19, 0.4],
      [5232.94, 0.4],
      [5250.65, 0.2],
      [5266.56, 0.4],
      [5269.54, 0.6],
      [5270.36, 0.4],
      [5281.79, 0.25],
      [5283.62, 0.3],
      [5302.3, 0.25],
      [5324.18, 0.4],
      [5328.04, 0.5],
      [5328.53, 0.3],
      [5341.02, 0.3],
      [5371.49, 0.4],
      [5397.13, 0.35],
      [5405.77, 0.4],
      [5429.7, 0.4],
      [5434.52, 0.3],
      [5446.92, 0.3],
      [5455.61, 0.4],
      [5586.76, 0.3],
      [5615.64, 0.35],
      [6136.61, 0.2],
      [6137.69, 0.2],
      [6191.56, 0.2],
      [6230.72, 0.2],
      [6252.56, 0.18],
      [6301.5, 0.16],
      [6302.49, 0.12],
      [6318.02, 0.15],
      [6335.33, 0.13],
      [6336.82, 0.15],
      [6393.6, 0.18],
      [6400, 0.2],
      [6411.65, 0.18],
      [6421.35, 0.15],
      [6430.85, 0.15],
      [6494.98, 0.2],
      [6546.24, 0.13],
      [6592.91, 0.15],
      [6643.63, 0.12],
      [6677.99, 0.16],
      [6750.15, 0.1],
      [8327.06, 0.25],
      [8387.77, 0.3],
      [8468.41, 0.3],
      [8514.07, 0.2],
      [8688.62, 0.4],
      [8824.22, 0.4],
    ] as [number, number][]),
  ],
  [
    'ionised',
    [4077.71, 0.5],
    [4215.52, 0.4],
    [4173.46, 0.3],
    [4178.86, 0.3],
    [4233.17, 0.5],
    [4351.77, 0.4],
    [4443.8, 0.3],
    [4481.2, 0.6],
    [4501.27, 0.3],
    [4549.47, 0.6],
    [4583.84, 0.5],
    [4923.93, 0.6],
    [5018.44, 0.7],
    [5169.03, 0.8],
    [5234.63, 0.3],
    [5276, 0.4],
    [5316.62, 0.5],
    [6347.1, 0.5],
    [6371.36, 0.35],
    [6456.38, 0.2],
  ],
  [
    'helium',
    [3819.6, 1],
    [4026.19, 1.5],
    [4143.76, 0.6],
    [4387.93, 0.7],
    [4471.48, 1.4],
    [4921.93, 0.8],
    [5015.68, 0.5],
    [5047.74, 0.2],
    [5875.62, 0.9],
    [6678.15, 0.8],
    [7065.19, 0.6],
  ],
  ['helium2', [4199.83, 0.5], [4541.59, 0.7], [4685.68, 0.7], [5411.52, 0.9]],
];

/** Weak lines without a name, everywhere, more in the blue: places and widths are random, the same in every spectrum. */
function forest(): StellarLine[] {
  const random = new Random(20080428, 17);
  const lines: StellarLine[] = [];
  while (lines.length < 2600) {
    const wavelength = 3000 + 6500 * random.uniform();
    if (!random.chance(Math.exp(-(wavelength - 3000) / 1700))) continue;
    lines.push({
      wavelength,
      width: 0.06 * Math.exp(0.8 * random.normal()),
      species: random.chance(0.85) ? 'neutral' : 'ionised',
    });
  }
  return lines;
}

/** All stellar lines but those of hydrogen. */
export const stellarLines: readonly StellarLine[] = [
  ...strong.flatMap(([species, ...lines]) =>
    (lines as [number, number][]).map(
      ([air, width]): StellarLine => ({ wavelength: vacuumOfAir(air), width, species }),
    ),
  ),
  ...forest(),
];

/** Rydberg's constant of hydrogen (1/Angstrom), with the shift of the fine structure: H-alpha is at 6564.614. */
const rydberg = 7.2 / 6564.614;

/** The vacuum wavelength (Angstrom) of a hydrogen line, for example `hydrogen(2, 3)` of H-alpha. */
export function hydrogen(lower: number, upper: number): number {
  return 1 / (rydberg * (1 / lower ** 2 - 1 / upper ** 2));
}

/** Heads of the bands of TiO (air, Angstrom), their depth in an M5 dwarf, and how far they reach to the red (Angstrom). */
export const titaniumOxide: readonly (readonly [head: number, depth: number, reach: number])[] = (
  [
    [4584, 0.2, 60],
    [4761, 0.35, 90],
    [4954, 0.45, 110],
    [5167, 0.4, 120],
    [5448, 0.45, 150],
    [5597, 0.2, 60],
    [5759, 0.2, 60],
    [5847, 0.35, 120],
    [6158, 0.5, 160],
    [6651, 0.35, 150],
    [7053, 0.6, 110],
    [7126, 0.5, 170],
    [7589, 0.4, 120],
    [7666, 0.4, 140],
    [8206, 0.2, 120],
    [8432, 0.35, 120],
    [8859, 0.4, 120],
  ] as [number, number, number][]
).map(([head, depth, reach]) => [vacuumOfAir(head), depth, reach]);

/** Night-sky emission: [O I], Na I and the strong OH lines (air, Angstrom) with their brightness relative to 5577. */
export const skyLines: readonly (readonly [wavelength: number, brightness: number])[] = (
  [
    [5577.34, 1],
    [5889.95, 0.12],
    [5895.92, 0.07],
    [6300.3, 0.4],
    [6363.78, 0.13],
    [6498.73, 0.03],
    [6533.04, 0.04],
    [6553.62, 0.04],
    [6863.96, 0.09],
    [6923.22, 0.09],
    [6949.07, 0.05],
    [7244.91, 0.06],
    [7276.4, 0.15],
    [7284.44, 0.12],
    [7316.28, 0.17],
    [7329.15, 0.1],
    [7340.89, 0.15],
    [7369.25, 0.07],
    [7392.21, 0.08],
    [7401.86, 0.06],
    [7523.99, 0.08],
    [7571.75, 0.08],
    [7712.1, 0.05],
    [7750.64, 0.18],
    [7794.11, 0.24],
    [7808.47, 0.1],
    [7821.5, 0.22],
    [7841.27, 0.12],
    [7853.24, 0.1],
    [7913.71, 0.35],
    [7921.12, 0.08],
    [7949.2, 0.14],
    [7964.65, 0.26],
    [7993.33, 0.28],
    [8025.95, 0.18],
    [8344.6, 0.35],
    [8352.79, 0.12],
    [8399.17, 0.4],
    [8415.23, 0.14],
    [8430.17, 0.4],
    [8452.25, 0.25],
    [8465.36, 0.3],
    [8493.39, 0.22],
    [8504.63, 0.16],
    [8761.2, 0.14],
    [8767.91, 0.4],
    [8778.33, 0.22],
    [8790.99, 0.3],
    [8827.1, 0.55],
    [8836, 0.22],
    [8849.9, 0.25],
    [8867.6, 0.25],
    [8885.85, 0.6],
    [8903.12, 0.4],
    [8919.64, 0.45],
    [8943.4, 0.3],
    [8957.9, 0.3],
    [8988.37, 0.25],
    [9001.1, 0.2],
  ] as [number, number][]
).map(([air, brightness]) => [vacuumOfAir(air), brightness]);
