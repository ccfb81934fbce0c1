import {
  coneCover,
  healpixHash,
  type Moc,
  mocAscii,
  mocOfCells,
  mocOfRanges,
  mocSkyFraction,
  polygonCover,
  type Region,
} from '@lingtai/sky';

export const mocAsciiOf: (moc: Moc) => string = mocAscii;

/** The cells of an order that a region touches, as MOC(order, geometry). */
export function mocOfRegion(order: number, region: Region): Moc {
  if (region.kind === 'point') return mocOfCells(order, [healpixHash(order, region.raDeg, region.decDeg)]);
  const ranges =
    region.kind === 'circle'
      ? coneCover(region.raDeg, region.decDeg, region.radiusDeg, { order })
      : polygonCover(region.vertices, { order });
  return mocOfRanges(ranges, order);
}

/** Square degrees of the whole sky. */
const skyDeg2 = 4 * Math.PI * (180 / Math.PI) ** 2;

export function mocAreaDeg2(moc: Moc): number {
  return mocSkyFraction(moc) * skyDeg2;
}
