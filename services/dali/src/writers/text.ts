import { float32Text, type ScalarVector, type Vector } from '@lingtai/columns';
import { timestampText } from '@lingtai/votable';
import type { ResultWriter } from './writer.ts';

const encoder = new TextEncoder();

/** The shortest decimal text that reads back to the same number of the vector's own precision. */
function numberText(vector: ScalarVector, row: number): string {
  const value = vector.values[row]!;
  if (vector.type === 'float32') return Number.isFinite(value) ? float32Text(value as number) : String(value);
  return Object.is(value, -0) ? '-0' : String(value);
}

/** The text of one value, without any quoting; the empty string for a null. */
function scalarText(vector: ScalarVector, row: number): string {
  if (vector.valid && vector.valid[row] === 0) return '';
  if (vector.type === 'string') return vector.values[row]!;
  if (vector.type === 'boolean') return vector.values[row] === 0 ? 'false' : 'true';
  if (vector.type === 'timestamp') return timestampText(vector.values[row]!);
  return numberText(vector, row);
}

/** An array is its values with blanks between; one without a value keeps its place. */
function cellText(vector: Vector, row: number): string {
  if (vector.kind === 'scalar') return scalarText(vector, row);
  if (vector.valid && vector.valid[row] === 0) return '';
  const parts: string[] = [];
  const { child } = vector;
  const noValue = child.type === 'float32' || child.type === 'float64' ? 'NaN' : 'null';
  for (let i = vector.offsets[row]!; i < vector.offsets[row + 1]!; i++) {
    parts.push(child.valid && child.valid[i] === 0 ? noValue : scalarText(child, i));
  }
  return parts.join(' ');
}

/** A text or list that is empty is written as `""`; a null as nothing at all. */
const csvQuote = (text: string): string =>
  text === '' || /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
/** TSV has no quoting: characters that would break it become blanks. */
const tsvClean = (text: string): string => text.replace(/[\t\r\n]/g, ' ');

const mayBreak = (vector: Vector): boolean => vector.kind === 'list' || vector.type === 'string';

function separatedWriter(separator: string, clean: (text: string) => string, newline: string): ResultWriter {
  return async function* write(head, batches) {
    yield encoder.encode(head.fields.map((f) => clean(f.name)).join(separator) + newline);
    for await (const batch of batches) {
      let text = '';
      for (let row = 0; row < batch.rowCount; row++) {
        for (let c = 0; c < batch.columns.length; c++) {
          const vector = batch.columns[c]!;
          const isNull = vector.valid !== undefined && vector.valid[row] === 0;
          text +=
            (c === 0 ? '' : separator) +
            (isNull ? '' : mayBreak(vector) ? clean(cellText(vector, row)) : cellText(vector, row));
        }
        text += newline;
      }
      yield encoder.encode(text);
    }
  };
}

/** RFC 4180, header present, CRLF as the RFC says. */
export const writeCsv: ResultWriter = separatedWriter(',', csvQuote, '\r\n');
export const writeTsv: ResultWriter = separatedWriter('\t', tsvClean, '\n');
