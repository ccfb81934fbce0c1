import { type Field, float32Text, type ScalarVector, type Vector } from '@lingtai/columns';
import { timestampText } from '@lingtai/votable';
import type { ResultWriter } from './writer.ts';

const encoder = new TextEncoder();

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

export function cellJson(vector: Vector, row: number): string {
  if (vector.kind === 'scalar') return scalarJson(vector, row);
  if (vector.valid && vector.valid[row] === 0) return 'null';
  const parts: string[] = [];
  for (let i = vector.offsets[row]!; i < vector.offsets[row + 1]!; i++) parts.push(scalarJson(vector.child, i));
  return `[${parts.join(',')}]`;
}

function fieldJson(field: Field): Record<string, unknown> {
  const { name, scalar, arraysize, unit, ucd, utype, xtype, description } = field;
  return { name, type: scalar, arraysize, unit, ucd, utype, xtype, description };
}

/** `{fields, rows, returned, complete, total, limit}`: rows are arrays in the order of the fields. */
export const writeJson: ResultWriter = async function* write(head, batches, ending) {
  const info = Object.fromEntries(head.infos.map((i) => [i.name, i.value]));
  yield encoder.encode(
    `{"table":${JSON.stringify(head.tableName)},"info":${JSON.stringify(info)},"fields":${JSON.stringify(head.fields.map(fieldJson))},"rows":[`,
  );
  let first = true;
  for await (const batch of batches) {
    let text = '';
    for (let row = 0; row < batch.rowCount; row++) {
      text += `${first ? '\n[' : ',\n['}${batch.columns.map((vector) => cellJson(vector, row)).join(',')}]`;
      first = false;
    }
    yield encoder.encode(text);
  }
  const { returned, complete, total, limit } = ending();
  yield encoder.encode(
    `\n],"returned":${returned},"complete":${complete},"total":${JSON.stringify(total)}${limit === undefined ? '' : `,"limit":${JSON.stringify(limit)}`}}\n`,
  );
};
