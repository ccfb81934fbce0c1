import type { Asker } from '@lingtai/access';
import { fail, type LingtaiError } from '@lingtai/diagnostics';
import { clientOf, isLoopback, retryAfter } from '@lingtai/service-dali';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type Rate, RateLimiter } from './rate-limiter.ts';

export interface RequestRateOptions {
  /** For one user, and for everybody at one address who is none. */
  readonly perMinute: number;
  readonly askerOf: (request: FastifyRequest) => Asker;
}

/** Wrong tokens and cookies of one address; each costs a look into the state store. */
const refusedPerMinute = 300;

/**
 * Refuses with 429 who asks too often: users by name, everybody else by address. Call it after `refuseGuessers` and what
 * recognises askers. Whoever asks from this machine itself has no address to be counted by: a web server in front of us
 * names its clients (`trustProxy`), and programs of the operator are his own affair.
 */
export function limitRequests(app: FastifyInstance, { perMinute, askerOf }: RequestRateOptions): RequestRate {
  const limiter = new RateLimiter();
  const keyOf = (request: FastifyRequest, asker: Asker): string =>
    asker.kind === 'anonymous' ? clientOf(request.ip) : asker.id;
  app.addHook('onRequest', async (request, reply) => {
    const asker = askerOf(request);
    if (asker.kind === 'anonymous' && isLoopback(request.ip)) return;
    const most = asker.limits?.requestsPerMinute ?? perMinute;
    const policy = asker.kind === 'anonymous' ? 'address' : 'user';
    const rate = limiter.take(keyOf(request, asker), most);
    tell(reply, policy, most, rate);
    if (!rate.allowed) throw tooOften(most, rate);
  });
  return (request) => {
    const asker = askerOf(request);
    const limit = asker.limits?.requestsPerMinute ?? perMinute;
    return { used: limit - limiter.look(keyOf(request, asker), limit).remaining, limit };
  };
}

/** Requests of the last minute of who asks, and how many he may make. */
export type RequestRate = (request: FastifyRequest) => { readonly used: number; readonly limit: number };

/** Before askers are recognised: an address with too many wrong tokens or cookies is not believed for a while. */
export function refuseGuessers(app: FastifyInstance): void {
  const limiter = new RateLimiter();
  const guesser = ({ headers, ip }: FastifyRequest): boolean =>
    (headers.authorization !== undefined || headers.cookie !== undefined) && !isLoopback(ip);
  app.addHook('onRequest', async (request, reply) => {
    if (!guesser(request)) return;
    const rate = limiter.look(clientOf(request.ip), refusedPerMinute);
    if (rate.allowed) return;
    tell(reply, 'refused', refusedPerMinute, rate);
    throw tooOften(refusedPerMinute, rate);
  });
  app.addHook('onResponse', async (request, reply) => {
    if (reply.statusCode === 401 && guesser(request)) limiter.take(clientOf(request.ip), refusedPerMinute);
  });
}

/** draft-ietf-httpapi-ratelimit-headers-10. */
function tell(reply: FastifyReply, policy: string, perMinute: number, { remaining, fullInSeconds }: Rate): void {
  reply
    .header('RateLimit-Policy', `"${policy}";q=${perMinute};w=60`)
    .header('RateLimit', `"${policy}";r=${remaining};t=${fullInSeconds}`);
}

function tooOften(perMinute: number, { retrySeconds }: Rate): LingtaiError {
  const error = fail('too-many', 'REQUESTS-TOO-MANY', {
    en: `More than ${perMinute} requests in a minute. Go on in ${retrySeconds} seconds, or ask for many things at once: TAP takes tables of positions and ids.`,
    zh: `一分钟内的请求超过 ${perMinute} 次。请在 ${retrySeconds} 秒后继续，或改为批量请求：TAP 可接受由位置或编号组成的表。`,
  });
  return retryAfter(error, retrySeconds);
}
