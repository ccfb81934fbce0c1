import { randomBytes } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';

const plain = 'lingtai_sign_in';

function nameFor(baseUrl: string): string {
  return baseUrl.startsWith('https:') ? `__Host-${plain}` : plain;
}

/** The word of this browser while it signs in somewhere: what comes back must come back to it. */
export function browserWord({ headers }: FastifyRequest, baseUrl: string): string | undefined {
  const name = nameFor(baseUrl);
  for (const pair of (headers.cookie ?? '').split(';')) {
    const [key, value] = pair.split('=', 2);
    if (key!.trim() === name && value !== undefined && /^[\w-]{43}$/.test(value.trim())) return value.trim();
  }
  return undefined;
}

/** The browser's word, for so long from now; a browser with several sign-ins under way keeps the one that it has. */
export function keepBrowserWord(
  request: FastifyRequest,
  reply: FastifyReply,
  { baseUrl, seconds }: { readonly baseUrl: string; readonly seconds: number },
): string {
  const word = browserWord(request, baseUrl) ?? randomBytes(32).toString('base64url');
  const parts = [
    `${nameFor(baseUrl)}=${word}`,
    'Path=/',
    `Max-Age=${seconds}`,
    'HttpOnly',
    'SameSite=Lax',
    ...(baseUrl.startsWith('https:') ? ['Secure'] : []),
  ];
  reply.header('Set-Cookie', parts.join('; '));
  return word;
}
