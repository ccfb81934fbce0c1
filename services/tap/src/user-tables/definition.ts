import type { Field } from '@lingtai/columns';
import { fail, type LingtaiError } from '@lingtai/diagnostics';
import { readVotable, xmlAttributes } from '@lingtai/votable';
import { SaxesParser } from 'saxes';

/** What VODataService's TAPType calls a type, in VOTable's words: datatype, arraysize, xtype. */
const tapTypes: Readonly<Record<string, readonly [string, string?, string?]>> = {
  BOOLEAN: ['boolean'],
  SMALLINT: ['short'],
  INTEGER: ['int'],
  BIGINT: ['long'],
  REAL: ['float'],
  DOUBLE: ['double'],
  TIMESTAMP: ['char', '*', 'timestamp'],
  CHAR: ['char', '*'],
  VARCHAR: ['char', '*'],
  CLOB: ['char', '*'],
  POINT: ['double', '2', 'point'],
};

interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: Element[];
  text: string;
}

/** The columns and description of a `<table>` document of VOSI 1.1 (VODataService 1.1 or 1.2). Throws where it is none. */
export async function vosiTable(
  xml: string,
  file: string,
): Promise<{ fields: readonly Field[]; description?: string }> {
  const root = elements(xml, file);
  if (root?.name !== 'table') throw notVosi(file);
  const columns = root.children.filter((c) => c.name === 'column');
  const table = `<VOTABLE version="1.4"><RESOURCE><TABLE>${columns.map(fieldXml).join('')}</TABLE></RESOURCE></VOTABLE>`;
  const { tables } = await readVotable(new TextEncoder().encode(table), { file });
  const description = textOf(root, 'description');
  const fields = tables[0]!.fields.map(({ name, scalar, arraysize, unit, ucd, utype, xtype }, i): Field => {
    const said = textOf(columns[i]!, 'description');
    return {
      name,
      scalar,
      ...(arraysize === undefined ? {} : { arraysize }),
      ...(unit === undefined ? {} : { unit }),
      ...(ucd === undefined ? {} : { ucd }),
      ...(utype === undefined ? {} : { utype }),
      ...(xtype === undefined ? {} : { xtype }),
      ...(said === undefined ? {} : { description: said }),
    };
  });
  return { fields, ...(description === undefined ? {} : { description }) };
}

function fieldXml(column: Element): string {
  const type = column.children.find((c) => c.name === 'dataType');
  const text = (type?.text ?? '').trim();
  // TAP's types are in capitals, VOTable's are not: DOUBLE is one number, double may be an array.
  const tap = tapTypes[text.replace(/^adql:/, '')];
  const { arraysize, extendedType } = type?.attributes ?? {};
  const [datatype, size, xtype] = tap ?? [text, arraysize, extendedType];
  return `<FIELD${xmlAttributes({
    name: textOf(column, 'name'),
    datatype,
    arraysize: size,
    xtype: xtype ?? extendedType,
    unit: textOf(column, 'unit'),
    ucd: textOf(column, 'ucd'),
    utype: textOf(column, 'utype'),
  })}/>`;
}

function textOf(element: Element, child: string): string | undefined {
  const text = element.children.find((c) => c.name === child)?.text.trim();
  return text === '' ? undefined : text;
}

function elements(xml: string, file: string): Element | undefined {
  const open: Element[] = [];
  let root: Element | undefined;
  const parser = new SaxesParser();
  parser.on('doctype', () => {
    throw notVosi(file);
  });
  parser.on('error', (cause) => {
    const place = { file, line: parser.line, column: parser.columnIndex + 1 };
    throw fail('data', 'USER-TABLE-XML', { en: 'Not well-formed XML.', zh: 'XML 格式不正确。' }, { place, cause });
  });
  parser.on('opentag', (tag) => {
    const name = tag.name.slice(tag.name.indexOf(':') + 1);
    const element: Element = { name, attributes: tag.attributes as Record<string, string>, children: [], text: '' };
    open.at(-1)?.children.push(element);
    root ??= element;
    open.push(element);
  });
  parser.on('closetag', () => void open.pop());
  const add = (text: string): void => {
    const at = open.at(-1);
    if (at) at.text += text;
  };
  parser.on('text', add);
  parser.on('cdata', add);
  parser.write(xml).close();
  return root;
}

function notVosi(file: string): LingtaiError {
  return fail(
    'data',
    'USER-TABLE-DEFINITION',
    {
      en: 'The definition of a table is a VOTable or a <table> document of VOSI.',
      zh: '表的定义应为 VOTable 或 VOSI 的 <table> 文档。',
    },
    { place: { file } },
  );
}
