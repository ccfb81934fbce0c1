import { describe, expect, test } from 'vitest';
import type { CardValue } from './card.ts';
import { Header } from './header.ts';

/** Expectations are those of FITS 4.0, section 4.2; each card is written as the standard shows it. */
function header(...cards: string[]): Header {
  return new Header(cards.map((card) => card.padEnd(80)).join(''), { file: 'h.fits', hdu: 2, byte: 5760 });
}

describe('card values', () => {
  const cases: [string, CardValue | undefined][] = [
    ["A       = 'text'", 'text'],
    ["A       = 'O''HARA  '           / quotes, trailing blanks", "O'HARA"],
    ["A       = ''", ''],
    ["A       = '  leading'", '  leading'],
    ["A       = 'with / slash' / comment", 'with / slash'],
    ['A       =                    T', true],
    ['A       =                    F / no', false],
    ['A       =                   42', 42],
    ['A       = +7', 7],
    ['A       =     9007199254740991', 9007199254740991],
    ['A       =     9007199254740993 / above 2^53', 9007199254740993n],
    ['A       = -9223372036854775808', -9223372036854775808n],
    ['A       =                 -1.5', -1.5],
    ['A       =             1.0E-300', 1e-300],
    ['A       =              1.25D+3', 1250],
    ['A       =                  .5d0', 0.5],
    ['A       =                   3.', 3],
    ['A       =       (1.5, -2.0D1)', { re: 1.5, im: -20 }],
    ['A       =                      / undefined', null],
    ['A       =', null],
    ['A       =notation without blank', 'notation without blank'],
    ['a       = 1', 1],
    ['A = 5', 5],
    ['A       = NaN', 'NaN'],
  ];
  test.each(cases)('%s', (card, value) => expect(header(card).get('A')).toEqual(value));

  test('malformed values are kept as text and marked', () => {
    expect(header('A       = 12:34:56.7 / angle').card('A')).toMatchObject({ value: '12:34:56.7', malformed: true });
    expect(header("A       = 'no end").card('A')).toMatchObject({ value: 'no end', malformed: true });
  });
});

describe('long strings', () => {
  test('any number of CONTINUE cards', () => {
    const parts = Array.from({ length: 40 }, (_, i) => `part ${i} of the long ''string'' and its blanks  `);
    const cards = parts.map(
      (part, i) => `${i === 0 ? 'LONG    = ' : 'CONTINUE  '}'${part}${i < 39 ? '&' : ''}' / c${i}`,
    );
    const h = header(...cards, 'NEXT    = 1');
    expect(h.getString('LONG')).toBe(parts.join('').replaceAll("''", "'").trimEnd());
    expect(h.comment('LONG')).toMatch(/^c0 c1 .*c39$/);
    expect(h.cards.map((card) => [card.keyword, card.number])).toEqual([
      ['LONG', 1],
      ['NEXT', 41],
    ]);
  });

  test('an ampersand that nothing continues is a character', () => {
    expect(header("A       = 'this & that &'", 'B       = 2').getString('A')).toBe('this & that &');
  });

  test('a CONTINUE card that continues nothing stands alone', () => {
    expect(header("A       = 'x'", "CONTINUE  'y'").cards).toHaveLength(2);
  });
});

describe('keywords', () => {
  test('HIERARCH', () => {
    const h = header("HIERARCH ESO INS MODE = 'IMAGE' / mode", 'HIERARCH lower case=3');
    expect(h.getString('ESO INS MODE')).toBe('IMAGE');
    expect(h.comment('eso ins mode')).toBe('mode');
    expect(h.getNumber('LOWER CASE')).toBe(3);
  });

  test('commentary and repeated cards', () => {
    const h = header('HISTORY first', 'COMMENT  said', 'HISTORY second', '', 'A       = 1', 'A       = 2');
    expect(h.all('HISTORY').map((card) => card.value)).toEqual(['first', 'second']);
    expect(h.all('COMMENT')[0]?.value).toBe(' said');
    expect(h.getNumber('A')).toBe(1);
    expect(h.all('a')).toHaveLength(2);
    expect(h.has('history')).toBe(true);
  });

  test('typed access gives nothing for another type', () => {
    const h = header("A       = '1'", 'B       = 1.5', 'C       = 12345678901234567890');
    expect([h.getNumber('A'), h.getInteger('B'), h.getString('B'), h.getBoolean('A')]).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
    expect([h.getInteger('C'), h.getNumber('C')]).toEqual([12345678901234567890n, Number(12345678901234567890n)]);
  });

  test('errors name file, HDU, card and byte', () => {
    const h = header('A       = 1', "NAXIS   = 'two'");
    expect(() => h.count('NAXIS')).toThrow(
      "FITS-KEYWORD  h.fits, NAXIS, HDU 2, card 2, byte 5840: NAXIS = 'two'; an integer >= 0 was expected.",
    );
    expect(() => h.count('GCOUNT')).toThrow(/GCOUNT is missing/);
  });
});
