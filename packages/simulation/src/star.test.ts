import { describe, expect, test } from 'vitest';
import { cataclysmicSpectrum } from './compact.ts';
import { galaxyLines, galaxySpectrum } from './galaxy.ts';
import { type LogGrid, lightKms, logGridOf } from './grid.ts';
import { StarLibrary } from './library.ts';
import { hydrogen } from './lines.ts';
import { spectralType } from './population.ts';
import { quasarSpectrum } from './quasar.ts';
import { starSpectrum } from './star.ts';

const grid = logGridOf(3.36, 1e-4, 6110);
const star = (teff: number, logg = 4.4, feh = 0) => starSpectrum({ teff, logg, feh }, grid, 1800);

const at = (wavelength: number, on: LogGrid = grid) => Math.round((Math.log10(wavelength) - on.start) / on.step);

function mean(flux: Float64Array, from: number, to: number): number {
  const part = flux.subarray(at(from), at(to));
  return part.reduce((sum, value) => sum + value, 0) / part.length;
}

/** Equivalent width against a straight line through two side bands, positive in absorption. */
function width(flux: Float64Array, centre: number, half: number): number {
  const left = mean(flux, centre - half - 30, centre - half);
  const right = mean(flux, centre + half, centre + half + 30);
  let sum = 0;
  for (let i = at(centre - half); i < at(centre + half); i++) {
    const part = (grid.wavelength[i]! - centre + half) / (2 * half);
    sum += (1 - flux[i]! / (left + (right - left) * part)) * (grid.wavelength[i + 1]! - grid.wavelength[i]!);
  }
  return sum;
}

/** The wavelength of the highest point near a wavelength, by a parabola through three pixels. */
function peak(flux: Float64Array, near: number, half: number, on: LogGrid): number {
  let best = at(near - half, on);
  for (let i = best; i <= at(near + half, on); i++) if (flux[i]! > flux[best]!) best = i;
  const [a, b, c] = [flux[best - 1]!, flux[best]!, flux[best + 1]!];
  return 10 ** (on.start + on.step * (best + (0.5 * (a - c)) / (a - 2 * b + c)));
}

describe('stars', () => {
  test('hydrogen is where Rydberg says', () => {
    expect(hydrogen(2, 3)).toBeCloseTo(6564.61, 1);
    expect(hydrogen(2, 4)).toBeCloseTo(4862.68, 1);
  });

  test('Balmer lines are deepest between 8000 and 10000 K', () => {
    const temperatures = [4500, 5500, 6500, 7200, 8000, 8500, 9000, 9500, 10000, 12000, 15000, 20000];
    const widths = temperatures.map((teff) => width(star(teff), hydrogen(2, 4), 45));
    const best = temperatures[widths.indexOf(Math.max(...widths))]!;
    expect(best).toBeGreaterThanOrEqual(8000);
    expect(best).toBeLessThanOrEqual(10000);
    expect(Math.max(...widths)).toBeGreaterThan(8);
  });

  test('gravity broadens the lines of A stars', () => {
    const share = (logg: number) => {
      const flux = star(9000, logg);
      return width(flux, hydrogen(2, 5), 40) / (1 - flux[at(hydrogen(2, 5))]! / mean(flux, 4400, 4430));
    };
    expect(share(4.5)).toBeGreaterThan(1.3 * share(2));
  });

  test('Ca K, the G band and Na D grow towards cool stars; He I shows in hot ones only', () => {
    const caK = [9000, 7500, 6000, 5000].map((teff) => width(star(teff), 3934.78, 12));
    expect([...caK].sort((a, b) => a - b)).toEqual(caK);
    expect(width(star(5000), 4305, 20)).toBeGreaterThan(3 * width(star(8500), 4305, 20));
    expect(width(star(4000), 5894, 14)).toBeGreaterThan(3 * width(star(6000), 5894, 14));
    expect(width(star(20000, 4), 4472.7, 12)).toBeGreaterThan(0.7);
    expect(width(star(7000), 5877.2, 10)).toBeLessThan(0.3);
  });

  test('metal lines go with [Fe/H]', () => {
    const mgb = [-2, -1, 0, 0.4].map((feh) => width(star(5000, 4.4, feh), 5175, 25));
    expect([...mgb].sort((a, b) => a - b)).toEqual(mgb);
    expect(mgb[2]!).toBeGreaterThan(2 * mgb[0]!);
  });

  test('M stars have TiO, dwarfs CaH more than giants', () => {
    const drop = (flux: Float64Array) => mean(flux, 7060, 7100) / mean(flux, 7030, 7050);
    expect(drop(star(3200, 4.9))).toBeLessThan(0.7);
    expect(drop(star(5500))).toBeGreaterThan(0.95);
    const cah = (logg: number) => mean(star(3300, logg), 6815, 6845) / mean(star(3300, logg), 7035, 7050);
    expect(cah(5)).toBeLessThan(0.85 * cah(0.8));
  });

  test('the Balmer jump is in A stars, not in cool ones', () => {
    const jump = (teff: number) => mean(star(teff), 3550, 3640) / mean(star(teff), 3900, 3930);
    expect(jump(9200)).toBeLessThan(0.6);
    expect(jump(25000)).toBeGreaterThan(0.85);
  });

  test('interpolation in the library is near the computed spectrum', () => {
    const library = new StarLibrary(grid, 1800);
    for (const [teff, logg, feh] of [
      [5450, 4.1, -0.6],
      [8800, 4, 0],
      [4250, 1.5, -0.2],
    ] as const) {
      const mixed = library.spectrum({ teff, logg, feh }, new Float64Array(grid.length));
      const exact = star(teff, logg, feh);
      for (let i = at(4000); i < at(9000); i++) expect(Math.abs(mixed[i]! / exact[i]! - 1)).toBeLessThan(0.12);
    }
  });

  test('spectral types', () => {
    expect([3200, 4400, 5800, 6500, 9000, 15000].map((teff) => spectralType({ teff, logg: 4.4, feh: 0 })[0])).toEqual([
      'd',
      'K',
      'G',
      'F',
      'A',
      'B',
    ]);
    expect(spectralType({ teff: 3600, logg: 1, feh: 0 })).toMatch(/^gM\d$/);
  });
});

