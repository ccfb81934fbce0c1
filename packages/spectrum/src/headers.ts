import { type CardValue, type FitsFile, readTableSync } from '@lingtai/fits';
import { isTable } from './hdu.ts';

/** A value of the model's metadata. */
export type MetadataValue = string | number | bigint | boolean | null;

/** The header keys of a spectrum file that the rows of its table come from. Looked up when asked for: nothing is parsed ahead. */
export interface SpectrumHeaders {
  /** The value of the first of these keywords that is there and not null; `null` when none is. */
  get(keywords: string | readonly string[]): MetadataValue;
  has(keyword: string): boolean;
  /** Every keyword with a value, primary header first, without those that only describe the structure. */
  keywords(): readonly string[];
}

const structural =
  /^(SIMPLE|XTENSION|BITPIX|NAXIS\d*|EXTEND|PCOUNT|GCOUNT|TFIELDS|T(TYPE|FORM|UNIT|DIM|NULL|SCAL|ZERO|DISP|COMM|UCD|UTYP)\d+|COMMENT|HISTORY|)$/;

/** Keywords that some releases write as text and others as a number. */
const numeric = new Set(['FIBERID', 'SPID', 'X_VALUE', 'Y_VALUE', 'LMJM', 'LMJD', 'MJD', 'OBSID', 'BESTEXP']);

/**
 * The keywords of the primary header, then of the first extension, then (SDSS) the columns of the one-row table that
 * describes the object; `COADD_B.SNR` is the keyword SNR of the HDU of that name. LAMOST's sentinels are nulls here: -9999 for any number, 99 and -999 for magnitudes; so is
 * blank text. `FIBERID = '1       '` is the number 1.
 */
export function readHeaders(
  file: FitsFile,
  reader: 'lamost-lrs' | 'lamost-mrs' | 'sdss' | 'generic' = 'generic',
): SpectrumHeaders {
  const lamost = reader === 'lamost-lrs' || reader === 'lamost-mrs';
  const headers = file.hdus.slice(0, 2).map((hdu) => hdu.header);
  const row = reader === 'sdss' ? objectRow(file) : undefined;
  const one = (keyword: string): MetadataValue | undefined => {
    const dot = keyword.indexOf('.');
    if (dot > 0) return ofHdu(file, keyword.slice(0, dot), keyword.slice(dot + 1), lamost);
    for (const header of headers) {
      const value = cleaned(keyword, header.get(keyword), lamost);
      if (value !== undefined && value !== null) return value;
    }
    return row?.()(keyword);
  };
  return {
    get(keywords) {
      for (const keyword of typeof keywords === 'string' ? [keywords] : keywords) {
        const value = one(keyword);
        if (value !== undefined && value !== null) return value;
      }
      return null;
    },
    has: (keyword) => one(keyword) !== undefined,
    keywords: () =>
      [...new Set(headers.flatMap((header) => header.cards.map((card) => card.keyword)))].filter(
        (k) => !structural.test(k),
      ),
  };
}

function ofHdu(file: FitsFile, name: string, keyword: string, lamost: boolean): MetadataValue | undefined {
  const header = file.hdus.find((hdu) => hdu.name === name)?.header;
  return header && cleaned(keyword, header.get(keyword), lamost);
}

function cleaned(keyword: string, value: CardValue | undefined, lamost: boolean): MetadataValue | undefined {
  if (value === undefined || value === null) return value;
  if (typeof value === 'object') return `${value.re} ${value.im}`;
  if (typeof value === 'string') {
    const text = value.trim();
    if (text === '') return null;
    if (lamost && numeric.has(keyword) && /^[+-]?\d+(\.\d*)?$/.test(text)) return cleanNumber(keyword, Number(text));
    return text;
  }
  return lamost && typeof value === 'number' ? cleanNumber(keyword, value) : value;
}

function cleanNumber(keyword: string, value: number): number | null {
  if (value === -9999) return null;
  return keyword.startsWith('MAG') && (value === 99 || value === -999) ? null : value;
}

/** The one-row table SPECOBJ or SPALL of an SDSS file, read when first asked for. */
function objectRow(file: FitsFile): () => (keyword: string) => MetadataValue | undefined {
  let get: ((keyword: string) => MetadataValue | undefined) | undefined;
  return () => {
    get ??= objectColumns(file);
    return get;
  };
}

function objectColumns(file: FitsFile): (keyword: string) => MetadataValue | undefined {
  const table = file.hdus.find((hdu) => (hdu.name === 'SPECOBJ' || hdu.name === 'SPALL') && isTable(hdu));
  if (!isTable(table)) return () => undefined;
  return (keyword) => {
    const column = table.columns.find((c) => c.name.toLowerCase() === keyword.toLowerCase());
    if (column === undefined) return undefined;
    const value: unknown = readTableSync(file, table, { columns: [column.name] }).columns.get(column.name)?.values[0];
    if (typeof value === 'string') return value.trim() === '' ? null : value.trim();
    return typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean' ? value : undefined;
  };
}

/** The model's metadata: the descriptor's names with the value of the first keyword that is there. */
export function metadataOf(
  headers: SpectrumHeaders,
  names: Readonly<Record<string, string | readonly string[]>> | undefined,
): Map<string, MetadataValue> {
  return new Map(Object.entries(names ?? {}).map(([name, keywords]) => [name, headers.get(keywords)]));
}
