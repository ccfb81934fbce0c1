import type { AccountsContext } from '@lingtai/service-accounts';
import { attemptLimiter, type ServiceContext } from '@lingtai/service-dali';
import type { SignOn } from '@lingtai/service-sign-on';
import { changeAttempts } from '@lingtai/state';
import { accountStore } from '../account-store.ts';
import { type Recogniser, sessionOfRequest } from '../asker.ts';
import type { Installation } from '../installation.ts';
import { assertOwnPage, setCookie } from './cookie.ts';
import { mailer } from './mail.ts';

/** What the routes of accounts get of an installation. */
export function accountsContext(
  { site, state, address }: Installation,
  context: ServiceContext,
  recogniser: Recogniser,
  signOn: SignOn,
): AccountsContext {
  const { registration, sessionDays, passwordMinimum } = site.signIn;
  const sendMail = mailer(site);
  return {
    site: context.site,
    clock: context.clock,
    askerOf: context.askerOf,
    store: accountStore(state),
    // Waits are those of the machine's clock, whatever the one of releases says.
    attempts: attemptLimiter({
      store: { change: (key, change) => changeAttempts(state, key, change) },
      now: () => new Date(),
    }),
    rules: { registration, sessionDays, passwordMinimum, tokens: site.limits.tokensPerUser },
    providers: site.signIn.providers.map(({ name, title }) => ({ name, title })),
    ...(sendMail ? { sendMail } : {}),
    sessionOf: sessionOfRequest,
    setCookie: (reply, session) => setCookie(reply, address.baseUrl, session),
    assertOwnPage: (request) => assertOwnPage(request, address.baseUrl),
    forget: () => recogniser.forget(),
    signedOut: (ended) => signOn.signedOut(ended),
  };
}
