import { once } from 'node:events';
import { createWriteStream, type WriteStream } from 'node:fs';
import type { Diagnostic, LocalText } from '@lingtai/diagnostics';
import type { RejectKind } from './checks.ts';

/** One fault of one row, as a line of the rejects file says it. */
export interface Reject {
  readonly file: string;
  /** Line of the text file, from 1, where it is known. */
  readonly line?: number;
  /** Data row of the file, from 1. */
  readonly row?: number;
  readonly column?: string;
  readonly value: string | null;
  readonly kind: RejectKind;
  /** Words of the reader about a line that is no row, or where the first row of a duplicate key stands. */
  readonly detail?: string;
}

const codeOf: Readonly<Record<RejectKind, string>> = {
  type: 'INGEST-TYPE',
  range: 'INGEST-RANGE',
  value: 'INGEST-VALUE',
  required: 'INGEST-REQUIRED',
  position: 'INGEST-POSITION',
  duplicate: 'INGEST-DUPLICATE',
  row: 'INGEST-ROW',
};

const reasonOf: Readonly<Record<RejectKind, LocalText>> = {
  type: { en: 'the value cannot be read as the declared type', zh: '该值无法按声明的类型读取' },
  range: { en: 'the value is outside the declared minimum and maximum', zh: '该值超出声明的最小值与最大值' },
  value: { en: 'the value is not one of the declared values', zh: '该值不在声明的取值之中' },
  required: { en: 'a required value is missing', zh: '缺少必填的值' },
  position: {
    en: 'the position is not on the sky (right ascension 0 to below 360, declination -90 to 90 degrees)',
    zh: '坐标不在天球上（赤经 0 至 360 度以下，赤纬 -90 至 90 度）',
  },
  duplicate: { en: 'an earlier row has the same key', zh: '前面已有相同主键的行' },
  row: {
    en: 'the line is not a row: wrong number of fields, open quotes or bad UTF-8',
    zh: '该行不是有效的数据行：字段数不符、引号未闭合或 UTF-8 有误',
  },
};

const summaryOf: Readonly<Record<RejectKind, (n: number) => LocalText>> = {
  type: (n) => ({ en: `${n} values cannot be read as the declared type`, zh: `${n} 个值无法按声明的类型读取` }),
  range: (n) => ({
    en: `${n} values are outside the declared minimum and maximum`,
    zh: `${n} 个值超出声明的最小值与最大值`,
  }),
  value: (n) => ({ en: `${n} values are not among the declared ones`, zh: `${n} 个值不在声明的取值之中` }),
  required: (n) => ({ en: `${n} required values are missing`, zh: `缺少 ${n} 个必填的值` }),
  position: (n) => ({ en: `${n} coordinates are not on the sky`, zh: `${n} 个坐标不在天球上` }),
  duplicate: (n) => ({ en: `${n} rows repeat the key of an earlier row`, zh: `${n} 行与前面的行主键重复` }),
  row: (n) => ({
    en: `${n} lines are not rows (wrong number of fields, open quotes or bad UTF-8)`,
    zh: `${n} 行不是有效的数据行（字段数不符、引号未闭合或 UTF-8 有误）`,
  }),
};

const examplesKept = 3;

/** Writes rejects as JSON Lines and sums them up. */
export class RejectWriter {
  readonly #stream: WriteStream;
  readonly #seen = new Map<RejectKind, { count: number; examples: Reject[] }>();
  #failure: Error | undefined;

  constructor(path: string) {
    this.#stream = createWriteStream(path);
    this.#stream.on('error', (error) => {
      this.#failure = error;
    });
  }

  async add(reject: Reject): Promise<void> {
    const seen = this.#seen.get(reject.kind) ?? { count: 0, examples: [] };
    seen.count += 1;
    if (seen.examples.length < examplesKept) seen.examples.push(reject);
    this.#seen.set(reject.kind, seen);
    const { kind, detail, ...rest } = reject;
    const line = { ...rest, code: codeOf[kind], reason: reasonOf[kind], ...(detail === undefined ? {} : { detail }) };
    if (!this.#stream.write(`${JSON.stringify(line)}\n`) && !this.#failure) await once(this.#stream, 'drain');
    if (this.#failure) throw this.#failure;
  }

  async close(): Promise<void> {
    await new Promise<void>((resolve) => this.#stream.end(() => resolve()));
    if (this.#failure) throw this.#failure;
  }

  diagnostics(): Diagnostic[] {
    return [...this.#seen].map(([kind, { count, examples }]) => summary(kind, count, examples));
  }
}

function summary(kind: RejectKind, count: number, examples: readonly Reject[]): Diagnostic {
  const first = examples[0]!;
  const text = summaryOf[kind](count);
  const shown = {
    en: examples.map((e) => exampleText(e, 'en')).join('; '),
    zh: examples.map((e) => exampleText(e, 'zh')).join(';'),
  };
  return {
    code: codeOf[kind],
    severity: 'warning',
    text: {
      en: `${text.en}; these rows were left out. First: ${shown.en}.`,
      zh: `${text.zh}；这些行已略去。首例：${shown.zh}。`,
    },
    place: {
      file: first.file,
      ...(first.line === undefined ? {} : { line: first.line }),
      ...(first.column === undefined ? {} : { parameter: first.column }),
      ...(first.row === undefined ? {} : { row: first.row }),
    },
  };
}

function exampleText(reject: Reject, lang: 'en' | 'zh'): string {
  const words =
    lang === 'en' ? { line: 'line', row: 'row', empty: 'empty' } : { line: '行', row: '数据行', empty: '空' };
  const place = reject.line === undefined ? `${words.row} ${reject.row ?? '?'}` : `${words.line} ${reject.line}`;
  const value =
    reject.value === null
      ? words.empty
      : JSON.stringify(reject.value.length > 60 ? `${reject.value.slice(0, 60)}…` : reject.value);
  return reject.column === undefined ? `${place}: ${value}` : `${place}, ${reject.column}: ${value}`;
}
