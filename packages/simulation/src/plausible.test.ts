import { openFitsSync } from '@lingtai/fits';
import { mainSegments, readHeaders, readSpectrum, type Spectrum } from '@lingtai/spectrum';
import { beforeAll, describe, expect, test } from 'vitest';
import { galaxyLines, galaxySpectrum } from './galaxy.ts';
import { lightKms, sampled, shifted } from './grid.ts';
import { lrsGrid, lrsResolvingPower } from './instrument.ts';
import { LrsSimulator, restGrid } from './observe-lrs.ts';
import { armModels, MrsSimulator } from './observe-mrs.ts';
import { planSurvey } from './plan.ts';
import { PlateSimulator } from './plate.ts';
import { quasarSpectrum } from './quasar.ts';
import { redshiftAt, targetOf } from './target.ts';

interface Made {
  readonly spectrum: Spectrum;
  readonly get: (keyword: string) => number;
  readonly class: string;
}

const seed = 12;
const plates = planSurvey(seed, 20000);
const dark = plates.filter((plate) => plate.kind === 'lrs' && plate.faint > 15 && Math.abs(plate.b) > 25).slice(0, 6);
let lrs: Made[];

function madeOf(bytes: Uint8Array, reader: 'lamost-lrs' | 'lamost-mrs'): Made {
  const file = openFitsSync(bytes);
  const headers = readHeaders(file, reader);
  return {
    spectrum: readSpectrum(file, { reader }),
    get: (keyword) => headers.get(keyword) as number,
    class: String(headers.get('CLASS')),
  };
}

beforeAll(() => {
  const simulator = new PlateSimulator(seed);
  lrs = [];
  for (const plate of dark) simulator.run(plate, ({ bytes }) => lrs.push(madeOf(bytes, 'lamost-lrs')));
});

/** Centre of an emission line: the first moment of the flux above its surroundings. */
function centroid({ spectrum }: Made, near: number): { at: number; snr: number } {
  const { wavelength, flux, ivar } = spectrum.segments[0]!;
  let [sum, weighted, noise] = [0, 0, 0];
  const base = [...flux].filter((_, i) => Math.abs(Math.abs(wavelength[i]! - near) - 20) < 6).sort((a, b) => a - b);
  const level = base[base.length >> 1] ?? 0;
  for (let i = 0; i < flux.length; i++) {
    if (Math.abs(wavelength[i]! - near) > 6 || ivar![i] === 0) continue;
    sum += flux[i]! - level;
    weighted += (flux[i]! - level) * wavelength[i]!;
    noise += 1 / ivar![i]!;
  }
  return { at: weighted / sum, snr: sum / Math.sqrt(noise) };
}

test('emission lines of galaxies are at rest times 1 + z, to 0.5 Angstrom', () => {
  let checked = 0;
  for (const one of lrs.filter(({ class: name }) => name === 'GALAXY')) {
    for (const rest of [galaxyLines.oiii[1]!, galaxyLines.hbeta[0]!]) {
      const wanted = rest * (1 + one.get('Z'));
      const { at, snr } = centroid(one, wanted);
      if (snr < 40) continue;
      checked++;
      expect(Math.abs(at - wanted)).toBeLessThan(0.5);
    }
  }
  expect(checked).toBeGreaterThan(5);
});

const bin = 8;

/** Means of 8 pixels, without the bands of oxygen. */
function binned(values: ArrayLike<number>): Float64Array {
  const out: number[] = [];
  for (let i = 200; i + bin < 3850; i += bin) {
    const wavelength = lrsGrid.wavelength[i]!;
    if ((wavelength > 6850 && wavelength < 6960) || (wavelength > 7570 && wavelength < 7720)) continue;
    let sum = 0;
    for (let k = 0; k < bin; k++) sum += values[i + k]!;
    out.push(sum / bin);
  }
  return Float64Array.from(out);
}

interface Template {
  readonly class: string;
  readonly values: Float64Array;
}

