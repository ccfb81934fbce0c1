import { absorb, type LogGrid } from './grid.ts';
import { hydrogen, type Species, stellarLines, titaniumOxide } from './lines.ts';

/** What decides a star's spectrum: effective temperature (K), log g (cgs), [Fe/H] (dex). */
export interface Atmosphere {
  readonly teff: number;
  readonly logg: number;
  readonly feh: number;
}

/**
 * The spectrum (F lambda, relative) of a star by our own simple formulae: black body, Balmer and Paschen jumps, hydrogen,
 * named and nameless metal lines, molecules. Meant to look right and to behave rightly with the three parameters, not to
 * measure anything by. `resolvingPower` sets the width of the lines.
 */
export function starSpectrum(star: Atmosphere, grid: LogGrid, resolvingPower: number): Float64Array {
  const flux = continuum(star, grid);
  hydrogenLines(star, grid, resolvingPower, flux);
  for (const line of stellarLines) {
    const width = line.width * strength(line.species, star);
    if (width < 0.004 || line.wavelength < grid.wavelength[0]! || line.wavelength > grid.wavelength[grid.length - 1]!)
      continue;
    const { sigma, depth } = lineShape(line.wavelength, width, resolvingPower, star.logg);
    absorb(flux, grid, { centre: line.wavelength, sigma }, depth);
  }
  molecules(star, grid, flux);
  return flux;
}

/** A Gauss of a given equivalent width; strong lines saturate and grow in breadth. */
function lineShape(
  wavelength: number,
  width: number,
  resolvingPower: number,
  logg: number,
): { sigma: number; depth: number } {
  const instrument = wavelength / resolvingPower / 2.3548;
  const own = 0.06 + 0.28 * width * (0.8 + 0.05 * logg);
  const sigma = Math.hypot(instrument, own);
  const depth = width / (sigma * 2.5066);
  return { sigma, depth: 0.93 * (1 - Math.exp(-depth / 0.93)) };
}

/** Second radiation constant in Angstrom K. */
const c2 = 1.438777e8;

function continuum({ teff, feh, logg }: Atmosphere, grid: LogGrid): Float64Array {
  const jump = balmerJump(teff, logg);
  const paschen = 0.08 * hump(teff, 9500, 0.09, 0.2);
  const blanket = (0.5 * 10 ** (0.3 * Math.min(0.3, feh))) / (1 + Math.exp((teff - 5600) / 550));
  const step = Math.min(0.4, 0.5 * blanket);
  const norm = 1 / (Math.exp(c2 / (5500 * teff)) - 1);
  return grid.wavelength.map((wavelength) => {
    let flux = (5500 / wavelength) ** 5 / (Math.exp(c2 / (wavelength * teff)) - 1) / norm;
    flux *= 1 - (jump * 1) / (1 + Math.exp((wavelength - 3720) / 18));
    if (wavelength < 4200) flux *= 1 - step / (1 + Math.exp((wavelength - 3985) / 18));
    flux *= 1 - paschen / (1 + Math.exp((wavelength - 8240) / 25));
    if (wavelength < 4700) flux *= Math.exp(-blanket * ((4700 - wavelength) / 700) ** 1.2);
    return flux;
  });
}

function balmerJump(teff: number, logg: number): number {
  return 0.62 * hump(teff, 9200, 0.09, 0.2) * (1.1 - 0.03 * logg);
}

/** 1 at `top`, falling off in log temperature with one width on the cool and another on the hot side. */
function hump(teff: number, top: number, coolDex: number, hotDex: number): number {
  const distance = Math.log10(teff / top);
  return Math.exp(-0.5 * (distance / (distance < 0 ? coolDex : hotDex)) ** 2);
}

/** Equivalent width of H-beta, Angstrom; strongest at 9000 K, and broader in dwarfs. */
function balmerWidth({ teff, logg }: Atmosphere): number {
  const cool = teff > 3800 ? 0.9 : 0;
  const pressure = teff > 7500 ? 0.35 + 0.16 * logg : 1;
  return cool + 24 * hump(teff, 9000, 0.085, 0.21) * pressure;
}

