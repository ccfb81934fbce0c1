import {
  type CellText,
  cellTextOf,
  type Field,
  type ScalarType,
  type TextStyle,
  utf8Of,
  utf8Vector,
  type Vector,
} from '@lingtai/columns';
import { bytesOf, csvText } from './text.ts';
import { textFormat } from './text-format.ts';
import { type Completeness, completenessWords, type PartFormat, type PlainHead } from './writer.ts';

const datatypes: Readonly<Record<ScalarType, string>> = {
  boolean: 'bool',
  uint8: 'uint8',
  int16: 'int16',
  int32: 'int32',
  int64: 'int64',
  float32: 'float32',
  float64: 'float64',
  string: 'string',
  timestamp: 'string',
};

const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;

/** Quoted where CSV wants it, and where a reader would take the text for a comment or trim it. */
const text = { ...csvText, special: bytesOf('",\r\n# \t'), escape: quoted };

/** ECSV 1.0 section 2: Python's words for truth and for what is no number; an array is JSON in one cell. */
const style: TextStyle = {
  nothing: '',
  yes: 'True',
  no: 'False',
  notANumber: 'nan',
  positiveInfinity: 'inf',
  negativeInfinity: '-inf',
  int64Quote: '',
  timeQuote: '',
  text,
  list: { open: '"[', between: ',', close: ']"', empty: '[]', nothing: () => 'null' },
};

const inLists: TextStyle = {
  ...style,
  yes: 'true',
  no: 'false',
  notANumber: 'NaN',
  positiveInfinity: 'Infinity',
  negativeInfinity: '-Infinity',
  negativeZero: '-0.0',
};

/** A list of texts or times as JSON in one text. */
function flat(vector: Vector): Vector {
  if (vector.kind !== 'list' || (vector.child.type !== 'string' && vector.child.type !== 'timestamp')) return vector;
  const cells = cellTextOf(vector.child, { ...inLists, text: { ...text, escape: (t) => t, special: bytesOf('') } });
  const scratch = new Uint8Array(cells.most(0, vector.child.length) + 32);
  const decoder = new TextDecoder();
  const elements = Array.from({ length: vector.child.length }, (_, i) => {
    if (vector.child.valid && vector.child.valid[i] === 0) return null;
    return vector.child.type === 'string'
      ? vector.child.values[i]!
      : decoder.decode(scratch.subarray(0, cells.put(scratch, 0, i)));
  });
  const { offsets, length, valid } = vector;
  const values = Array.from({ length }, (_, row) => JSON.stringify(elements.slice(offsets[row], offsets[row + 1])));
  return utf8Vector(length, utf8Of({ kind: 'scalar', type: 'string', length, values }), valid);
}

const cellsOf = (vector: Vector): CellText => cellTextOf(flat(vector), vector.kind === 'list' ? inLists : style);

/** YAML takes JSON as it is. */
function fieldYaml(field: Field): string {
  const { name, unit, ucd, utype, scalar, description, arraysize } = field;
  const xtype = field.xtype ?? (scalar === 'timestamp' ? 'timestamp' : undefined);
  const meta = Object.fromEntries(Object.entries({ ucd, utype, xtype }).filter(([, value]) => value));
  const type =
    arraysize === undefined
      ? { datatype: datatypes[scalar] }
      : { datatype: 'string', subtype: `${datatypes[scalar]}[${arraysize === '*' ? 'null' : arraysize}]` };
  return JSON.stringify({
    name,
    unit: unit || undefined,
    ...type,
    description,
    ...(Object.keys(meta).length > 0 ? { meta } : {}),
  });
}

function headText(head: PlainHead): string {
  const { tableName, description, position, times, infos, known } = head;
  const meta = {
    name: tableName,
    description,
    ...Object.fromEntries(infos.map((i) => [i.name, i.value])),
    ...(position ? { coosys: position } : {}),
    ...(times ? { timesys: times } : {}),
    ...(known ? Object.fromEntries(completenessWords(known)) : {}),
  };
  const lines = [
    '%ECSV 1.0',
    '---',
    "delimiter: ','",
    'datatype:',
    ...head.fields.map((f) => `- ${fieldYaml(f)}`),
    `meta: ${JSON.stringify(meta)}`,
    'schema: astropy-2.0',
  ];
  const names = head.fields.map((f) => (/^[\w.+-]+$/.test(f.name) ? f.name : quoted(f.name)));
  return `${lines.map((line) => `# ${line}\n`).join('')}${names.join(',')}\n`;
}

/** Completeness as comments behind the rows, where a large answer first knows it. */
const trailer = (completeness: Completeness): string =>
  completenessWords(completeness)
    .map(([name, value]) => `# ${name}: ${value}\n`)
    .join('');

/** Astropy's Enhanced Character-Separated Values 1.0: CSV under a YAML head with types, units and descriptions. */
export const ecsvFormat: PartFormat = textFormat({
  begin: headText,
  cells: cellsOf,
  row: { open: '', between: ',', close: '\n' },
  end: trailer,
});
