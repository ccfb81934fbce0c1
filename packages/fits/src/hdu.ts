import { type Diagnostic, fail, nearest } from '@lingtai/diagnostics';
import type { FitsColumn } from './column.ts';
import type { Header } from './header.ts';
import type { ByteSource } from './source.ts';

/** What every header-and-data unit has. */
export interface HduBase {
  /** 0 is the primary one. */
  readonly index: number;
  /** EXTNAME, or the empty string. */
  readonly name: string;
  readonly header: Header;
  readonly headerOffsetBytes: number;
  readonly dataOffsetBytes: number;
  /** As the header says it, without the padding to 2880; the file may hold less. */
  readonly dataLengthBytes: number;
}

/** An image of any number of axes, also with none (a primary HDU without data). FITS 4.0, 7.1. */
export interface ImageHdu extends HduBase {
  readonly kind: 'image';
  readonly bitpix: 8 | 16 | 32 | 64 | -32 | -64;
  /** NAXIS1 first; empty, or with an axis of 0, when the HDU has no pixels. */
  readonly shape: readonly number[];
}

/** A binary or an ASCII table. FITS 4.0, 7.2 and 7.3. */
export interface TableHdu extends HduBase {
  readonly kind: 'bintable' | 'asciitable';
  readonly rowCount: number;
  readonly rowBytes: number;
  /** The heap's first byte after the start of the data, and its end; the same when there is no heap. */
  readonly heapFrom: number;
  readonly heapTo: number;
  /** Parsed when first asked for; throws `FITS-COLUMN` where the header describes no possible column. */
  readonly columns: readonly FitsColumn[];
}

/** An image or table in tile compression (FITS 4.0, 10): structure and header are read, pixels and rows are refused. */
export interface CompressedHdu extends HduBase {
  readonly kind: 'compressed-image' | 'compressed-table';
  /** ZCMPTYPE, for example `RICE_1`. */
  readonly compression: string;
  readonly bitpix?: number;
  /** ZNAXIS1 first (images). */
  readonly shape: readonly number[];
  /** The binary table that holds the tiles. */
  readonly table: TableHdu;
}

/** Random groups, FITS 4.0, 6. */
export interface GroupsHdu extends HduBase {
  readonly kind: 'groups';
  readonly bitpix: ImageHdu['bitpix'];
  readonly groupCount: number;
  readonly parameterCount: number;
  /** NAXIS2 first. */
  readonly shape: readonly number[];
}

/** An extension type that we do not know, or SIMPLE = F: header only. */
export interface OtherHdu extends HduBase {
  readonly kind: 'other';
  /** XTENSION, or `SIMPLE = F`. */
  readonly extension: string;
}

export type Hdu = ImageHdu | TableHdu | CompressedHdu | GroupsHdu | OtherHdu;

/** An opened file: every header, no data yet. */
export interface FitsFile {
  readonly name?: string;
  readonly hdus: readonly Hdu[];
  /** The (unpacked) bytes. */
  readonly source: ByteSource;
  /** What a person should know and what did not stop the reading: data cut off, bytes after the last HDU. */
  readonly diagnostics: readonly Diagnostic[];
}

/** The HDU of a number or of an EXTNAME (case does not matter; the first of several). Throws `FITS-NO-HDU`. */
export function hduOf(file: FitsFile, which: number | string): Hdu {
  const wanted = typeof which === 'string' ? which.toUpperCase() : which;
  const found = file.hdus.find((hdu) =>
    typeof wanted === 'number' ? hdu.index === wanted : hdu.name.toUpperCase() === wanted,
  );
  if (found) return found;
  if (wanted === 'PRIMARY') return file.hdus[0]!;
  const names = file.hdus.map((hdu) => hdu.name).filter((name) => name !== '');
  const more = {
    place: { ...(file.name === undefined ? {} : { file: file.name }) },
    nearest: nearest(String(which), names),
  };
  throw fail(
    'usage',
    'FITS-NO-HDU',
    {
      en: `The file has no HDU "${which}" (it has ${file.hdus.length}).`,
      zh: `文件没有 HDU“${which}”（共 ${file.hdus.length} 个）。`,
    },
    more,
  );
}
