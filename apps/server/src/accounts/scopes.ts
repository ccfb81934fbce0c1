import type { Scope } from '@lingtai/access';
import { fail } from '@lingtai/diagnostics';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { challenge } from './challenges.ts';
import { changes } from './cookie.ts';

/** What a token must be good for to ask for this; `undefined`: any may. */
function scopeFor(request: Pick<FastifyRequest, 'method' | 'routeOptions'>): Scope | undefined {
  const route = request.routeOptions.url ?? '';
  if (route === '/api/account' || route === '/api/account/limits') return undefined;
  if (route.startsWith('/api/admin')) return 'admin';
  if (route.startsWith('/api/account')) return 'account';
  if (route.startsWith('/tap/async') || route.startsWith('/tap/load') || route.startsWith('/tap/table-update'))
    return 'tables';
  const ownTables = route.startsWith('/tap/tables') || route.startsWith('/api/user-tables');
  return ownTables && changes(request as FastifyRequest) ? 'tables' : 'read';
}

/** Refuses a token that is not made for this (RFC 6750, section 3.1). */
export function assertScope(request: FastifyRequest, reply: FastifyReply, scopes: readonly Scope[]): void {
  const needed = scopeFor(request);
  if (needed === undefined || scopes.includes(needed)) return;
  challenge(reply, 'insufficient_scope', needed);
  throw fail('forbidden', 'TOKEN-SCOPE', {
    en: `This token is good for ${scopes.join(', ') || 'nothing'}; here one with the scope "${needed}" is needed.`,
    zh: `该令牌的权限范围为：${scopes.join('、') || '无'}；此处需要含“${needed}”范围的令牌。`,
  });
}
