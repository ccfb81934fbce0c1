import type { ColumnBatch } from '@lingtai/columns';
import { fail, LingtaiError, type Place } from '@lingtai/diagnostics';
import { SaxesParser } from 'saxes';
import { Base64Decoder } from './base64.ts';
import { BinaryRows } from './binary-read.ts';
import { DocumentSize } from './document-size.ts';
import type { VotableNode } from './node.ts';
import { RowCollector, tableOf, type VotableTable } from './table-reader.ts';
import { scanRows } from './tabledata-scan.ts';

export interface ReadOptions {
  /** Rows in a batch; default 8192. */
  readonly batchRows?: number;
  /** File name for messages. */
  readonly file?: string;
  /** A table with more fields is refused before room is made for its rows; default: 10 000. */
  readonly maxFields?: number;
}

/** What comes out of the stream: each table once before its rows (also when it has none), its batches, at last the document. */
export type VotableEvent =
  | { readonly kind: 'table'; readonly table: VotableTable }
  | { readonly kind: 'batch'; readonly table: VotableTable; readonly batch: ColumnBatch }
  | { readonly kind: 'end'; readonly root: VotableNode };

interface OpenNode {
  name: string;
  attributes: Record<string, string>;
  text: string;
  children: OpenNode[];
  place: Place;
}

type Mode = 'envelope' | 'tabledata' | 'stream';

/** Elements that hold rows or parts of them: they leave no node. */
const rowElements = new Set(['DATA', 'TABLEDATA', 'BINARY', 'BINARY2', 'STREAM', 'TR', 'TD']);
const maxDepth = 200;
/** A row that does not end for so long is the XML parser's: the fast path reads it anew with every piece of text. */
const maxFastChars = 1 << 22;
const maxTextChars = 1 << 26;

/** Takes the text in pieces and gives events; the XML parser sees everything but plain rows and base64. */
export class VotableParser {
  readonly events: VotableEvent[] = [];
  readonly #options: ReadOptions;
  readonly #sax = new SaxesParser();
  #open: OpenNode[] = [];
  #root: OpenNode | undefined;
  #tables = 0;
  readonly #size: DocumentSize;
  #silentChars = 0;
  #rows: RowCollector | undefined;
  #binary: BinaryRows | undefined;
  #base64 = new Base64Decoder();
  #mode: Mode = 'envelope';
  // Fast paths run from the start tag to the first thing that is not plain rows or base64; then the XML parser has it all.
  #fastFrom: 'nowhere' | 'tag' | 'now' = 'nowhere';
  #cellText: string | undefined;
  #pending = '';
  // Lines that the fast paths took past the XML parser.
  #line = 1;

