import type { FastifyReply, FastifyRequest } from 'fastify';
import type Provider from 'oidc-provider';
import { errors, type OidcInteraction } from 'oidc-provider';
import type { SignOnContext } from '../context.ts';
import { notUnderWay } from './faults.ts';
import { mount } from './handover.ts';

/**
 * Between a client's request and its answer: whoever is signed in here is known to the client without a word; others go to
 * the sign-in page and come back. A client that wants a fresh sign-in of somebody signed in before gets `login_required`.
 */
export async function resumeInteraction(
  provider: Provider,
  context: SignOnContext,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const asked = await provider.interactionDetails(request.raw, reply.raw).catch((error: unknown) => {
    throw error instanceof errors.SessionNotFound ? notUnderWay() : error;
  });
  const session = context.sessionOf(request);
  if (!session) {
    const back = `${mount}/interaction/${asked.uid}`;
    return reply.redirect(`/sign-in?return=${encodeURIComponent(back)}`, 303);
  }
  const signedIn = Math.floor(session.created.getTime() / 1000);
  const result =
    wantsFreshSignIn(asked) && signedIn < asked.iat
      ? refusal
      : { login: { accountId: session.account, ts: signedIn, remember: false }, consent: {} };
  const next = await provider.interactionResult(request.raw, reply.raw, result, { mergeWithLastSubmission: false });
  return reply.header('Cache-Control', 'no-store').redirect(next, 303);
}

const refusal = { error: 'login_required', error_description: 'a fresh sign-in cannot be asked for' };

function wantsFreshSignIn({ prompt }: OidcInteraction): boolean {
  return prompt.reasons.includes('login_prompt') || prompt.reasons.includes('max_age');
}
