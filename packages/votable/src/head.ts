import type { Field, ScalarType } from '@lingtai/columns';
import { fail } from '@lingtai/diagnostics';
import { xmlAttributes, xmlText } from './xml.ts';

export type Serialization = 'tabledata' | 'binary' | 'binary2';

/** An INFO: `text` is its content, for people. */
export interface Info {
  readonly name: string;
  readonly value: string;
  readonly id?: string;
  readonly ucd?: string;
  readonly text?: string;
}

/** A COOSYS: frames as in the IVOA's refframe vocabulary (`ICRS`), epoch like `J2016.0`. */
export interface Coosys {
  readonly id: string;
  readonly system: string;
  readonly equinox?: string;
  readonly epoch?: string;
}

/** A TIMESYS: scale and place of IVOA vocabularies (`UTC`, `TOPOCENTER`); the origin is a Julian date, `MJD-origin` or `JD-origin`. */
export interface Timesys {
  readonly id: string;
  readonly timescale: string;
  readonly refposition: string;
  readonly timeorigin?: string;
}

/** A FIELD: what every result says of a column, and what only VOTable has. */
export interface OutputField extends Field {
  readonly id?: string;
  /** ID of a COOSYS, TIMESYS or GROUP. */
  readonly ref?: string;
  /**
   * The datatype of a text. Default: `char` in TABLEDATA and for timestamps; `unicodeChar` in BINARY and BINARY2, where
   * `char` is ASCII to VOTable 1.4 and its readers. `char` halves the size of a column that is known to be ASCII.
   */
  readonly text?: 'char' | 'unicodeChar';
  /** In a table without data: no text of the column is longer. Some readers reserve their room by it. */
  readonly mostTextBytes?: number;
}

/** A PARAM of the resource (service parameters, constant columns). `value` is written as it stands. */
export interface Param extends OutputField {
  readonly value: string;
}

/** Everything that stands before the rows. */
export interface VotableHead {
  readonly fields: readonly OutputField[];
  readonly serialization?: Serialization;
  readonly tableName?: string;
  readonly tableId?: string;
  readonly description?: string;
  readonly resourceType?: 'results' | 'meta';
  readonly resourceId?: string;
  readonly infos?: readonly Info[];
  readonly coosys?: readonly Coosys[];
  readonly timesys?: readonly Timesys[];
  readonly params?: readonly Param[];
  /** Further RESOURCE elements as XML, after the table's (DataLink service descriptors). They must be right by themselves. */
  readonly moreResources?: string;
  /** `tabledata` is readable everywhere. Default `1.4`. */
  readonly version?: '1.4' | '1.5';
}

/** The `datatype` of numbers and truths; texts are `char` or `unicodeChar`. */
export const datatypes: Readonly<Record<Exclude<ScalarType, 'string' | 'timestamp'>, string>> = {
  boolean: 'boolean',
  uint8: 'unsignedByte',
  int16: 'short',
  int32: 'int',
  int64: 'long',
  float32: 'float',
  float64: 'double',
};

/** What stands for a null where the serialization has no other way: in BINARY, and inside arrays. */
export const integerNulls: Readonly<Partial<Record<ScalarType, bigint>>> = {
  int16: -32768n,
  int32: -2147483648n,
  int64: -9223372036854775808n,
};

export function isText(field: Field): boolean {
  return field.scalar === 'string' || field.scalar === 'timestamp';
}

/** BINARY has no null for bytes: they are widened to `short`. */
export function writtenScalar(field: Field, serialization: Serialization | 'none'): ScalarType {
  const needsNull = serialization === 'binary' || (serialization !== 'none' && field.arraysize !== undefined);
  return field.scalar === 'uint8' && needsNull ? 'int16' : field.scalar;
}

export function textDatatype(field: OutputField, serialization: Serialization | 'none'): 'char' | 'unicodeChar' {
  return (
    field.text ??
    (field.scalar === 'timestamp' || serialization === 'tabledata' || serialization === 'none' ? 'char' : 'unicodeChar')
  );
}

