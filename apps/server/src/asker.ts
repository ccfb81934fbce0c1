import { type Asker, anonymous, userAsker } from '@lingtai/access';
import { fail } from '@lingtai/diagnostics';
import { checkToken, type State } from '@lingtai/state';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

/** For how long a checked token is believed: a revoked one is refused after this time. */
const believeMs = 5000;
/** More secrets than this are not remembered, whoever tries them. */
const maxRemembered = 10_000;

type Checked = Awaited<ReturnType<typeof checkToken>>;

const askers = new WeakMap<FastifyRequest, Asker>();

/** Who asks, as `recogniseAskers` found out. */
export function askerOf(request: FastifyRequest): Asker {
  return askers.get(request) ?? anonymous;
}

/**
 * Reads the bearer token of every request (RFC 6750 section 2.1). A wrong, expired or revoked one is refused with 401 in
 * the form of the service that was asked, never taken for anonymous. Challenges follow RFC 6750 and IVOA's SSO.
 */
export function recogniseAskers(app: FastifyInstance, state: State): void {
  const check = remembered((secret) => checkToken(state, secret));
  app.addHook('onRequest', async (request, reply) => {
    const { authorization } = request.headers;
    if (authorization === undefined) return;
    const secret = /^bearer +(\S+)$/i.exec(authorization.trim())?.[1];
    const checked = secret === undefined ? undefined : await check(secret);
    if (checked?.state !== 'valid') throw refused(reply, checked?.state);
    askers.set(request, userAsker(checked.token.owner));
    reply.header('X-VO-Authenticated', checked.token.owner);
  });
}

function remembered(check: (secret: string) => Promise<Checked>): (secret: string) => Promise<Checked> {
  const known = new Map<string, { readonly until: number; readonly checked: Promise<Checked> }>();
  return (secret) => {
    const found = known.get(secret);
    if (found && found.until > performance.now()) return found.checked;
    if (known.size >= maxRemembered) known.clear();
    const checked = check(secret);
    known.set(secret, { until: performance.now() + believeMs, checked });
    checked.catch(() => known.delete(secret));
    return checked;
  };
}

const refusals = {
  unknown: { en: 'The token is not known here.', zh: '令牌无效。' },
  expired: { en: 'The token has expired.', zh: '令牌已过期。' },
  revoked: { en: 'The token was revoked.', zh: '令牌已被吊销。' },
};

function refused(reply: FastifyReply, state: keyof typeof refusals | undefined): Error {
  reply.header('WWW-Authenticate', ['ivoa_bearer', 'Bearer realm="Lingtai", error="invalid_token"']);
  if (state === undefined) {
    return fail('unauthenticated', 'TOKEN-FORM', {
      en: 'The Authorization header is not of the form "Bearer TOKEN". Nothing else is understood here; leave it out to ask as anybody.',
      zh: 'Authorization 头的形式应为“Bearer 令牌”;此处不支持其他形式。如要匿名访问,请去掉该头。',
    });
  }
  const { en, zh } = refusals[state];
  return fail('unauthenticated', `TOKEN-${state.toUpperCase()}`, {
    en: `${en} Ask the operators for a new one, or leave the Authorization header out to ask as anybody.`,
    zh: `${zh}请向运维人员索取新令牌,或去掉 Authorization 头以匿名访问。`,
  });
}
