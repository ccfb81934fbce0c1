import type { Spectrum } from './model.ts';

/** How a number is written: shortest text that reads back the same; nothing for NaN. float32 values as float32. */
function numberText(value: number, single: boolean): string {
  if (!Number.isFinite(value)) return '';
  if (!single) return String(value);
  for (let digits = 6; digits < 9; digits++) {
    const text = Number(value.toPrecision(digits));
    if (Math.fround(text) === value) return String(text);
  }
  return String(Number(value.toPrecision(9)));
}

/**
 * Lines of CSV (without line ends): a header line, then one line a pixel, segment after segment. Units and medium stand in
 * the column names: `wavelength_vacuum_Angstrom`. Masks of all segments get a column each, empty where a segment has none.
 */
export function* spectrumCsvRows(spectrum: Spectrum): Generator<string, void, undefined> {
  const first = spectrum.segments[0];
  if (!first) return;
  const masks = [...new Set(spectrum.segments.flatMap((segment) => segment.masks.map((mask) => mask.name)))];
  const hasIvar = spectrum.segments.some((segment) => segment.ivar);
  const hasContinuum = spectrum.segments.some((segment) => segment.continuum);
  const named = ['segment', `wavelength_${first.medium}_${first.wavelengthUnit}`, 'flux'];
  yield [...named, ...(hasIvar ? ['ivar'] : []), ...(hasContinuum ? ['continuum'] : []), ...masks].join(',');
  for (const segment of spectrum.segments) {
    const name = /[",\n]/.test(segment.name) ? `"${segment.name.replaceAll('"', '""')}"` : segment.name;
    const columns: [ArrayLike<number> | undefined, boolean][] = [
      [segment.flux, segment.flux instanceof Float32Array],
      ...(hasIvar
        ? [[segment.ivar, segment.ivar instanceof Float32Array] as [ArrayLike<number> | undefined, boolean]]
        : []),
      ...(hasContinuum
        ? [[segment.continuum, segment.continuum instanceof Float32Array] as [ArrayLike<number> | undefined, boolean]]
        : []),
      ...masks.map((mask): [ArrayLike<number> | undefined, boolean] => [
        segment.masks.find((m) => m.name === mask)?.values,
        false,
      ]),
    ];
    for (let i = 0; i < segment.wavelength.length; i++) {
      let line = `${name},${segment.wavelength[i]}`;
      for (const [values, single] of columns) line += values ? `,${numberText(values[i]!, single)}` : ',';
      yield line;
    }
  }
}
