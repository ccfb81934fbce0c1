const encoder = new TextEncoder();

/** Bytes that a text takes in UTF-8. */
export function utf8Length(text: string): number {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 0x7f) return encoder.encode(text).length;
  return text.length;
}

/** Writes a text into `[from, from + width)`, filled up with blanks. The text must fit. */
export function putText(text: string, out: Uint8Array, from: number, width: number): void {
  let end = from;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code > 0x7f) {
      end = from + encoder.encodeInto(text, out.subarray(from, from + width)).written;
      break;
    }
    out[end++] = code;
  }
  out.fill(0x20, end, from + width);
}
