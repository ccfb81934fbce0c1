export { auditCsvFile, auditJsonFile } from './audit-file.ts';
export type { AccountStore, AccountsContext, Message } from './context.ts';
export { type LimitsContext, type LimitUse, limitsPlugin } from './limits.ts';
export { passOnCode } from './pass-on.ts';
export { assertPassword, hashPassword, verifyPassword } from './passwords/index.ts';
export { accountPlugin, adminPlugin } from './plugin.ts';
