import { binTableHdu, openFitsSync, readTableSync, type TableHdu, writeFits } from '@lingtai/fits';
import { type Moc, mocOfCells, mocOfRangePairs, mocRangePairs } from '@lingtai/sky';

/** Order of the cells of a table's map: 3.4 arcminutes. */
export const mapOrder = 10;
const shift = BigInt(2 * (29 - mapOrder));

/** Collects the cells in which rows lie. Rows in canonical order cost no memory but for the cells. */
export class CoverageMap {
  readonly #cells: bigint[] = [];

  add(healpix29: bigint): void {
    const cell = healpix29 >> shift;
    if (this.#cells.at(-1) !== cell) this.#cells.push(cell);
  }

  moc(): Moc {
    return mocOfCells(mapOrder, this.#cells);
  }
}

/** The map as a FITS file: a binary table of ranges (IVOA MOC 2.0, 4.3.1). */
export function mocFits(moc: Moc): Uint8Array {
  const table = binTableHdu({
    columns: [{ name: 'RANGE', format: '1K', values: mocRangePairs(moc) }],
    cards: [
      { keyword: 'MOCVERS', value: '2.0', comment: 'version of the MOC standard' },
      { keyword: 'MOCDIM', value: 'SPACE' },
      { keyword: 'ORDERING', value: 'RANGE', comment: 'first and last + 1 of each range, order 29' },
      { keyword: 'COORDSYS', value: 'C', comment: 'ICRS' },
      { keyword: 'MOCORD_S', value: moc.order, comment: 'order of the cells' },
      { keyword: 'MOCTOOL', value: 'Lingtai' },
    ],
  });
  return writeFits([table]);
}

/** Reads what `mocFits` wrote. */
export function readMocFits(bytes: Uint8Array): Moc {
  const fits = openFitsSync(bytes);
  const range = readTableSync(fits, fits.hdus[1]! as TableHdu).columns.get('RANGE')!;
  return mocOfRangePairs(range.values as BigInt64Array, mapOrder);
}
