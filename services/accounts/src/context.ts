import type { LocalText } from '@lingtai/diagnostics';
import type { AttemptLimiter, ServiceContext } from '@lingtai/service-dali';
import type * as state from '@lingtai/state';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** A function of the state store whose first argument, the store, is given already. */
type Bound<F> = F extends (store: never, ...rest: infer A) => infer R ? (...rest: A) => R : never;

type Used =
  | 'accountForSignIn'
  | 'accountOf'
  | 'audit'
  | 'auditRecords'
  | 'changeAccount'
  | 'changeGroup'
  | 'createAccount'
  | 'createGroup'
  | 'decideRequest'
  | 'endGrant'
  | 'endSession'
  | 'findAccount'
  | 'findAccountByEmail'
  | 'grantsTo'
  | 'groupOf'
  | 'joinGroup'
  | 'leaveGroup'
  | 'listAccounts'
  | 'listGrants'
  | 'listGroups'
  | 'listMemberships'
  | 'listRequests'
  | 'listTokens'
  | 'lookAtCode'
  | 'makeCode'
  | 'makeGrant'
  | 'makeRegistration'
  | 'makeRequest'
  | 'makeToken'
  | 'recentAudit'
  | 'revokeToken'
  | 'sessionsOf'
  | 'setPassword'
  | 'startSession'
  | 'takeCode'
  | 'waitingCodes'
  | 'withdrawRequest';

/** What the application gives of the state store. */
export type AccountStore = { readonly [K in Used]: Bound<(typeof state)[K]> };

export interface Message {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

export interface AccountsContext extends Pick<ServiceContext, 'site' | 'clock' | 'askerOf'> {
  readonly store: AccountStore;
  readonly attempts: AttemptLimiter;
  readonly rules: {
    /** Whether people make their accounts themselves. */
    readonly registration: 'open' | 'operator';
    readonly sessionDays: number;
    readonly passwordMinimum: number;
    /** The most valid tokens of whoever has no other limit. */
    readonly tokens: number;
  };
  /** Where one can sign in elsewhere. */
  readonly providers: readonly { readonly name: string; readonly title: LocalText }[];
  /** Absent: no mail is sent here; the operator passes codes on. */
  readonly sendMail?: (message: Message) => Promise<void>;
  /** The session of the request's cookie. */
  sessionOf(request: FastifyRequest): state.Session | undefined;
  /** Gives the browser the session's cookie, or takes it away. */
  setCookie(reply: FastifyReply, session?: { readonly secret: string; readonly expires: Date }): void;
  /** Refuses what a page elsewhere sends. */
  assertOwnPage(request: FastifyRequest): void;
  /** What was believed of askers is read again. */
  forget(): void;
  /** After sessions have ended: tells other portals, and says where the browser goes to sign out at the provider too. */
  signedOut?(ended: readonly state.Session[]): Promise<string | undefined>;
}
