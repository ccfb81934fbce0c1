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

/** Headers that keep browsers strict with our pages; VO answers may be read from any web page. */
export async function protectionHeaders(request: FastifyRequest, reply: FastifyReply): Promise<void> {
  reply.header('X-Content-Type-Options', 'nosniff');
  reply.header('Referrer-Policy', 'strict-origin-when-cross-origin');
  const type = String(reply.getHeader('content-type') ?? '');
  if (type.startsWith('text/html')) reply.header('Content-Security-Policy', policy);
  else if (request.method === 'GET' || request.method === 'HEAD') {
    reply.header('Access-Control-Allow-Origin', '*');
    reply.header(
      'Access-Control-Expose-Headers',
      'Lingtai-Returned, Lingtai-Complete, Lingtai-Total, Lingtai-Limit, ETag, Content-Length',
    );
  }
}
