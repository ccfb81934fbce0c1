import { lightKms } from './grid.ts';
import type { BandName } from './instrument.ts';
import { quasarLineFwhm, quasarLines } from './quasar.ts';
import type { Random } from './random.ts';
import { classOf, type Target } from './target.ts';

/** A value and its error, as a catalogue gives them. */
export interface Measured {
  readonly value: number;
  readonly error: number;
}

/** What a pipeline would say of a spectrum: the truth with errors that its S/N allows. */
export interface LrsResult {
  readonly class: string;
  readonly subclass: string;
  /** `undefined` for class Unknown. */
  readonly z?: Measured;
  /** Which pipeline gives the redshift. */
  readonly zFrom: string;
  readonly star?: { readonly teff: Measured; readonly logg: Measured; readonly feh: Measured; readonly rv: Measured };
  readonly galaxy?: Readonly<Record<'stellar_mass' | 'age' | 'metallicity' | 'sigma' | 'ebv', number>>;
  readonly qso?: Readonly<
    Record<'civ_fwhm' | 'civ_ew' | 'mgii_fwhm' | 'mgii_ew' | 'hbeta_fwhm' | 'hbeta_ew' | 'log_mbh', number | undefined>
  >;
}

function measured(random: Random, truth: number, error: number, digits: number): Measured {
  return { value: Number((truth + error * random.normal()).toFixed(digits)), error: Number(error.toFixed(digits)) };
}

export function measureLrs(
  target: Target,
  z: number,
  snr: Readonly<Record<BandName, number>>,
  random: Random,
): LrsResult {
  const signal = Math.max(snr.g, snr.r);
  const needed = target.kind === 'galaxy' || target.kind === 'qso' ? 2 : 3;
  if (target.kind === 'nothing' || signal < needed) return { class: 'Unknown', subclass: 'Non', zFrom: 'PIPELINE' };
  const found = classOf(target);
  switch (target.kind) {
    case 'star':
      return { ...found, ...measureStar(target, z, snr, random) };
    case 'galaxy':
      return {
        ...found,
        z: measured(random, z, (1.5e-5 + 1.5e-4 / signal) * (target.galaxy.emission > 5 ? 1 : 4), 8),
        zFrom: 'PIPELINE',
        galaxy: measureGalaxy(target, signal, random),
      };
    case 'qso':
      return {
        ...found,
        z: measured(random, z, 4e-4 + 4e-3 / signal, 8),
        zFrom: 'PIPELINE',
        qso: measureQuasar(target, z, signal, random),
      };
    default:
      return { ...found, z: measured(random, z, (8 + 150 / signal) / lightKms, 8), zFrom: 'PIPELINE' };
  }
}

function measureStar(
  target: Extract<Target, { kind: 'star' }>,
  z: number,
  snr: Readonly<Record<BandName, number>>,
  random: Random,
): Pick<LrsResult, 'z' | 'zFrom' | 'star'> {
  const { teff, logg, feh } = target.star;
  const signal = Math.max(snr.g, snr.r);
  const kms = 1.8 + 45 / signal + (teff > 8500 ? 4 : 0);
  const rv = measured(random, z * lightKms, kms, 2);
  const isAfgk = teff > 3900 && teff < 9500 && snr.g > 8;
  const zOf = { value: Number((rv.value / lightKms).toFixed(8)), error: Number((rv.error / lightKms).toFixed(8)) };
  if (!isAfgk) return { z: zOf, zFrom: 'PIPELINE' };
  return {
    z: zOf,
    zFrom: 'LASP',
    star: {
      teff: measured(random, teff, teff * (0.006 + 0.12 / snr.g), 2),
      logg: measured(random, logg, 0.03 + 1.4 / snr.g, 3),
      feh: measured(random, feh, 0.025 + 1.1 / snr.g, 3),
      rv,
    },
  };
}

function measureGalaxy(
  { galaxy, logMass, ageGyr, ebv }: Extract<Target, { kind: 'galaxy' }>,
  signal: number,
  random: Random,
): NonNullable<LrsResult['galaxy']> {
  return {
    stellar_mass: measured(random, logMass, 0.08 + 0.5 / signal, 2).value,
    age: Math.max(0.1, measured(random, ageGyr, ageGyr * (0.08 + 1 / signal), 2).value),
    metallicity: measured(random, galaxy.metallicity, 0.04 + 0.6 / signal, 2).value,
    sigma: Math.max(20, measured(random, galaxy.sigmaKms, 8 + 150 / signal, 1).value),
    ebv: Math.max(0, measured(random, ebv + 0.15 * galaxy.youth, 0.02, 3).value),
  };
}

function measureQuasar(
  { qso, logBlackHole }: Extract<Target, { kind: 'qso' }>,
  z: number,
  signal: number,
  random: Random,
): NonNullable<LrsResult['qso']> {
  const line = (name: string) => {
    const [, rest, width, breadth] = quasarLines.find(([own]) => own === name)!;
    const seen = rest * (1 + z) > 3900 && rest * (1 + z) < 8900;
    const fwhm = quasarLineFwhm(qso, breadth);
    const values = [
      measured(random, fwhm, fwhm * (0.04 + 0.6 / signal), 0).value,
      measured(random, width * qso.lines, width * (0.03 + 0.5 / signal), 2).value,
    ] as const;
    return seen ? values : ([undefined, undefined] as const);
  };
  const [civ, mgii, hbeta] = [line('CIV'), line('MgII'), line('Hbeta')];
  return {
    civ_fwhm: civ[0],
    civ_ew: civ[1],
    mgii_fwhm: mgii[0],
    mgii_ew: mgii[1],
    hbeta_fwhm: hbeta[0],
    hbeta_ew: hbeta[1],
    log_mbh: measured(random, logBlackHole, 0.15, 2).value,
  };
}
