/** Characters that look like one of ADQL's: one UTF-16 code unit each, and what was meant. */
const meant: Readonly<Record<string, string>> = {
  '‘’‚‛′＇´ʹʼ': "'",
  '“”„‟″＂«»〝〞': '"',
  '−–—‐‑‒―﹣': '-',
  '×∗⋅·': '*',
  '÷∕⁄': '/',
  '，、﹐': ',',
  '。．﹒': '.',
  '（【〔': '(',
  '）】〕': ')',
  '｜∣': '|',
  '〈《': '<',
  '〉》': '>',
  '∼': '~',
};

const spaces =
  '\u00a0\u1680\u180e\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000\u0085';
const invisible = '\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u200f';

const table: ReadonlyMap<string, string> = new Map([
  ...Object.entries(meant).flatMap(([looks, is]) => [...looks].map((c) => [c, is] as const)),
  ...[...spaces, ...invisible].map((c) => [c, ' '] as const),
]);

export function isInvisible(c: string): boolean {
  return invisible.includes(c);
}

/** Operators of mathematics that ADQL writes with two characters. */
export const mathOperators: Readonly<Record<string, string>> = {
  '≠': '<>',
  '≤': '<=',
  '≥': '>=',
  '≦': '<=',
  '≧': '>=',
};

function asciiOf(c: string): string {
  const found = table.get(c);
  if (found !== undefined) return found;
  const code = c.charCodeAt(0);
  return code > 0xff00 && code < 0xff5f ? String.fromCharCode(code - 0xfee0) : c;
}

/** The text with every look-alike replaced; as long as the text itself, so that offsets stay. */
export function withoutLookAlikes(text: string): string {
  return /[\u0080-\uffff]/.test(text) ? text.replaceAll(/[\u0080-\uffff]/g, asciiOf) : text;
}
