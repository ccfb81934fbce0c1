import { binTableHdu, primaryHdu, writeFits } from '@lingtai/fits';
import {
  type CardRow,
  cardsOf,
  commonCards,
  exposuresOf,
  type HeaderInput,
  reductionCards,
  softwareVersion,
  spectrographCards,
} from './cards.ts';
import { bandNames, lrsGrid } from './instrument.ts';
import type { LrsResult } from './measure.ts';
import type { LrsObservation } from './observe-lrs.ts';

/** A missing number, as LAMOST writes it. */
const missing = -9999;

/** The stored wavelengths: float32, as LAMOST has them. */
const wavelength32 = Float32Array.from(lrsGrid.wavelength);

/** A low-resolution file in the layout of LAMOST DR9 and later: primary header with everything, and one row of vectors. */
export function lrsFile(input: HeaderInput, observed: LrsObservation, result: LrsResult): Uint8Array {
  const { length } = observed;
  const vector = (name: string, values: Float32Array) => ({ name, format: `${length}E`, values });
  const table = binTableHdu({
    name: 'COADD',
    columns: [
      vector('FLUX', observed.flux),
      vector('IVAR', observed.ivar),
      { ...vector('WAVELENGTH', wavelength32.subarray(0, length)), unit: 'Angstrom' },
      vector('ANDMASK', observed.andmask),
      vector('ORMASK', observed.ormask),
      vector('NORMALIZATION', observed.normalization),
    ],
    cards: [{ keyword: 'SIMULATD', value: true, comment: 'These data are simulated' }],
  });
  return writeFits([primaryHdu({ cards: cardsOf(lrsCards(input, observed, result)) }), table], { checksum: false });
}

function lrsCards(input: HeaderInput, { magnitudes, snr }: LrsObservation, result: LrsResult): CardRow[] {
  const { plate } = input;
  const exposures = exposuresOf(plate);
  const seconds = plate.exposures * plate.exposureSeconds;
  return [
    ...commonCards(input),
    ['N_EXTEN', 2, 'The amount of extension'],
    ['NORM', 1, '1 if there exists a normalized spectrum'],
    ['LMJMLIST', exposures.map(({ lmjm }) => lmjm).join('-'), 'Local Modified Julian Minute list'],
    ['MAGTYPE', 'ugriz', 'Magnitude type of object'],
    ...bandNames.map(
      (name, i): CardRow => [`MAG${i + 1}`, magnitudes[name], `[mag] AB magnitude in ${name} of the model`],
    ),
    ['MAG6', 99, '[mag] Mag6 of object'],
    ['MAG7', 99, '[mag] Mag7 of object'],
    ['NEXP', plate.exposures, 'Number of valid exposures'],
    ['NEXP_B', plate.exposures, 'Number of valid blue exposures'],
    ['NEXP_R', plate.exposures, 'Number of valid red exposures'],
    ['EXPT_B', seconds, '[s] Blue exposure duration time'],
    ['EXPT_R', seconds, '[s] Red exposure duration time'],
    ['EXPTIME', seconds, '[s] Minimum of exposure time for all cameras'],
    ...spectrographCards(input),
    ['COMMENT', '--------DATA REDUCTION PARAMETERS'],
    ...reductionCards(input),
    ['NWORDER', 2, 'Number of linear-log10 coefficients'],
    ['WFITTYPE', 'LOG-LINEAR', 'Linear-log10 dispersion'],
    ['COEFF0', lrsGrid.start, 'Central wavelength (log10) of first pixel'],
    ['COEFF1', lrsGrid.step, 'Log10 dispersion per pixel'],
    ['DC-FLAG', 1, 'Log-linear flag'],
    ['COMMENT', '--------SPECTRA ANALYSIS RESULTS'],
    ['VERSPIPE', softwareVersion, 'Version of Pipeline'],
    ['CLASS', result.class, 'Class of object'],
    ['SUBCLASS', result.subclass, 'Subclass of object'],
    ['Z', result.z?.value ?? missing, 'Redshift of object'],
    ['Z_ERR', result.z?.error ?? missing, 'Redshift error of object'],
    ['ZFLAG', result.zFrom, 'Which method computes the redshift'],
    ...bandNames.map((name): CardRow => [`SNR${name.toUpperCase()}`, snr[name], `SNR of ${name} filter`]),
  ];
}
