import { randomBytes } from 'node:crypto';
import type { Asker } from '@lingtai/access';
import type { FastifyReply, FastifyRequest } from 'fastify';

/**
 * What a page may do (Content Security Policy 3). Scripts and styles are files of ours, or elements with the page's nonce;
 * only style attributes may stand anywhere, as charts carry the widths of their bars.
 * Connections: the SAMP hub of the reader's own machine (SAMP 1.3, section 5.2.1) is asked when he sends a table to it.
 */
function pagePolicy(nonce: string | undefined): string {
  return [
    "default-src 'self'",
    "script-src 'self'",
    "script-src-attr 'none'",
    "connect-src 'self' http://localhost:21012",
    "img-src 'self' data: blob:",
    `style-src 'self'${nonce === undefined ? '' : ` 'nonce-${nonce}'`}`,
    "style-src-attr 'unsafe-inline'",
    "object-src 'none'",
    "base-uri 'none'",
    "frame-ancestors 'self'",
    "form-action 'self'",
  ].join('; ');
}

/** Answers that are no pages do nothing at all where a browser shows them: no scripts, no frames, no forms. */
const documentPolicy =
  "default-src 'none'; img-src 'self' data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const forbiddenFeatures = [
  'accelerometer',
  'camera',
  'display-capture',
  'geolocation',
  'gyroscope',
  'hid',
  'magnetometer',
  'microphone',
  'midi',
  'payment',
  'serial',
  'usb',
]
  .map((name) => `${name}=()`)
  .join(', ');

const exposed = [
  'Lingtai-Returned',
  'Lingtai-Complete',
  'Lingtai-Total',
  'Lingtai-Limit',
  'Lingtai-Error',
  'Lingtai-Release',
  'Lingtai-Digest',
  'Lingtai-Revision',
  'Lingtai-Result-Digest',
  'Content-Disposition',
  'Content-Length',
  'Content-Range',
  'ETag',
  'Location',
  'RateLimit',
  'RateLimit-Policy',
  'Retry-After',
  'Trailer',
  'WWW-Authenticate',
  'X-VO-Authenticated',
].join(', ');

const nonces = new WeakMap<FastifyReply, string>();

/** The word that style elements of this page carry, and of no other. */
export function nonceOf(reply: FastifyReply): string {
  const nonce = nonces.get(reply) ?? randomBytes(16).toString('base64');
  nonces.set(reply, nonce);
  return nonce;
}

export interface ProtectionOptions {
  /** The public address is an https one: browsers shall never ask it otherwise (RFC 6797). */
  readonly https: boolean;
  readonly askerOf: (request: FastifyRequest) => Asker;
}

/** As an `onSend` hook, and alone where no hooks run. */
type Protect = (request: FastifyRequest, reply: FastifyReply, payload?: unknown, done?: () => void) => void;

/** Scripts, styles and fonts of the portal: the same for everybody. */
const assets = '/assets/';

/**
 * Headers that keep browsers strict with our answers, and caches from mixing askers; what a route has set itself stays.
 * Answers that are no pages may be read by any web page elsewhere, but without credentials: with `*` a browser shows none
 * that was asked with cookies, so a page elsewhere can do what its reader gives it a token for, and no more.
 */
export function protectionHeaders({ https, askerOf }: ProtectionOptions): Protect {
  return (request, reply, _payload, done) => {
    const set = (name: string, value: string): unknown => reply.hasHeader(name) || reply.header(name, value);
    reply.header('X-Content-Type-Options', 'nosniff');
    set('Referrer-Policy', 'strict-origin-when-cross-origin');
    if (https) reply.header('Strict-Transport-Security', 'max-age=31536000');
    const isAsset = request.raw.url?.startsWith(assets) === true && reply.statusCode < 400;
    if (String(reply.getHeader('content-type') ?? '').startsWith('text/html')) {
      set('Content-Security-Policy', pagePolicy(nonces.get(reply)));
      set('Cross-Origin-Opener-Policy', 'same-origin');
      set('Permissions-Policy', forbiddenFeatures);
    } else {
      // Workers are scripts with a policy of their own: they fetch what the page that started them may fetch.
      set('Content-Security-Policy', isAsset ? pagePolicy(undefined) : documentPolicy);
      reply.header('Access-Control-Allow-Origin', '*').header('Access-Control-Expose-Headers', exposed);
    }
    if (!isAsset) keepApart(reply, askerOf(request));
    done?.();
  };
}

/** Answers depend on who asks; those to a user are for nobody else's cache, and not used again without asking. */
function keepApart(reply: FastifyReply, asker: Asker): void {
  const vary = String(reply.getHeader('vary') ?? '');
  const has = vary
    .toLowerCase()
    .split(',')
    .map((name) => name.trim());
  const more = ['Authorization', 'Cookie'].filter((name) => !has.includes(name.toLowerCase()));
  reply.header('Vary', [...(vary === '' ? [] : [vary]), ...more].join(', '));
  if (asker.kind === 'anonymous') return;
  const cache = String(reply.getHeader('cache-control') ?? '');
  if (!/\bno-store\b/.test(cache)) reply.header('Cache-Control', 'private, no-cache');
}

/** Answers a browser that asks first whether a page elsewhere may ask (Fetch standard, "CORS-preflight fetch"). */
export async function answerPreflight(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> {
  const { origin, 'access-control-request-method': method } = request.headers;
  if (request.method !== 'OPTIONS' || origin === undefined || method === undefined) return undefined;
  return reply
    .code(204)
    .header('Access-Control-Allow-Methods', 'GET, HEAD, POST, PUT, PATCH, DELETE')
    .header('Access-Control-Allow-Headers', 'Authorization, Content-Type, If-None-Match, If-Range, Range')
    .header('Access-Control-Max-Age', '86400')
    .send();
}
