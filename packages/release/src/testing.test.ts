import { parseDescriptor } from '@lingtai/descriptor';
import { openFitsSync } from '@lingtai/fits';
import { readSpectrum } from '@lingtai/spectrum';
import { expect, it } from 'vitest';
import { spectrumFits, testDescriptor } from './testing.ts';

it('makes a descriptor without faults', () => {
  expect(parseDescriptor(testDescriptor).diagnostics).toEqual([]);
});

it('makes spectra that the readers take', () => {
  const bytes = spectrumFits({ obsid: 7, raDeg: 1, decDeg: 2, z: -9999, pixels: 300 });
  expect(openFitsSync(bytes).hdus).toHaveLength(1);
  expect(readSpectrum(bytes, { reader: 'lamost-lrs' }).segments[0]!.wavelength).toHaveLength(300);
});
