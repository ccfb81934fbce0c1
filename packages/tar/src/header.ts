import { fail } from '@lingtai/diagnostics';

/** One file of an archive. Owner, mode and time are fixed unless given, so that the same members make the same bytes. */
export interface TarMember {
  /** Path inside the archive, with `/`. */
  readonly name: string;
  readonly sizeBytes: number;
  /** Seconds since 1970-01-01T00:00:00 UTC; default 0. */
  readonly mtimeSeconds?: number;
  /** Permission bits; default 0o644. */
  readonly mode?: number;
}

export const blockBytes = 512;
const encoder = new TextEncoder();
// The largest size in the eleven octal digits of a plain header: 8 GiB - 1.
const largestPlainSize = 0o77777777777;

/** A size rounded up to whole blocks. */
export function padded(sizeBytes: number): number {
  return Math.ceil(sizeBytes / blockBytes) * blockBytes;
}

function checkMember({ name, sizeBytes }: TarMember): void {
  const badName =
    name === '' ||
    name.startsWith('/') ||
    name.endsWith('/') ||
    name.includes('\0') ||
    name.split('/').some((p) => p === '..' || p === '.' || p === '');
  if (badName) {
    throw fail('usage', 'TAR-NAME', {
      en: `"${name}" cannot be the name of a file in an archive: a relative path without "." or ".." was expected.`,
      zh: `“${name}”不能用作归档中的文件名：应为不含“.”或“..”的相对路径。`,
    });
  }
  if (!Number.isSafeInteger(sizeBytes) || sizeBytes < 0) {
    throw fail('usage', 'TAR-SIZE', {
      en: `"${name}" cannot have a size of ${sizeBytes} bytes.`,
      zh: `“${name}”的大小不能是 ${sizeBytes} 字节。`,
    });
  }
}

// A ustar header (POSIX.1-1988), 512 bytes: name 0-99 | mode 100-107 | uid 108-115 | gid 116-123 | size 124-135 |
// mtime 136-147 | checksum 148-155 | type 156 | link 157-256 | "ustar\0" 257-262 | "00" 263-264 | uname 265-296 |
// gname 297-328 | major 329-336 | minor 337-344 | prefix 345-499.
function plainHeader(name: Uint8Array, prefix: Uint8Array, size: number, type: string, member: TarMember): Uint8Array {
  const block = new Uint8Array(blockBytes);
  const put = (at: number, text: string): void => void block.set(encoder.encode(text), at);
  const octal = (at: number, value: number, digits: number): void => put(at, value.toString(8).padStart(digits, '0'));
  block.set(name, 0);
  octal(100, member.mode ?? 0o644, 7);
  octal(108, 0, 7);
  octal(116, 0, 7);
  octal(124, size, 11);
  octal(136, Math.max(0, Math.floor(member.mtimeSeconds ?? 0)), 11);
  put(148, '        ');
  put(156, type);
  put(257, 'ustar\0');
  put(263, '00');
  octal(329, 0, 7);
  octal(337, 0, 7);
  block.set(prefix, 345);
  const sum = block.reduce((a, b) => a + b, 0);
  put(148, `${sum.toString(8).padStart(6, '0')}\0 `);
  return block;
}

/** A path as prefix and name of a plain header, if it fits. */
function splitName(name: string): readonly [prefix: string, name: string] | undefined {
  const bytes = encoder.encode(name);
  if (bytes.length !== name.length) return undefined;
  if (name.length <= 100) return ['', name];
  const at = name.lastIndexOf('/', 155);
  if (at <= 0 || name.length - at - 1 > 100) return undefined;
  return [name.slice(0, at), name.slice(at + 1)];
}

/** A pax record `LENGTH key=value\n`, whose length counts its own digits. */
function paxRecord(key: string, value: string): Uint8Array {
  const rest = encoder.encode(` ${key}=${value}\n`);
  let length = rest.length + 1;
  while (String(length).length + rest.length !== length) length = String(length).length + rest.length;
  const out = new Uint8Array(length);
  out.set(encoder.encode(String(length)));
  out.set(rest, length - rest.length);
  return out;
}

function joined(parts: readonly Uint8Array[], length: number): Uint8Array {
  const out = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

/**
 * The bytes before a member's content: a ustar header, and before it a pax header (POSIX.1-2001) for names that are long
 * or not ASCII and for 8 GiB and more. The same member always gives the same bytes.
 */
export function tarHeader(member: TarMember): Uint8Array {
  checkMember(member);
  const split = splitName(member.name);
  const large = member.sizeBytes > largestPlainSize;
  const [prefix, name] = split ?? ['', `pax-${member.name.replace(/[^\x20-\x7e]|\//g, '_').slice(-90)}`];
  const plain = plainHeader(encoder.encode(name), encoder.encode(prefix), large ? 0 : member.sizeBytes, '0', member);
  if (split && !large) return plain;
  const records = [
    ...(split ? [] : [paxRecord('path', member.name)]),
    ...(large ? [paxRecord('size', String(member.sizeBytes))] : []),
  ];
  const length = records.reduce((n, r) => n + r.length, 0);
  const pax = plainHeader(encoder.encode('pax-header'), new Uint8Array(0), length, 'x', {
    name: 'x',
    sizeBytes: length,
  });
  const extended = joined([pax, ...records], blockBytes + padded(length));
  return joined([extended, plain], extended.length + blockBytes);
}

/** Zero bytes after a content of that size, up to the next block. */
export function tarPadding(sizeBytes: number): Uint8Array {
  return new Uint8Array(padded(sizeBytes) - sizeBytes);
}

/** All bytes of a member: headers, content and padding. The length of an archive is known before it is written. */
export function tarMemberSize(member: TarMember): number {
  return tarHeader(member).length + padded(member.sizeBytes);
}

/** The two zero blocks that end an archive. */
export function tarEnd(): Uint8Array {
  return new Uint8Array(2 * blockBytes);
}
