import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { airOfVacuum, vacuumOfAir } from './index.ts';

const known = JSON.parse(readFileSync(resolve(import.meta.dirname, '../../../fixtures/spectrum/air.json'), 'utf8')) as {
  vacuum: number[];
  air: number[];
};

test('air wavelengths are those of specutils to 1e-9 Angstrom', () => {
  known.vacuum.forEach((vacuum, i) => {
    expect(Math.abs(airOfVacuum(vacuum) - known.air[i]!)).toBeLessThan(1e-9);
    expect(Math.abs(vacuumOfAir(known.air[i]!) - vacuum)).toBeLessThan(1e-8);
  });
});

test('the H-alpha line of every textbook', () => {
  expect(airOfVacuum(6564.61)).toBeCloseTo(6562.8, 1);
  expect(airOfVacuum(1215.67)).toBe(1215.67);
});

test('there and back gives the same wavelength', () => {
  fc.assert(
    fc.property(fc.double({ min: 2001, max: 30000, noNaN: true }), (wavelength) => {
      expect(Math.abs(vacuumOfAir(airOfVacuum(wavelength)) - wavelength)).toBeLessThan(1e-8);
    }),
  );
});
