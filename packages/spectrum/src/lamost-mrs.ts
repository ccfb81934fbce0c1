import type { Diagnostic } from '@lingtai/diagnostics';
import type { FitsFile, Header, TableHdu } from '@lingtai/fits';
import { fromLogLambda } from './grid.ts';
import { foundText, hasColumns, isTable, isVectors, readColumns } from './hdu.ts';
import { continuumOf, maskRows, type Segments } from './lamost-lrs.ts';
import type { SpectrumSegment } from './model.ts';
import { asFloat64, asFloats, checkedPixels, cleanIvar } from './pixels.ts';
import { type At, wrong } from './problem.ts';

const COADD_STEP_DEX = 1e-5;

/**
 * LAMOST medium resolution, both layouts: one row a pixel with LOGLAM (to DR8), or one row of vectors with WAVELENGTH
 * (DR9 and later). One segment for each arm's coadd and each exposure. Vacuum, heliocentric, Angstrom; counts.
 */
export function readLamostMrs(file: FitsFile, at: At): Segments {
  const notes: Diagnostic[] = [];
  const tables = file.hdus.filter((hdu): hdu is TableHdu => isTable(hdu) && /^(COADD_[A-Z]|[A-Z]-\d+)$/.test(hdu.name));
  if (tables.length === 0) {
    const found = foundText(file);
    throw wrong(
      'SPEC-LAYOUT',
      {
        en: `This is not a LAMOST medium-resolution spectrum: tables COADD_B, COADD_R, B-… and R-… were expected; found ${found}.`,
        zh: `这不是 LAMOST 中分辨率光谱：应有表 COADD_B、COADD_R、B-… 与 R-…；实际为 ${found}。`,
      },
      at,
    );
  }
  const vectors = hasColumns(tables[0]!, 'WAVELENGTH');
  const segments = tables.map((table) => segmentOf(file, table, { ...at, hdu: table.index }, notes));
  return { segments, layout: vectors ? 'lamost-mrs/vectors' : 'lamost-mrs/rows', notes };
}

function segmentOf(file: FitsFile, table: TableHdu, at: At, notes: Diagnostic[]): SpectrumSegment {
  const wave = hasColumns(table, 'WAVELENGTH') ? 'WAVELENGTH' : 'LOGLAM';
  isVectors(table, at, wave);
  const optional = ['ANDMASK', 'ORMASK', 'PIXMASK', 'NORMALIZATION'].filter((name) => hasColumns(table, name));
  const data = readColumns(file, table, ['FLUX', 'IVAR', wave, ...optional], at);
  const flux = data.get('FLUX')!;
  const ivar = cleanIvar(asFloats(data.get('IVAR')!));
  const normalised = table.header.getNumber('NORM') === 0 ? undefined : data.get('NORMALIZATION');
  const pixels = checkedPixels(
    {
      wavelength:
        wave === 'LOGLAM' ? fromLogLambda(data.get(wave)!, COADD_STEP_DEX).wavelength : asFloat64(data.get(wave)!),
      flux: asFloats(flux),
      ivar,
      ...(normalised && normalised[0] !== -9999 ? { continuum: continuumOf(flux, normalised, ivar) } : {}),
      masks: maskRows([
        ['andmask', data.get('ANDMASK')],
        ['ormask', data.get('ORMASK')],
        ['pixmask', data.get('PIXMASK')],
      ]),
    },
    at,
    wave,
    notes,
  );
  return {
    name: table.name,
    role: table.name.startsWith('COADD') ? 'coadd' : 'exposure',
    arm: (table.name.startsWith('COADD') ? table.name.slice(6) : table.name.slice(0, 1)).toLowerCase(),
    wavelengthUnit: 'Angstrom',
    medium: 'vacuum',
    frame: 'heliocentric',
    fluxUnit: '',
    ...pixels,
    ...exposureOf(table.header),
  };
}

function exposureOf(header: Header): Partial<SpectrumSegment> {
  const seconds = header.getNumber('EXPTIME');
  const snr = header.getNumber('SNR');
  const start = startUtc(header);
  return {
    ...(seconds === undefined ? {} : { exposureSeconds: seconds }),
    ...(snr === undefined || snr === -9999 ? {} : { snr }),
    ...(start === undefined ? {} : { dateObs: start }),
  };
}

const BEIJING_MS = 8 * 3600_000;
const MJD_EPOCH_MS = Date.UTC(1858, 10, 17);

/** Start of the exposure in UTC: DATE-BEG (local time, UTC+8), or LMJM, the local MJD in minutes. */
function startUtc(header: Header): string | undefined {
  const local = header.getString('DATE-BEG')?.match(/^(\d{4}-\d\d-\d\d)T(\d+):(\d+):(\d+(?:\.\d*)?)/);
  const minutes = Number(header.get('LMJM') ?? Number.NaN);
  const ms = local
    ? Date.parse(`${local[1]}T00:00:00Z`) +
      (Number(local[2]) * 3600 + Number(local[3]) * 60 + Number(local[4])) * 1000 -
      BEIJING_MS
    : MJD_EPOCH_MS + minutes * 60_000 - BEIJING_MS;
  return Number.isFinite(ms) ? new Date(ms).toISOString() : undefined;
}
