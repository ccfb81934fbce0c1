import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import { type Diagnostic, diagnosticLine } from '@lingtai/diagnostics';
import { canonicalJson } from './canonical-json.ts';
import { replaceFile, writeAll } from './durable.ts';
import { step } from './fault.ts';

/** One thing that ingest refused: a row of a catalogue or a product's file. One line each in `rejects.jsonl`. */
export interface Reject {
  readonly of: 'table' | 'product';
  /** Name of the table or product in the descriptor. */
  readonly name: string;
  readonly file?: string;
  /** Line of a text file, row of a table; from 1. */
  readonly line?: number;
  readonly row?: number;
  readonly key?: string;
  readonly code: string;
  readonly text: { readonly en: string; readonly zh: string };
  readonly column?: string;
  readonly value?: string;
}

/** Why and how often: one kind of reject or note with its first examples. */
export interface ReasonCount {
  readonly code: string;
  readonly count: number;
  readonly text: { readonly en: string; readonly zh: string };
  readonly examples: readonly string[];
}

export interface SourceReport {
  readonly of: 'table' | 'product';
  readonly name: string;
  /** Kind of the source: `csv`, `fits`, …; type of the product: `spectrum`, … */
  readonly kind: string;
  readonly files: number;
  /** Rows of a table, files of a product. */
  readonly read: number;
  readonly accepted: number;
  readonly rejected: number;
  /** Files of a table that could not be read at all. */
  readonly rejectedFiles?: number;
  readonly reasons: readonly ReasonCount[];
  /** What a person should know about what was accepted. */
  readonly notes: readonly ReasonCount[];
  /** Which layouts were recognised, and how often. */
  readonly layouts?: Readonly<Record<string, number>>;
}

/** The ingest report as data for a page; `report.json` of a release. */
export interface IngestReport {
  readonly address: string;
  readonly software: string;
  readonly inputFiles: number;
  /** Files of the input folder that no table and no product names. */
  readonly unusedFiles: { readonly count: number; readonly examples: readonly string[] };
  /** Files that were read, and rows: a product's file is one row. */
  readonly filesRead: number;
  readonly rowsRead: number;
  readonly rowsAccepted: number;
  readonly rowsRejected: number;
  readonly sources: readonly SourceReport[];
}

const examplesKept = 5;

/** Counts reasons by code; texts and examples of the first ones. */
export class ReasonCounter {
  readonly #reasons = new Map<string, { count: number; text: Diagnostic['text']; examples: string[] }>();

  add(code: string, text: Diagnostic['text'], example: string, count = 1): void {
    const known = this.#reasons.get(code) ?? { count: 0, text, examples: [] };
    known.count += count;
    if (known.examples.length < examplesKept && example !== '') known.examples.push(example);
    this.#reasons.set(code, known);
  }

  list(): readonly ReasonCount[] {
    return [...this.#reasons].map(([code, reason]) => ({ code, ...reason })).sort((a, b) => (a.code < b.code ? -1 : 1));
  }
}

/** Writes rejects as they come: one JSON object a line. */
export class RejectWriter {
  readonly #handle: FileHandle;
  #lines: string[] = [];

  private constructor(handle: FileHandle) {
    this.#handle = handle;
  }

  static async open(path: string): Promise<RejectWriter> {
    step('file.create');
    return new RejectWriter(await open(path, 'w'));
  }

  async add(reject: Reject): Promise<void> {
    this.#lines.push(`${JSON.stringify(reject)}\n`);
    if (this.#lines.length >= 1000) await this.#flush();
  }

  async #flush(): Promise<void> {
    await writeAll(this.#handle, Buffer.from(this.#lines.join('')));
    this.#lines = [];
  }

  async close(): Promise<void> {
    try {
      await this.#flush();
      step('file.sync');
      await this.#handle.sync();
    } finally {
      await this.#handle.close();
    }
  }
}

/** The diagnostics of a refused file as rejects. */
export function rejectsOf(
  of: Reject['of'],
  name: string,
  file: string | undefined,
  diagnostics: readonly Diagnostic[],
  folder = '',
): readonly Reject[] {
  const text = (d: Diagnostic, lang: 'en' | 'zh'): string => {
    const line = diagnosticLine(d, lang).replace(`${d.code}  `, '');
    return folder === '' ? line : line.replaceAll(`${folder}/`, '');
  };
  return diagnostics.map((d) => ({
    of,
    name,
    ...(file === undefined ? {} : { file }),
    ...(d.place?.row === undefined ? {} : { row: d.place.row }),
    code: d.code,
    text: { en: text(d, 'en'), zh: text(d, 'zh') },
    ...(d.place?.parameter === undefined ? {} : { column: d.place.parameter }),
  }));
}

/** `report.json` and the same for people, `report.txt`, in both languages. */
export async function writeReport(folder: string, report: IngestReport): Promise<void> {
  await replaceFile(join(folder, 'report.json'), canonicalJson(report));
  await replaceFile(join(folder, 'report.txt'), reportText(report));
}

function reportText(report: IngestReport): string {
  const lines = [`Ingest report of ${report.address} · ${report.address} 入库报告`, ''];
  for (const s of report.sources) {
    const [en, zh] = s.of === 'table' ? ['rows', '行'] : ['files', '个文件'];
    lines.push(
      `${s.of} ${s.name}: ${s.read} ${en} read, ${s.accepted} accepted, ${s.rejected} rejected · 读取 ${s.read} ${zh}，接受 ${s.accepted}，拒绝 ${s.rejected}`,
    );
    for (const reason of s.reasons) lines.push(...reasonLines('rejected · 拒绝', reason));
    for (const reason of s.notes) lines.push(...reasonLines('note · 说明', reason));
    lines.push('');
  }
  const { count, examples } = report.unusedFiles;
  if (count > 0)
    lines.push(
      `${count} files were not used · ${count} 个文件未使用：${examples.join(', ')}${count > examples.length ? ', …' : ''}`,
      '',
    );
  lines.push('Every single reject stands in rejects.jsonl. · 每一条拒绝记录见 rejects.jsonl。', '');
  return lines.join('\n');
}

function reasonLines(what: string, { code, count, text, examples }: ReasonCount): readonly string[] {
  return [`  ${what}: ${count} × ${code}`, `    ${text.en}`, `    ${text.zh}`, ...examples.map((e) => `      ${e}`)];
}
