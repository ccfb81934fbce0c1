import { brotliDecompressSync, gunzipSync, inflateRawSync, inflateSync, zstdDecompressSync } from 'node:zlib';
import { openFitsSync, readImageSync, readTableSync } from '@lingtai/fits';
import { tarIndex } from '@lingtai/tar';
import { tableFromIPC } from 'apache-arrow';
import { type Compressors, parquetMetadata, parquetReadObjects } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';

/** Something inside an answer, as bytes that can be searched. */
export interface Layer {
  readonly what: string;
  readonly bytes: Uint8Array;
}

const deepest = 5;
const utf8 = (value: unknown): Uint8Array =>
  Buffer.from(JSON.stringify(value, (_, v) => (typeof v === 'bigint' ? String(v) : v)) ?? '');

/** The answer as it came, and all that is packed into it, however deep. */
export async function layersOf(what: string, bytes: Uint8Array, depth = 0): Promise<Layer[]> {
  const layers: Layer[] = [{ what, bytes }];
  if (depth >= deepest) return layers;
  for (const inner of await insideOf(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)))
    layers.push(...(await layersOf(`${what} > ${inner.what}`, inner.bytes, depth + 1)));
  return layers;
}

/** What a Content-Encoding packs. */
export function decoded(bytes: Uint8Array, encoding: string | undefined): Uint8Array {
  const unpack = { gzip: gunzipSync, br: brotliDecompressSync, deflate: inflateSync, zstd: zstdDecompressSync }[
    encoding ?? ''
  ];
  return unpack ? unpack(bytes) : bytes;
}

async function insideOf(bytes: Buffer): Promise<Layer[]> {
  const starts = (text: string): boolean => bytes.subarray(0, text.length).equals(Buffer.from(text, 'latin1'));
  if (starts('PAR1')) return parquetLayers(bytes);
  if (starts('SIMPLE  =')) return [...fitsLayers(bytes), ...gzipMembers(bytes)];
  if (starts('\x89PNG')) return pngLayers(bytes);
  if (starts('PK\x03\x04')) return zipLayers(bytes);
  if (isTar(bytes)) return tarLayers(bytes);
  if (starts('\xff\xff\xff\xff')) return arrowLayers(bytes);
  if (starts('<?xml') || starts('<VOTABLE')) return votableLayers(bytes);
  return gzipMembers(bytes);
}

/** Base64 streams of BINARY and BINARY2. */
function votableLayers(bytes: Buffer): Layer[] {
  const streams = bytes.toString('latin1').matchAll(/<STREAM[^>]*encoding=["']base64["'][^>]*>([^<]*)</g);
  return [...streams].map(([, text]) => ({ what: 'stream', bytes: Buffer.from(text!, 'base64') }));
}

/** Cells, key-value pairs and every page, of dictionaries too, as it was before it was packed. */
async function parquetLayers(bytes: Buffer): Promise<Layer[]> {
  const pages: Layer[] = [];
  const kept = Object.fromEntries(
    Object.entries(compressors).map(([name, unpack]) => [
      name,
      (input: Uint8Array, size: number) => {
        const page = unpack!(input, size);
        pages.push({ what: 'page', bytes: Uint8Array.from(page) });
        return page;
      },
    ]),
  ) as Compressors;
  const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
  const metadata = parquetMetadata(file);
  // `_metadata` of a folder tells of the values in other files.
  const isOfOthers = metadata.row_groups.some(({ columns }) =>
    columns.some((column) => column.file_path !== undefined),
  );
  const cells = isOfOthers ? [] : await parquetReadObjects({ file, metadata, compressors: kept });
  return [{ what: 'footer', bytes: utf8(metadata) }, { what: 'cells', bytes: utf8(cells) }, ...pages];
}

function arrowLayers(bytes: Buffer): Layer[] {
  const table = tableFromIPC(bytes);
  return [
    { what: 'schema', bytes: utf8([...table.schema.metadata, ...table.schema.fields.flatMap((f) => [...f.metadata])]) },
    { what: 'cells', bytes: utf8(table.toArray().map((row) => row.toJSON())) },
  ];
}

/** Cells and pixels as text; headers and the bytes of all HDUs are searched as they are. */
function fitsLayers(bytes: Buffer): Layer[] {
  const file = openFitsSync(bytes);
  return file.hdus.flatMap((hdu): Layer[] => {
    if (hdu.kind === 'compressed-image')
      return [{ what: 'pixels', bytes: utf8(plain(readImageSync(file, hdu).values)) }];
    if (hdu.kind !== 'bintable' && hdu.kind !== 'asciitable' && hdu.kind !== 'compressed-table') return [];
    const columns = [...readTableSync(file, hdu).columns.values()];
    return [{ what: 'cells', bytes: utf8(columns.map(({ values }) => plain(values))) }];
  });
}

/** Typed arrays as JSON writes lists. */
function plain(value: unknown): unknown {
  if (ArrayBuffer.isView(value)) return Array.from(value as unknown as ArrayLike<unknown>);
  if (Array.isArray(value)) return value.map(plain);
  if (value && typeof value === 'object')
    return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, plain(v)]));
  return value;
}

