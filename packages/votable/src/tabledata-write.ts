import { type ColumnBatch, type Field, float32Text, type ScalarVector, type Vector } from '@lingtai/columns';
import { integerNulls } from './head.ts';
import { timestampText } from './timestamp.ts';
import { xmlText } from './xml.ts';

type CellText = (row: number) => string;

function specialText(value: number): string {
  return Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf';
}

function float64Text(value: number): string {
  return Number.isFinite(value) ? (Object.is(value, -0) ? '-0' : String(value)) : specialText(value);
}

function valueText(vector: ScalarVector): CellText {
  switch (vector.type) {
    case 'string':
      return (row) => xmlText(vector.values[row]!);
    case 'timestamp':
      return (row) => timestampText(vector.values[row]!);
    case 'boolean':
      return (row) => (vector.values[row] === 0 ? 'F' : 'T');
    case 'float32':
      return (row) => {
        const value = vector.values[row]!;
        return Number.isFinite(value) ? float32Text(value) : specialText(value);
      };
    case 'float64':
      return (row) => float64Text(vector.values[row]!);
    default:
      return (row) => String(vector.values[row]);
  }
}

function cellText(vector: Vector, field: Field): CellText {
  if (vector.kind === 'scalar') {
    const text = valueText(vector);
    const { valid } = vector;
    return valid ? (row) => (valid[row] === 0 ? '' : text(row)) : text;
  }
  const { offsets, child, valid } = vector;
  const text = valueText(child);
  const empty =
    child.type === 'boolean'
      ? '?'
      : /^float/.test(child.type)
        ? 'NaN'
        : String(integerNulls[child.type === 'uint8' ? 'int16' : child.type]);
  // Validators (STILTS votlint) want numbers in an array of fixed length, so its null is written as in the binary forms.
  const nothing =
    empty === 'NaN' && typeof field.arraysize === 'number' ? Array(field.arraysize).fill('NaN').join(' ') : '';
  const element: CellText = child.valid ? (i) => (child.valid![i] === 0 ? empty : text(i)) : text;
  return (row) => {
    if (valid && valid[row] === 0) return nothing;
    let out = '';
    for (let i = offsets[row]!; i < offsets[row + 1]!; i++) out += i === offsets[row] ? element(i) : ` ${element(i)}`;
    return out;
  };
}

/** `<TR><TD>…` of the rows `[from, to)` of a batch. Nulls are empty cells; of arrays of fixed length NaNs. */
export function tabledataRows(fields: readonly Field[], batch: ColumnBatch, from: number, to: number): string {
  const cells = batch.columns.map((vector, i) => cellText(vector, fields[i]!));
  let out = '';
  for (let row = from; row < to; row++) {
    out += '<TR>';
    for (const cell of cells) out += `<TD>${cell(row)}</TD>`;
    out += '</TR>\n';
  }
  return out;
}