function templates(): Template[] {
  const { library } = new LrsSimulator();
  const list: Template[] = [];
  const add = (name: string, values: Float64Array) => list.push({ class: name, values: binned(values) });
  const at = (rest: Float64Array, z: number) => shifted(rest, restGrid, z, lrsGrid, new Float64Array(lrsGrid.length));
  for (const teff of [
    3100, 3400, 3700, 4100, 4500, 4900, 5300, 5700, 6100, 6600, 7200, 8000, 9000, 10500, 13000, 18000,
  ]) {
    for (const [logg, feh] of [
      [4.5, 0],
      [2.2, -0.3],
      [4.3, -1.3],
    ] as const) {
      add('STAR', at(library.spectrum({ teff, logg, feh }, new Float64Array(restGrid.length)), 0));
    }
  }
  const simulator = new LrsSimulator();
  const place = { ra: 0, dec: 0, designation: '', objname: '', r: 15, ebv: 0, z: 0 };
  for (const teff of [10000, 15000, 22000]) add('STAR', simulator.source({ ...place, kind: 'wd', teff }, 0));
  for (const strength of [0.5, 1])
    add('STAR', simulator.source({ ...place, kind: 'cv', cv: { teff: 14000, diskKms: 600, strength } }, 0));
  for (const [youth, emission] of [
    [0.02, 0],
    [0.3, 15],
    [0.6, 40],
    [0.9, 80],
  ] as const) {
    const rest = galaxySpectrum(
      { youth, metallicity: -0.1, sigmaKms: 150, emission, excitation: -0.4 },
      library,
      lrsResolvingPower,
    );
    for (let z = 0.004; z < 0.4; z += 0.002) add('GALAXY', at(rest, z));
  }
  for (let z = 0.1; z < 4.02; z += 0.015)
    add('QSO', quasarSpectrum({ slope: -1.5, lines: 1, fwhmKms: 4200, forestSeed: 1 }, z, lrsGrid));
  return list;
}

/** Chi squared of the best `template * (a + b x)`. */
function misfit(flux: Float64Array, weight: Float64Array, { values }: Template): number {
  let [s00, s01, s11, t0, t1, ff] = [0, 0, 0, 0, 0, 0];
  for (let i = 0; i < flux.length; i++) {
    const x = i / flux.length - 0.5;
    const [value, w] = [values[i]!, weight[i]!];
    s00 += w * value * value;
    s01 += w * value * value * x;
    s11 += w * value * value * x * x;
    t0 += w * value * flux[i]!;
    t1 += w * value * x * flux[i]!;
    ff += w * flux[i]! * flux[i]!;
  }
  const determinant = s00 * s11 - s01 * s01;
  const a = (t0 * s11 - t1 * s01) / determinant;
  const b = (t1 * s00 - t0 * s01) / determinant;
  return ff - a * t0 - b * t1;
}

test('the nearest template gives back the class of 95 % of the spectra with S/N above 20', () => {
  const all = templates();
  const good = lrs.filter((one) => one.get('SNRR') > 20 && one.class !== 'Unknown');
  const sample = [
    ...good.filter((one) => one.class !== 'STAR'),
    ...good.filter((one) => one.class === 'STAR').slice(0, 120),
  ];
  const right = sample.map((one) => {
    const { flux, ivar } = one.spectrum.segments[0]!;
    const level = [...flux].sort((a, b) => a - b)[flux.length >> 1]!;
    const weight = binned(ivar!).map((value) => 1 / (1 / Math.max(value * bin, 1e-12) + (0.02 * level) ** 2));
    const values = binned(flux);
    let best = all[0]!;
    let least = Number.POSITIVE_INFINITY;
    for (const template of all) {
      const chi = misfit(values, weight, template);
      if (chi < least) [least, best] = [chi, template];
    }
    return best.class === one.class;
  });
  expect(sample.filter((one) => one.class === 'GALAXY').length).toBeGreaterThan(5);
  expect(right.filter(Boolean).length / right.length).toBeGreaterThanOrEqual(0.95);
});

/** Flux over a running mean, minus 1; 0 where the ivar is. */
function flattened(flux: ArrayLike<number>, half = 150): Float64Array {
  const sums = new Float64Array(flux.length + 1);
  for (let i = 0; i < flux.length; i++) sums[i + 1] = sums[i]! + flux[i]!;
  return Float64Array.from({ length: flux.length }, (_, i) => {
    const [from, to] = [Math.max(0, i - half), Math.min(flux.length, i + half + 1)];
    return flux[i]! / ((sums[to]! - sums[from]!) / (to - from)) - 1;
  });
}

