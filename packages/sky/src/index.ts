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
export {
  type CellColumn,
  cellCentre,
  cellCount,
  cellVertices,
  healpixHash,
  healpixHashColumn,
  maxOrder,
} from './healpix.ts';
export { cellNeighbours } from './neighbours.ts';
export { coneCover, type CoverOptions, polygonContains, polygonCover, type Zone, zoneCover } from './cover.ts';
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
