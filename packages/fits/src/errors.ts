import { type ErrorClass, fail, type LingtaiError, type LocalText, type Place } from '@lingtai/diagnostics';

/** Where a header or a datum is: the file (if it has a name), the HDU, its first byte. */
export interface Origin {
  readonly file?: string | undefined;
  readonly hdu: number;
  readonly byte?: number;
}

/** The place of an origin with what is known beside it. */
export function placeOf(origin: Origin, more: Partial<Place> = {}): Place {
  return { ...(origin.file === undefined ? {} : { file: origin.file }), hdu: origin.hdu, ...more };
}

/** A `data` error of this package. */
export function bad(code: string, text: LocalText, place: Place, errorClass: ErrorClass = 'data'): LingtaiError {
  return fail(errorClass, code, text, { place });
}
