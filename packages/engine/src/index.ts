export type {
  BuilderColumn,
  BuildJob,
  BuiltFile,
  BuiltTable,
  ColumnStatistics,
  DerivedTable,
  DeriveJob,
  SplitJob,
  SplitRows,
  StageJob,
  StageResult,
  TableBuilder,
} from './builder.ts';
export { commonFunctions, type Dialect, quoteName, quoteText, repeatsIn } from './dialect.ts';
export type {
  Cost,
  Engine,
  EngineCapabilities,
  ResultStream,
  RunOptions,
  ScanCost,
  TableFiles,
  TableLocator,
} from './engine.ts';
export { firstOfParts } from './first-of-parts.ts';
export { lambdaFunctions } from './geometry/bind.ts';
export { loweredFunctions, lowerGeometry } from './geometry.ts';
export { lowerMatches } from './match.ts';
export { type PrintedQuery, type PrintOptions, printQuery, typeName } from './print.ts';
export { youngMemory } from './young-memory.ts';
