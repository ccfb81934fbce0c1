import { fail } from '@lingtai/diagnostics';
import type { FastifyReply, FastifyRequest } from 'fastify';

const plain = 'lingtai_session';

/** `__Host-`: browsers take it from this host only, over https, for all of its paths (RFC 6265bis, section 4.1.3.2). */
function nameFor(baseUrl: string): string {
  return baseUrl.startsWith('https:') ? `__Host-${plain}` : plain;
}

/** The value of the session's cookie. */
export function cookieOf({ headers }: FastifyRequest, baseUrl: string): string | undefined {
  const name = nameFor(baseUrl);
  for (const pair of (headers.cookie ?? '').split(';')) {
    const [key, value] = pair.split('=', 2);
    if (key!.trim() === name && value !== undefined && /^[\w-]{43}$/.test(value.trim())) return value.trim();
  }
  return undefined;
}

/** Gives the browser the cookie of a session; without one it forgets it. */
export function setCookie(
  reply: FastifyReply,
  baseUrl: string,
  session?: { readonly secret: string; readonly expires: Date },
): void {
  const parts = [
    `${nameFor(baseUrl)}=${session?.secret ?? ''}`,
    'Path=/',
    `Expires=${(session?.expires ?? new Date(0)).toUTCString()}`,
    'HttpOnly',
    'SameSite=Lax',
    ...(baseUrl.startsWith('https:') ? ['Secure'] : []),
  ];
  reply.header('Set-Cookie', parts.join('; '));
}

/** Whether a request may change something. */
export function changes({ method }: FastifyRequest): boolean {
  return method !== 'GET' && method !== 'HEAD' && method !== 'OPTIONS';
}

/** Refuses what a browser says that a page elsewhere sends; programs say nothing of pages. */
export function assertOwnPage(request: FastifyRequest, baseUrl: string): void {
  const { origin, 'sec-fetch-site': site } = request.headers;
  if (origin !== undefined || site !== undefined) assertSameOrigin(request, baseUrl);
}

/** Refuses what a page elsewhere, or nobody's page, sends with the reader's cookie (Fetch Metadata; RFC 6454). */
export function assertSameOrigin({ headers }: FastifyRequest, baseUrl: string): void {
  if (headers['sec-fetch-site'] === 'same-origin') return;
  if (headers['sec-fetch-site'] === undefined && headers.origin === new URL(baseUrl).origin) return;
  throw fail('forbidden', 'ACCOUNT-CSRF', {
    en: 'With the cookie of a session only pages of this site may change something. Programs send a token: Authorization: Bearer TOKEN',
    zh: '使用会话 Cookie 时，只有本站页面可以作出更改。程序请使用令牌：Authorization: Bearer 令牌',
  });
}
