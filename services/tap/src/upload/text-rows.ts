import { createReadStream } from 'node:fs';
import { fail, type LingtaiError } from '@lingtai/diagnostics';
import type { TableFile } from './source.ts';

/** One record of a CSV or TSV file; an empty cell is the empty text. */
export interface TextRow {
  /** Line on which it begins, from 1. */
  readonly line: number;
  readonly cells: readonly string[];
}

/** A record cannot be longer: a quote that is never closed would otherwise hold the whole file. */
const maxRecordChars = 1 << 22;

/** The records of a CSV (RFC 4180) or TSV file in pieces; blank lines are no records. Text is UTF-8, or UTF-16 with its mark. */
export async function* textRows(file: TableFile, delimiter: ',' | '\t'): AsyncGenerator<TextRow[]> {
  const splitter = new Splitter(file, delimiter);
  for await (const text of textOf(file)) yield splitter.add(text, false);
  yield splitter.add('', true);
}

async function* textOf(file: TableFile): AsyncGenerator<string> {
  let decoder: InstanceType<typeof TextDecoder> | undefined;
  try {
    for await (const chunk of createReadStream(file.path, { highWaterMark: 1 << 18 }) as AsyncIterable<Buffer>) {
      decoder ??= new TextDecoder(encodingOf(chunk), { fatal: true });
      yield decoder.decode(chunk, { stream: true });
    }
    yield decoder?.decode() ?? '';
  } catch (cause) {
    if (!(cause instanceof TypeError)) throw cause;
    throw fail(
      'data',
      'UPLOAD-ENCODING',
      { en: `The text is not valid ${decoder?.encoding}.`, zh: `文本不是有效的 ${decoder?.encoding} 编码。` },
      { place: { file: file.name }, cause },
    );
  }
}

function encodingOf(head: Buffer): string {
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le';
  return head[0] === 0xfe && head[1] === 0xff ? 'utf-16be' : 'utf-8';
}

class Splitter {
  readonly #file: TableFile;
  readonly #delimiter: string;
  #rest = '';
  #line = 1;

  constructor(file: TableFile, delimiter: string) {
    this.#file = file;
    this.#delimiter = delimiter;
  }

  /** The records that are whole with this piece. */
  add(piece: string, isLast: boolean): TextRow[] {
    const text = this.#rest + piece;
    const rows: TextRow[] = [];
    let at = 0;
    while (at < text.length) {
      const end = text.indexOf('\n', at);
      const line = end < 0 ? text.slice(at) : text.slice(at, end);
      const next = line.includes('"') ? this.#quoted(text, at, isLast, rows) : this.#plain(line, end, isLast, rows);
      if (next < 0) break;
      at = next === 0 ? end + 1 : next;
      if (end < 0 && next === 0) at = text.length;
    }
    this.#rest = text.slice(at);
    if (this.#rest.length > maxRecordChars) throw this.#fail('UPLOAD-CSV-QUOTE', longRecord);
    return rows;
  }

  /** 0: the line was taken; -1: it is not whole. */
  #plain(line: string, end: number, isLast: boolean, rows: TextRow[]): number {
    if (end < 0 && !isLast) return -1;
    const own = line.endsWith('\r') ? line.slice(0, -1) : line;
    if (own.trim() !== '' || own.includes(this.#delimiter))
      rows.push({ line: this.#line, cells: own.split(this.#delimiter) });
    this.#line += 1;
    return 0;
  }

  /** Where the record ends, or -1 where it is not whole. */
  #quoted(text: string, from: number, isLast: boolean, rows: TextRow[]): number {
    const cells: string[] = [];
    let lines = 1;
    let at = from;
    for (;;) {
      let cell: string;
      if (text[at] === '"') {
        let value = '';
        let open = at + 1;
        for (;;) {
          const close = text.indexOf('"', open);
          if (close < 0) {
            if (!isLast) return -1;
            throw this.#fail('UPLOAD-CSV-QUOTE', openQuote);
          }
          value += text.slice(open, close);
          open = close + 1;
          if (text[open] !== '"') break;
          value += '"';
          open += 1;
        }
        if (open === text.length && !isLast) return -1;
        cell = value;
        lines += value.split('\n').length - 1;
        at = open;
        if (text[at] === '\r' && (text[at + 1] === '\n' || at + 1 === text.length)) at += 1;
        if (at < text.length && text[at] !== this.#delimiter && text[at] !== '\n')
          throw this.#fail('UPLOAD-CSV-QUOTE', afterQuote);
      } else {
        const end = endOf(text, at, this.#delimiter);
        if (end === text.length && !isLast) return -1;
        cell = text.slice(at, end);
        if (cell.endsWith('\r') && text[end] !== this.#delimiter) cell = cell.slice(0, -1);
        at = end;
      }
      cells.push(cell);
      if (text[at] === this.#delimiter) {
        at += 1;
        continue;
      }
      if (at >= text.length && !isLast) return -1;
      rows.push({ line: this.#line, cells });
      this.#line += lines;
      return at + 1;
    }
  }

  #fail(code: string, text: { en: string; zh: string }): LingtaiError {
    return fail('data', code, text, { place: { file: this.#file.name, line: this.#line } });
  }
}

function endOf(text: string, from: number, delimiter: string): number {
  const line = text.indexOf('\n', from);
  const cell = text.indexOf(delimiter, from);
  const end = line < 0 ? text.length : line;
  return cell < 0 ? end : Math.min(cell, end);
}

const openQuote = { en: 'A quote is opened here and never closed.', zh: '此处的引号没有闭合。' };
const afterQuote = {
  en: 'After a closing quote a delimiter or the end of the line is expected.',
  zh: '闭合引号之后应为分隔符或行尾。',
};
const longRecord = {
  en: 'The record that begins here does not end within 4 million characters: is a quote left open?',
  zh: '此处开始的记录超过 400 万字符仍未结束：是否有未闭合的引号？',
};
