import { fail, type LingtaiError } from '@lingtai/diagnostics';
import { blockBytes, padded } from './header.ts';

/** Anything with a length that can be sliced (the same shape as the FITS reader's source). */
export interface TarSource {
  readonly name?: string;
  readonly lengthBytes: number;
  slice(from: number, to: number): Promise<Uint8Array> | Uint8Array;
}

export type TarKind = 'file' | 'directory' | 'link' | 'other';

/** Where a member lies in its archive: its content is the bytes `[offset, offset + sizeBytes)`. */
export interface TarIndexEntry {
  readonly name: string;
  readonly kind: TarKind;
  readonly headerOffset: number;
  readonly offset: number;
  readonly sizeBytes: number;
  readonly mtimeSeconds: number;
}

const utf8 = new TextDecoder();

function field(block: Uint8Array, at: number, length: number): string {
  const bytes = block.subarray(at, at + length);
  const end = bytes.indexOf(0);
  return utf8.decode(end < 0 ? bytes : bytes.subarray(0, end));
}

function bad(source: TarSource, byte: number, en: string, zh: string): LingtaiError {
  return fail(
    'data',
    'TAR-HEADER',
    { en, zh },
    { place: { ...(source.name === undefined ? {} : { file: source.name }), byte } },
  );
}

/** A number in octal, or in base 256 where the first bit is set (GNU). */
function number(block: Uint8Array, at: number, length: number): number {
  if (block[at]! & 0x80) {
    let value = block[at]! & 0x7f;
    for (let i = 1; i < length; i++) value = value * 256 + block[at + i]!;
    return value;
  }
  const text = field(block, at, length).trim();
  return text === '' ? 0 : /^[0-7]+$/.test(text) ? Number.parseInt(text, 8) : Number.NaN;
}

function checksumIsRight(block: Uint8Array): boolean {
  let sum = 0;
  for (let i = 0; i < blockBytes; i++) sum += i >= 148 && i < 156 ? 32 : block[i]!;
  return sum === number(block, 148, 8);
}

function paxRecords(bytes: Uint8Array): Map<string, string> {
  const records = new Map<string, string>();
  for (let at = 0; at < bytes.length; ) {
    const space = bytes.indexOf(32, at);
    const length = space < 0 ? 0 : Number(utf8.decode(bytes.subarray(at, space)));
    if (!(length > 0)) break;
    const record = utf8.decode(bytes.subarray(space + 1, at + length - 1));
    const equals = record.indexOf('=');
    records.set(record.slice(0, equals), record.slice(equals + 1));
    at += length;
  }
  return records;
}

const kinds: Readonly<Record<string, TarKind>> = {
  '0': 'file',
  '\0': 'file',
  '': 'file',
  '7': 'file',
  '5': 'directory',
  '1': 'link',
  '2': 'link',
};

function nameOf(block: Uint8Array): string {
  const prefix = field(block, 257, 6) === 'ustar' ? field(block, 345, 155) : '';
  return prefix === '' ? field(block, 0, 100) : `${prefix}/${field(block, 0, 100)}`;
}

/**
 * The members of an archive (ustar, pax, GNU long names) in their order, reading only headers. Throws TAR-HEADER for
 * what is no archive and TAR-TRUNCATED for one that ends inside a member; missing end blocks are let pass, as tar does.
 */
export async function* tarIndex(source: TarSource): AsyncGenerator<TarIndexEntry> {
  let at = 0;
  let headerOffset = 0;
  let extended = new Map<string, string>();
  while (at + blockBytes <= source.lengthBytes) {
    const block = await source.slice(at, at + blockBytes);
    if (block.every((b) => b === 0)) return;
    const plainSize = number(block, 124, 12);
    if (!checksumIsRight(block) || Number.isNaN(plainSize)) {
      throw bad(
        source,
        at,
        'This is not the header of an archive member: its checksum is wrong.',
        '此处不是归档成员的文件头：校验和不正确。',
      );
    }
    const type = String.fromCharCode(block[156]!);
    const offset = at + blockBytes;
    const special = 'xLKg'.includes(type);
    const sizeBytes = special ? plainSize : Number(extended.get('size') ?? plainSize);
    if (offset + sizeBytes > source.lengthBytes) throw truncated(source, nameOf(block), offset + sizeBytes);
    if (type === 'x' || type === 'L') {
      const content = await source.slice(offset, offset + sizeBytes);
      const records = type === 'x' ? paxRecords(content) : new Map([['path', field(content, 0, content.length)]]);
      extended = new Map([...extended, ...records]);
    } else if (!special) {
      const mtimeSeconds = Number(extended.get('mtime') ?? number(block, 136, 12));
      yield {
        name: extended.get('path') ?? nameOf(block),
        kind: kinds[type] ?? 'other',
        headerOffset,
        offset,
        sizeBytes,
        mtimeSeconds,
      };
      extended = new Map();
    }
    at = offset + padded(sizeBytes);
    if (!special) headerOffset = at;
  }
  if (at < source.lengthBytes) throw truncated(source, '', at + blockBytes);
}

function truncated(source: TarSource, name: string, wanted: number): LingtaiError {
  return fail(
    'data',
    'TAR-TRUNCATED',
    {
      en: `The archive ends inside ${name === '' ? 'a header' : `"${name}"`}: ${wanted} bytes were expected, it has ${source.lengthBytes}.`,
      zh: `归档在${name === '' ? '文件头' : `“${name}”`}处中断：应有 ${wanted} 字节，实际为 ${source.lengthBytes} 字节。`,
    },
    { place: { ...(source.name === undefined ? {} : { file: source.name }), byte: source.lengthBytes } },
  );
}
