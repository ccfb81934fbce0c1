import type { FastifyReply, FastifyRequest } from 'fastify';
import type Provider from 'oidc-provider';
import type { SignOnContext } from '../context.ts';
import { sessionsOfRequests } from './provider.ts';

/** Below the site's address. */
export const mount = '/oidc';

/**
 * Makes the raw request what oidc-provider takes: the path below its mount, the public address in the headers that a web
 * server in front would write, and the session here at hand.
 */
function prepareRequest(context: SignOnContext, request: FastifyRequest): void {
  const { raw } = request;
  const { host, protocol, pathname } = new URL(context.baseUrl());
  const url = raw.url ?? '/';
  Object.assign(raw, { originalUrl: `${pathname.replace(/\/$/, '')}${url}` });
  raw.url = url.slice(mount.length) || '/';
  raw.headers['x-forwarded-host'] = host;
  raw.headers['x-forwarded-proto'] = protocol.slice(0, -1);
  const session = context.sessionOf(request);
  if (session) sessionsOfRequests.set(raw, session);
}

/** Lets oidc-provider answer. The headers that every answer of ours has are set here, as no hook comes by. */
export async function handOver(
  provider: Provider,
  context: SignOnContext,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<void> {
  prepareRequest(context, request);
  reply.hijack();
  const { raw } = reply;
  raw.setHeader('X-Content-Type-Options', 'nosniff');
  raw.setHeader('Referrer-Policy', 'no-referrer');
  raw.setHeader('Cache-Control', 'no-store');
  if (context.baseUrl().startsWith('https:')) raw.setHeader('Strict-Transport-Security', 'max-age=31536000');
  // oidc-provider adds the digests of its scripts.
  const policy = "default-src 'none'; script-src 'self'; frame-ancestors 'none'; base-uri 'none'";
  raw.setHeader('Content-Security-Policy', policy);
  await provider.callback()(request.raw, raw);
}
