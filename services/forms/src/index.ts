export { type FormsContext, formsPlugin } from './plugin.ts';
export type * from './schemas.ts';
