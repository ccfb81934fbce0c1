import { binTableHdu, type CardToWrite, type HduToWrite, primaryHdu, writeFits } from '@lingtai/fits';
import {
  type CardRow,
  cardsOf,
  commonCards,
  exposuresOf,
  type HeaderInput,
  isoOfMjd,
  reductionCards,
  softwareVersion,
  spectrographCards,
} from './cards.ts';
import { type Arm, armModels, arms, type MrsObservation, type MrsPixels, type MrsResult } from './observe-mrs.ts';

/** A medium-resolution file in the layout of LAMOST DR9 and later: Information, COADD_B, COADD_R, B-… and R-… . */
export function mrsFile(input: HeaderInput, observed: MrsObservation, result: MrsResult): Uint8Array {
  const times = exposuresOf(input.plate);
  const list = times.map(({ lmjm }) => lmjm).join('-');
  const seconds = input.plate.exposureSeconds;
  const hdus: HduToWrite[] = [primaryHdu({ cards: cardsOf(mrsCards(input, result)) })];
  for (const arm of arms) {
    hdus.push(
      pixelTable(`COADD_${arm}`, armModels[arm].coadd32, observed.coadd[arm], true, [
        ['LMJMLIST', list, 'Local Modified Julian Minute list'],
      ]),
    );
  }
  for (const arm of arms) {
    observed.exposures[arm].forEach((pixels, i) => {
      hdus.push(exposureTable(arm, pixels, times[i]!, seconds));
    });
  }
  return writeFits(hdus, { checksum: false });
}

function exposureTable(
  arm: Arm,
  pixels: MrsPixels,
  { startMjd, lmjm }: { startMjd: number; lmjm: number },
  seconds: number,
): HduToWrite {
  return pixelTable(`${arm}-${lmjm}`, armModels[arm].exposure32, pixels, false, [
    ['DATE-OBS', isoOfMjd(startMjd + seconds / 172800), 'The observation median UTC'],
    ['DATE-BEG', isoOfMjd(startMjd + 8 / 24, 1), 'The observation start local time'],
    ['DATE-END', isoOfMjd(startMjd + 8 / 24 + seconds / 86400, 1), 'The observation end local time'],
    ['LMJM', String(lmjm), 'Local Modified Julian Minute'],
    ['EXPTIME', seconds, '[s] Exposure duration time'],
  ]);
}

function pixelTable(
  name: string,
  wavelength: Float32Array,
  pixels: MrsPixels,
  coadd: boolean,
  rows: readonly CardRow[],
): HduToWrite {
  const n = wavelength.length;
  const cards: CardToWrite[] = cardsOf([
    ['SIMULATD', true, 'These data are simulated'],
    ['NORM', 0, '1 if there exists a normalizated spectrum'],
    ...rows,
    ['SNR', pixels.snr, 'Signal to noise ratio'],
  ]);
  const masks = coadd ? ['ANDMASK', 'ORMASK'] : ['PIXMASK'];
  return binTableHdu({
    name,
    columns: [
      { name: 'FLUX', format: `${n}E`, values: pixels.flux },
      { name: 'IVAR', format: `${n}E`, values: pixels.ivar },
      { name: 'WAVELENGTH', format: `${n}E`, unit: 'Angstrom', values: wavelength },
      ...masks.map((mask) => ({ name: mask, format: `${n}I`, values: pixels.mask })),
    ],
    cards,
  });
}

function mrsCards(input: HeaderInput, result: MrsResult): CardRow[] {
  const { plate, target } = input;
  return [
    ['EXTNAME', 'Information', 'The extension name'],
    ...commonCards(input),
    ['N_EXTEN', 3 + 2 * plate.exposures, 'The extension number'],
    ['MAGTYPE', 'r', 'Magnitude type of object'],
    ['MAG1', target.r, '[mag] AB magnitude in r of the model'],
    ...[2, 3, 4, 5, 6, 7].map((i): CardRow => [`MAG${i}`, 99, `[mag] Mag${i} of object`]),
    ['EXPTIME', plate.exposures * plate.exposureSeconds, '[s] Exposure duration time of all exposures'],
    ['NEXP_B', plate.exposures, 'Number of valid blue exposures'],
    ['COMBIN_B', true, 'Whether the combined data of B band exists'],
    ['NEXP_R', plate.exposures, 'Number of valid red exposures'],
    ['COMBIN_R', true, 'Whether the combined data of R band exists'],
    ...spectrographCards(input),
    ['COMMENT', '--------DATA REDUCTION PARAMETERS'],
    ...reductionCards(input),
    ['VERSPIPE', softwareVersion, 'Version of Pipeline'],
    ['COMMENT', '--------RADIAL VELOCITIES (km/s)'],
    ...Object.entries(result).map(([keyword, value]): CardRow => [keyword, value]),
  ];
}
