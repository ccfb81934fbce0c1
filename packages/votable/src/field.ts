import type { Field, ScalarType } from '@lingtai/columns';
import { fail, nearest } from '@lingtai/diagnostics';
import type { VotableNode } from './node.ts';

/** The primitive types of VOTable 1.4, section 2.1. */
export type Datatype =
  | 'boolean'
  | 'bit'
  | 'unsignedByte'
  | 'short'
  | 'int'
  | 'long'
  | 'char'
  | 'unicodeChar'
  | 'float'
  | 'double'
  | 'floatComplex'
  | 'doubleComplex';

/** A FIELD as it was read. Complex numbers are pairs of floats (`arraysize` counts floats), bits are booleans. */
export interface VotableField extends Field {
  readonly datatype: Datatype;
  readonly id?: string;
  readonly ref?: string;
  /** The arraysize as written, `3x4*`, where the column is not a scalar. */
  readonly arraysizeText?: string;
  /** Extents of an array with more dimensions than one, the fastest first; the last may be `*`. */
  readonly shape?: readonly (number | '*')[];
  /** VALUES null as written. */
  readonly nullText?: string;
  /** DESCRIPTION, VALUES, LINK and all attributes. */
  readonly node: VotableNode;
}

const scalars: Readonly<Record<Datatype, ScalarType>> = {
  boolean: 'boolean',
  bit: 'boolean',
  unsignedByte: 'uint8',
  short: 'int16',
  int: 'int32',
  long: 'int64',
  char: 'string',
  unicodeChar: 'string',
  float: 'float32',
  double: 'float64',
  floatComplex: 'float32',
  doubleComplex: 'float64',
};

export function isComplex(datatype: Datatype): boolean {
  return datatype === 'floatComplex' || datatype === 'doubleComplex';
}

export function isCharacter(datatype: Datatype): boolean {
  return datatype === 'char' || datatype === 'unicodeChar';
}

function extents(text: string, node: VotableNode): (number | '*')[] {
  const parts = text.trim().split('x');
  const good = parts.every((p, i) => /^\d+$/.test(p) || (i === parts.length - 1 && /^\d*\*$/.test(p)));
  if (!good) {
    throw fail(
      'data',
      'VOTABLE-ARRAYSIZE',
      {
        en: `arraysize "${text}" of ${node.name} "${node.attributes['name'] ?? ''}" cannot be read: "8", "*", "10*" or "3x4*" were expected.`,
        zh: `${node.name} “${node.attributes['name'] ?? ''}”的 arraysize “${text}”无法识别：应为“8”、“*”、“10*”或“3x4*”的形式。`,
      },
      { place: node.place },
    );
  }
  return parts.map((p) => (p.endsWith('*') ? '*' : Number(p)));
}

function datatypeOf(node: VotableNode): Datatype {
  const datatype = node.attributes['datatype'];
  if (datatype !== undefined && Object.hasOwn(scalars, datatype)) return datatype as Datatype;
  const name = node.attributes['name'] ?? node.attributes['ID'] ?? '';
  throw fail(
    'data',
    'VOTABLE-DATATYPE',
    datatype === undefined
      ? { en: `${node.name} "${name}" has no datatype.`, zh: `${node.name} “${name}”没有 datatype。` }
      : {
          en: `${node.name} "${name}" has datatype "${datatype}", which VOTable does not know.`,
          zh: `${node.name} “${name}”的 datatype “${datatype}”不是 VOTable 的数据类型。`,
        },
    { place: node.place, nearest: datatype === undefined ? undefined : nearest(datatype, Object.keys(scalars)) },
  );
}

function optional<K extends string>(key: K, value: string | undefined): Partial<Record<K, string>> {
  return value === undefined ? {} : ({ [key]: value } as Record<K, string>);
}

function arraySize(datatype: Datatype, shape: readonly (number | '*')[] | undefined): number | '*' | undefined {
  if (isCharacter(datatype)) {
    if (!shape || shape.length < 2) return undefined;
    const rest = shape.slice(1);
    return rest.includes('*') ? '*' : rest.reduce<number>((n, d) => n * Number(d), 1);
  }
  const perValue = isComplex(datatype) ? 2 : 1;
  if (!shape || (shape.length === 1 && shape[0] === 1)) return perValue === 1 ? undefined : 2;
  return shape.includes('*') ? '*' : shape.reduce<number>((n, d) => n * Number(d), perValue);
}

/** A FIELD or PARAM element as a field. */
export function fieldOf(node: VotableNode): VotableField {
  const a = node.attributes;
  const datatype = datatypeOf(node);
  const sizeText = a['arraysize'];
  const shape = sizeText === undefined || sizeText.trim() === '' ? undefined : extents(sizeText, node);
  const arraysize = arraySize(datatype, shape);
  const values = node.children.find((c) => c.name === 'VALUES' && c.attributes['null'] !== undefined);
  return {
    name: a['name'] ?? a['ID'] ?? '',
    scalar: scalars[datatype],
    datatype,
    ...(arraysize === undefined ? {} : { arraysize }),
    ...(sizeText === undefined ? {} : { arraysizeText: sizeText }),
    ...(shape && shape.length > 1 ? { shape } : {}),
    ...optional('id', a['ID']),
    ...optional('ref', a['ref']),
    ...optional('unit', a['unit']),
    ...optional('ucd', a['ucd']),
    ...optional('utype', a['utype']),
    ...optional('xtype', a['xtype']),
    ...optional('description', node.children.find((c) => c.name === 'DESCRIPTION')?.text.trim()),
    ...optional('nullText', values?.attributes['null']),
    node,
  };
}
