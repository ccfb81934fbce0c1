import type { Asker, Clock } from '@lingtai/access';
import type { LocalText } from '@lingtai/diagnostics';
import type { Session, State } from '@lingtai/state';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ClientSettings, ProviderSettings } from './settings.ts';

/** What single sign-on gets of an installation. */
export interface SignOnContext {
  readonly state: State;
  readonly clock: Clock;
  /** Public address, without a slash at its end. */
  readonly baseUrl: () => string;
  readonly siteName: LocalText;
  readonly providers: readonly ProviderSettings[];
  readonly clients: readonly ClientSettings[];
  readonly askerOf: (request: FastifyRequest) => Asker;
  /** The session of the asker's cookie. */
  readonly sessionOf: (request: FastifyRequest) => Session | undefined;
  /** Starts a session of that account in the asker's browser; the one that he had ends. */
  readonly signIn: (request: FastifyRequest, reply: FastifyReply, account: string, at: SignedInAt) => Promise<void>;
  /** Sessions, accounts or rights have changed in the store. */
  readonly forget: () => void;
}

/** Where somebody signed in. */
export interface SignedInAt {
  readonly provider: string;
  readonly providerSubject: string;
  readonly providerSid?: string;
  readonly idTokenHint?: string;
}
