import type { Session } from '@lingtai/state';
import { sweepSignOn } from '@lingtai/state';
import type { FastifyError, FastifyInstance } from 'fastify';
import type Provider from 'oidc-provider';
import { identitiesPlugin } from './client/identities.ts';
import { clientPlugin } from './client/plugin.ts';
import { Remotes } from './client/remote.ts';
import { providerSignOut } from './client/sign-out.ts';
import type { SignOnContext } from './context.ts';
import { mount } from './issuer/handover.ts';
import { issuerPlugin } from './issuer/plugin.ts';
import { openProvider } from './issuer/provider.ts';
import { ClientLogouts, keepSignedOut } from './issuer/sign-out.ts';

export interface SignOn {
  /**
   * After these sessions were ended in the store: tells the portals that signed in through them, and returns the address to
   * which the browser goes to sign out at the provider too; `undefined` where there is nothing more to do.
   */
  signedOut(ended: readonly Session[], next?: string): Promise<string | undefined>;
}

/** Looked so often whether sessions have ended without our doing: expired, ended by another process or by the operator. */
const lookMs = 10_000;
const sweepMs = 3_600_000;

/** Single sign-on: sign-in at other providers, and this site as a provider for other portals. */
export async function signOnPlugin(
  app: FastifyInstance,
  context: SignOnContext,
  { sessionDays }: { readonly sessionDays: number },
): Promise<SignOn> {
  const remotes = new Remotes(app.log);
  const issuer = (): string => `${context.baseUrl()}${mount}`;
  const provider = rememberedFor(issuer, (address) => openProvider(context, address, { sessionDays, log: app.log }));
  const logouts = new ClientLogouts(context, provider, app.log);
  const isIssuer = context.clients.length > 0;
  const settle = (): Promise<unknown> =>
    isIssuer ? logouts.settle().catch((err: unknown) => app.log.error({ err }, 'sign-outs')) : Promise.resolve();

  const signedOut = async (ended: readonly Session[], next = '/'): Promise<string | undefined> => {
    const told = isIssuer ? await logouts.settle() : [];
    const frames = logouts.framesFor(told, issuer());
    let onward: string | undefined;
    for (const session of ended) onward ??= await providerSignOut(context, remotes, session, next);
    if (frames.length === 0) return onward;
    return `${mount}/signed-out/${await keepSignedOut(context, { frames, next: onward ?? next })}`;
  };

  if (context.providers.length > 0)
    await app.register(async (scope) => {
      errorsLikeElsewhere(scope, app);
      clientPlugin(scope, context, { remotes, ended: () => void settle() });
    });
  if (context.providers.length > 0) await app.register(async (scope) => identitiesPlugin(scope, context));
  if (isIssuer) {
    await app.register(async (scope) => {
      errorsLikeElsewhere(scope, app);
      issuerPlugin(scope, context, {
        provider,
        signedOut: async (ended, next) => (await signedOut(ended, next)) ?? next,
      });
    });
    repeat(app, lookMs, settle);
  }
  if (isIssuer || context.providers.length > 0) repeat(app, sweepMs, () => sweepSignOn(context.state));
  return { signedOut };
}

/** The site's pages for errors come with the portal, which is registered after us. */
function errorsLikeElsewhere(scope: FastifyInstance, app: FastifyInstance): void {
  scope.setErrorHandler((error: FastifyError, request, reply) => app.errorHandler(error, request, reply));
}

/** One provider while the site's address stays; a failure is not kept. */
function rememberedFor(address: () => string, open: (address: string) => Promise<Provider>): () => Promise<Provider> {
  let known: { readonly address: string; readonly provider: Promise<Provider> } | undefined;
  return () => {
    const at = address();
    if (known?.address !== at) {
      const provider = open(at);
      known = { address: at, provider };
      provider.catch(() => {
        known = undefined;
      });
    }
    return known.provider;
  };
}

function repeat(app: FastifyInstance, everyMs: number, work: () => Promise<unknown>): void {
  const timer = setInterval(() => {
    work().catch((err: unknown) => app.log.warn({ err }, 'sign-on'));
  }, everyMs);
  timer.unref();
  app.addHook('onClose', async () => clearInterval(timer));
}
