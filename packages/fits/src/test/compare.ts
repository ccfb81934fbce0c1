import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { LingtaiError } from '@lingtai/diagnostics';
import { expect } from 'vitest';
import type { CardValue } from '../card.ts';
import type { FitsColumnData } from '../data.ts';
import {
  bytesSource,
  type FitsFile,
  type Hdu,
  type Header,
  openFits,
  openFitsSync,
  readGroupsSync,
  readImageSync,
  readTableSync,
  type TableHdu,
  verifyChecksum,
} from '../index.ts';
import { gunzip } from '../node.ts';

/** The repository. */
export const root: string = resolve(import.meta.dirname, '../../../..');
/** The shared data, which may be absent. */
export const data: string = join(resolve(root, process.env['LINGTAI_SHARED'] ?? '../shared'), 'data');

interface Sum {
  sha256?: string;
  null?: string;
  error?: string;
}
interface HduDigest {
  name: string;
  header: Sum & { count?: number; unparsed?: string[] };
  image?: (Sum & { dtype: string; shape: number[]; scaled: boolean }) | null;
  table?: Sum & { rows?: number; columns?: (Sum & { name: string; format: string; dtype: string })[] };
  groups?: Sum & { groups?: number; parameters?: string[] };
  other?: string;
  sums?: [string, string];
}
/** What fixtures/fits/digests.py prints. */
export interface Digests {
  astropy: string;
  files: Record<string, { error?: string; hdus?: HduDigest[] }>;
}

export function digestsOf(name: string): Digests {
  return JSON.parse(readFileSync(join(root, 'fixtures/fits', name), 'utf8'));
}

function sha(...parts: Uint8Array[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('hex');
}

function bytesOf(values: ArrayBufferView): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}

const arrays: Record<string, (values: ArrayLike<number | bigint>) => ArrayBufferView> = {
  bool: (v) => Uint8Array.from(v as ArrayLike<number>),
  int8: (v) => Int8Array.from(v as ArrayLike<number>),
  uint8: (v) => Uint8Array.from(v as ArrayLike<number>),
  int16: (v) => Int16Array.from(v as ArrayLike<number>),
  uint16: (v) => Uint16Array.from(v as ArrayLike<number>),
  int32: (v) => Int32Array.from(v as ArrayLike<number>),
  uint32: (v) => Uint32Array.from(v as ArrayLike<number>),
  int64: (v) => BigInt64Array.from(v as ArrayLike<number>, BigInt),
  uint64: (v) => BigUint64Array.from(v as ArrayLike<number>, BigInt),
  float32: (v) => (v instanceof Float32Array ? v : Float32Array.from(v as ArrayLike<number>, Number)),
  float64: (v) => (v instanceof Float64Array ? v : Float64Array.from(v as ArrayLike<number>, Number)),
};
const parts: Record<string, string> = { complex64: 'float32', complex128: 'float64' };

/** Our values as the bytes that digests.py makes of astropy's. */
function canonical(dtype: string, values: ArrayLike<number | bigint>): Uint8Array {
  return bytesOf(arrays[parts[dtype] ?? dtype]!(values));
}

function textBytes(texts: readonly string[]): Uint8Array {
  return Buffer.concat(
    texts.flatMap((text) => {
      const bytes = Buffer.from(text);
      return [bytesOf(Int32Array.of(bytes.length)), bytes];
    }),
  );
}

function columnSum(column: FitsColumnData, dtype: string): string {
  if (column.type === 'string') return sha(textBytes(column.values));
  const values = canonical(dtype, column.values as ArrayLike<number | bigint>);
  if (!column.offsets) return sha(values);
  const lengths = Int32Array.from({ length: column.rowCount }, (_, r) => column.offsets![r + 1]! - column.offsets![r]!);
  return sha(bytesOf(lengths), values);
}

/** The null positions of astropy's table of masks, which has no elements for texts. */
function nullSum(valid: Uint8Array | undefined): string | undefined {
  return valid ? sha(valid.map((ok) => 1 - ok)) : undefined;
}

function valueText(value: CardValue): string {
  if (value === null) return '';
  if (typeof value === 'boolean') return value ? 'T' : 'F';
  if (typeof value === 'object') return Buffer.from(bytesOf(Float64Array.of(value.re, value.im))).toString('hex');
  return String(value);
}

function compareHeader(header: Header, expected: HduDigest['header']): void {
  const first = new Map<string, string>();
  for (const card of header.cards) {
    if (['COMMENT', 'HISTORY', '', 'CONTINUE', 'EXTEND', ...(expected.unparsed ?? [])].includes(card.keyword)) continue;
    if (first.has(card.keyword)) continue;
    const raw = header.text.slice((card.number - 1) * 80, card.number * 80);
    const isReal =
      typeof card.value === 'number' && /^[^/]*[.EeDd]/.test(raw.slice(raw.indexOf('=') + 1).split('/')[0]!);
    const text = isReal
      ? Buffer.from(bytesOf(Float64Array.of(card.value as number))).toString('hex')
      : valueText(card.value);
    first.set(card.keyword, text);
  }
  const lines = [...first].sort(([a], [b]) => (a < b ? -1 : 1)).map(([keyword, text]) => `${keyword}\0${text}\n`);
  expect({ count: lines.length, sha256: sha(Buffer.from(lines.join(''))) }, 'header').toEqual({
    count: expected.count,
    sha256: expected.sha256,
  });
}

