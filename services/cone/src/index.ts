export { conePath, conePlugin, coneTables } from './plugin.ts';
