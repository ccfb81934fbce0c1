import type { LocalText } from './text.ts';

/** Where in the user's input something is wrong. Every member that is known is given. */
export interface Place {
  readonly file?: string;
  /** 1-based, as editors count. */
  readonly line?: number;
  /** 1-based column of the text, in UTF-16 code units. */
  readonly column?: number;
  /** Offsets into the text, `to` exclusive. */
  readonly from?: number;
  readonly to?: number;
  /** Name of a request parameter, table column, descriptor path or header keyword. */
  readonly parameter?: string;
  /** FITS HDU number, 0 is the primary one. */
  readonly hdu?: number;
  /** FITS header card number in its HDU, from 1. */
  readonly card?: number;
  /** Byte offset in the file. */
  readonly byte?: number;
  /** Row number of a table, from 1. */
  readonly row?: number;
}

/** A repair that one click applies: replace `[from, to)` of the input by `insert`. */
export interface Fix {
  readonly label: LocalText;
  readonly from: number;
  readonly to: number;
  readonly insert: string;
}

export type Severity = 'error' | 'warning' | 'info';

/** One thing that a person should know about his input. `code` is stable and documented, like `FITS-TRUNCATED`. */
export interface Diagnostic {
  readonly code: string;
  readonly severity: Severity;
  readonly text: LocalText;
  readonly place?: Place;
  /** The nearest right name, where a name was wrong. */
  readonly nearest?: string;
  readonly fix?: Fix;
}

/** `spec.fits, HDU 2, card 14` — the place as people write it, or the empty string. */
export function placeText(place: Place | undefined): string {
  if (!place) return '';
  const parts: string[] = [];
  if (place.file !== undefined) {
    const line =
      place.line === undefined ? '' : `:${place.line}${place.column === undefined ? '' : `:${place.column}`}`;
    parts.push(`${place.file}${line}`);
  } else if (place.line !== undefined) {
    parts.push(`line ${place.line}${place.column === undefined ? '' : `, column ${place.column}`}`);
  }
  if (place.parameter !== undefined) parts.push(place.parameter);
  if (place.hdu !== undefined) parts.push(`HDU ${place.hdu}`);
  if (place.card !== undefined) parts.push(`card ${place.card}`);
  if (place.row !== undefined) parts.push(`row ${place.row}`);
  if (place.byte !== undefined) parts.push(`byte ${place.byte}`);
  return parts.join(', ');
}

/** One line for a terminal or a plain-text answer: `CODE  place: text Nearest: "name".` */
export function diagnosticLine(diagnostic: Diagnostic, lang: 'en' | 'zh' = 'en'): string {
  const place = placeText(diagnostic.place);
  const near =
    diagnostic.nearest === undefined
      ? ''
      : lang === 'en'
        ? ` Nearest: "${diagnostic.nearest}".`
        : ` 最接近：“${diagnostic.nearest}”。`;
  return `${diagnostic.code}  ${place === '' ? '' : `${place}: `}${diagnostic.text[lang]}${near}`;
}
