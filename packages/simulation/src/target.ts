import type { Cataclysmic } from './compact.ts';
import type { Galaxy } from './galaxy.ts';
import type { Fibre, Plate } from './plan.ts';
import { drawStar, spectralType } from './population.ts';
import type { Quasar } from './quasar.ts';
import { Random } from './random.ts';
import { designation, offsetPosition } from './sky-place.ts';
import type { Atmosphere } from './star.ts';

interface Common {
  /** ICRS, degrees. */
  readonly ra: number;
  readonly dec: number;
  readonly designation: string;
  readonly objname: string;
  /** Magnitude r. */
  readonly r: number;
  readonly ebv: number;
  /** True redshift at rest with the Sun, without binary motion. */
  readonly z: number;
}

export type Target = Common &
  (
    | {
        readonly kind: 'star';
        readonly star: Atmosphere;
        readonly binary?: { readonly kms: number; readonly days: number; readonly phase: number };
      }
    | { readonly kind: 'wd'; readonly teff: number }
    | { readonly kind: 'cv'; readonly cv: Cataclysmic }
    | { readonly kind: 'galaxy'; readonly galaxy: Galaxy; readonly logMass: number; readonly ageGyr: number }
    | { readonly kind: 'qso'; readonly qso: Quasar; readonly logBlackHole: number }
    | { readonly kind: 'nothing' }
  );

const lightKms = 299792.458;

/** The object on a fibre of a plate: drawn once for the field, so that a later plate of the same field finds it again. */
export function targetOf(seed: number, plate: Plate, fibre: Fibre): Target {
  const random = new Random(seed, 21, plate.origin, fibre.spid * 1000 + fibre.fiberid);
  const { ra, dec } = offsetPosition(
    plate.ra,
    plate.dec,
    fibre.x + 0.015 * random.normal(),
    fibre.y + 0.015 * random.normal(),
  );
  const position = { ra: Number(ra.toFixed(6)), dec: Number(dec.toFixed(6)) };
  const common = {
    ...position,
    designation: designation(position.ra, position.dec),
    objname: `SIM${String(plate.origin).padStart(4, '0')}${String(fibre.spid * 1000 + fibre.fiberid).padStart(5, '0')}`,
  };
  const r = magnitude(random, plate.bright, plate.faint);
  const kind = plate.kind === 'mrs' ? 'star' : drawKind(random, plate);
  if (kind === 'galaxy') return { ...common, ...drawGalaxy(random) };
  if (kind === 'qso') return { ...common, ...drawQuasar(random) };
  if (kind === 'nothing') return { ...common, r: 99, ebv: 0, z: 0, kind };
  const drawn = drawStar(random, plate.l, plate.b, r);
  const star = { ...common, r, ebv: drawn.ebv, z: drawn.rv / lightKms };
  if (kind === 'wd') return { ...star, ebv: 0, kind, teff: 9000 * Math.exp(random.uniform(0, 1)) };
  if (kind === 'cv')
    return {
      ...star,
      ebv: 0.02,
      kind,
      cv: { teff: random.uniform(11000, 18000), diskKms: random.uniform(450, 800), strength: random.uniform(0.5, 1.2) },
    };
  const binary = random.chance(0.12)
    ? { kms: random.uniform(8, 45), days: 10 ** random.uniform(0.2, 2.2), phase: random.uniform() }
    : undefined;
  const { teff, logg, feh } = drawn;
  return { ...star, kind: 'star', star: { teff, logg, feh }, ...(binary ? { binary } : {}) };
}

/** Counts grow with magnitude as 10^(0.28 m). */
function magnitude(random: Random, bright: number, faint: number): number {
  const top = 10 ** (0.28 * (faint - bright));
  return Number((bright + Math.log10(1 + random.uniform() * (top - 1)) / 0.28).toFixed(3));
}

