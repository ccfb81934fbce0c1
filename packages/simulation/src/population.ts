import type { Random } from './random.ts';
import type { Atmosphere } from './star.ts';

/** A kind of star: temperature, gravity, absolute magnitude in r, number per cubic parsec and magnitude near the Sun. */
type Kind = readonly [teff: number, logg: number, magnitude: number, density: number, giant?: 'giant' | 'bhb'];

/**
 * Numbers near the Sun, rounded by us: the main sequence after the luminosity function of Wielen, Jahreiss & Krueger (1983,
 * IAU Coll. 76, 163), giants at the few parts in a thousand that their short life gives them.
 */
const kinds: readonly Kind[] = [
  [3100, 5, 14, 1e-2],
  [3300, 4.95, 12.3, 1.2e-2],
  [3500, 4.9, 10.9, 9e-3],
  [3750, 4.8, 9.5, 6e-3],
  [4000, 4.7, 8.5, 4.6e-3],
  [4300, 4.65, 7.6, 3.8e-3],
  [4650, 4.6, 6.9, 3.4e-3],
  [5050, 4.55, 6.1, 3.2e-3],
  [5350, 4.5, 5.5, 3e-3],
  [5600, 4.45, 5, 2.9e-3],
  [5800, 4.4, 4.6, 2.7e-3],
  [6000, 4.35, 4.2, 2.3e-3],
  [6250, 4.25, 3.8, 1.8e-3],
  [6550, 4.2, 3.3, 1.2e-3],
  [6900, 4.15, 2.8, 8e-4],
  [7300, 4.1, 2.5, 5.5e-4],
  [7900, 4.1, 2, 3.2e-4],
  [8700, 4.05, 1.4, 2e-4],
  [9700, 4, 0.9, 1e-4],
  [12000, 4, 0, 4e-5],
  [16500, 4, -0.9, 1.2e-5],
  [5300, 3.6, 3, 3.5e-4, 'giant'],
  [4900, 3, 1.8, 1.6e-4, 'giant'],
  [4780, 2.5, 0.6, 2.2e-4, 'giant'],
  [4450, 2, 0.1, 7e-5, 'giant'],
  [4100, 1.4, -0.7, 2.6e-5, 'giant'],
  [3750, 0.8, -1.4, 7e-6, 'giant'],
  [8600, 3.2, 0.6, 2e-3, 'bhb'],
];

/** Parts of the Galaxy: share near the Sun, mean [Fe/H] and its scatter, velocity dispersions, rotation lag (km/s). */
const components = [
  { share: 1, feh: -0.08, fehScatter: 0.2, sigma: 32, lag: 10 },
  { share: 0.12, feh: -0.6, fehScatter: 0.25, sigma: 55, lag: 50 },
  { share: 0.0051, feh: -1.5, fehScatter: 0.45, sigma: 130, lag: 215 },
] as const;

/** Densities of Juric et al. (2008, ApJ 673, 864), table 10: two discs and an oblate halo; the Sun at 8000 pc, 25 pc high. */
function density(component: number, l: number, b: number, distance: number): number {
  const flat = distance * Math.cos(b);
  const radius = Math.hypot(8000 - flat * Math.cos(l), flat * Math.sin(l));
  const height = distance * Math.sin(b) + 25;
  if (component === 2) return (8000 / Math.hypot(radius, height / 0.64, 500)) ** 2.77;
  const [scale, length] = component === 0 ? [300, 2600] : [900, 3600];
  return Math.exp(-Math.abs(height) / scale - (radius - 8000) / length);
}

export interface DrawnStar extends Atmosphere {
  /** km/s, heliocentric. */
  readonly rv: number;
  readonly distancePc: number;
  readonly ebv: number;
}

/** How often the survey chooses a star of its kind: cool ones with preference, hot ones seldom. */
function selection(teff: number): number {
  return teff < 3900 ? 6 : teff > 7000 ? 0.35 : 1;
}

const rad = Math.PI / 180;

/** A star of apparent magnitude `r` in a direction (galactic, degrees), drawn by number density along the line of sight. */
export function drawStar(random: Random, lDeg: number, bDeg: number, r: number): DrawnStar {
  const [l, b] = [lDeg * rad, bDeg * rad];
  const weights = new Float64Array(kinds.length * 3);
  kinds.forEach(([teff, , magnitude, number, giant], k) => {
    const distance = 10 ** ((r - magnitude + 5) / 5);
    for (let c = 0; c < 3; c++) {
      const tooYoung = giant === undefined && c > 0 && teff > (c === 1 ? 6300 : 6500);
      if (tooYoung || (giant === 'bhb' && c < 2)) continue;
      weights[k * 3 + c] = selection(teff) * number * distance ** 3 * components[c]!.share * density(c, l, b, distance);
    }
  });
  const drawn = random.weighted(weights);
  const [teff, logg, magnitude, , giant] = kinds[Math.floor(drawn / 3)]!;
  const component = components[drawn % 3]!;
  const distancePc = 10 ** ((r - magnitude + 5) / 5);
  const towardsRotation = Math.sin(l) * Math.cos(b);
  return {
    teff: teff * Math.exp(random.normal() * 0.025),
    logg: logg + random.normal() * (giant ? 0.15 : 0.05),
    feh: Math.max(-2.4, Math.min(0.5, component.feh + component.fehScatter * random.normal())),
    rv:
      -component.lag * towardsRotation -
      9 * Math.cos(l) * Math.cos(b) -
      12 * towardsRotation +
      component.sigma * random.normal(),
    distancePc,
    ebv: dust(b, distancePc) * Math.exp(0.3 * random.normal()),
  };
}

/** Colour excess of a dust layer 100 pc thick with 0.35 mag/kpc in the plane, at most 0.6. */
function dust(b: number, distance: number): number {
  const sine = Math.max(0.02, Math.abs(Math.sin(b)));
  const through = (100 / sine) * (1 - Math.exp((-distance * sine) / 100));
  return Math.min(0.6, 0.00035 * through);
}

/** A spectral type of the kind LAMOST gives: `G7`, `gM2`, `dM3`, `A1V`. */
export function spectralType({ teff, logg }: Atmosphere): string {
  if (teff < 3900) return `${logg < 3 ? 'g' : 'd'}M${Math.max(0, Math.min(7, Math.floor((3900 - teff) / 130)))}`;
  const limits: readonly [string, number, number][] = [
    ['K', 3900, 5240],
    ['G', 5240, 5980],
    ['F', 5980, 7300],
    ['A', 7300, 9900],
    ['B', 9900, 30000],
  ];
  const [letter, cool, hot] = limits.find(([, , top]) => teff < top) ?? ['O', 30000, 50000];
  const part = Math.log(hot / teff) / Math.log(hot / cool);
  const digit = Math.max(0, Math.min(9, Math.floor(part * 10)));
  const luminosity = letter === 'A' || letter === 'B' ? (logg > 3.6 ? 'V' : 'III') : '';
  return `${letter}${digit}${luminosity}`;
}
