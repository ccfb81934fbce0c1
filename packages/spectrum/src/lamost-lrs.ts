import type { Diagnostic } from '@lingtai/diagnostics';
import type { FitsFile, Header, ImageHdu, TableHdu } from '@lingtai/fits';
import { largestDifference, logGrid } from './grid.ts';
import { foundText, hasColumns, isTable, isVectors, type Numbers, readColumns, readRows } from './hdu.ts';
import type { SpectrumSegment } from './model.ts';
import { asFloat64, asFloats, asMask, checkedPixels, cleanIvar, type Pixels } from './pixels.ts';
import { type At, note, wrong } from './problem.ts';

/** What a reader gives; `readSpectrum` adds the metadata. */
export interface Segments {
  readonly segments: SpectrumSegment[];
  readonly layout: string;
  readonly notes: Diagnostic[];
}

/** The stored float32 wavelengths are 10^float32(log): off by up to 0.003 A. More than this is another grid. */
const SAME_GRID_ANGSTROM = 0.005;

/**
 * LAMOST low resolution, all three layouts: DR1 (image, third row normalised flux, no wavelengths), DR2 to DR8 (image of
 * flux, ivar, wavelength, and-mask, or-mask), DR9 and later (a one-row table of vectors). Vacuum, heliocentric, Angstrom.
 */
export function readLamostLrs(file: FitsFile, at: At): Segments {
  const notes: Diagnostic[] = [];
  const primary = file.hdus[0]!;
  if (primary.kind === 'image' && primary.shape.length === 2) {
    return fromImage(file, primary, { ...at, hdu: 0 }, notes);
  }
  const table = file.hdus.find((hdu): hdu is TableHdu => isTable(hdu) && hasColumns(hdu, 'FLUX'));
  if (table && hasColumns(table, 'LOGLAM') && !hasColumns(table, 'WAVELENGTH')) throw notLrs(file, at);
  if (table) return fromVectors(file, table, { ...at, hdu: table.index }, notes);
  throw notLrs(file, at);
}

function notLrs(file: FitsFile, at: At): Error {
  const found = foundText(file);
  return wrong(
    'SPEC-LAYOUT',
    {
      en: `This is not a LAMOST low-resolution spectrum: an image of 5 rows in HDU 0, or a table with FLUX and WAVELENGTH, was expected; found ${found}.`,
      zh: `这不是 LAMOST 低分辨率光谱：应为 HDU 0 中 5 行的图像，或含 FLUX 与 WAVELENGTH 的表；实际为 ${found}。`,
    },
    at,
  );
}

/** The rows' meaning from EXTEN0 (`Flux, Inverse, Wavelength, Andmask, Ormask`), or from the third row's values without it. */
function rowNames(header: Header, rows: readonly Numbers[]): string[] {
  const listed = header
    .getString('EXTEN0')
    ?.toLowerCase()
    .split(/[\s,]+/)
    .filter(Boolean);
  if (listed && listed.length >= 5) return listed;
  const third = rows[2]!;
  const rises = third[0]! > 3000 && third[third.length - 1]! > third[0]!;
  return ['flux', 'inverse', rises ? 'wavelength' : 'subcontinuum', 'andmask', 'ormask'];
}

function fromImage(file: FitsFile, image: ImageHdu, at: At, notes: Diagnostic[]): Segments {
  if (image.shape[1] !== 5) throw notLrs(file, at);
  const rows = readRows(file, image, at);
  const names = rowNames(image.header, rows);
  const row = (start: string) => {
    const index = names.findIndex((name) => name.startsWith(start));
    return index < 0 ? undefined : rows[index];
  };
  const stored = row('wave');
  const flux = row('flux') ?? rows[0]!;
  const ivar = cleanIvar(asFloats(row('inv') ?? row('ivar') ?? rows[1]!));
  const normalised = row('sub');
  const pixels: Pixels = {
    wavelength: lrsWavelength(image.header, stored, flux.length, at, notes),
    flux: asFloats(flux),
    ivar,
    ...(normalised ? { continuum: continuumOf(flux, normalised, ivar) } : {}),
    masks: maskRows([
      ['andmask', row('and')],
      ['ormask', row('or')],
    ]),
  };
  return {
    segments: [segmentOf(pixels, at, notes)],
    layout: stored ? 'lamost-lrs/image' : 'lamost-lrs/dr1-image',
    notes,
  };
}

