export { coverOf, type PositionColumns } from './geometry/cover.ts';
export { type GeometryField, geometryField, xtypeOf } from './geometry/fields.ts';
export { type Call, Geometry } from './geometry/geometry.ts';