function drawKind(random: Random, { b, faint }: Plate): Target['kind'] {
  const outside = Math.abs(b) > 20 && faint > 15;
  const kinds = ['galaxy', 'qso', 'wd', 'cv', 'nothing', 'star'] as const;
  const chances = outside ? [0.09, 0.055, 0.012, 0.004, 0.012, 0.827] : [0, 0, 0.006, 0.003, 0.012, 0.979];
  return kinds[random.weighted(chances)]!;
}

function drawGalaxy(
  random: Random,
): Omit<Extract<Target, { kind: 'galaxy' }>, 'ra' | 'dec' | 'designation' | 'objname'> {
  const r = magnitude(random, 14.5, 17.8);
  const late = random.chance(0.5);
  const youth = late ? random.uniform(0.25, 0.95) : random.uniform(0, 0.06);
  const z = Math.max(0.004, 0.09 * 10 ** (0.2 * (r - 17)) * Math.exp(0.45 * random.normal()));
  const logMass = 10.8 + 2 * Math.log10(z / 0.1) - 0.4 * (r - 17) - 0.5 * youth + 0.15 * random.normal();
  const sigmaKms = Math.max(
    40,
    180 * 10 ** (0.28 * (logMass - 10.8)) * (late ? 0.6 : 1) * Math.exp(0.12 * random.normal()),
  );
  return {
    kind: 'galaxy',
    r,
    z,
    ebv: random.uniform(0.01, 0.06),
    logMass,
    ageGyr: late ? 1 + 6 * (1 - youth) * random.uniform(0.6, 1.3) : random.uniform(6, 12.5),
    galaxy: {
      youth,
      metallicity: Math.max(-1.5, Math.min(0.4, 0.25 * (logMass - 10.6) + 0.12 * random.normal())),
      sigmaKms,
      emission: late ? 12 * 10 ** random.uniform(0, 0.9) * (0.4 + youth) : 0,
      excitation: Math.max(-1.2, Math.min(0.05, -0.45 + 0.35 * (logMass - 10.5) + 0.1 * random.normal())),
    },
  };
}

function drawQuasar(random: Random): Omit<Extract<Target, { kind: 'qso' }>, 'ra' | 'dec' | 'designation' | 'objname'> {
  const z = Math.max(0.1, Math.min(4, random.chance(0.75) ? 1.3 + 0.65 * random.normal() : random.uniform(1.8, 4)));
  const fwhmKms = 4200 * Math.exp(0.35 * random.normal());
  const r = magnitude(random, 16, 18.4);
  return {
    kind: 'qso',
    r,
    z,
    ebv: random.uniform(0.01, 0.05),
    logBlackHole: 8.6 + 2 * Math.log10(fwhmKms / 4200) + 0.5 * (0.4 * (18 - r) + 2 * Math.log10(z / 1.2)),
    qso: {
      slope: -1.55 + 0.25 * random.normal(),
      lines: Math.exp(0.3 * random.normal()),
      fwhmKms,
      forestSeed: random.uint32(),
    },
  };
}

/** The redshift at a time: with the motion about a companion where there is one. `mjd` in days. */
export function redshiftAt(target: Target, mjd: number): number {
  if (target.kind !== 'star' || !target.binary) return target.z;
  const { kms, days, phase } = target.binary;
  return target.z + (kms * Math.sin(2 * Math.PI * (mjd / days + phase))) / lightKms;
}

/** CLASS and SUBCLASS that the pipeline would give a good spectrum. */
export function classOf(target: Target): { class: string; subclass: string } {
  switch (target.kind) {
    case 'star':
      return { class: 'STAR', subclass: spectralType(target.star) };
    case 'wd':
      return { class: 'STAR', subclass: 'WD' };
    case 'cv':
      return { class: 'STAR', subclass: 'CV' };
    case 'galaxy':
      return { class: 'GALAXY', subclass: 'Non' };
    case 'qso':
      return { class: 'QSO', subclass: 'Non' };
    case 'nothing':
      return { class: 'Unknown', subclass: 'Non' };
  }
}
