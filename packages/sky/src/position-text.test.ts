import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatDec, formatPosition, formatRa, iauDesignation, parsePosition } from './index.ts';

const ra = (((10 * 60 + 12) * 60 + 3.2) * 15) / 3600;
const dec = ((41 * 60 + 2) * 60 + 10) / 3600;

describe('positions as people type them', () => {
  for (const text of [
    '10:12:03.2 +41:02:10',
    '10h12m03.2s +41d02m10s',
    '10h12m03.2s+41d02m10s',
    '10 12 03.2 +41 02 10',
    '10 12 03.2 41 02 10',
    '10:12:03.2, 41:02:10',
    'J101203.20+410210.0',
    'LAMOST J101203.20+410210.0',
    '2MASS J101203.2+410210',
    '  10:12:03.2\t+41:02:10 ',
    '10:12:03.2 +41:02:10',
    '10h 12m 03.2s, +41° 02′ 10″',
    `10h12m03.2s 41°02'10"`,
    'RA 10:12:03.2 Dec +41:02:10',
    'ra=10h12m03.2s, dec=41d02m10s',
    '赤经 10时12分03.2秒 赤纬 +41度02分10秒',
    '153.0133333333333333d +41d02m10s',
    '(10:12:03.2; +41:02:10)',
  ]) {
    test(text, () => {
      const read = parsePosition(text);
      expect(read.position?.raDeg).toBeCloseTo(ra, 10);
      expect(read.position?.decDeg).toBeCloseTo(dec, 10);
    });
  }

  test.each([
    ['153.01 41.03', 153.01, 41.03],
    ['153.01,-3.2', 153.01, -3.2],
    ['153.01d, -3.2', 153.01, -3.2],
    ['153.01−3.2', 153.01, -3.2],
    ['153.01 –3.2', 153.01, -3.2],
    ['153.01 +3.2', 153.01, 3.2],
    ['+153.01 +3.2', 153.01, 3.2],
    ['1.5301e2 -3.2e0', 153.01, -3.2],
    ['360 0', 0, 0],
    ['0 -90', 0, -90],
    ['10 12 03.2 -00 30 00', ra, -0.5],
    ['10h12m03.2s -0d0m36s', ra, -0.01],
    ['10:12 -00:30', 153, -0.5],
    ['10h -5d', 150, -5],
    ['J1012-0030', 153, -0.5],
    ['23:59:59.999 -89:59:59.99', 359.9999958333333, -89.9999972222222],
  ])('%s', (text, raDeg, decDeg) => {
    const read = parsePosition(text);
    expect(read.position?.raDeg).toBeCloseTo(raDeg, 10);
    expect(read.position?.decDeg).toBeCloseTo(decDeg, 10);
  });

  test.each([
    ['', 'SKY-EMPTY'],
    ['NGC 3198', 'SKY-UNREADABLE'],
    ['10:12:03', 'SKY-UNREADABLE'],
    ['10:12.5:03 41:00:00', 'SKY-UNREADABLE'],
    ['153.01.2 41', 'SKY-UNREADABLE'],
    ['153,01 41,03', 'SKY-UNREADABLE'],
    ['10:12:03 41h02m10s', 'SKY-UNREADABLE'],
    ['1 2 3 4 5', 'SKY-UNREADABLE'],
    ['10:60:03 41:02:10', 'SKY-MINUTES'],
    ['10:12:03 41:02:60', 'SKY-MINUTES'],
    ['24:12:03 41:02:10', 'SKY-RA-RANGE'],
    ['-10 41', 'SKY-RA-RANGE'],
    ['361 41', 'SKY-RA-RANGE'],
    ['10 91', 'SKY-DEC-RANGE'],
    ['10:00:00 -90:00:01', 'SKY-DEC-RANGE'],
  ])('%s is refused: %s', (text, code) => {
    const read = parsePosition(text);
    if (read.position) throw new Error(`read as ${read.position.raDeg} ${read.position.decDeg}`);
    expect(read.diagnostic.code).toBe(code);
    expect(read.diagnostic.text.en).toContain('expected a position such as');
    expect(read.diagnostic.text.zh).toContain('应为');
  });

  test('long texts are read in one pass', () => {
    for (const unit of ['-', 'a', 'a-', ' -', 'J', 'J10', '1 ', '1', '+', '10:', "'", '.'])
      expect(parsePosition(`${unit.repeat(10_000)}!`), unit).toHaveProperty('diagnostic');
  });

  test('nothing throws', () => {
    fc.assert(fc.property(fc.string(), (text) => void parsePosition(text)));
    fc.assert(fc.property(fc.stringMatching(/^[0-9:.hmsd +\-,J]{0,30}$/), (text) => void parsePosition(text)));
  });
});

describe('writing', () => {
  test('rounding carries into minutes, hours and the next day', () => {
    expect(formatRa(359.99999999)).toBe('00:00:00.00');
    expect(formatRa(14.9999999999)).toBe('01:00:00.00');
    expect(formatDec(-0.0001)).toBe('-00:00:00.4');
    expect(formatDec(59.99999999)).toBe('+60:00:00.0');
    expect(formatRa(153, 0)).toBe('10:12:00');
  });

  test('designations are truncated', () => {
    expect(iauDesignation(ra, dec)).toBe('J101203.20+410210.0');
    expect(iauDesignation(153.0133749, 41.0361388)).toBe('J101203.20+410210.0');
    expect(iauDesignation(332.2088134, -0.0249999)).toBe('J220850.11-000129.9');
  });

  test('what is written is read again', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 359.9999, noNaN: true }),
        fc.double({ min: -90, max: 90, noNaN: true }),
        (a, d) => {
          const read = parsePosition(formatPosition(a, d, 6, 5));
          expect(read.position?.raDeg).toBeCloseTo(a, 7);
          expect(read.position?.decDeg).toBeCloseTo(d, 7);
        },
      ),
    );
  });
});
