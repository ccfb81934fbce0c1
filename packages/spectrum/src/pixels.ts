import type { Diagnostic } from '@lingtai/diagnostics';
import type { Numbers } from './hdu.ts';
import type { SpectrumMask } from './model.ts';
import { type At, note, wrong } from './problem.ts';

/** The arrays of one segment as they were found. */
export interface Pixels {
  wavelength: Float64Array;
  flux: Float32Array | Float64Array;
  ivar?: Float32Array | Float64Array;
  continuum?: Float32Array | Float64Array;
  masks: SpectrumMask[];
}

export function asFloat64(values: Numbers): Float64Array {
  return values instanceof Float64Array ? values : Float64Array.from(values);
}

export function asFloats(values: Numbers): Float32Array | Float64Array {
  return values instanceof Float64Array || values instanceof Float32Array ? values : Float64Array.from(values);
}

/** Mask values as integers: LAMOST writes them as floats too. */
export function asMask(values: Numbers): SpectrumMask['values'] {
  if (values instanceof Int32Array || values instanceof Int16Array || values instanceof Uint8Array) return values;
  return Int32Array.from(values);
}

/** An inverse variance is finite and not negative; anything else means that the flux is worth nothing. */
export function cleanIvar(values: Float32Array | Float64Array): Float32Array | Float64Array {
  let clean = values;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (value >= 0 && value < Number.POSITIVE_INFINITY) continue;
    if (clean === values) clean = values.slice();
    clean[i] = 0;
  }
  return clean;
}

/**
 * Checks that all arrays have one length and that the wavelengths are finite and strictly monotonic, and turns a
 * falling run (red arms of single exposures) round. Throws `SPEC-LENGTH`, `SPEC-WAVE-NAN`, `SPEC-WAVE-ORDER`.
 */
export function checkedPixels(pixels: Pixels, at: At, wavelengthColumn: string, notes: Diagnostic[]): Pixels {
  const n = pixels.wavelength.length;
  checkLengths(pixels, n, at, wavelengthColumn);
  const falls = checkOrder(pixels.wavelength, at, wavelengthColumn);
  if (pixels.ivar) pixels.ivar = cleanIvar(pixels.ivar);
  if (!falls) return pixels;
  notes.push(
    note(
      'SPEC-REVERSED',
      {
        en: 'The file has this segment from red to blue; it was turned round.',
        zh: '文件中此段自红至蓝排列，已翻转。',
      },
      at,
    ),
  );
  return {
    wavelength: pixels.wavelength.slice().reverse(),
    flux: pixels.flux.slice().reverse(),
    ...(pixels.ivar ? { ivar: pixels.ivar.slice().reverse() } : {}),
    ...(pixels.continuum ? { continuum: pixels.continuum.slice().reverse() } : {}),
    masks: pixels.masks.map((mask) => ({ name: mask.name, values: mask.values.slice().reverse() })),
  };
}

function checkLengths(pixels: Pixels, n: number, at: At, wavelengthColumn: string): void {
  if (n < 2) {
    throw wrong(
      'SPEC-LENGTH',
      { en: `A spectrum needs two pixels or more; found ${n}.`, zh: `光谱至少需要两个像素；实际为 ${n}。` },
      at,
    );
  }
  const others: [string, number | undefined][] = [
    ['flux', pixels.flux.length],
    ['ivar', pixels.ivar?.length],
    ['continuum', pixels.continuum?.length],
    ...pixels.masks.map((mask): [string, number] => [mask.name, mask.values.length]),
  ];
  for (const [name, length] of others) {
    if (length === undefined || length === n) continue;
    const text = {
      en: `${wavelengthColumn} has ${n} pixels and ${name} has ${length}; they must agree.`,
      zh: `${wavelengthColumn} 有 ${n} 个像素，${name} 有 ${length} 个；两者必须一致。`,
    };
    throw wrong('SPEC-LENGTH', text, at, name);
  }
}

/** True when the wavelengths fall. */
function checkOrder(wavelength: Float64Array, at: At, column: string): boolean {
  const falls = wavelength[1]! < wavelength[0]!;
  for (let i = 0; i < wavelength.length; i++) {
    const value = wavelength[i]!;
    if (!(value > 0 && value < Number.POSITIVE_INFINITY)) {
      const text = {
        en: `The wavelength of pixel ${i + 1} is ${value}; a positive number was expected.`,
        zh: `第 ${i + 1} 个像素的波长为 ${value}；应为正数。`,
      };
      throw wrong('SPEC-WAVE-NAN', text, at, column);
    }
    if (i === 0) continue;
    const before = wavelength[i - 1]!;
    if (falls ? value < before : value > before) continue;
    const text = {
      en: `The wavelengths must increase (or decrease) without a break: pixel ${i} has ${before}, pixel ${i + 1} has ${value}.`,
      zh: `波长必须严格递增（或递减）：第 ${i} 个像素为 ${before}，第 ${i + 1} 个像素为 ${value}。`,
    };
    throw wrong('SPEC-WAVE-ORDER', text, at, column);
  }
  return falls;
}
