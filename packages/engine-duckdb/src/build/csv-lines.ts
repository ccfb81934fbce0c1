import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';

/** The bytes of a text file, unpacked when its name ends in `.gz`. */
function textStream(file: string): Readable {
  const raw = createReadStream(file, { highWaterMark: 1 << 20 });
  if (!/\.gz$/i.test(file)) return raw;
  const unpacked = createGunzip({ chunkSize: 1 << 20 });
  raw.on('error', (error) => unpacked.destroy(error));
  return raw.pipe(unpacked);
}

const blockBytes = 1 << 20;
/** A number is not longer; blocks overlap by so much. */
const fieldBytes = 128;

/**
 * Whether some field may be a number with `_` between digits or with two signs, which DuckDB's reader takes for numbers.
 * A packed file is not looked through: it may.
 */
export async function mayHoldOddNumbers(file: string, delimiter: string): Promise<boolean> {
  if (/\.gz$/i.test(file) || delimiter.length !== 1 || '_+-.eE'.includes(delimiter)) return true;
  const handle = await open(file, 'r');
  try {
    const block = Buffer.alloc(blockBytes);
    for (let at = 0; ; at += blockBytes - fieldBytes) {
      const { bytesRead } = await handle.read(block, 0, blockBytes, at);
      const bytes = block.subarray(0, bytesRead);
      if (['_', '+-'].some((odd) => hasNumberWith(bytes, odd, delimiter))) return true;
      if (bytesRead < blockBytes) return false;
    }
  } finally {
    await handle.close();
  }
}

function hasNumberWith(bytes: Buffer, odd: string, delimiter: string): boolean {
  for (let at = bytes.indexOf(odd); at >= 0; at = bytes.indexOf(odd, at + 1)) {
    const before = bytes.toString('latin1', Math.max(0, at - fieldBytes), at);
    const after = bytes.toString('latin1', at, at + fieldBytes);
    const ends = (c: string) => c === delimiter || c === '"' || c === '\n' || c === '\r';
    let from = before.length;
    while (from > 0 && !ends(before[from - 1]!)) from -= 1;
    let to = 0;
    while (to < after.length && !ends(after[to]!)) to += 1;
    if (/^[\s0-9.eE_+-]*$/.test(before.slice(from) + after.slice(0, to))) return true;
  }
  return false;
}

/** The first lines of a text file, without a byte order mark, up to about a megabyte. */
export async function firstLines(file: string, limit: number): Promise<string[]> {
  const parts: Buffer[] = [];
  let size = 0;
  let lines = 0;
  for await (const part of textStream(file) as AsyncIterable<Buffer>) {
    parts.push(part);
    size += part.length;
    for (let at = part.indexOf(10); at >= 0 && lines <= limit; at = part.indexOf(10, at + 1)) lines += 1;
    if (size > 1 << 20 || lines > limit) break;
  }
  const text = Buffer.concat(parts)
    .toString('utf8')
    .replace(/^\uFEFF/, '');
  return text.split(/\r\n|\n|\r/, limit);
}

/** Splits one line of delimited text; a field in double quotes may hold the delimiter, and `""` for a quote. */
export function splitLine(line: string, delimiter: string): string[] {
  const fields: string[] = [];
  let at = 0;
  while (at <= line.length) {
    if (line[at] === '"') {
      let field = '';
      at += 1;
      for (; at < line.length; at += 1) {
        if (line[at] !== '"') field += line[at];
        else if (line[at + 1] === '"') {
          field += '"';
          at += 1;
        } else break;
      }
      const end = line.indexOf(delimiter, at);
      fields.push(field);
      at = end < 0 ? line.length + 1 : end + delimiter.length;
    } else {
      const end = line.indexOf(delimiter, at);
      fields.push(line.slice(at, end < 0 ? line.length : end));
      at = end < 0 ? line.length + 1 : end + delimiter.length;
    }
  }
  return fields;
}

/** What stands between the lines of a text file and its data rows. */
export interface LineRules {
  /** Line of the header, from 1; 0 when there is none. */
  readonly headerLine: number;
  readonly comment?: string | undefined;
  readonly quotes: boolean;
  /** Lines of blanks are no rows (blank-separated files). */
  readonly blanks: boolean;
  /** Byte offsets, ascending, at or before the lines that the reader refused. */
  readonly refused: readonly number[];
}

export interface RowLines {
  readonly lineOfRow: readonly number[];
  readonly lineOfRefused: readonly number[];
}

/** Walks over the lines of a file in order and gives each its number, its row number, or its place among the refused. */
class LineWalker {
  readonly lineOfRow: number[] = [];
  readonly lineOfRefused: number[] = [];
  readonly #rows: readonly number[];
  readonly #rules: LineRules;
  readonly #comment: Buffer | undefined;
  #line = 0;
  #row = 0;
  #quoted = false;

  constructor(rows: readonly number[], rules: LineRules) {
    this.#rows = rows;
    this.#rules = rules;
    this.#comment = rules.comment === undefined ? undefined : Buffer.from(rules.comment);
  }

  get done(): boolean {
    return this.lineOfRow.length >= this.#rows.length && this.lineOfRefused.length >= this.#rules.refused.length;
  }

  take(bytes: Buffer, from: number, to: number, offset: number): void {
    this.#line += 1;
    const turns = this.#rules.quotes && oddQuotes(bytes, from, to);
    if (this.#quoted) {
      if (turns) this.#quoted = false;
      return;
    }
    if (this.#line <= this.#rules.headerLine || this.#isNoRow(bytes, from, bytes[to - 1] === 13 ? to - 1 : to)) return;
    const refused = this.#rules.refused[this.lineOfRefused.length];
    if (refused !== undefined && refused <= offset) this.lineOfRefused.push(this.#line);
    else {
      this.#row += 1;
      if (this.#row === this.#rows[this.lineOfRow.length]) this.lineOfRow.push(this.#line);
    }
    if (turns) this.#quoted = true;
  }

  #isNoRow(bytes: Buffer, from: number, end: number): boolean {
    if (end <= from) return true;
    if (
      this.#comment &&
      bytes.compare(this.#comment, 0, this.#comment.length, from, Math.min(end, from + this.#comment.length)) === 0
    )
      return true;
    return this.#rules.blanks && bytes.toString('latin1', from, end).trim() === '';
  }
}

/** Finds the lines (from 1) of some data rows (from 1, ascending) and of the refused lines of a text file. */
export async function linesOfRows(file: string, rows: readonly number[], rules: LineRules): Promise<RowLines> {
  const walker = new LineWalker(rows, rules);
  let rest: Buffer = Buffer.alloc(0);
  let offset = 0;
  for await (const part of textStream(file) as AsyncIterable<Buffer>) {
    const bytes: Buffer = rest.length === 0 ? part : Buffer.concat([rest, part]);
    let from = 0;
    for (let end = bytes.indexOf(10); end >= 0 && !walker.done; end = bytes.indexOf(10, from)) {
      walker.take(bytes, from, end, offset + from);
      from = end + 1;
    }
    if (walker.done) return walker;
    rest = bytes.subarray(from);
    offset += from;
  }
  if (rest.length > 0) walker.take(rest, 0, rest.length, offset);
  return walker;
}

function oddQuotes(bytes: Buffer, from: number, to: number): boolean {
  let odd = false;
  for (let at = bytes.indexOf(34, from); at >= 0 && at < to; at = bytes.indexOf(34, at + 1)) odd = !odd;
  return odd;
}