describe('other objects', () => {
  const library = new StarLibrary(grid, 1800);
  const early = galaxySpectrum(
    { youth: 0.02, metallicity: 0, sigmaKms: 220, emission: 0, excitation: 0 },
    library,
    1800,
  );
  const late = galaxySpectrum(
    { youth: 0.7, metallicity: -0.3, sigmaKms: 80, emission: 40, excitation: -0.5 },
    library,
    1800,
  );

  test('old galaxies have a 4000 Angstrom break and no emission, young ones the other way', () => {
    const break4000 = (flux: Float64Array) => mean(flux, 4050, 4250) / mean(flux, 3750, 3950);
    expect(break4000(early)).toBeGreaterThan(1.5);
    expect(break4000(early)).toBeGreaterThan(1.25 * break4000(late));
    expect(width(early, 6564.6, 15)).toBeGreaterThan(-1);
    expect(width(late, 6564.6, 15)).toBeLessThan(-25);
  });

  test('emission lines stand at their laboratory wavelengths', () => {
    for (const wavelength of [...galaxyLines.hbeta, ...galaxyLines.oiii, ...galaxyLines.halpha, ...galaxyLines.sii]) {
      expect(Math.abs(peak(late, wavelength, 5, grid) - wavelength)).toBeLessThan(0.3);
    }
  });

  test('quasars: broad lines at (1 + z), a break at Lyman alpha', () => {
    const seen = logGridOf(3.5682, 1e-4, 3909);
    const flux = quasarSpectrum({ slope: 0, lines: 0.5, fwhmKms: 4500, forestSeed: 5 }, 2.8, seen);
    expect(Math.abs(peak(flux, 1549.06 * 3.8, 60, seen) / (1549.06 * 3.8) - 1)).toBeLessThan(0.002);
    const side = (from: number, to: number) =>
      flux.subarray(at(from * 3.8, seen), at(to * 3.8, seen)).reduce((a, b) => a + b, 0) /
      (at(to * 3.8, seen) - at(from * 3.8, seen));
    expect(side(1050, 1150)).toBeLessThan(0.85 * side(1280, 1380));
  });

  test('cataclysmic variables have two peaks at the velocity of the disc', () => {
    const flux = cataclysmicSpectrum({ teff: 14000, diskKms: 700, strength: 1 }, grid);
    const centre = hydrogen(2, 3);
    const shift = (centre * 700) / lightKms;
    expect(Math.abs(peak(flux, centre - shift, 8, grid) - (centre - shift))).toBeLessThan(3);
    expect(flux[at(centre)]!).toBeLessThan(0.8 * flux[at(centre + shift)]!);
  });
});
