import type { SignOn, SignOnContext } from '@lingtai/service-sign-on';
import { endSession, startSession } from '@lingtai/state';
import type { FastifyInstance } from 'fastify';
import { setCookie } from './accounts/cookie.ts';
import { askerOf, type Recogniser, sessionOfRequest } from './asker.ts';
import type { Installation } from './installation.ts';
import { signOnSettings } from './sign-on-settings.ts';

/** Single sign-on of this installation. Its libraries are loaded only where it is configured: starting stays fast. */
export async function signOnOf(
  app: FastifyInstance,
  { site, state, clock, address }: Installation,
  recogniser: Recogniser,
): Promise<SignOn> {
  const settings = signOnSettings(site);
  if (settings.providers.length + settings.clients.length === 0) return { signedOut: async () => undefined };
  const { signOnPlugin } = await import('@lingtai/service-sign-on');
  const { sessionDays } = site.signIn;
  const baseUrl = (): string => address.baseUrl;
  const signIn: SignOnContext['signIn'] = async (request, reply, account, at) => {
    const before = sessionOfRequest(request);
    const userAgent = request.headers['user-agent'];
    const { session, secret } = await startSession(state, {
      ...at,
      account,
      days: sessionDays,
      address: request.ip,
      ...(userAgent === undefined ? {} : { userAgent }),
    });
    if (before) await endSession(state, before.id);
    recogniser.forget();
    setCookie(reply, address.baseUrl, { secret, expires: session.expires });
  };
  return signOnPlugin(
    app,
    {
      ...settings,
      state,
      clock,
      baseUrl,
      siteName: site.name,
      askerOf,
      sessionOf: sessionOfRequest,
      signIn,
      forget: () => recogniser.forget(),
    },
    { sessionDays },
  );
}
