import type { FastifyReply } from 'fastify';

/**
 * Says that a bearer token is understood here: by IVOA's word for it, and by RFC 6750's. IVOA's parameters that tell where
 * to trade a password for a token are left out, as its authors take them back: a page could send passwords elsewhere.
 */
export function challenge(reply: FastifyReply, error?: 'invalid_token' | 'insufficient_scope', scope?: string): void {
  const bearer = [
    'Bearer realm="Lingtai"',
    ...(error === undefined ? [] : [`error="${error}"`]),
    ...(scope === undefined ? [] : [`scope="${scope}"`]),
  ];
  reply.header('WWW-Authenticate', ['ivoa_bearer', bearer.join(', ')]);
}