  constructor(options: ReadOptions) {
    this.#options = options;
    this.#size = new DocumentSize(options.maxFields);
    this.#sax.on('error', (error) => {
      throw this.#fail('VOTABLE-XML', {
        en: `Not well-formed XML: ${cleanMessage(error.message)}`,
        zh: `XML 格式不正确：${cleanMessage(error.message)}`,
      });
    });
    this.#sax.on('doctype', (doctype) => {
      if (!doctype.includes('[')) return;
      throw this.#fail('VOTABLE-DOCTYPE', {
        en: 'The document declares entities of its own (DOCTYPE with an internal subset), which is refused.',
        zh: '文档包含自定义实体声明（带内部子集的 DOCTYPE），拒绝读取。',
      });
    });
    this.#sax.on('opentag', (tag) => this.#openTag(tag.name, tag.attributes as Record<string, string>));
    this.#sax.on('closetag', (tag) => this.#closeTag(local(tag.name)));
    this.#sax.on('text', (text) => this.#text(text));
    this.#sax.on('cdata', (text) => this.#text(text));
  }

  #place(): Place {
    const file = this.#options.file;
    return {
      ...(file === undefined ? {} : { file }),
      line: this.#line + this.#sax.line - 1,
      column: this.#sax.columnIndex + 1,
    };
  }

  #fail(code: string, text: { en: string; zh: string }): LingtaiError {
    return fail('data', code, text, { place: this.#place() });
  }

  #openTag(rawName: string, attributes: Record<string, string>): void {
    const name = local(rawName);
    this.#silentChars = 0;
    if (!this.#root && name !== 'VOTABLE') {
      throw this.#fail('VOTABLE-ROOT', {
        en: `The document is not a VOTable: its root element is <${name}>.`,
        zh: `该文档不是 VOTable：根元素为 <${name}>。`,
      });
    }
    if (this.#open.length > maxDepth)
      throw this.#fail('VOTABLE-DEPTH', {
        en: `Elements are nested deeper than ${maxDepth}.`,
        zh: `元素嵌套超过 ${maxDepth} 层。`,
      });
    if (rowElements.has(name)) {
      this.#openRows(name, attributes);
      return;
    }
    if (name === 'FITS' || name === 'PARQUET') {
      throw fail(
        'unsupported',
        'VOTABLE-SERIALIZATION',
        {
          en: `Tables in ${name} serialization are not read: give the ${name} file itself.`,
          zh: `不支持读取 ${name} 序列化的表：请直接提供 ${name} 文件。`,
        },
        { place: this.#place() },
      );
    }
    const fault = this.#size.add(name);
    if (fault) throw this.#fail(fault.code, fault.text);
    const node: OpenNode = { name, attributes, text: '', children: [], place: this.#place() };
    this.#open.at(-1)?.children.push(node);
    this.#open.push(node);
    this.#root ??= node;
  }

  #openRows(name: string, attributes: Record<string, string>): void {
    if (name === 'DATA') this.#startTable();
    else if (name === 'TABLEDATA') {
      this.#mode = 'tabledata';
      this.#fastFrom = 'tag';
    } else if (name === 'BINARY' || name === 'BINARY2')
      this.#binary = new BinaryRows(this.#collector().columns, name === 'BINARY2');
    else if (name === 'STREAM') this.#startStream(attributes);
    else if (name === 'TR') this.#collector().startRow();
    else {
      const encoding = attributes['encoding'];
      if (encoding !== undefined && encoding !== 'none') {
        throw this.#fail('VOTABLE-TD-ENCODING', {
          en: `<TD encoding="${encoding}"> is not read.`,
          zh: `不支持读取 <TD encoding="${encoding}">。`,
        });
      }
      this.#cellText = '';
    }
  }

  #collector(): RowCollector {
    if (this.#rows) return this.#rows;
    throw this.#fail('VOTABLE-STRUCTURE', {
      en: 'Rows stand outside of <TABLE><DATA>.',
      zh: '数据行位于 <TABLE><DATA> 之外。',
    });
  }

  #startTable(): void {
    const node = this.#open.at(-1);
    if (node?.name !== 'TABLE')
      throw this.#fail('VOTABLE-STRUCTURE', {
        en: '<DATA> stands outside of a <TABLE>.',
        zh: '<DATA> 位于 <TABLE> 之外。',
      });
    const table = this.#announce(node);
    this.#rows = new RowCollector(table, this.#options.batchRows ?? 8192, (batch) =>
      this.events.push({ kind: 'batch', table, batch }),
    );
  }

  #announce(node: OpenNode): VotableTable {
    const resource = this.#open.findLast((n) => n.name === 'RESOURCE') ?? this.#root!;
    const referred = node.attributes['ref'];
    const fieldsFrom =
      referred !== undefined && !node.children.some((c) => c.name === 'FIELD')
        ? find(this.#root!, referred)
        : undefined;
    if (fieldsFrom?.name === 'TABLE') node.children.push(...fieldsFrom.children.filter((c) => c.name === 'FIELD'));
    const table = tableOf(node, resource, this.#tables++);
    this.events.push({ kind: 'table', table });
    return table;
  }

  #startStream(attributes: Record<string, string>): void {
    if (attributes['href'] !== undefined) {
      throw fail(
        'unsupported',
        'VOTABLE-HREF',
        {
          en: 'The rows are in another file (STREAM href), which is not fetched.',
          zh: '数据行位于外部文件（STREAM href），不会读取。',
        },
        { place: this.#place() },
      );
    }
    if (attributes['encoding'] !== 'base64') {
      throw fail(
        'unsupported',
        'VOTABLE-ENCODING',
        {
          en: `STREAM encoding "${attributes['encoding'] ?? 'none'}" is not read: base64 was expected.`,
          zh: `不支持 STREAM 编码“${attributes['encoding'] ?? 'none'}”：应为 base64。`,
        },
        { place: this.#place() },
      );
    }
    this.#base64 = new Base64Decoder();
    this.#mode = 'stream';
    this.#fastFrom = 'tag';
  }

  #text(text: string): void {
    this.#silentChars = 0;
    if (this.#cellText !== undefined) this.#cellText += text;
    else if (this.#mode === 'stream') this.#streamText(text);
    else if (this.#mode === 'envelope') {
      const node = this.#open.at(-1);
      if (node) node.text += text;
    }
  }

  /** The XML parser keeps a text until it ends. */
  #feed(text: string): void {
    this.#silentChars += text.length;
    this.#sax.write(text);
    if (this.#silentChars <= maxTextChars) return;
    throw this.#fail('VOTABLE-LONG', {
      en: `A cell or another text has more than ${maxTextChars} characters.`,
      zh: `单元格或其他文本超过 ${maxTextChars} 个字符。`,
    });
  }

  #streamText(text: string): void {
    const bytes = this.#base64.decode(text);
    if (!bytes)
      throw this.#fail('VOTABLE-BASE64', { en: 'The STREAM is not valid base64.', zh: 'STREAM 不是有效的 base64。' });
    const rows = this.#collector();
    if (!this.#binary)
      throw this.#fail('VOTABLE-STRUCTURE', {
        en: '<STREAM> stands outside of <BINARY> and <BINARY2>.',
        zh: '<STREAM> 位于 <BINARY> 与 <BINARY2> 之外。',
      });
    this.#binary.add(bytes, () => rows.rowDone());
  }

  #closeTag(name: string): void {
    this.#silentChars = 0;
    if (!rowElements.has(name)) {
      const node = this.#open.pop()!;
      if (name === 'TABLE' && this.#rows?.table.node !== node) this.#announce(node);
      if (name === 'TABLE') this.#rows = undefined;
      return;
    }
    if (name === 'TD') {
      this.#collector().cell(this.#cellText ?? '', this.#place());
      this.#cellText = undefined;
    } else if (name === 'TR') this.#collector().endRow(this.#place());
    else if (name === 'DATA') this.#collector().flush();
    else if (name === 'TABLEDATA') this.#mode = 'envelope';
    else if (name === 'STREAM') {
      this.#binary?.end();
      this.#binary = undefined;
      this.#mode = 'envelope';
    }
  }

  /** Takes the next piece of text. Inside rows the fast paths go first; the rest is the XML parser's. */
  write(chunk: string): void {
    this.#pending += chunk;
    while (this.#pending !== '') {
      if (this.#fastFrom === 'now' && !this.#fast()) return;
      const cut = /<(?:TABLEDATA|STREAM)\b[^<>]*>/.exec(this.#pending);
      if (!cut) break;
      this.#fastFrom = 'nowhere';
      this.#feed(this.#take(cut.index + cut[0].length));
      this.#fastFrom = this.#opened() ? 'now' : 'nowhere';
    }
    this.#fastFrom = 'nowhere';
    // A start tag that is cut by the end of the chunk must reach the search above in one piece.
    const last = this.#pending.lastIndexOf('<');
    const keep =
      last >= 0 && this.#pending.length - last < 4096 && !this.#pending.includes('>', last)
        ? last
        : this.#pending.length;
    this.#feed(this.#take(keep));
  }

  /** Whether the last write opened rows. A method, as the compiler does not see what the parser's handlers change. */
  #opened(): boolean {
    return this.#fastFrom === 'tag';
  }

  #take(length: number): string {
    const text = this.#pending.slice(0, length);
    this.#pending = this.#pending.slice(length);
    return text;
  }

  /** False when more text is needed. */
  #fast(): boolean {
    if (this.#mode === 'stream') {
      const end = this.#pending.indexOf('<');
      const text = this.#take(end < 0 ? this.#pending.length : end);
      const entity = text.indexOf('&');
      if (entity >= 0) this.#sax.write(text);
      else {
        this.#streamText(text);
        this.#line += lines(text, text.length);
      }
      return end >= 0;
    }
    const rows = this.#collector();
    const text = this.#pending;
    const started = this.#line;
    const place = (offset: number): Place => {
      const line = started + this.#sax.line - 1 + lines(text, offset);
      const file = this.#options.file;
      return { ...(file === undefined ? {} : { file }), line, column: offset - text.lastIndexOf('\n', offset) };
    };
    const result = scanRows(text, 0, rows.columns.length, {
      startRow: () => rows.startRow(),
      cell(value, offset) {
        try {
          rows.cell(value, noPlace);
        } catch (cause) {
          throw cause instanceof LingtaiError ? placed(cause, place(offset)) : cause;
        }
      },
      endRow: () => rows.rowDone(),
    });
    const { usedTo } = result;
    this.#line += lines(text, usedTo);
    this.#pending = text.slice(usedTo);
    return result.state === 'leave' || this.#pending.length > maxFastChars;
  }

  end(): void {
    this.#sax.write(this.#pending);
    this.#pending = '';
    if (!this.#root) throw this.#fail('VOTABLE-ROOT', { en: 'The document is empty.', zh: '文档为空。' });
    this.#sax.close();
    this.events.push({ kind: 'end', root: this.#root });
  }
}

const noPlace: Place = {};

function placed(error: LingtaiError, place: Place): LingtaiError {
  return new LingtaiError(
    error.class,
    error.diagnostics.map((d) => ({ ...d, place: { ...place, ...d.place } })),
  );
}

function lines(text: string, to: number): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at >= 0 && at < to; at = text.indexOf('\n', at + 1)) count++;
  return count;
}

function local(name: string): string {
  const colon = name.indexOf(':');
  return colon < 0 ? name : name.slice(colon + 1);
}

function find(node: OpenNode, id: string): OpenNode | undefined {
  if (node.attributes['ID'] === id) return node;
  for (const child of node.children) {
    const found = find(child, id);
    if (found) return found;
  }
  return undefined;
}

function cleanMessage(message: string): string {
  return message.replace(/^(?:[^:]*:)?\d+:\d+: /, '');
}
