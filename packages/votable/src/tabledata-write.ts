import { type CellText, type ColumnBatch, cellTextOf, type Field, rowTexts, type TextStyle } from '@lingtai/columns';
import { integerNulls } from './head.ts';
import { xmlText } from './xml.ts';

/** Bytes that XML escapes or refuses; 0xef begins U+FFFE and U+FFFF, which it refuses too. */
const special = Uint8Array.from({ length: 256 }, (_, byte) => {
  const control = byte < 32 && byte !== 9 && byte !== 10;
  return control || byte === 38 || byte === 60 || byte === 62 || byte === 0xef ? 1 : 0;
});

const style: TextStyle = {
  nothing: '',
  yes: 'T',
  no: 'F',
  notANumber: 'NaN',
  positiveInfinity: '+Inf',
  negativeInfinity: '-Inf',
  int64Quote: '',
  timeQuote: '',
  text: { quote: '', special, escape: xmlText, empty: '' },
  list: {
    open: '',
    between: ' ',
    close: '',
    empty: '',
    nothing: (type) => {
      if (type === 'boolean') return '?';
      return type === 'float32' || type === 'float64'
        ? 'NaN'
        : String(integerNulls[type === 'uint8' ? 'int16' : type] ?? '');
    },
  },
};

/** Validators (STILTS votlint) want numbers in an array of fixed length, so its null is written as in the binary forms. */
function nothingOf({ scalar, arraysize }: Field): string {
  const isFloat = scalar === 'float32' || scalar === 'float64';
  return isFloat && typeof arraysize === 'number' ? Array(arraysize).fill('NaN').join(' ') : style.nothing;
}

const row = { open: '<TR><TD>', between: '</TD><TD>', close: '</TD></TR>\n' };

/** `<TR><TD>…` of the rows of a batch. Nulls are empty cells; of arrays of fixed length NaNs. */
export function tabledataRows(fields: readonly Field[], batch: ColumnBatch): Uint8Array[] {
  const cells = batch.columns.map((vector, i): CellText => cellTextOf(vector, style, nothingOf(fields[i]!)));
  return rowTexts(cells, row, 0, batch.rowCount);
}
