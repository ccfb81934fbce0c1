import type { Spanned } from '@lingtai/adql';
import { type Diagnostic, LingtaiError, type LocalText } from '@lingtai/diagnostics';

/** Collects everything that is wrong with a query, so that one answer tells it all. */
export class Problems {
  readonly #found: Diagnostic[] = [];

  /** `insert` repairs the marked text. */
  add(at: Spanned | undefined, code: string, text: LocalText, nearest?: string, insert?: string): void {
    const span = at?.span;
    const label = { en: `Replace by ${insert}`, zh: `替换为 ${insert}` };
    this.#found.push({
      code,
      severity: 'error',
      text,
      ...(span ? { place: { from: span.from, to: span.to } } : {}),
      ...(nearest === undefined ? {} : { nearest }),
      ...(span && insert !== undefined ? { fix: { label, from: span.from, to: span.to, insert } } : {}),
    });
  }

  get empty(): boolean {
    return this.#found.length === 0;
  }

  /** The first problem's English text, for messages about trees that no user wrote. */
  get first(): string {
    return this.#found[0]?.text.en ?? '';
  }

  /** Throws a `LingtaiError` of class `usage` with all problems in the order of the text, each once. */
  throwIfAny(): void {
    if (this.empty) return;
    const seen = new Set<string>();
    const unique = this.#found.filter((d) => {
      const mark = `${d.code} ${d.place?.from} ${d.text.en}`;
      return seen.has(mark) ? false : seen.add(mark);
    });
    throw new LingtaiError(
      'usage',
      unique.toSorted((a, b) => (a.place?.from ?? 0) - (b.place?.from ?? 0)),
    );
  }
}

/** The name of a call as the text has it: what a repair replaces. */
export function nameAlone({ name, span }: Spanned & { readonly name: string }): Spanned {
  return span ? { span: { from: span.from, to: span.from + name.length } } : {};
}
