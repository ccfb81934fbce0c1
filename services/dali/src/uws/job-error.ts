import { LingtaiError } from '@lingtai/diagnostics';
import type { JobError } from '@lingtai/state';
import { errorText, shownError } from '../errors.ts';

/** Any thrown value as a job keeps it and its owner reads it. */
export function jobErrorOf(thrown: unknown): JobError {
  const { class: errorClass, diagnostics } = shownError(thrown);
  return { class: errorClass, diagnostics };
}

/** One line for each diagnostic. */
export function errorTextOf(error: JobError): string {
  return errorText(new LingtaiError(error.class, error.diagnostics));
}
