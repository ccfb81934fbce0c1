/** Sky coverage as a MOC (IVOA MOC 2.0) in FITS: the cells of one order, as ranges at order 29. */
export interface CellRange {
  /** Cells `[from, to)` at order 29. */
  readonly from: bigint;
  readonly to: bigint;
}

export const mapOrder = 10;
const shift = BigInt(2 * (29 - mapOrder));

/** Collects the cells in which rows lie; rows come in ascending order of `_healpix_29`, mostly. */
export class CoverageMap {
  #ranges: CellRange[] = [];
  #sorted = true;

  add(healpix29: bigint): void {
    const cell = healpix29 >> shift;
    const last = this.#ranges.at(-1);
    if (last && last.from <= cell << shift && cell << shift < last.to) return;
    if (last && last.to === cell << shift) {
      this.#ranges[this.#ranges.length - 1] = { from: last.from, to: (cell + 1n) << shift };
      return;
    }
    if (last && cell << shift < last.from) this.#sorted = false;
    this.#ranges.push({ from: cell << shift, to: (cell + 1n) << shift });
  }

  ranges(): readonly CellRange[] {
    if (this.#sorted) return this.#ranges;
    const merged: CellRange[] = [];
    for (const range of this.#ranges.toSorted((a, b) => (a.from < b.from ? -1 : 1))) {
      const last = merged.at(-1);
      if (last && range.from <= last.to) merged[merged.length - 1] = { from: last.from, to: range.to > last.to ? range.to : last.to };
      else merged.push(range);
    }
    return merged;
  }
}

/** Part of the sky, 0 to 1. */
export function skyFraction(ranges: readonly CellRange[]): number {
  const cells = ranges.reduce((sum, r) => sum + ((r.to - r.from) >> shift), 0n);
  return Number(cells) / (12 * 4 ** mapOrder);
}

const card = (keyword: string, value: string | number | boolean, comment: string): string => {
  const text = typeof value === 'string' ? `'${value.padEnd(8)}'`.padEnd(20) : String(typeof value === 'boolean' ? (value ? 'T' : 'F') : value).padStart(20);
  return `${keyword.padEnd(8)}= ${text} / ${comment}`.padEnd(80).slice(0, 80);
};

const blockOf = (cards: readonly string[]): Uint8Array => {
  const text = cards.join('') + 'END'.padEnd(80);
  return Buffer.from(text.padEnd(Math.ceil(text.length / 2880) * 2880), 'latin1');
};

/** The MOC as a FITS file: a binary table of ranges (MOC 2.0, 4.3.1). */
export function mocFits(ranges: readonly CellRange[]): Uint8Array {
  const primary = blockOf([card('SIMPLE', true, 'FITS standard'), card('BITPIX', 8, ''), card('NAXIS', 0, 'no data'), card('EXTEND', true, '')]);
  const table = blockOf([
    card('XTENSION', 'BINTABLE', 'table of ranges'),
    card('BITPIX', 8, ''),
    card('NAXIS', 2, ''),
    card('NAXIS1', 8, 'bytes in a row'),
    card('NAXIS2', 2 * ranges.length, 'first and last + 1 of each range'),
    card('PCOUNT', 0, ''),
    card('GCOUNT', 1, ''),
    card('TFIELDS', 1, ''),
    card('TTYPE1', 'RANGE', 'nested HEALPix cells of order 29'),
    card('TFORM1', '1K', ''),
    card('MOCVERS', '2.0', 'version of the MOC standard'),
    card('MOCDIM', 'SPACE', ''),
    card('ORDERING', 'RANGE', ''),
    card('COORDSYS', 'C', 'ICRS'),
    card('MOCORD_S', mapOrder, 'order of the cells'),
  ]);
  const size = 16 * ranges.length;
  const data = Buffer.alloc(Math.ceil(size / 2880) * 2880);
  for (const [i, range] of ranges.entries()) {
    data.writeBigInt64BE(range.from, 16 * i);
    data.writeBigInt64BE(range.to, 16 * i + 8);
  }
  return Buffer.concat([primary, table, data]);
}
