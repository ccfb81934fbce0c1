import { fail, type LocalText } from '@lingtai/diagnostics';
import { placeOf } from './errors.ts';
import { gunzipSource } from './gzip.ts';
import type { FitsFile } from './hdu.ts';
import { runAsync, runSync } from './read.ts';
import { type ByteSource, bytesSource } from './source.ts';
import { readStructure } from './structure.ts';

export interface OpenOptions {
  /** The most bytes that a gzip file may unpack to; more is refused with `FITS-GZIP-SIZE`. Default 2 GiB. */
  readonly maxUnpackedBytes?: number;
}

export interface OpenSyncOptions extends OpenOptions {
  readonly name?: string;
  /** Unpacks a gzip file and throws when it gives more than `maxBytes`. `@lingtai/fits/node` has one. */
  readonly gunzip?: (bytes: Uint8Array, maxBytes: number) => Uint8Array;
}

const GIB = 2 ** 30;

const refused: readonly { magic: string; name: string; hint: LocalText }[] = [
  {
    magic: '\x1f\x9d',
    name: 'Unix compress (.Z)',
    hint: { en: 'unpack it with `uncompress`', zh: '请先用 uncompress 解压' },
  },
  { magic: 'BZh', name: 'bzip2 (.bz2)', hint: { en: 'unpack it with `bunzip2`', zh: '请先用 bunzip2 解压' } },
  { magic: '\xfd7zXZ', name: 'xz', hint: { en: 'unpack it with `unxz`', zh: '请先用 unxz 解压' } },
  { magic: 'PK\x03\x04', name: 'ZIP', hint: { en: 'unpack it with `unzip`', zh: '请先用 unzip 解压' } },
  { magic: '(\xb5\x2f\xfd', name: 'Zstandard', hint: { en: 'unpack it with `unzstd`', zh: '请先用 unzstd 解压' } },
];

function startsWith(bytes: Uint8Array, text: string): boolean {
  for (let i = 0; i < text.length; i++) if (bytes[i] !== text.charCodeAt(i)) return false;
  return true;
}

function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/** Throws when the first bytes are those of something else than FITS. */
function checkMagic(head: Uint8Array, file: string | undefined): void {
  if (startsWith(head, 'SIMPLE')) return;
  const place = placeOf({ file, hdu: 0 }, { byte: 0 });
  const packed = refused.find(({ magic }) => startsWith(head, magic));
  if (packed) {
    const text = {
      en: `This is a ${packed.name} file, which is not read here: ${packed.hint.en}, or use gzip.`,
      zh: `这是 ${packed.name} 文件，此处不能读取：${packed.hint.zh}，或改用 gzip。`,
    };
    throw fail('unsupported', 'FITS-PACKED', text, { place });
  }
  const text =
    head.length === 0
      ? { en: 'The file is empty.', zh: '文件为空。' }
      : {
          en: 'This is not a FITS file: it does not begin with "SIMPLE  =".',
          zh: '这不是 FITS 文件：开头不是“SIMPLE  =”。',
        };
  throw fail('data', 'FITS-NOT-FITS', text, { place });
}

/**
 * Opens a FITS file, plain or gzipped: reads all headers, no data. Works on any source, in Node and in browsers.
 * Throws a `LingtaiError` that names the HDU and the card or byte.
 */
export async function openFits(source: ByteSource, options: OpenOptions = {}): Promise<FitsFile> {
  const head = await source.slice(0, Math.min(8, source.lengthBytes));
  const plain = isGzip(head) ? await gunzipSource(source, options.maxUnpackedBytes ?? 2 * GIB) : source;
  checkMagic(plain === source ? head : await plain.slice(0, 8), source.name);
  return await runAsync(plain, readStructure(plain));
}

/** `openFits` for bytes in memory, at once. A gzip file needs `options.gunzip`. */
export function openFitsSync(bytes: Uint8Array, options: OpenSyncOptions = {}): FitsFile {
  let plain = bytes;
  if (isGzip(bytes)) plain = gunzipSync(bytes, options);
  checkMagic(plain, options.name);
  const source = bytesSource(plain, options.name);
  return runSync(source, readStructure(source));
}

function gunzipSync(bytes: Uint8Array, options: OpenSyncOptions): Uint8Array {
  const place = placeOf({ file: options.name, hdu: 0 }, { byte: 0 });
  if (!options.gunzip) {
    throw fail(
      'usage',
      'FITS-GZIP',
      {
        en: 'This is a gzip file: openFitsSync needs the option gunzip.',
        zh: '这是 gzip 文件：openFitsSync 需要 gunzip 选项。',
      },
      { place },
    );
  }
  try {
    return options.gunzip(bytes, options.maxUnpackedBytes ?? 2 * GIB);
  } catch (cause) {
    throw fail(
      'data',
      'FITS-GZIP',
      {
        en: 'The gzip data are damaged, cut off, or unpack to more than is allowed.',
        zh: 'gzip 数据损坏、不完整，或解压后超过允许的大小。',
      },
      { place, cause },
    );
  }
}
