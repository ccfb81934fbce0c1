export { cellColumn } from './cell.ts';
export { type ExtentPlan, extentPlan } from './extent.ts';
export {
  type ArgumentKind,
  aggregates,
  type FunctionSignature,
  functions,
  geometryNames,
  operators,
} from './functions.ts';
export { hasRules, withholdsRows } from './guard.ts';
export type {
  Aggregate,
  AggregateFunction,
  CellCluster,
  Literal,
  Plan,
  Relation,
  RelationOf,
  Scalar,
  SortKey,
} from './ir.ts';
export { type LanguageFeatures, languageFeatures } from './language-features.ts';
export type { MadeColumn } from './made.ts';
export { withMaxrec } from './maxrec.ts';
export { prune } from './prune.ts';
export { type TableRead, tablesRead } from './reads.ts';
export { type ResolveOptions, resolve } from './resolve.ts';
export { parseTimestamp } from './timestamp.ts';
export { type CatalogueView, isWithheld, type TableStorage, type ViewColumn, type ViewTable } from './view.ts';
export { isVolatile, isVolatileScalar } from './volatile.ts';
export {
  columnsIn,
  hasSubquery,
  inputsOf,
  mapColumns,
  mapScalars,
  mapSubqueries,
  relationsOf,
  sameScalar,
  scalarsOf,
  typesOf,
  walkScalar,
  widthOf,
  withInputs,
} from './walk.ts';
