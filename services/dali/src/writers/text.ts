import {
  cellTextOf,
  type RowStyle,
  type TextRule,
  type TextStyle,
  utf8Of,
  utf8Vector,
  type Vector,
} from '@lingtai/columns';
import { textFormat } from './text-format.ts';
import type { PartFormat } from './writer.ts';

const utf8 = new TextEncoder();

/** 1 for the bytes of some ASCII characters. */
export function bytesOf(characters: string): Uint8Array {
  const special = new Uint8Array(256);
  for (const c of characters) special[c.charCodeAt(0)] = 1;
  return special;
}

/** A text or list that is empty is written as `""`; a null as nothing at all. */
export const csvText: TextRule = {
  quote: '',
  special: bytesOf('",\r\n'),
  escape: (text) => `"${text.replaceAll('"', '""')}"`,
  empty: '""',
};

/** TSV has no quoting: characters that would break it become blanks. */
const tsvText: TextRule = {
  quote: '',
  special: bytesOf('\t\r\n'),
  escape: (text) => text.replace(/[\t\r\n]/g, ' '),
  empty: '',
};

/** The shortest decimals that read back to the same number; an array is its values with blanks between. */
const styleOf = (text: TextRule): TextStyle => ({
  nothing: '',
  yes: 'true',
  no: 'false',
  notANumber: 'NaN',
  positiveInfinity: 'Infinity',
  negativeInfinity: '-Infinity',
  int64Quote: '',
  timeQuote: '',
  text,
  list: {
    open: '',
    between: ' ',
    close: '',
    empty: text.empty,
    nothing: (type) => (type === 'float32' || type === 'float64' ? 'NaN' : 'null'),
  },
});

/** A list of texts as one text, so that it is quoted as a whole. */
function flat(vector: Vector): Vector {
  if (vector.kind !== 'list' || vector.child.type !== 'string') return vector;
  const { child, offsets, length, valid } = vector;
  const values = Array.from({ length }, (_, row) => {
    const texts: string[] = [];
    for (let i = offsets[row]!; i < offsets[row + 1]!; i++)
      texts.push(child.valid && child.valid[i] === 0 ? 'null' : child.values[i]!);
    return texts.join(' ');
  });
  const texts = utf8Of({ kind: 'scalar', type: 'string', length, values });
  return utf8Vector(length, texts, valid);
}

function separated(separator: string, text: TextRule, newline: string): PartFormat {
  const style = styleOf(text);
  const row: RowStyle = { open: '', between: separator, close: newline };
  const name = (value: string): string =>
    value === '' || utf8.encode(value).some((byte) => text.special[byte] === 1) ? text.escape(value) : value;
  return textFormat({
    begin: (head) => head.fields.map((f) => name(f.name)).join(separator) + newline,
    cells: (vector) => cellTextOf(flat(vector), style),
    row,
    end: () => '',
  });
}

/** RFC 4180, header present, CRLF as the RFC says. */
export const csvFormat: PartFormat = separated(',', csvText, '\r\n');
export const tsvFormat: PartFormat = separated('\t', tsvText, '\n');
