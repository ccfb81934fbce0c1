import type { Diagnostic, LocalText, Severity } from '@lingtai/diagnostics';
import type { LineCounter } from 'yaml';

export interface Span {
  readonly from: number;
  readonly to: number;
}

/** Collects what is wrong in one text. The same thing at the same place (reached by several aliases) is said once. */
export interface Report {
  readonly diagnostics: readonly Diagnostic[];
  error(code: string, span: Span, path: string, text: LocalText, nearest?: string): void;
  warning(code: string, span: Span, path: string, text: LocalText, nearest?: string): void;
  hasErrors(): boolean;
  lineOf(offset: number): number;
}

export function reportOn(text: string, lines: LineCounter, file: string | undefined): Report {
  const diagnostics: Diagnostic[] = [];
  const said = new Set<string>();
  const add = (
    severity: Severity,
    code: string,
    span: Span,
    path: string,
    words: LocalText,
    nearest?: string,
  ): void => {
    const key = `${code} ${span.from} ${words.en}`;
    if (said.has(key)) return;
    said.add(key);
    const { line, col } = lines.lineStarts.length > 0 ? lines.linePos(span.from) : { line: 1, col: 1 };
    diagnostics.push({
      code,
      severity,
      text: words,
      place: {
        ...(file === undefined ? {} : { file }),
        line: Math.max(line, 1),
        column: Math.max(col, 1),
        from: span.from,
        to: Math.min(Math.max(span.to, span.from), text.length),
        ...(path === '' ? {} : { parameter: path }),
      },
      ...(nearest === undefined ? {} : { nearest }),
    });
  };
  return {
    diagnostics,
    error: (code, span, path, words, nearest) => add('error', code, span, path, words, nearest),
    warning: (code, span, path, words, nearest) => add('warning', code, span, path, words, nearest),
    hasErrors: () => diagnostics.some((d) => d.severity === 'error'),
    lineOf: (offset) => lines.linePos(offset).line,
  };
}
