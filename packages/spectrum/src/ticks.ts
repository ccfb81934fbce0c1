/** Round tick values within `[from, to]`, about `count` of them: steps of 1, 2 or 5 times a power of ten. */
export function ticks(from: number, to: number, count: number): number[] {
  const span = to - from;
  if (!(span > 0) || !Number.isFinite(span)) return [];
  const rough = span / Math.max(1, count);
  const power = Math.floor(Math.log10(rough));
  const factor = [1, 2, 5, 10].find((f) => f * 10 ** power >= rough * 0.999) ?? 10;
  const step = factor * 10 ** power;
  const result: number[] = [];
  for (let i = Math.ceil(from / step - 1e-9); i * step <= to + step * 1e-9; i++)
    result.push(i === 0 ? 0 : Number((i * step).toPrecision(12)));
  return result;
}

/** A tick's text: plain within 1e-3..1e6, with an exponent outside. */
export function tickText(value: number): string {
  const size = Math.abs(value);
  return value === 0 || (size >= 1e-3 && size < 1e6) ? String(value) : value.toExponential().replace('e+', 'e');
}
