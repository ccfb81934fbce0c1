/**
 * Members of a plain tar archive (POSIX.1-1988 ustar; a pax header of POSIX.1-2001 in front where a name is not ASCII or
 * too long). No dates, owners or modes of the machine go in: the same files give the same archive.
 */
const block = 512;

/** Everything in front of a member's bytes. */
export function memberHead(name: string, sizeBytes: number): Uint8Array {
  const split = splitName(name);
  const large = sizeBytes >= 8 ** 11;
  if (split && !large) return header(split, sizeBytes, '0');
  const records = [...(split ? [] : [paxRecord('path', name)]), ...(large ? [paxRecord('size', String(sizeBytes))] : [])];
  const pax = Buffer.from(records.join(''));
  const plain = split ?? { prefix: '', name: `long-names/${Buffer.from(name).toString('hex').slice(0, 80)}` };
  return Buffer.concat([header({ prefix: '', name: 'PaxHeader' }, pax.byteLength, 'x'), pax, padding(pax.byteLength), header(plain, large ? 0 : sizeBytes, '0')]);
}

/** Zeros after a member's bytes up to the next block. */
export function padding(sizeBytes: number): Uint8Array {
  return new Uint8Array((block - (sizeBytes % block)) % block);
}

/** Two blocks of zeros. */
export const archiveEnd: Uint8Array = new Uint8Array(2 * block);

function splitName(name: string): { prefix: string; name: string } | undefined {
  for (const char of name) if (char < ' ' || char > '~') return undefined;
  if (name.length <= 100) return { prefix: '', name };
  const at = name.lastIndexOf('/', 155);
  const rest = name.length - at - 1;
  return at > 0 && rest <= 100 && rest > 0 ? { prefix: name.slice(0, at), name: name.slice(at + 1) } : undefined;
}

function header({ prefix, name }: { prefix: string; name: string }, sizeBytes: number, type: string): Uint8Array {
  const out = Buffer.alloc(block);
  const octal = (value: number, at: number, width: number): number => out.write(`${value.toString(8).padStart(width - 1, '0')}\0`, at, 'latin1');
  out.write(name, 0, 'latin1');
  octal(0o644, 100, 8);
  octal(0, 108, 8);
  octal(0, 116, 8);
  octal(sizeBytes, 124, 12);
  octal(0, 136, 12);
  out.write('        ', 148, 'latin1');
  out.write(type, 156, 'latin1');
  out.write('ustar\u000000', 257, 'latin1');
  out.write(prefix, 345, 'latin1');
  const sum = out.reduce((total, byte) => total + byte, 0);
  out.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return out;
}

/** `LENGTH KEY=VALUE\n`, where LENGTH counts itself. */
function paxRecord(key: string, value: string): string {
  const rest = ` ${key}=${value}\n`;
  const bytes = Buffer.byteLength(rest);
  let length = bytes + String(bytes).length;
  if (bytes + String(length).length > length) length++;
  return `${length}${rest}`;
}
