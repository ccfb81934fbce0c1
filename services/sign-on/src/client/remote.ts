import type { FastifyBaseLogger } from 'fastify';
import { createRemoteJWKSet } from 'jose';
import * as openid from 'openid-client';
import type { ProviderSettings } from '../settings.ts';
import { providerDown } from './faults.ts';

/** Clocks of two machines may differ by so much. */
export const clockToleranceSeconds = 60;

const timeoutSeconds = 10;
/** What a provider says of itself is read again after this time. */
const believeMs = 3_600_000;

export interface Remote {
  readonly configuration: openid.Configuration;
  /** Its public keys, fetched when they are needed. */
  readonly keys: ReturnType<typeof createRemoteJWKSet>;
}

/** The providers' own descriptions (OpenID Connect Discovery 1.0), read when they are first needed. */
export class Remotes {
  readonly #log: FastifyBaseLogger;
  readonly #known = new Map<string, { readonly until: number; readonly remote: Promise<Remote> }>();

  constructor(log: FastifyBaseLogger) {
    this.#log = log;
  }

  /** Rejects with SIGN-ON-PROVIDER-DOWN where the provider does not answer. The next call asks again. */
  async of(provider: ProviderSettings): Promise<Remote> {
    const found = this.#known.get(provider.name);
    const fresh = found !== undefined && found.until > performance.now() ? found.remote : this.#read(provider);
    return fresh.catch((error: unknown) => {
      this.#known.delete(provider.name);
      this.#log.warn({ err: error, provider: provider.name }, 'a sign-in provider does not answer as it should');
      throw providerDown(provider, error);
    });
  }

  #read(provider: ProviderSettings): Promise<Remote> {
    const remote = discover(provider);
    this.#known.set(provider.name, { until: performance.now() + believeMs, remote });
    return remote;
  }
}

async function discover(provider: ProviderSettings): Promise<Remote> {
  const issuer = new URL(provider.issuer);
  const configuration = await openid.discovery(
    issuer,
    provider.clientId,
    { [openid.clockTolerance]: clockToleranceSeconds },
    authenticationOf(provider),
    {
      timeout: timeoutSeconds,
      execute: [
        openid.enableNonRepudiationChecks,
        ...(issuer.protocol === 'http:' ? [openid.allowInsecureRequests] : []),
      ],
    },
  );
  const { jwks_uri } = configuration.serverMetadata();
  if (jwks_uri === undefined) throw new Error(`${provider.issuer} names no keys (jwks_uri)`);
  const keys = createRemoteJWKSet(new URL(jwks_uri), { timeoutDuration: timeoutSeconds * 1000 });
  return { configuration, keys };
}

/** What RFC 6749 (section 2.3.1) asks of every provider, unless the site says otherwise. */
function authenticationOf({ clientSecret, authentication }: ProviderSettings): openid.ClientAuth {
  if (clientSecret === undefined) return openid.None();
  return authentication === 'post' ? openid.ClientSecretPost(clientSecret) : openid.ClientSecretBasic(clientSecret);
}
