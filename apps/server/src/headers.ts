import type { FastifyReply, FastifyRequest } from 'fastify';

// Styles: pages carry the site's colour and the widths of bars, and the query editor makes a style element of its own.
// Connections: the SAMP hub of the reader's own machine (SAMP 1.3, section 5.2.1) is asked when he sends a table to it.
const policy = [
  "default-src 'self'",
  "connect-src 'self' http://localhost:21012",
  "img-src 'self' data: blob:",
  "style-src 'self' 'unsafe-inline'",
  "object-src 'none'",
  "base-uri 'none'",
  "frame-ancestors 'self'",
  "form-action 'self'",
].join('; ');

const exposed = [
  'Lingtai-Returned',
  'Lingtai-Complete',
  'Lingtai-Total',
  'Lingtai-Limit',
  'Lingtai-Error',
  'Lingtai-Release',
  'Lingtai-Digest',
  'Lingtai-Result-Digest',
  'Content-Disposition',
  'Content-Length',
  'Content-Range',
  'ETag',
  'Location',
  'Trailer',
  'WWW-Authenticate',
  'X-VO-Authenticated',
].join(', ');

/**
 * Headers that keep browsers strict with our pages. Everything else may be asked by any web page: nothing here is granted
 * by a cookie, so a page elsewhere can do what its reader gives it a token for, and no more.
 */
export async function protectionHeaders(_request: FastifyRequest, reply: FastifyReply): Promise<void> {
  reply.header('X-Content-Type-Options', 'nosniff');
  reply.header('Referrer-Policy', 'strict-origin-when-cross-origin');
  const type = String(reply.getHeader('content-type') ?? '');
  if (type.startsWith('text/html')) reply.header('Content-Security-Policy', policy);
  else reply.header('Access-Control-Allow-Origin', '*').header('Access-Control-Expose-Headers', exposed);
}

/** Answers a browser that asks first whether a page elsewhere may ask (Fetch standard, "CORS-preflight fetch"). */
export async function answerPreflight(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> {
  const { origin, 'access-control-request-method': method } = request.headers;
  if (request.method !== 'OPTIONS' || origin === undefined || method === undefined) return undefined;
  return reply
    .code(204)
    .header('Access-Control-Allow-Methods', 'GET, HEAD, POST, PUT, DELETE')
    .header('Access-Control-Allow-Headers', 'Authorization, Content-Type, If-None-Match, If-Range, Range')
    .header('Access-Control-Max-Age', '86400')
    .send();
}
