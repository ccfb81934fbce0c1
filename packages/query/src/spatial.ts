export { coverOf, type PositionColumns } from './geometry/cover.ts';
export { geometryField } from './geometry/fields.ts';
export { Geometry } from './geometry/geometry.ts';
