/** What a scan found: cells of whole rows, and how far the text is used. */
export interface ScanTarget {
  startRow(offset: number): void;
  cell(text: string, offset: number): void;
  endRow(): void;
}

/** `more`: the text ends inside a row. `leave`: the end of the table, or something that needs a real XML parser. */
export interface ScanResult {
  readonly usedTo: number;
  readonly state: 'more' | 'leave';
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** Decodes the five entities of XML and character references; `undefined` for any other entity. */
function decode(text: string): string | undefined {
  let bad = false;
  const out = text.replace(/&([^;&]*);?/g, (whole, name: string) => {
    if (!whole.endsWith(';')) bad = true;
    const known = Object.hasOwn(entities, name) ? entities[name] : undefined;
    if (known !== undefined) return known;
    const number = /^#(?:x([0-9a-fA-F]{1,6})|(\d{1,7}))$/.exec(name);
    const code = number ? Number.parseInt(number[1] ?? number[2]!, number[1] ? 16 : 10) : 0;
    if (code < 9 || code > 0x10ffff) bad = true;
    return bad ? '' : String.fromCodePoint(code);
  });
  return bad ? undefined : out;
}

function blank(code: number): boolean {
  return code === 32 || code === 10 || code === 13 || code === 9;
}

function skipBlanks(text: string, from: number): number {
  let at = from;
  while (at < text.length && blank(text.charCodeAt(at))) at++;
  return at;
}

/** End of one cell `<TD>…</TD>` or `<TD/>` that starts at `at`: its text and where it ends; `more`, or `leave`. */
function scanCell(text: string, at: number, into: { text: string }): number | 'more' | 'leave' {
  if (text.startsWith('<TD/>', at)) {
    into.text = '';
    return at + 5;
  }
  if (!text.startsWith('<TD>', at))
    return text.length - at < 5 && '<TD/>'.startsWith(text.slice(at))
      ? 'more'
      : text.length - at < 4
        ? 'more'
        : 'leave';
  const end = text.indexOf('<', at + 4);
  if (end < 0 || end + 5 > text.length) return 'more';
  if (!text.startsWith('</TD>', end)) return 'leave';
  let value = text.slice(at + 4, end);
  if (value.includes('&')) {
    const decoded = decode(value);
    if (decoded === undefined) return 'leave';
    value = decoded;
  }
  if (value.includes('\r')) value = value.replace(/\r\n?/g, '\n');
  into.text = value;
  return end + 5;
}

/**
 * Reads plain rows (`<TR><TD>…`, no attributes, comments, CDATA or prefixes) much faster than an XML parser. Only whole
 * rows are used; where anything else comes, the XML parser goes on from `usedTo`, which is always between two rows.
 */
export function scanRows(text: string, from: number, columnCount: number, target: ScanTarget): ScanResult {
  let usedTo = from;
  const cell = { text: '' };
  const texts: string[] = new Array(columnCount).fill('');
  const offsets: number[] = new Array(columnCount).fill(0);
  for (;;) {
    const rowStart = skipBlanks(text, usedTo);
    if (text.length - rowStart < 4) return { usedTo, state: 'more' };
    if (!text.startsWith('<TR>', rowStart)) return { usedTo: rowStart, state: 'leave' };
    let at = rowStart + 4;
    for (let i = 0; i < columnCount; i++) {
      at = skipBlanks(text, at);
      const next = scanCell(text, at, cell);
      if (typeof next === 'string') return { usedTo: rowStart, state: next };
      texts[i] = cell.text;
      offsets[i] = at;
      at = next;
    }
    at = skipBlanks(text, at);
    if (text.length - at < 5) return { usedTo: rowStart, state: 'more' };
    if (!text.startsWith('</TR>', at)) return { usedTo: rowStart, state: 'leave' };
    target.startRow(rowStart);
    for (let i = 0; i < columnCount; i++) target.cell(texts[i]!, offsets[i]!);
    target.endRow();
    usedTo = at + 5;
  }
}
