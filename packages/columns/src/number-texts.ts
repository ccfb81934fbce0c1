import { cellTextOf, type TextStyle } from './cell-text.ts';
import { type StringVector, utf8Vector } from './utf8.ts';
import type { ScalarVector } from './vector.ts';

/** As JavaScript prints numbers. */
const style: TextStyle = {
  nothing: '',
  yes: 'true',
  no: 'false',
  notANumber: 'NaN',
  positiveInfinity: 'Infinity',
  negativeInfinity: '-Infinity',
  int64Quote: '',
  timeQuote: '',
  text: { quote: '', special: new Uint8Array(256), escape: (text) => text, empty: '' },
  list: { open: '', between: ' ', close: '', empty: '', nothing: () => '' },
};

/** A column of numbers as their texts, made without strings. Nulls stay nulls. */
export function numberTexts(vector: ScalarVector): StringVector {
  const { length, valid } = vector;
  const cells = cellTextOf(vector, style);
  const bytes = new Uint8Array(cells.most(0, length));
  const offsets = new Int32Array(length + 1);
  for (let row = 0; row < length; row++) offsets[row + 1] = cells.put(bytes, offsets[row]!, row);
  return utf8Vector(length, { bytes: bytes.subarray(0, offsets[length]), offsets }, valid);
}
