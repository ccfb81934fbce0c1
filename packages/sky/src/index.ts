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
export {
  type Frame,
  frameNamed,
  frameRotation,
  type GalacticPosition,
  galacticToIcrs,
  icrsToGalactic,
  turnPosition,
} from './frame.ts';
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
export { borderRad, type PolygonEdge, polygonCentroid, polygonContains, SphericalPolygon } from './polygon.ts';
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
export { boxCorners, type Region, regionAreaDeg2, regionCentroid, regionContains, regionsIntersect } from './region.ts';
export { parseRegion, regionToIcrs } from './region-text.ts';
export { formatDec, formatPosition, formatRa, iauDesignation } from './sexagesimal.ts';
