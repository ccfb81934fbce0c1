import { randomBytes } from 'node:crypto';
import { claimLogouts, collectLogouts, type Logout, logoutDelivered, payloadStore } from '@lingtai/state';
import type { FastifyBaseLogger } from 'fastify';
import type Provider from 'oidc-provider';
import type { SignOnContext } from '../context.ts';

/** The clients of this provider, and how they learn that a session ended. */
export class ClientLogouts {
  readonly #context: SignOnContext;
  readonly #provider: () => Promise<Provider>;
  readonly #log: FastifyBaseLogger;

  constructor(context: SignOnContext, provider: () => Promise<Provider>, log: FastifyBaseLogger) {
    this.#context = context;
    this.#provider = provider;
    this.#log = log;
  }

  /**
   * Ends what was granted in sessions that have ended, and tells the clients (OpenID Connect Back-Channel Logout 1.0).
   * Those that do not answer are told again by `deliver`. Returns the clients' sessions that this call ended.
   */
  async settle(): Promise<readonly Logout[]> {
    const ended = await collectLogouts(this.#context.state);
    await this.deliver();
    return ended;
  }

  /** Tells the clients that are still to be told. */
  async deliver(): Promise<void> {
    const due = await claimLogouts(this.#context.state);
    if (due.length === 0) return;
    const provider = await this.#provider();
    await Promise.all(
      due.map(async ({ id, clientId, account, sid }) => {
        try {
          const client = this.#context.clients.some((known) => known.id === clientId)
            ? await provider.Client.find(clientId)
            : undefined;
          if (client?.backchannelLogoutUri !== undefined) await client.backchannelLogout(account, sid);
          await logoutDelivered(this.#context.state, id);
        } catch (error) {
          this.#log.warn(
            { err: error, client: clientId },
            'a client could not be told of a sign-out; it is told again later',
          );
        }
      }),
    );
  }

  /** The frames that tell clients of these ends (OpenID Connect Front-Channel Logout 1.0, section 3). */
  framesFor(ended: readonly Logout[], issuer: string): string[] {
    return ended.flatMap(({ clientId, sid }) => {
      const uri = this.#context.clients.find(({ id }) => id === clientId)?.frontchannelLogoutUri;
      if (uri === undefined) return [];
      const url = new URL(uri);
      url.searchParams.set('iss', issuer);
      url.searchParams.set('sid', sid);
      return [url.href];
    });
  }
}

const model = 'SignedOutPage';
const seconds = 120;

/** What the page after a sign-out shows. */
export interface SignedOut {
  readonly frames: readonly string[];
  readonly next: string;
}

/** Keeps it under a word for the address of the page. */
export async function keepSignedOut({ state }: SignOnContext, page: SignedOut): Promise<string> {
  const word = randomBytes(24).toString('base64url');
  await payloadStore(state).upsert(model, word, { ...page }, { expiresSeconds: seconds });
  return word;
}

export async function signedOutOf({ state }: SignOnContext, word: string): Promise<SignedOut | undefined> {
  const found = await payloadStore(state).find(model, word);
  if (!found) return undefined;
  const { frames, next } = found as Partial<SignedOut>;
  return { frames: frames ?? [], next: next ?? '/' };
}
