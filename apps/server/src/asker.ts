import { type Asker, anonymous, type Clock, type Scope, userAsker } from '@lingtai/access';
import { fail } from '@lingtai/diagnostics';
import { type AccountRights, checkToken, rightsOf, type Session, type State, sessionOf } from '@lingtai/state';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { challenge } from './accounts/challenges.ts';
import { assertSameOrigin, changes, cookieOf } from './accounts/cookie.ts';
import { remembered } from './accounts/remembered.ts';
import { assertScope } from './accounts/scopes.ts';

/** For how long a token, a session and the rights of an account are believed: what is taken back counts after this time. */
const believeMs = 5000;

interface Recognised {
  readonly asker: Asker;
  readonly session?: Session;
}

const recognised = new WeakMap<FastifyRequest, Recognised>();

/** Who asks, as `recogniseAskers` found out. */
export function askerOf(request: FastifyRequest): Asker {
  return recognised.get(request)?.asker ?? anonymous;
}

/** From now on the request is that of this asker: the same one, with his limits. */
export function setAsker(request: FastifyRequest, asker: Asker): void {
  recognised.set(request, { ...recognised.get(request), asker });
}

/** The session of the cookie by which the asker was recognised, if it was by one. */
export function sessionOfRequest(request: FastifyRequest): Session | undefined {
  return recognised.get(request)?.session;
}

export interface Recognition {
  readonly state: State;
  readonly clock: Clock;
  /** Public address: its origin is ours. */
  readonly baseUrl: () => string;
}

export interface Recogniser {
  /** Believes nothing any more that it read before: call it when this process changed rights, sessions or tokens. */
  forget(): void;
}

/**
 * Reads the bearer token (RFC 6750, section 2.1) or the session's cookie of every request; a token wins. A wrong, expired
 * or revoked token is refused with 401 in the form of the service that was asked, never taken for anonymous; a cookie that
 * is worth nothing is that of a session that ended, so its bearer is anonymous. What a request with a cookie changes must
 * come from a page of ours.
 */
export function recogniseAskers(app: FastifyInstance, { state, clock, baseUrl }: Recognition): Recogniser {
  const tokens = remembered(believeMs, (secret) => checkToken(state, secret));
  const sessions = remembered(believeMs, (secret) => sessionOf(state, secret));
  const rights = remembered(believeMs, (name) => rightsOf(state, name));

  const byToken = async (request: FastifyRequest, reply: FastifyReply, authorization: string): Promise<void> => {
    const secret = /^bearer +(\S+)$/i.exec(authorization.trim())?.[1];
    const checked = secret === undefined ? undefined : await tokens.get(secret);
    if (checked?.state !== 'valid') throw refused(reply, checked?.state);
    const { owner, scopes } = checked.token;
    const account = await rights.get(owner);
    if (account === undefined) throw refused(reply, 'disabled');
    assertScope(request, reply, scopes);
    recognised.set(request, { asker: askerAt(account, clock.now(), scopes) });
    reply.header('X-VO-Authenticated', owner);
  };

  const byCookie = async (request: FastifyRequest, reply: FastifyReply, secret: string): Promise<void> => {
    const session = await sessions.get(secret);
    const account = session && (await rights.get(session.account));
    if (!session || !account) return;
    if (changes(request)) assertSameOrigin(request, baseUrl());
    recognised.set(request, { asker: askerAt(account, clock.now()), session });
    reply.header('X-VO-Authenticated', session.account);
  };

  app.addHook('onRequest', async (request, reply) => {
    const { authorization } = request.headers;
    if (authorization !== undefined && !isForIssuer(request)) return byToken(request, reply, authorization);
    const secret = cookieOf(request, baseUrl());
    return secret === undefined ? undefined : byCookie(request, reply, secret);
  });
  // RFC 9110, section 15.5.2, for services that refuse; and an invitation where programs look how one can be recognised.
  app.addHook('onSend', async (request, reply) => {
    const invited =
      request.routeOptions.url?.endsWith('/capabilities') === true && askerOf(request).kind === 'anonymous';
    if ((reply.statusCode === 401 || invited) && !reply.hasHeader('www-authenticate')) challenge(reply);
  });
  return {
    forget: () => {
      for (const memory of [tokens, sessions, rights]) memory.clear();
    },
  };
}

/** Clients of our OpenID provider prove themselves to it with secrets and tokens of its own (services/sign-on). */
const isForIssuer = ({ routeOptions }: FastifyRequest): boolean => routeOptions.url?.startsWith('/oidc/') === true;

/** The asker with what is in force at that time. */
function askerAt({ name, roles, memberships, ...rights }: AccountRights, at: Date, scopes?: readonly Scope[]): Asker {
  const now = at.getTime();
  const inForce = ({ starts, ends }: { readonly starts: Date; readonly ends?: Date }): boolean =>
    starts.getTime() <= now && (ends === undefined || now < ends.getTime());
  const groups = memberships.filter(inForce).map(({ group }) => group);
  const grants = rights.grants
    .filter((grant) => inForce(grant) && (grant.group === undefined || groups.includes(grant.group)))
    .map(({ resource }) => resource);
  return userAsker({ name, roles, groups, grants, ...(scopes ? { scopes } : {}) });
}

/** The account of that name with the rights that it has now, in whose name something is done. */
export async function askerNamed({ state, clock }: Omit<Recognition, 'baseUrl'>, name: string): Promise<Asker> {
  const account = await rightsOf(state, name);
  if (account) return askerAt(account, clock.now());
  throw fail('forbidden', 'ACCOUNT-CLOSED', {
    en: `The account "${name}" is closed; nothing is done in its name.`,
    zh: `账户“${name}”已停用，不能再以其名义操作。`,
  });
}

const refusals = {
  unknown: { en: 'The token is not known here.', zh: '令牌无效。' },
  expired: { en: 'The token has expired.', zh: '令牌已过期。' },
  revoked: { en: 'The token was revoked.', zh: '令牌已被吊销。' },
  disabled: { en: 'The account of the token is disabled.', zh: '该令牌所属的账户已停用。' },
};

function refused(reply: FastifyReply, state: keyof typeof refusals | undefined): Error {
  challenge(reply, 'invalid_token');
  if (state === undefined) {
    return fail('unauthenticated', 'TOKEN-FORM', {
      en: 'The Authorization header is not of the form "Bearer TOKEN". Nothing else is understood here; leave it out to ask as anybody.',
      zh: 'Authorization 头的形式应为“Bearer 令牌”；此处不支持其他形式。如要匿名访问，请去掉该头。',
    });
  }
  const { en, zh } = refusals[state];
  return fail('unauthenticated', `TOKEN-${state.toUpperCase()}`, {
    en: `${en} Make a new one on the page of your account, or leave the Authorization header out to ask as anybody.`,
    zh: `${zh}请在账户页面新建令牌，或去掉 Authorization 头以匿名访问。`,
  });
}
