export { trinoDialect } from './dialect.ts';
export { trinoError } from './errors.ts';
export { type TrinoTable, trinoQuery } from './print.ts';
