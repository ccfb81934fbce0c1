export type { BuilderColumn, BuildJob, BuiltFile, BuiltTable, DeriveJob, StageJob, StageResult, TableBuilder } from './builder.ts';
export type { Cost, Engine, EngineCapabilities, ResultStream, RunOptions, TableFiles, TableLocator } from './engine.ts';