function compareImage(file: FitsFile, hdu: Hdu, expected: NonNullable<HduDigest['image']>): void {
  const image = readImageSync(file, hdu);
  expect(image.shape).toEqual(expected.shape);
  const values = image.values as ArrayLike<number | bigint>;
  const isFloat = expected.dtype.startsWith('float');
  const shown =
    image.valid && isFloat
      ? Array.from(values, (value, i) => (image.valid![i] === 0 ? Number.NaN : Number(value)))
      : values;
  expect(sha(canonical(expected.dtype, shown)), `${expected.dtype} image`).toBe(expected.sha256);
  expect(nullSum(image.valid), 'BLANK').toBe(expected.null);
}

function compareTable(file: FitsFile, hdu: TableHdu, expected: NonNullable<HduDigest['table']>): void {
  expect(hdu.rowCount).toBe(expected.rows);
  for (const [i, column] of (expected.columns ?? []).entries()) {
    const ours = hdu.columns[i]!;
    if (column.error !== undefined) {
      expect(
        () => readTableSync(file, hdu, { columns: [ours.name] }),
        `column ${i}: astropy ${column.error}`,
      ).not.toThrow();
      continue;
    }
    const read = readTableSync(file, hdu, { columns: [ours.name] }).columns.get(ours.name)!;
    expect(columnSum(read, column.dtype), `column ${ours.name} ${ours.format} ${column.dtype}`).toBe(column.sha256);
    if (read.type !== 'string' && !ours.variable)
      expect(nullSum(read.valid), `nulls of ${ours.name}`).toBe(column.null);
  }
}

function compareGroups(file: FitsFile, hdu: Hdu, expected: NonNullable<HduDigest['groups']>): void {
  const groups = readGroupsSync(file, hdu);
  expect(groups.groupCount).toBe(expected.groups);
  expect(sha(bytesOf(groups.values))).toBe(expected.sha256);
  expect(groups.parameters.map(({ values }) => sha(bytesOf(values)))).toEqual(expected.parameters);
}

/** What astropy could not read we read, or say where it is wrong. */
function placed(read: () => unknown, why: string): void {
  try {
    read();
  } catch (error) {
    if (!(error instanceof LingtaiError)) throw error;
    const place = error.diagnostics[0]!.place;
    expect(place?.hdu ?? place?.byte, `${why} / ${error.message}`).toBeDefined();
  }
}

function compareHdu(file: FitsFile, hdu: Hdu, expected: HduDigest): void {
  // astropy invents cards for random groups without axes, and then cannot read them.
  if (expected.groups?.error !== undefined) return;
  expect(hdu.name.toUpperCase().replace(/^PRIMARY$/, '')).toBe(expected.name.toUpperCase());
  if (expected.header.error === undefined) compareHeader(hdu.header, expected.header);
  if (hdu.kind === 'compressed-image')
    expect(() => readImageSync(file, hdu)).toThrow(/FITS-COMPRESSED.*HDU.*ZCMPTYPE = '(RICE|GZIP|HCOMPRESS|PLIO)_/);
  const table = 'table' in hdu ? hdu.table : hdu;
  if (expected.image) {
    if (expected.image.error === undefined) compareImage(file, hdu, expected.image);
    else placed(() => readImageSync(file, hdu), expected.image.error);
  }
  if (expected.table && 'columns' in table) {
    if (expected.table.error === undefined) compareTable(file, table, expected.table);
    else placed(() => readTableSync(file, table), expected.table.error);
  }
  if (expected.groups) {
    compareGroups(file, hdu, expected.groups);
  }
  const kinds = {
    image: expected.image !== undefined,
    table: expected.table !== undefined,
    groups: expected.groups !== undefined,
    other: expected.other !== undefined,
  };
  const ours = {
    image: hdu.kind === 'image',
    table: 'columns' in table,
    groups: hdu.kind === 'groups',
    other: hdu.kind === 'other',
  };
  expect(ours).toEqual(kinds);
}

function isFitsFile(path: string): boolean {
  const bytes = readFileSync(path);
  if (bytes.subarray(0, 6).toString('latin1') === 'SIMPLE' || /\.(fits|fit|fts|fz|std|hdu)(\.(gz|Z|bz2))?$/i.test(path))
    return true;
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return false;
  try {
    return gunzipSync(bytes).subarray(0, 6).toString('latin1') === 'SIMPLE';
  } catch {
    return false;
  }
}

/** The FITS files of a folder, by digests.py's rule, as paths within it. */
export function filesOf(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter(isFitsFile)
    .map((path) => path.slice(folder.length + 1));
}

/** Opens a file and compares every HDU, column and image with what astropy read. */
export async function compareFile(folder: string, path: string, expected: Digests['files'][string]): Promise<void> {
  const bytes = readFileSync(join(folder, path));
  if (expected.error !== undefined || !expected.hdus) {
    placed(() => openFitsSync(bytes, { name: path, gunzip }), expected.error ?? '');
    return;
  }
  if (/\.bz2$/.test(path)) {
    expect(() => openFitsSync(bytes, { name: path, gunzip })).toThrow(/FITS-PACKED .*bzip2/);
    return;
  }
  const file = openFitsSync(bytes, { name: path, gunzip });
  expect(file.hdus.length).toBe(expected.hdus.length);
  for (const [i, hdu] of file.hdus.entries()) compareHdu(file, hdu, expected.hdus[i]!);
  for (const [i, hdu] of file.hdus.entries()) {
    const { sums } = expected.hdus[i]!;
    // Without DATASUM astropy leaves the data out of CHECKSUM; the standard does not.
    if (!sums || sums[0] === 'absent') continue;
    const { datasum, checksum } = await verifyChecksum(file, hdu);
    expect([datasum, checksum], `sums of HDU ${i}`).toEqual(sums);
  }
  const again = await openFits(bytesSource(bytes, path));
  const places = (opened: FitsFile) => opened.hdus.map((hdu) => [hdu.kind, hdu.dataOffsetBytes, hdu.dataLengthBytes]);
  expect(places(again)).toEqual(places(file));
}