function fromVectors(file: FitsFile, table: TableHdu, at: At, notes: Diagnostic[]): Segments {
  if (!isVectors(table, at, 'FLUX')) throw notLrs(file, at);
  const optional = ['ANDMASK', 'ORMASK', 'NORMALIZATION'].filter((name) => hasColumns(table, name));
  const data = readColumns(file, table, ['FLUX', 'IVAR', 'WAVELENGTH', ...optional], at);
  const flux = data.get('FLUX')!;
  const ivar = cleanIvar(asFloats(data.get('IVAR')!));
  const normalised = data.get('NORMALIZATION');
  const pixels: Pixels = {
    wavelength: lrsWavelength(file.hdus[0]!.header, data.get('WAVELENGTH'), data.get('WAVELENGTH')!.length, at, notes),
    flux: asFloats(flux),
    ivar,
    ...(normalised ? { continuum: continuumOf(flux, normalised, ivar) } : {}),
    masks: maskRows([
      ['andmask', data.get('ANDMASK')],
      ['ormask', data.get('ORMASK')],
    ]),
  };
  return { segments: [segmentOf(pixels, at, notes)], layout: 'lamost-lrs/vectors', notes };
}

export function maskRows(rows: readonly [string, Numbers | undefined][]): Pixels['masks'] {
  return rows.flatMap(([name, values]) => (values ? [{ name, values: asMask(values) }] : []));
}

function segmentOf(pixels: Pixels, at: At, notes: Diagnostic[]): SpectrumSegment {
  return {
    name: 'COADD',
    role: 'coadd',
    wavelengthUnit: 'Angstrom',
    medium: 'vacuum',
    frame: 'heliocentric',
    fluxUnit: '',
    ...checkedPixels(pixels, at, 'WAVELENGTH', notes),
  };
}

/** Flux over normalised flux where the pixel is worth something; NaN elsewhere. */
export function continuumOf(flux: Numbers, normalised: Numbers, ivar: ArrayLike<number>): Float32Array {
  const continuum = new Float32Array(flux.length);
  for (let i = 0; i < flux.length; i++) {
    const level = normalised[i]!;
    continuum[i] = ivar[i]! > 0 && Math.abs(level) > 1e-6 && level !== -9999 ? flux[i]! / level : Number.NaN;
  }
  return continuum;
}

/**
 * The best wavelengths: the header's formula 10^(COEFF0 + COEFF1 i) in double precision, for the stored ones are the same
 * grid after a float32 rounding of the logarithm (0.003 A). Where the two are different grids (WFITTYPE = -9999 in DR8) the
 * stored values are what the flux was sampled on, and they are used.
 */
function lrsWavelength(
  header: Header,
  stored: Numbers | undefined,
  length: number,
  at: At,
  notes: Diagnostic[],
): Float64Array {
  const start = header.getNumber('COEFF0') ?? header.getNumber('CRVAL1');
  const step = header.getNumber('COEFF1') ?? header.getNumber('CD1_1');
  const usable = start !== undefined && step !== undefined && start > 3 && start < 5 && step > 0 && step < 0.01;
  if (!usable) {
    if (stored) return asFloat64(stored);
    throw wrong(
      'SPEC-WAVE-NONE',
      {
        en: 'The file has no row of wavelengths and no COEFF0 and COEFF1 to compute them from.',
        zh: '文件没有波长行，也没有可用于计算波长的 COEFF0 与 COEFF1。',
      },
      at,
      'COEFF0',
    );
  }
  const grid = logGrid(start, step, length);
  if (!stored) {
    const text = {
      en: 'The file has no wavelengths; they come from COEFF0 and COEFF1.',
      zh: '文件不含波长；由 COEFF0 与 COEFF1 计算。',
    };
    notes.push(note('SPEC-WAVE-FORMULA', text, at));
    return grid;
  }
  const difference = largestDifference(grid, stored);
  if (difference <= SAME_GRID_ANGSTROM) return grid;
  const most = difference.toFixed(3);
  notes.push(
    note(
      'SPEC-WAVE-STORED',
      {
        en: `The stored wavelengths differ from COEFF0 and COEFF1 by up to ${most} Angstrom; the stored ones are used.`,
        zh: `存储的波长与 COEFF0、COEFF1 的结果最多相差 ${most} 埃；采用存储值。`,
      },
      at,
      'warning',
    ),
  );
  return asFloat64(stored);
}
