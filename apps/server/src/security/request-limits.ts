import type { Server } from 'node:http';
import { fail } from '@lingtai/diagnostics';
import type { FastifyHttpOptions, FastifyInstance } from 'fastify';

/** More parameters than any form has; forms in a body have their own limit (`services/tap/src/body.ts`). */
const mostParameters = 1000;

/**
 * Sizes and times of a request before any route sees it. Address and headers together have 16 KiB and 15 s; a whole
 * request has its ten minutes, as an upload over a slow line takes them; a connection on which nothing moves for that
 * long is closed. Web servers in front of us keep connections for a minute: ours live a little longer than theirs.
 */
export const requestLimits: Pick<
  FastifyHttpOptions<Server>,
  'bodyLimit' | 'connectionTimeout' | 'http' | 'keepAliveTimeout' | 'requestTimeout' | 'routerOptions'
> = {
  bodyLimit: 1024 * 1024,
  routerOptions: { maxParamLength: 512 },
  requestTimeout: 600_000,
  connectionTimeout: 900_000,
  keepAliveTimeout: 72_000,
  http: { maxHeaderSize: 16_384, headersTimeout: 15_000, connectionsCheckingInterval: 2000 },
};

/** Refuses addresses with more parameters than anybody means, and requests to two hosts (RFC 9112, section 3.2). */
export function refuseOddRequests(app: FastifyInstance): void {
  app.addHook('onRequest', async ({ raw }) => {
    if (hostsOf(raw.rawHeaders) > 1)
      throw fail('usage', 'HTTP-HOSTS', {
        en: 'The request names more than one Host.',
        zh: '该请求给出了多个 Host。',
      });
    if ((raw.url ?? '').split('&').length > mostParameters)
      throw fail('usage', 'HTTP-PARAMETERS', {
        en: `The address has more than ${mostParameters} parameters.`,
        zh: `该地址的参数超过 ${mostParameters} 个。`,
      });
  });
}

/** Names and values stand in turn. */
function hostsOf(rawHeaders: readonly string[]): number {
  let count = 0;
  for (let i = 0; i < rawHeaders.length; i += 2)
    if (rawHeaders[i]!.length === 4 && rawHeaders[i]!.toLowerCase() === 'host') count++;
  return count;
}
