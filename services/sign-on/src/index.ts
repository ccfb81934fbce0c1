export type { SignedInAt, SignOnContext } from './context.ts';
export { type SignOn, signOnPlugin } from './plugin.ts';
export type { ClaimTest, ClientSettings, GroupRule, ProviderSettings } from './settings.ts';
