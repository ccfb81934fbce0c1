import { type Diagnostic, fail } from '@lingtai/diagnostics';
import type { FitsFile, Hdu, Header } from '@lingtai/fits';
import type { GenericSpectrumReader } from './entry.ts';
import { foundText, isTable, type Numbers, readColumns, readRows } from './hdu.ts';
import type { Segments } from './lamost-lrs.ts';
import type { SpectrumSegment } from './model.ts';
import { asFloat64, asFloats, asMask, checkedPixels } from './pixels.ts';
import { type At, note, placeAt, wrong } from './problem.ts';

const units: Readonly<Record<string, SpectrumSegment['wavelengthUnit']>> = {
  angstrom: 'Angstrom',
  angstroms: 'Angstrom',
  ang: 'Angstrom',
  aa: 'Angstrom',
  a: 'Angstrom',
  nm: 'nm',
  um: 'um',
  micron: 'um',
  m: 'm',
};

/** Any table or image that a descriptor describes. Throws `SPEC-CONFIG` when the descriptor's entry cannot be followed. */
export function readGeneric(file: FitsFile, reader: GenericSpectrumReader, at: At): Segments {
  const hdu = file.hdus.find((h) => (typeof reader.hdu === 'number' ? h.index === reader.hdu : h.name === reader.hdu));
  if (!hdu) {
    const found = foundText(file);
    throw wrong(
      'SPEC-HDU',
      { en: `There is no HDU ${reader.hdu}; found ${found}.`, zh: `没有 HDU ${reader.hdu}；实际为 ${found}。` },
      at,
    );
  }
  const here: At = { ...at, hdu: hdu.index };
  const notes = unitNotes(hdu, reader, here);
  const field = fieldReader(file, hdu, reader, here);
  const flux = asFloats(field('flux', reader.flux));
  const masks = (reader.masks ?? []).map((mask) => ({ name: mask.name, values: asMask(field(mask.name, mask)) }));
  const pixels = checkedPixels(
    {
      wavelength: wavelengthOf(hdu.header, reader, flux.length, () => field('wavelength', reader.wavelength), here),
      flux,
      ...(reader.error ? { ivar: ivarOf(field('error', reader.error), reader.error.kind) } : {}),
      masks,
    },
    here,
    reader.wavelength.column ?? 'WCS',
    notes,
  );
  const segment: SpectrumSegment = {
    name: hdu.name === '' ? `HDU${hdu.index}` : hdu.name,
    role: 'single',
    wavelengthUnit: unitOf(reader.wavelength.unit, here),
    medium: reader.wavelength.medium,
    frame: 'unknown',
    fluxUnit: reader.flux.unit,
    ...pixels,
  };
  return { segments: [segment], layout: 'generic', notes };
}

function unitOf(unit: string, at: At): SpectrumSegment['wavelengthUnit'] {
  const known = units[unit.trim().toLowerCase()];
  if (known === undefined || unit.trim() === 'M') {
    throw config(
      {
        en: `The wavelength unit "${unit}" is not known; use Angstrom, nm, um or m.`,
        zh: `未知的波长单位“${unit}”；请用 Angstrom、nm、um 或 m。`,
      },
      at,
    );
  }
  return known;
}

function config(text: { en: string; zh: string }, at: At): Error {
  return fail('usage', 'SPEC-CONFIG', text, { place: placeAt(at) });
}

interface Field {
  readonly column?: string;
  readonly row?: number;
}

