import type { Diagnostic, LocalText } from '@lingtai/diagnostics';
import { type Position, wrapDeg } from './angle.ts';

/** A position that was read (ICRS, degrees), or what was expected instead. */
export type PositionReading =
  | { readonly position: Position; readonly form: 'decimal' | 'sexagesimal' | 'designation' }
  | { readonly position?: undefined; readonly diagnostic: Diagnostic };

const expected: LocalText = {
  en: 'expected a position such as "10:12:03.2 +41:02:10", "10h12m03.2s +41d02m10s", "153.01 41.03" (degrees) or "J101203.20+410210.0"',
  zh: '应为如下形式的位置：“10:12:03.2 +41:02:10”、“10h12m03.2s +41d02m10s”、“153.01 41.03”（度）或“J101203.20+410210.0”',
};

function problem(code: string, text: string, en: string, zh: string): PositionReading {
  return {
    diagnostic: {
      code,
      severity: 'error',
      text: { en: `${en}; ${expected.en}.`, zh: `${zh};${expected.zh}。` },
      place: { from: 0, to: text.length },
    },
  };
}

/** Full-width forms, the many dashes, primes and spaces as ASCII; every character stays one character. */
function plain(text: string): string {
  return text
    .replace(/[\uff01-\uff5e]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0))
    .replace(/[\u2010-\u2015\u2212\ufe58\ufe63]/g, '-')
    .replace(/[\u02b9\u2018\u2019\u2032]/g, "'")
    .replace(/[\u02ba\u201c\u201d\u2033]/g, '"')
    .replace(/[\u00ba\u02da\u5ea6]/g, '°')
    .replace(/[\u65f6\u6642]/g, 'h')
    .replace(/\u5206/g, 'm')
    .replace(/\u79d2/g, 's')
    .replace(/\u3001/g, ',')
    .replace(/\s/g, ' ');
}

interface Angle {
  readonly negative: boolean;
  readonly parts: readonly number[];
  readonly hours: boolean;
  readonly marked: boolean;
}

const number = String.raw`(\d+(?:\.\d*)?(?:e[+-]?\d+)?|\.\d+)(?![\d.])`;
const anglePattern = new RegExp(
  `^([+-]?) *${number} *(hours?|hr?|degrees?|deg|d|°|:|)(?: *${number} *(minutes?|min|m|'(?!')|:|)(?: *${number} *(seconds?|sec|s|"|''|))?)?$`,
  'i',
);

function readAngle(text: string): Angle | undefined {
  const match = anglePattern.exec(text.trim());
  if (!match) return undefined;
  const [, sign, first, mark = '', second, , third] = match;
  const texts = [first!, second, third].filter((t) => t !== undefined);
  if (texts.slice(0, -1).some((t) => !/^\d+$/.test(t))) return undefined;
  if (texts.length > 1 && /e/i.test(texts[texts.length - 1]!)) return undefined;
  if (texts.length === 1 && mark === ':') return undefined;
  return {
    negative: sign === '-',
    parts: texts.map(Number),
    hours: /^h/i.test(mark),
    marked: mark !== '' && mark !== ':',
  };
}

/** The two halves of a text: at a comma, at the second sign, or in the middle of its numbers. */
function halves(text: string): readonly [string, string] | undefined {
  const pieces = text
    .split(/[,;/|]/)
    .map((p) => p.trim())
    .filter((p) => p !== '');
  if (pieces.length === 2) return [pieces[0]!, pieces[1]!];
  if (pieces.length > 2) return undefined;
  const sign = /(?<=[^e,;/|+\- ] *)[+-]/i.exec(text);
  if (sign) return [text.slice(0, sign.index), text.slice(sign.index)];
  const numbers = [...text.matchAll(/[\d.]+(?:e[+-]?\d+)?/gi)];
  if (numbers.length < 2 || numbers.length % 2 !== 0) return undefined;
  const middle = numbers[numbers.length / 2]!.index;
  return [text.slice(0, middle), text.slice(middle)];
}