describe('medium resolution', () => {
  const plate = plates.find((p) => p.kind === 'mrs' && p.transparency > 0.7)!;
  const simulator = new MrsSimulator();

  function velocity(one: Made, arm: 'B' | 'R', teff: number): number {
    const segment = mainSegments(one.spectrum).find((s) => s.arm === arm.toLowerCase())!;
    const seen = flattened(segment.flux);
    const logWave = segment.wavelength.map(Math.log10);
    const source = simulator.source({ teff, logg: 4, feh: -0.2 })[arm];
    const score = (kms: number) => {
      const model = flattened(
        sampled(source, armModels[arm].rest, kms / lightKms, logWave, new Float64Array(logWave.length)),
      );
      return model.reduce((sum, value, i) => sum + value * seen[i]!, 0);
    };
    let best = -400;
    for (let v = -400; v <= 400; v += 10) if (score(v) > score(best)) best = v;
    for (const step of [3, 1])
      for (const v of [-2, -1, 0, 1, 2].map((k) => best + k * step)) if (score(v) > score(best)) best = v;
    const [a, b, c] = [score(best - 2), score(best), score(best + 2)];
    return best + (a - c) / (a - 2 * b + c);
  }

  test('both arms have the velocity of the header; exposures and coadds are there', () => {
    const files: Made[] = [];
    new PlateSimulator(seed).run({ ...plate, fibres: plate.fibres.slice(0, 30) }, ({ bytes }) =>
      files.push(madeOf(bytes, 'lamost-mrs')),
    );
    let checked = 0;
    files.forEach((one, i) => {
      const names = one.spectrum.segments.map((segment) => segment.name);
      expect(names.slice(0, 2)).toEqual(['COADD_B', 'COADD_R']);
      expect(names.filter((name) => /^B-\d{8}$/.test(name))).toHaveLength(plate.exposures);
      expect(names.filter((name) => /^R-\d{8}$/.test(name))).toHaveLength(plate.exposures);
      const target = targetOf(seed, plate, plate.fibres[i]!);
      if (target.kind !== 'star' || target.star.teff > 6600 || target.star.teff < 4000 || one.get('COADD_B.SNR') < 20)
        return;
      checked++;
      const truth = redshiftAt(target, plate.mjdMid) * lightKms;
      const [blue, red] = [velocity(one, 'B', target.star.teff), velocity(one, 'R', target.star.teff)];
      expect(Math.abs(blue - truth), `${target.star.teff}`).toBeLessThan(2.5);
      expect(Math.abs(red - truth), `${target.star.teff}`).toBeLessThan(4);
      expect(Math.abs(one.get('RV_BR1') - truth)).toBeLessThan(4 * one.get('RV_BR1_E'));
    });
    expect(checked).toBeGreaterThan(4);
  });

  test('the arms cover B 4950-5350 and R 6300-6800', () => {
    expect(armModels.B.coadd.wavelength[0]!).toBeLessThan(4950);
    expect(armModels.B.coadd.wavelength.at(-1)!).toBeGreaterThan(5350);
    expect(armModels.R.coadd.wavelength[0]!).toBeLessThan(6300);
    expect(armModels.R.coadd.wavelength.at(-1)!).toBeGreaterThan(6800);
  });
});

describe('repeat observations', () => {
  test('a later plate of a field has the same objects: name, position and, without a companion, velocity', () => {
    const again = plates.filter((plate) => plate.origin !== plate.index);
    expect(again.length).toBeGreaterThan(15);
    for (const plate of again.slice(0, 5)) {
      const first = plates[plate.origin]!;
      const fibre = plate.fibres[0]!;
      expect(first.fibres).toContainEqual(fibre);
      expect(targetOf(seed, plate, fibre)).toEqual(targetOf(seed, first, fibre));
      expect(plate.planid).not.toBe(first.planid);
    }
  });
});