function pngLayers(bytes: Buffer): Layer[] {
  const layers: Layer[] = [];
  for (let at = 8; at + 12 <= bytes.length; ) {
    const length = bytes.readUInt32BE(at);
    const type = bytes.toString('latin1', at + 4, at + 8);
    const data = bytes.subarray(at + 8, at + 8 + length);
    if (type === 'zTXt' || type === 'iTXt') layers.push(...zlibMembers(data));
    at += length + 12;
  }
  return layers;
}

function zlibMembers(data: Buffer): Layer[] {
  for (let at = data.indexOf(0x78); at >= 0; at = data.indexOf(0x78, at + 1)) {
    try {
      return [{ what: 'text', bytes: inflateSync(data.subarray(at)) }];
    } catch {
      // Not the beginning of a stream.
    }
  }
  return [];
}

/** POSIX.1-1988 and later. */
const isTar = (bytes: Buffer): boolean => bytes.toString('latin1', 257, 262) === 'ustar';

async function tarLayers(bytes: Buffer): Promise<Layer[]> {
  const layers: Layer[] = [];
  const source = { lengthBytes: bytes.length, slice: (from: number, to: number) => bytes.subarray(from, to) };
  for await (const { name, offset, sizeBytes } of tarIndex(source))
    layers.push({ what: name, bytes: bytes.subarray(offset, offset + sizeBytes) });
  return layers;
}

/** Members in the order of their local headers. */
function zipLayers(bytes: Buffer): Layer[] {
  const layers: Layer[] = [];
  const signature = Buffer.from('PK\x03\x04', 'latin1');
  for (let at = 0; at >= 0 && at + 30 <= bytes.length; at = bytes.indexOf(signature, at + 4)) {
    const from = at + 30 + bytes.readUInt16LE(at + 26) + bytes.readUInt16LE(at + 28);
    if (bytes.readUInt16LE(at + 8) !== 8) continue;
    try {
      layers.push({ what: 'member', bytes: inflateRawSync(bytes.subarray(from)) });
    } catch {
      // The letters stand in the data of another member.
    }
  }
  return layers;
}

const gzipStart = Buffer.from([0x1f, 0x8b, 0x08]);

/** Whatever is packed with gzip, wherever it begins: files, members of tar, tiles of FITS. */
function gzipMembers(bytes: Buffer): Layer[] {
  const layers: Layer[] = [];
  for (let at = bytes.indexOf(gzipStart); at >= 0; at = bytes.indexOf(gzipStart, at + 3)) {
    try {
      layers.push({ what: 'gzip', bytes: gunzipSync(bytes.subarray(at)) });
    } catch {
      // Not the beginning of a stream.
    }
  }
  return layers;
}
