export {
  type Position,
  positionAngleDeg,
  positionOf,
  radPerDeg,
  separationDeg,
  type UnitVector,
  unitVector,
  vectorSeparation,
  wrapDeg,
} from './angle.ts';
export { type CoverOptions, coneCover, polygonCover, type Zone, zoneCover } from './cover.ts';
export { type GalacticPosition, galacticToIcrs, icrsToGalactic } from './frame.ts';
export {
  type CellColumn,
  cellCentre,
  cellCount,
  cellVertices,
  healpixHash,
  healpixHashColumn,
  maxOrder,
} from './healpix.ts';
export {
  type Moc,
  type MocCell,
  mocAscii,
  mocCells,
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
} from './moc.ts';
export { cellNeighbours } from './neighbours.ts';
export { polygonContains } from './polygon.ts';
export { type PositionReading, parsePosition } from './position-text.ts';
export {
  type CellRange,
  clusterRanges,
  complementRanges,
  intersectRanges,
  normalizeRanges,
  type RangeCluster,
  rangeOfCell,
  rangesContain,
  subtractRanges,
  uniteRanges,
} from './ranges.ts';
export { formatDec, formatPosition, formatRa, iauDesignation } from './sexagesimal.ts';
