import { type Diagnostic, fail, type LingtaiError, type LocalText, type Place } from '@lingtai/diagnostics';

/** Where a spectrum reader stands: the file and the HDU. */
export interface At {
  readonly file?: string | undefined;
  readonly hdu?: number | undefined;
}

export function placeAt(at: At, parameter?: string): Place {
  return {
    ...(at.file === undefined ? {} : { file: at.file }),
    ...(at.hdu === undefined ? {} : { hdu: at.hdu }),
    ...(parameter === undefined ? {} : { parameter }),
  };
}

/** A `data` error about a spectrum file. */
export function wrong(code: string, text: LocalText, at: At, column?: string, nearest?: string): LingtaiError {
  return fail('data', code, text, { place: placeAt(at, column), nearest });
}

/** A thing worth knowing that does not stop the reading. */
export function note(code: string, text: LocalText, at: At, severity: 'info' | 'warning' = 'info'): Diagnostic {
  return { code, severity, text, place: placeAt(at) };
}