function degrees({ negative, parts }: Angle, factor: number): number {
  const [a = 0, b = 0, c = 0] = parts;
  // One sum in the smallest unit and one division keep decimal input exact.
  const value = parts.length === 1 ? a * factor : (((a * 60 + b) * 60 + c) * factor) / 3600;
  return negative ? -value : value;
}

function outOfRange(text: string, ra: Angle, dec: Angle, raDeg: number, decDeg: number): PositionReading | undefined {
  for (const [angle, en, zh] of [
    [ra, 'right ascension', '赤经'],
    [dec, 'declination', '赤纬'],
  ] as const) {
    if (angle.parts.slice(1).some((p) => p >= 60)) {
      return problem(
        'SKY-MINUTES',
        text,
        `Minutes and seconds of the ${en} must be below 60`,
        `${zh}的分和秒必须小于 60`,
      );
    }
  }
  if (raDeg < 0 || raDeg > 360) {
    return problem(
      'SKY-RA-RANGE',
      text,
      'Right ascension must lie from 0 to 360 degrees (0 to 24 hours)',
      '赤经必须在 0 到 360 度（0 到 24 时）之间',
    );
  }
  if (Math.abs(decDeg) > 90) {
    return problem(
      'SKY-DEC-RANGE',
      text,
      'Declination must lie from -90 to +90 degrees',
      '赤纬必须在 -90 到 +90 度之间',
    );
  }
  return undefined;
}

function finish(text: string, ra: Angle, dec: Angle, form: 'decimal' | 'sexagesimal' | 'designation'): PositionReading {
  const hours = ra.hours || (ra.parts.length > 1 && !ra.marked);
  const raDeg = degrees(ra, hours ? 15 : 1);
  const decDeg = degrees(dec, 1);
  return outOfRange(text, ra, dec, raDeg, decDeg) ?? { position: { raDeg: wrapDeg(raDeg), decDeg }, form };
}

// What stands before the J is looked at apart: as one pattern the two would try every way to cut words.
const designation = /^([a-z0-9_ -]*?)j\s*(\d{2})(\d{2})(\d{2}(?:\.\d*)?|)\s*([+-])(\d{2})(\d{2})(\d{2}(?:\.\d*)?|)$/i;
/** Words that end in a space or dash, and the letters right before the J. */
const designationPrefix = /^(?:[a-z0-9_-][a-z0-9_ -]*[ -])?[a-z0-9_]*$/i;

function readDesignation(text: string, whole: string): PositionReading | undefined {
  const match = designation.exec(text);
  if (!match || !designationPrefix.test(match[1]!)) return undefined;
  const [, , h, m, s, sign, d, dm, ds] = match;
  const angle = (parts: readonly (string | undefined)[], negative: boolean): Angle => ({
    negative,
    parts: parts.map(Number),
    hours: false,
    marked: false,
  });
  return finish(whole, angle([h, m, s], false), angle([d, dm, ds], sign === '-'), 'designation');
}

/**
 * Reads a position as astronomers type it: sexagesimal with colons, letters, primes or blanks (right ascension in
 * hours), decimal degrees, or a J2000 designation, which also may follow a catalogue's name. Full-width characters,
 * Unicode minus signs and commas are understood. Never throws.
 */
export function parsePosition(text: string): PositionReading {
  const cleaned = plain(text)
    .replace(/[()[\]]/g, ' ')
    .replace(/(^|[^a-z])(?:r\.?a\.?|dec\.?|decl\.?|de|α|δ|赤经|赤纬)\s*[=:]?(?=[\s+\-\d.])/gi, '$1 ')
    .trim();
  if (cleaned === '') return problem('SKY-EMPTY', text, 'There is no position', '没有填写位置');
  const named = readDesignation(cleaned, text);
  if (named) return named;
  const two = halves(cleaned);
  const ra = two && readAngle(two[0]);
  const dec = two && readAngle(two[1]);
  if (!ra || !dec || dec.hours) {
    return problem('SKY-UNREADABLE', text, `"${text.trim()}" is not a position`, `“${text.trim()}”不是有效的位置`);
  }
  return finish(text, ra, dec, ra.parts.length + dec.parts.length === 2 ? 'decimal' : 'sexagesimal');
}
