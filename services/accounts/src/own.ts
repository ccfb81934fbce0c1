import { fail } from '@lingtai/diagnostics';
import { type AccessRequest, type Session, type Token, type TokenScope, tokenScopes } from '@lingtai/state';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { BodyReader } from './body.ts';
import type { AccountsContext } from './context.ts';
import type { RequestJson, SessionsJson, TokenJson, TokensJson } from './schemas/answers.ts';
import { mostTokenDays } from './schemas/bodies.ts';
import { actorOf, type User, userOf } from './who.ts';

const iso = (date: Date | undefined): string | null => date?.toISOString() ?? null;
const dayMs = 86_400_000;

export async function ownTokens(context: AccountsContext, request: FastifyRequest): Promise<TokensJson> {
  const user = userOf(context, request);
  return { most: mostTokens(context, user), tokens: (await context.store.listTokens(user.name)).map(tokenJson) };
}

const mostTokens = ({ rules }: AccountsContext, { limits }: User): number => limits?.tokens ?? rules.tokens;

/** Makes a token of one's own. One that was asked for with a token is good for no more than that one. */
export async function makeOwnToken(
  context: AccountsContext,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<object> {
  const user = userOf(context, request);
  const body = new BodyReader(request);
  const name = body.text('name').trim();
  const days = body.optionalNumber('days', 1, mostTokenDays) ?? 90;
  const scopes = body.optionalWords('scopes', tokenScopes) ?? ['read', 'tables'];
  body.done();
  assertScopes(scopes, user.roles, user.scopes);
  const { token, secret } = await context.store.makeToken(
    { name, owner: user.name, scopes, expires: new Date(Date.now() + days * dayMs), most: mostTokens(context, user) },
    actorOf(user, request),
  );
  return reply.code(201).send({ token: tokenJson(token), secret });
}

function assertScopes(scopes: readonly TokenScope[], roles: readonly string[], own?: readonly TokenScope[]): void {
  const allowed = own ?? tokenScopes;
  const administers = roles.includes('operator') || roles.includes('reviewer');
  const over = scopes.filter((scope) => !allowed.includes(scope) || (scope === 'admin' && !administers));
  if (scopes.length > 0 && over.length === 0) return;
  throw fail(
    'forbidden',
    'TOKEN-SCOPES',
    {
      en: `A token needs at least one scope, and cannot have more than who makes it: ${over.join(', ') || 'none was given'}.`,
      zh: `令牌至少应有一个权限范围，且不能超过创建者本身的权限：${over.join('、') || '未提供'}。`,
    },
    { place: { parameter: 'scopes' } },
  );
}

export async function revokeOwnToken(context: AccountsContext, request: FastifyRequest): Promise<object> {
  const user = userOf(context, request);
  const { name } = request.params as { readonly name: string };
  const token = await context.store.revokeToken(name, { ...actorOf(user, request), owner: user.name });
  context.forget();
  return tokenJson(token);
}

function tokenJson(token: Token): TokenJson {
  return {
    name: token.name,
    owner: token.owner,
    scopes: [...token.scopes],
    created: token.created.toISOString(),
    lastUsed: iso(token.lastUsed),
    expires: iso(token.expires),
    revoked: iso(token.revoked),
  };
}

/** Enough of a session's id to tell it from all others. */
const shortId = ({ id }: Session): string => id.slice(0, 24);

export async function ownSessions(context: AccountsContext, request: FastifyRequest): Promise<SessionsJson> {
  const { name } = userOf(context, request);
  const current = context.sessionOf(request);
  const sessions = await context.store.sessionsOf(name);
  return {
    sessions: sessions.map((session) => ({
      id: shortId(session),
      created: session.created.toISOString(),
      lastUsed: session.lastUsed.toISOString(),
      expires: session.expires.toISOString(),
      userAgent: session.userAgent ?? null,
      address: session.address ?? null,
      provider: session.provider ?? null,
      current: session.id === current?.id,
    })),
  };
}

export async function endOwnSession(
  context: AccountsContext,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const user = userOf(context, request);
  const { id } = request.params as { readonly id: string };
  const session = (await context.store.sessionsOf(user.name)).find((one) => shortId(one) === id);
  if (!session) throw fail('not-found', 'SESSION-UNKNOWN', { en: 'You have no such session.', zh: '您没有该会话。' });
  await context.store.endSession(session.id);
  await context.store.audit({
    ...actorOf(user, request),
    action: 'account.session-end',
    resource: `account:${user.name}`,
  });
  context.forget();
  return reply.code(204).send();
}

export async function ownRequests(context: AccountsContext, request: FastifyRequest): Promise<object> {
  const { name } = userOf(context, request);
  return { requests: (await context.store.listRequests({ account: name })).map(requestJson) };
}

export async function makeOwnRequest(
  context: AccountsContext,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<object> {
  const user = userOf(context, request);
  const body = new BodyReader(request);
  const resource = body.text('resource').trim();
  const reason = body.text('reason').trim();
  body.done();
  const made = await context.store.makeRequest({ account: user.name, resource, reason }, actorOf(user, request));
  return reply.code(201).send(requestJson(made));
}

export async function withdrawOwnRequest(context: AccountsContext, request: FastifyRequest): Promise<object> {
  const user = userOf(context, request);
  const { id } = request.params as { readonly id: string };
  return requestJson(await context.store.withdrawRequest({ id, account: user.name }, actorOf(user, request)));
}

export function requestJson(request: AccessRequest): RequestJson {
  return {
    id: request.id,
    account: request.account,
    resource: request.resource,
    reason: request.reason,
    state: request.state,
    made: request.made.toISOString(),
    reviewer: request.reviewer ?? null,
    decisionReason: request.decisionReason ?? null,
    ends: iso(request.ends),
    decided: iso(request.decided),
  };
}
