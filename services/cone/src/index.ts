export type { ConeContext } from './context.ts';
export { conePlugin } from './plugin.ts';
export { conePath, coneTables } from './tables.ts';
