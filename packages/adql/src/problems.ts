import type { Diagnostic, Fix, LocalText, Severity } from '@lingtai/diagnostics';

const most = 100;

export interface ProblemDetails {
  readonly severity?: Severity;
  readonly nearest?: string;
  readonly fix?: Fix;
}

/** Collects what there is to say about a text, with line and column; the first hundred things, and that there are more. */
export class Problems {
  readonly #text: string;
  readonly #found: Diagnostic[] = [];
  #lineStarts: number[] | undefined;
  readonly #errorsAt: Set<number> = new Set();

  constructor(text: string) {
    this.#text = text;
  }

  /** Says nothing when an error stands at the same place already: it follows from the first. */
  add(code: string, from: number, to: number, text: LocalText, more: ProblemDetails = {}): void {
    const severity = more.severity ?? 'error';
    if (severity === 'error') {
      if (this.#errorsAt.has(from)) return;
      this.#errorsAt.add(from);
    }
    if (this.#found.length > most) return;
    if (this.#found.length === most) {
      const rest = { en: 'There is more wrong after this.', zh: '此后还有其他错误。' };
      this.#found.push({ code: 'ADQL-MORE', severity: 'error', text: rest, place: this.#place(from, to) });
      return;
    }
    this.#found.push({
      code,
      severity,
      text,
      place: this.#place(from, to),
      ...(more.nearest === undefined ? {} : { nearest: more.nearest }),
      ...(more.fix ? { fix: more.fix } : {}),
    });
  }

  get hasErrors(): boolean {
    return this.#errorsAt.size > 0;
  }

  /** In the order of the text. */
  list(): Diagnostic[] {
    return this.#found.toSorted((a, b) => (a.place?.from ?? 0) - (b.place?.from ?? 0));
  }

  /** 1-based line and column of an offset. */
  lineAndColumn(offset: number): { line: number; column: number } {
    this.#lineStarts ??= [0, ...[...this.#text.matchAll(/\r\n|\n|\r/g)].map((m) => m.index + m[0].length)];
    const starts = this.#lineStarts;
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (starts[middle]! <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - starts[low]! + 1 };
  }

  #place(from: number, to: number): NonNullable<Diagnostic['place']> {
    return { ...this.lineAndColumn(from), from, to };
  }
}

/** A repair: put `insert` in place of `[from, to)`. */
export function replaceBy(from: number, to: number, insert: string): Fix {
  const label =
    insert.trim() === ''
      ? { en: 'Remove it', zh: '删除' }
      : from === to
        ? { en: `Insert ${insert.trim()}`, zh: `插入 ${insert.trim()}` }
        : { en: `Write ${shortened(insert)}`, zh: `改为 ${shortened(insert)}` };
  return { label, from, to, insert };
}

function shortened(text: string): string {
  const line = text.trim().replaceAll(/\s+/g, ' ');
  return line.length > 60 ? `${line.slice(0, 59)}…` : line;
}