function typeAttributes(field: OutputField, serialization: Serialization | 'none'): Record<string, string | undefined> {
  if (!isText(field)) {
    const scalar = writtenScalar(field, serialization) as keyof typeof datatypes;
    return {
      datatype: datatypes[scalar],
      arraysize: field.arraysize === undefined ? undefined : String(field.arraysize),
    };
  }
  if (field.arraysize !== undefined && serialization !== 'none') {
    throw fail('unsupported', 'VOTABLE-TEXT-ARRAY', {
      en: `Column "${field.name}" holds lists of texts, which VOTable cannot write.`,
      zh: `列“${field.name}”的内容是文本列表，VOTable 无法表示。`,
    });
  }
  const most = serialization === 'none' ? field.mostTextBytes : undefined;
  return { datatype: textDatatype(field, serialization), arraysize: most ? `${most}*` : '*' };
}

function nullOf(field: Field, serialization: Serialization | 'none'): string {
  if (serialization === 'none' || (serialization !== 'binary' && field.arraysize === undefined)) return '';
  const value = integerNulls[writtenScalar(field, serialization)];
  return value === undefined ? '' : `<VALUES null="${value}"/>`;
}

function fieldXml(
  field: OutputField,
  serialization: Serialization | 'none',
  element = 'FIELD',
  value?: string,
): string {
  const attributes = xmlAttributes({
    ID: field.id,
    name: field.name,
    ...typeAttributes(field, serialization),
    unit: field.unit === '' ? undefined : field.unit,
    ucd: field.ucd === '' ? undefined : field.ucd,
    utype: field.utype,
    xtype: field.xtype ?? (field.scalar === 'timestamp' ? 'timestamp' : undefined),
    ref: field.ref,
    precision:
      field.displayDigits !== undefined && /^float/.test(field.scalar) ? String(field.displayDigits) : undefined,
    value,
  });
  const inside =
    (field.description ? `<DESCRIPTION>${xmlText(field.description)}</DESCRIPTION>` : '') +
    (value === undefined ? nullOf(field, serialization) : '');
  return inside === '' ? `<${element}${attributes}/>\n` : `<${element}${attributes}>${inside}</${element}>\n`;
}

export function infoXml(info: Info): string {
  const attributes = xmlAttributes({ ID: info.id, name: info.name, ucd: info.ucd, value: info.value });
  return info.text ? `<INFO${attributes}>${xmlText(info.text)}</INFO>\n` : `<INFO${attributes}/>\n`;
}

const xmlStart = '<?xml version="1.0" encoding="UTF-8"?>\n';

export function rootXml(version: string): string {
  return `${xmlStart}<VOTABLE version="${version}" xmlns="http://www.ivoa.net/xml/VOTable/v1.3" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">\n`;
}

const dataStart: Readonly<Record<Serialization, string>> = {
  tabledata: '<DATA><TABLEDATA>\n',
  binary: '<DATA><BINARY><STREAM encoding="base64">\n',
  binary2: '<DATA><BINARY2><STREAM encoding="base64">\n',
};

export const dataEnd: Readonly<Record<Serialization, string>> = {
  tabledata: '</TABLEDATA></DATA>\n',
  binary: '\n</STREAM></BINARY></DATA>\n',
  binary2: '\n</STREAM></BINARY2></DATA>\n',
};

/** Everything up to the first row, in the order that the schema asks for. */
export function headXml(head: VotableHead): string {
  const serialization = head.serialization ?? 'tabledata';
  return tableXml(head, serialization) + dataStart[serialization];
}

/** Everything up to the fields of the table, which stays open. */
export function tableXml(head: VotableHead, serialization: Serialization | 'none'): string {
  const resource = xmlAttributes({ type: head.resourceType ?? 'results', ID: head.resourceId });
  let out = `${rootXml(head.version ?? '1.4')}<RESOURCE${resource}>\n`;
  if (head.description) out += `<DESCRIPTION>${xmlText(head.description)}</DESCRIPTION>\n`;
  for (const info of head.infos ?? []) out += infoXml(info);
  for (const { id, system, equinox, epoch } of head.coosys ?? []) {
    out += `<COOSYS${xmlAttributes({ ID: id, system, equinox, epoch })}/>\n`;
  }
  for (const { id, timescale, refposition, timeorigin } of head.timesys ?? []) {
    out += `<TIMESYS${xmlAttributes({ ID: id, timeorigin, timescale, refposition })}/>\n`;
  }
  for (const param of head.params ?? []) out += fieldXml(param, serialization, 'PARAM', param.value);
  out += `<TABLE${xmlAttributes({ ID: head.tableId, name: head.tableName })}>\n`;
  for (const field of head.fields) out += fieldXml(field, serialization);
  return out;
}
