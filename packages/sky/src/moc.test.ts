import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type Moc,
  mocAscii,
  mocComplement,
  mocContains,
  mocDifference,
  mocIntersection,
  mocJson,
  mocOfCells,
  mocOfRangePairs,
  mocOfRanges,
  mocOfUniq,
  mocRangePairs,
  mocSkyFraction,
  mocUnion,
  mocUniq,
  parseMocAscii,
  parseMocJson,
} from './index.ts';

interface Forms {
  order: number;
  ascii: string;
  json: string;
  ranges: [string, string][];
  uniq: string[];
  fraction: number;
}
type Case = Record<'a' | 'b' | 'union' | 'intersection' | 'difference' | 'complement', Forms> & {
  points: [number, number, boolean][];
};

const { cases } = JSON.parse(readFileSync(new URL('../../../fixtures/sky/moc.json', import.meta.url), 'utf8')) as {
  cases: Case[];
};
const ofForms = (f: Forms): Moc => mocOfRangePairs(BigInt64Array.from(f.ranges.flat().map(BigInt)), f.order);

describe.each(cases.map((c) => [c.a.order, c] as const))('against mocpy at order %d', (_, given) => {
  test('operations', () => {
    const a = ofForms(given.a);
    const b = ofForms(given.b);
    expect(mocUnion(a, b)).toEqual(ofForms(given.union));
    expect(mocIntersection(a, b)).toEqual(ofForms(given.intersection));
    expect(mocDifference(a, b)).toEqual(ofForms(given.difference));
    expect(mocComplement(a)).toEqual(ofForms(given.complement));
    for (const [ra, dec, inside] of given.points) expect(mocContains(ofForms(given.union), ra, dec)).toBe(inside);
  });

  test('forms', () => {
    for (const forms of [given.a, given.union, given.complement]) {
      const moc = ofForms(forms);
      expect(parseMocAscii(forms.ascii)).toEqual(moc);
      expect(parseMocAscii(mocAscii(moc))).toEqual(moc);
      expect(parseMocJson(forms.json)).toEqual(moc);
      expect(parseMocJson(mocJson(moc))).toEqual(moc);
      expect([...mocUniq(moc)].map(String)).toEqual(forms.uniq);
      expect(mocOfUniq(mocUniq(moc), moc.order)).toEqual(moc);
      expect([...mocRangePairs(moc)].map(String)).toEqual(forms.ranges.flat());
      expect(mocSkyFraction(moc)).toBeCloseTo(forms.fraction, 12);
    }
  });
});

test('every form gives back the same coverage', () => {
  const cells = fc
    .integer({ min: 0, max: 29 })
    .chain((order) =>
      fc.tuple(
        fc.constant(order),
        fc.array(fc.bigInt({ min: 0n, max: (12n << BigInt(2 * order)) - 1n }), { maxLength: 20 }),
      ),
    );
  fc.assert(
    fc.property(cells, ([order, list]) => {
      const moc = mocOfCells(order, list);
      expect(parseMocAscii(mocAscii(moc))).toEqual(moc);
      expect(parseMocJson(mocJson(moc))).toEqual(moc);
      expect(mocComplement(mocComplement(moc))).toEqual(moc);
      expect(mocOfRanges(moc.ranges, order)).toEqual(moc);
    }),
  );
});

test.each(['3/4-2', 'x', '30/1', '0/12', '3', 't3/1', '1/-1'])('%s is refused', (text) => {
  expect(() => parseMocAscii(text)).toThrow('SKY-MOC');
});

test.each(['[1]', '{"3":[-1]}', '{"31":[1]}', '{"0":[12]}', ''])('JSON %s is refused', (text) => {
  expect(() => parseMocJson(text)).toThrow('SKY-MOC');
});

const root = fileURLToPath(new URL('../../../', import.meta.url));
const folder = new URL(`${process.env['LINGTAI_SHARED'] ?? '../shared'}/data/moc/`, `file://${root}`);

test.skipIf(!existsSync(folder))('files of shared/data/moc', () => {
  const glimpse = parseMocJson(readFileSync(new URL('glimpse.moc.json', folder), 'utf8'));
  expect(mocJson(parseMocAscii(mocAscii(glimpse)))).toBe(mocJson(glimpse));
  // mocpy 0.21.0: MOC.load(…).sky_fraction, max_order and number of to_depth29_ranges.
  expect([mocSkyFraction(glimpse), glimpse.order]).toEqual([0.03120708465576172, 9]);
  const ascii = parseMocAscii(readFileSync(new URL('smoc.ascii.txt', folder), 'utf8'));
  expect(mocSkyFraction(ascii)).toBeCloseTo(0.004069010421517305, 15);
  expect([ascii.order, ascii.ranges.length]).toEqual([29, 6]);
  for (const name of ['tmoc.ascii.txt', 'stmoc.ascii.txt']) {
    expect(() => parseMocAscii(readFileSync(new URL(name, folder), 'utf8'))).toThrow('SKY-MOC');
  }
});