/** Gives the numbers of a field: a column of the table (one row of vectors or one row a pixel), or a row of the image. */
function fieldReader(
  file: FitsFile,
  hdu: Hdu,
  reader: GenericSpectrumReader,
  at: At,
): (name: string, field: Field) => Numbers {
  if (isTable(hdu)) {
    const wanted = [reader.wavelength, reader.flux, reader.error, ...(reader.masks ?? [])].flatMap(
      (field) => field?.column ?? [],
    );
    const data = readColumns(file, hdu, [...new Set(wanted)], at);
    return (name, field) => {
      if (field.column === undefined)
        throw config(
          {
            en: `HDU ${hdu.index} is a table: ${name} needs a column.`,
            zh: `HDU ${hdu.index} 是表：${name} 需要指明列。`,
          },
          at,
        );
      return data.get(field.column)!;
    };
  }
  if (hdu.kind !== 'image' || hdu.shape.length === 0) {
    const found = foundText(file);
    throw wrong(
      'SPEC-LAYOUT',
      {
        en: `HDU ${hdu.index} holds no table and no image; found ${found}.`,
        zh: `HDU ${hdu.index} 既无表也无图像；实际为 ${found}。`,
      },
      at,
    );
  }
  const rows = readRows(file, hdu, at);
  return (name, field) => {
    const row = rows[field.row ?? 0];
    if (!row)
      throw config(
        {
          en: `${name}: row ${field.row} is not in 0..${rows.length - 1}.`,
          zh: `${name}：第 ${field.row} 行不在 0..${rows.length - 1} 之内。`,
        },
        at,
      );
    return row;
  };
}

function wavelengthOf(
  header: Header,
  reader: GenericSpectrumReader,
  length: number,
  field: () => Numbers,
  at: At,
): Float64Array {
  const { column, wcs } = reader.wavelength;
  if (column !== undefined) {
    const values = field();
    return wcs === 'loglam' || wcs === 'log10' ? Float64Array.from(values, (value) => 10 ** value) : asFloat64(values);
  }
  if (wcs === undefined) throw config({ en: 'The wavelengths need a column or a WCS.', zh: '波长需要列或 WCS。' }, at);
  const start = header.getNumber('CRVAL1') ?? header.getNumber('COEFF0');
  const step = header.getNumber('CD1_1') ?? stepOf(header) ?? header.getNumber('COEFF1');
  if (start === undefined || step === undefined) {
    throw wrong(
      'SPEC-WAVE-NONE',
      {
        en: 'The header has no CRVAL1 and CDELT1 (or CD1_1) to compute the wavelengths from.',
        zh: '头部没有可用于计算波长的 CRVAL1 与 CDELT1（或 CD1_1）。',
      },
      at,
      'CRVAL1',
    );
  }
  const reference = header.getNumber('CRPIX1') ?? 1;
  return Float64Array.from({ length }, (_, i) => {
    const value = start + step * (i + 1 - reference);
    return wcs === 'linear' ? value : 10 ** value;
  });
}

/** CDELT1 times PC1_1 (FITS 4.0, 8.1). */
function stepOf(header: Header): number | undefined {
  const delta = header.getNumber('CDELT1');
  return delta === undefined ? undefined : delta * (header.getNumber('PC1_1') ?? 1);
}

/** A note when the file names another wavelength unit than the descriptor. */
function unitNotes(hdu: Hdu, reader: GenericSpectrumReader, at: At): Diagnostic[] {
  const { column, unit, wcs } = reader.wavelength;
  const own = isTable(hdu)
    ? hdu.columns.find((c) => c.name.toLowerCase() === column?.toLowerCase())?.unit
    : hdu.header.getString('CUNIT1');
  const known = own === undefined || wcs === 'loglam' || wcs === 'log10' ? undefined : units[own.trim().toLowerCase()];
  if (known === undefined || known === units[unit.trim().toLowerCase()]) return [];
  const text = {
    en: `The file gives the wavelengths in ${own}, the descriptor says ${unit}; the descriptor is followed.`,
    zh: `文件中波长单位为 ${own}，描述文件为 ${unit}；以描述文件为准。`,
  };
  return [note('SPEC-UNIT', text, at, 'warning')];
}

function ivarOf(values: Numbers, kind: 'ivar' | 'sigma' | 'variance'): Float32Array | Float64Array {
  if (kind === 'ivar') return asFloats(values);
  return Float64Array.from(values, (value) => (value > 0 ? 1 / (kind === 'sigma' ? value * value : value) : 0));
}
