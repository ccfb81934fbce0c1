export { trinoDialect } from './dialect.ts';
export { type TrinoTable, trinoQuery } from './print.ts';