function hydrogenLines(star: Atmosphere, grid: LogGrid, resolvingPower: number, flux: Float64Array): void {
  const width = balmerWidth(star);
  const wing = 1.2 + 7 * hump(star.teff, 9500, 0.1, 0.25) * 10 ** (0.16 * (star.logg - 4));
  for (let upper = 3; upper <= 16; upper++) {
    const strengthOf = upper === 3 ? 0.85 : upper < 7 ? 1 : 1 - 0.075 * (upper - 6);
    hydrogenLine(grid, resolvingPower, flux, hydrogen(2, upper), width * strengthOf, wing);
  }
  const paschen = 0.28 * Math.max(0, width - 1.2);
  for (let upper = 9; upper <= 18; upper++)
    hydrogenLine(grid, resolvingPower, flux, hydrogen(3, upper), paschen * (1 - 0.05 * (upper - 9)), wing);
}

function hydrogenLine(
  grid: LogGrid,
  resolvingPower: number,
  flux: Float64Array,
  centre: number,
  width: number,
  wing: number,
): void {
  if (width < 0.05 || centre < grid.wavelength[0]! - 200 || centre > grid.wavelength[grid.length - 1]! + 200) return;
  const sigma = Math.hypot(centre / resolvingPower / 2.3548, 0.6 + 0.09 * width);
  const part = width > 3 ? 0.5 : 0.15;
  const area = (1 - part) * sigma * 2.5066 + part * Math.PI * wing * 0.97;
  const depth = width / area;
  absorb(flux, grid, { centre, sigma, wing, wingPart: part }, 0.82 * (1 - Math.exp(-depth / 0.82)));
}

/** How strong a species is: a factor of its lines' equivalent widths. */
function strength(species: Species, { teff, logg, feh }: Atmosphere): number {
  const metals = 10 ** (0.55 * feh);
  const rich = 10 ** (0.4 * feh);
  const giant = 1 + 0.06 * (4.4 - logg);
  switch (species) {
    case 'neutral':
      return metals * giant * hump(teff, 4500, 0.16, 0.088) * 1.15;
    case 'ionised':
      return (
        metals * (1 + 0.15 * (4.4 - logg)) * (0.25 + 0.75 * hump(teff, 7600, 0.1, 0.09)) * hump(teff, 7600, 0.3, 0.1)
      );
    case 'alpha':
      return rich * hump(teff, 4400, 0.14, 0.09) * (1.35 - 0.1 * (4.5 - logg));
    case 'sodium':
      return rich * Math.min(3.5, (4800 / teff) ** 5) * (1 - 0.08 * (4.5 - logg));
    case 'calcium-k':
      return 10 ** (0.3 * feh) * 1.25 * hump(teff, 4400, 0.2, 0.115);
    case 'calcium-triplet':
      return rich * (1.1 + 0.12 * (4.4 - logg)) * (teff < 3900 ? (teff / 3900) ** 3 : hump(teff, 5000, 0.3, 0.14));
    case 'helium':
      return hump(teff, 21000, 0.13, 0.2);
    case 'helium2':
      return hump(teff, 42000, 0.09, 0.3);
  }
}

function molecules({ teff, logg, feh }: Atmosphere, grid: LogGrid, flux: Float64Array): void {
  const cool = Math.max(0, Math.min(1.25, (4000 - teff) / 850)) * 10 ** (0.15 * feh);
  if (cool > 0) for (const [head, depth, reach] of titaniumOxide) band(grid, flux, head, 1.5 * depth * cool, reach);
  const dwarf = Math.max(0, Math.min(1, (logg - 2.5) / 2));
  if (cool > 0) {
    hollow(grid, flux, 6385, 22, 0.3 * cool * dwarf);
    hollow(grid, flux, 6830, 45, 0.45 * cool * dwarf);
  }
  const hydride = hump(teff, 5100, 0.09, 0.06) * 10 ** (0.35 * feh);
  hollow(grid, flux, 4306, 11, 0.42 * hydride);
  hollow(grid, flux, 4215, 16, 0.16 * hydride * Math.max(0, Math.min(1, (4 - logg) / 2)));
  hollow(grid, flux, 5130, 70, 0.28 * hump(teff, 4100, 0.05, 0.04) * dwarf * 10 ** (0.3 * feh));
}

/** A band with a sharp head on the blue side. */
function band(grid: LogGrid, flux: Float64Array, head: number, depth: number, reach: number): void {
  for (let i = 0; i < grid.length; i++) {
    const distance = grid.wavelength[i]! - head;
    if (distance > -8 && distance < 6 * reach)
      flux[i]! *= Math.exp((-depth * Math.exp(-Math.max(0, distance) / reach)) / (1 + Math.exp(-distance / 1.5)));
  }
}

function hollow(grid: LogGrid, flux: Float64Array, centre: number, sigma: number, depth: number): void {
  if (depth > 0.005) absorb(flux, grid, { centre, sigma }, Math.min(0.85, depth));
}
