import type { Asker, Role } from '@lingtai/access';
import { fail } from '@lingtai/diagnostics';
import type { Actor } from '@lingtai/state';
import type { FastifyRequest } from 'fastify';
import type { AccountsContext } from './context.ts';

export type User = Extract<Asker, { readonly kind: 'user' }>;

/** Who asks, when he is somebody. */
export function userOf(context: Pick<AccountsContext, 'askerOf'>, request: FastifyRequest): User {
  const asker = context.askerOf(request);
  if (asker.kind === 'user') return asker;
  throw fail('unauthenticated', 'ACCOUNT-SIGN-IN', {
    en: 'Sign in first, or send a token with the scope "account".',
    zh: '请先登录，或发送含“account”范围的令牌。',
  });
}

/** The same, with one of these roles. */
export function userWith(
  context: Pick<AccountsContext, 'askerOf'>,
  request: FastifyRequest,
  ...roles: readonly Role[]
): User {
  const user = userOf(context, request);
  if (roles.some((role) => user.roles.includes(role))) return user;
  throw fail('forbidden', 'ACCOUNT-ROLE', {
    en: `Only a person with the role ${roles.join(' or ')} may do this.`,
    zh: `只有具有 ${roles.join(' 或 ')} 角色的人员可以执行此操作。`,
  });
}

/** How the audit log names him. */
export function actorOf({ name }: User, request: FastifyRequest): Actor {
  return { actor: name, address: request.ip };
}
