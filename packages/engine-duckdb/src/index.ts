export { duckdbTableBuilder } from './build/builder.ts';
export { splitLine } from './build/csv-lines.ts';
export { withHealpix } from './build/healpix-sql.ts';
export { type InstanceOptions, openHardened } from './connection.ts';
export { duckdbDialect } from './dialect.ts';
export { type DuckdbEngineOptions, duckdbEngine } from './engine.ts';
