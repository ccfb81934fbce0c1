const latin1 = new TextDecoder('latin1');
const utf8 = new TextDecoder('utf-8', { fatal: true });

/** Text of a field: ends at the first NUL, without trailing blanks (FITS 4.0, 7.3.3.1). */
function trimmed(text: string): string {
  const nul = text.indexOf('\0');
  let end = nul < 0 ? text.length : nul;
  while (end > 0 && text.charCodeAt(end - 1) === 0x20) end--;
  return end === text.length ? text : text.slice(0, end);
}

function isAscii(bytes: Uint8Array): boolean {
  for (let i = 0; i < bytes.length; i++) if (bytes[i]! > 0x7f) return false;
  return true;
}

/** One field. ASCII by the standard; UTF-8 where it is that, else each byte is one character. */
export function decodeText(bytes: Uint8Array): string {
  if (isAscii(bytes)) return trimmed(latin1.decode(bytes));
  try {
    return trimmed(utf8.decode(bytes));
  } catch {
    let text = '';
    for (const byte of bytes) text += String.fromCharCode(byte);
    return trimmed(text);
  }
}

/** Fields without bytes cost no memory however often a header repeats them. */
let empty: readonly string[] = [];
function emptyTexts(count: number): readonly string[] {
  if (empty.length !== count) empty = new Array<string>(count).fill('');
  return empty;
}

/** `count` fields of `width` bytes, one after the other. */
export function decodeTexts(bytes: Uint8Array, width: number, count: number): readonly string[] {
  if (width === 0) return emptyTexts(count);
  const out = new Array<string>(count);
  if (!isAscii(bytes)) {
    for (let i = 0; i < count; i++) out[i] = decodeText(bytes.subarray(i * width, (i + 1) * width));
    return out;
  }
  const all = latin1.decode(bytes);
  for (let i = 0; i < count; i++) out[i] = trimmed(all.slice(i * width, (i + 1) * width));
  return out;
}
