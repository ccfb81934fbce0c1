import { airOfVacuum, vacuumOfAir } from './air.ts';
import type { SpectrumSegment } from './model.ts';

/** Angstroms in one of each unit. */
export const angstromsPer: Readonly<Record<SpectrumSegment['wavelengthUnit'], number>> = {
  Angstrom: 1,
  nm: 10,
  um: 1e4,
  m: 1e10,
};

/** Wavelengths of a segment in Angstrom and in the medium asked for. A fresh array. */
export function wavelengthsAngstrom(segment: SpectrumSegment, medium: 'vacuum' | 'air'): Float64Array {
  const scale = angstromsPer[segment.wavelengthUnit];
  const convert = medium === segment.medium ? undefined : medium === 'air' ? airOfVacuum : vacuumOfAir;
  return segment.wavelength.map((value) => (convert ? convert(value * scale) : value * scale));
}
