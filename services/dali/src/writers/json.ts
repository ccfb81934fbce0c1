import {
  cellTextOf,
  type Field,
  float32Text,
  type ScalarVector,
  type TextStyle,
  timestampText,
  type Vector,
} from '@lingtai/columns';
import { textFormat } from './text-format.ts';
import type { PartFormat, PlainHead } from './writer.ts';

/** One value as JSON. 64-bit integers are decimal strings and NaN and infinities are words, so that nothing is lost. */
function scalarJson(vector: ScalarVector, row: number): string {
  if (vector.valid && vector.valid[row] === 0) return 'null';
  switch (vector.type) {
    case 'string':
      return JSON.stringify(vector.values[row]);
    case 'boolean':
      return vector.values[row] === 0 ? 'false' : 'true';
    case 'timestamp':
      return `"${timestampText(vector.values[row]!)}"`;
    case 'int64':
      return `"${vector.values[row]}"`;
    case 'float32':
    case 'float64': {
      const value = vector.values[row]!;
      if (!Number.isFinite(value)) return `"${value}"`;
      if (Object.is(value, -0)) return '-0.0';
      return vector.type === 'float32' ? float32Text(value) : String(value);
    }
    default:
      return String(vector.values[row]);
  }
}

/** One cell as JSON, the same text as in a whole answer. */
export function cellJson(vector: Vector, row: number): string {
  if (vector.kind === 'scalar') return scalarJson(vector, row);
  if (vector.valid && vector.valid[row] === 0) return 'null';
  const parts: string[] = [];
  for (let i = vector.offsets[row]!; i < vector.offsets[row + 1]!; i++) parts.push(scalarJson(vector.child, i));
  return `[${parts.join(',')}]`;
}

const style: TextStyle = {
  nothing: 'null',
  yes: 'true',
  no: 'false',
  notANumber: '"NaN"',
  positiveInfinity: '"Infinity"',
  negativeInfinity: '"-Infinity"',
  negativeZero: '-0.0',
  int64Quote: '"',
  timeQuote: '"',
  text: {
    quote: '"',
    special: Uint8Array.from({ length: 256 }, (_, byte) => (byte < 32 || byte === 34 || byte === 92 ? 1 : 0)),
    escape: (text) => JSON.stringify(text),
    empty: '""',
  },
  list: { open: '[', between: ',', close: ']', empty: '[]', nothing: () => 'null' },
};

function fieldJson(field: Field): Record<string, unknown> {
  const { name, scalar, arraysize, unit, ucd, utype, xtype, description } = field;
  return { name, type: scalar, arraysize, unit, ucd, utype, xtype, description };
}

function beforeRows({ tableName: table, description, infos, position, times, fields }: PlainHead): string {
  const info = Object.fromEntries(infos.map((i) => [i.name, i.value]));
  const before = JSON.stringify({ table, description, info, position, times, fields: fields.map(fieldJson) });
  return `${before.slice(0, -1)},"rows":[`;
}

/** `{table, info, position, times, fields, rows, returned, complete, total, limit}`: rows are arrays in the order of the fields. */
export const jsonFormat: PartFormat = textFormat({
  begin: beforeRows,
  cells: (vector) => cellTextOf(vector, style),
  row: { open: ',\n[', between: ',', close: ']' },
  notBeforeFirst: 1,
  end: ({ returned, complete, total, limit }) =>
    `\n],${JSON.stringify({ returned, complete, total, limit }).slice(1)}\n`,
});
