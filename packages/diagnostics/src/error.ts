import { type Diagnostic, diagnosticLine, type Place } from './diagnostic.ts';
import type { LocalText } from './text.ts';

/**
 * The classes of errors. One table gives each its HTTP status; each protocol adds its own form.
 * - `usage`: the request or command is wrong; `data`: a file or row is wrong; `too-large`: a limit was met;
 * - `gone`: withdrawn for good (410); `conflict`: against the state (already published, locked by another);
 * - `unavailable`: try again later; `internal`: our own fault, its text never shows internals.
 */
export type ErrorClass =
  | 'usage'
  | 'data'
  | 'unauthenticated'
  | 'forbidden'
  | 'not-found'
  | 'gone'
  | 'conflict'
  | 'too-large'
  | 'too-many'
  | 'timeout'
  | 'unsupported'
  | 'unavailable'
  | 'internal';

export const httpStatusOf: Readonly<Record<ErrorClass, number>> = {
  usage: 400,
  data: 422,
  unauthenticated: 401,
  forbidden: 403,
  'not-found': 404,
  gone: 410,
  conflict: 409,
  'too-large': 413,
  'too-many': 429,
  timeout: 504,
  unsupported: 501,
  unavailable: 503,
  internal: 500,
};

/** The only error that crosses a package border on purpose: a class and at least one diagnostic. */
export class LingtaiError extends Error {
  readonly class: ErrorClass;
  readonly diagnostics: readonly Diagnostic[];

  constructor(errorClass: ErrorClass, diagnostics: readonly Diagnostic[], options?: { cause?: unknown }) {
    super(diagnostics.map((d) => diagnosticLine(d)).join('\n'), options);
    this.name = 'LingtaiError';
    this.class = errorClass;
    this.diagnostics = diagnostics;
  }
}

/** Makes a `LingtaiError` of one diagnostic with severity `error`. */
export function fail(
  errorClass: ErrorClass,
  code: string,
  text: LocalText,
  more: { place?: Place; nearest?: string | undefined; cause?: unknown } = {},
): LingtaiError {
  const diagnostic: Diagnostic = {
    code,
    severity: 'error',
    text,
    ...(more.place ? { place: more.place } : {}),
    ...(more.nearest === undefined ? {} : { nearest: more.nearest }),
  };
  return new LingtaiError(errorClass, [diagnostic], more.cause === undefined ? undefined : { cause: more.cause });
}
