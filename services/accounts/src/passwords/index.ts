export { hashPassword, verifyPassword } from './argon.ts';
export { assertPassword } from './rules.ts';
