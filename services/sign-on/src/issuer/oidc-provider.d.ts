// What we use of oidc-provider 9, which has no types of its own.
declare module 'oidc-provider' {
  import type { IncomingMessage, ServerResponse } from 'node:http';

  export interface KoaContext {
    readonly req: IncomingMessage;
    readonly res: ServerResponse;
    readonly oidc: {
      readonly session?: { readonly accountId?: string; grantIdFor(clientId: string): string | undefined };
      readonly client?: OidcClient;
      readonly account?: { readonly accountId: string };
      readonly params?: Readonly<Record<string, string | undefined>>;
      readonly provider: Provider;
      readonly requestParamOIDCScopes: ReadonlySet<string>;
    };
    type: string;
    body: unknown;
    status: number;
    set(name: string, value: string): void;
  }

  export interface OidcClient {
    readonly clientId: string;
    readonly backchannelLogoutUri?: string;
    postLogoutRedirectUriAllowed(uri: string): boolean;
    backchannelLogout(accountId: string, sid: string): Promise<void>;
    includeSid(): boolean;
  }

  export interface OidcGrant {
    readonly jti: string;
    readonly accountId: string;
    addOIDCScope(scope: string): void;
    save(): Promise<string>;
  }

  export interface OidcInteraction {
    readonly uid: string;
    readonly iat: number;
    readonly prompt: { readonly name: string; readonly reasons: readonly string[] };
    readonly params: Readonly<Record<string, unknown>>;
  }

  export interface IdTokenPayload {
    readonly sub: string;
    readonly aud: string;
    readonly sid?: string;
  }

  export interface OidcAdapter {
    upsert(id: string, payload: Record<string, unknown>, expiresIn?: number): Promise<void>;
    find(id: string): Promise<Record<string, unknown> | undefined>;
    findByUid(uid: string): Promise<Record<string, unknown> | undefined>;
    findByUserCode(userCode: string): Promise<undefined>;
    consume(id: string): Promise<void>;
    destroy(id: string): Promise<void>;
    revokeByGrantId(grantId: string): Promise<void>;
  }

  export class Provider {
    static readonly ctx: KoaContext | undefined;
    constructor(issuer: string, configuration: object);
    proxy: boolean;
    readonly Client: { find(id: string): Promise<OidcClient | undefined>; readonly prototype: OidcClient };
    readonly Grant: {
      new (of: { accountId: string; clientId: string }): OidcGrant;
      find(id: string): Promise<OidcGrant | undefined>;
    };
    readonly IdToken: { validate(token: string, client: OidcClient): Promise<{ readonly payload: IdTokenPayload }> };
    callback(): (request: IncomingMessage, response: ServerResponse) => Promise<void>;
    interactionDetails(request: IncomingMessage, response: ServerResponse): Promise<OidcInteraction>;
    interactionResult(
      request: IncomingMessage,
      response: ServerResponse,
      result: object,
      options?: { readonly mergeWithLastSubmission?: boolean },
    ): Promise<string>;
    on(event: string, listener: (...parameters: readonly unknown[]) => void): this;
  }

  export const errors: {
    readonly InvalidGrant: new (description: string) => Error;
    readonly SessionNotFound: new (description: string) => Error;
  };

  export namespace interactionPolicy {
    class Check {
      static readonly REQUEST_PROMPT: true;
      static readonly NO_NEED_TO_PROMPT: false;
      constructor(reason: string, description: string, check: (ctx: KoaContext) => boolean | Promise<boolean>);
    }
    interface Prompt {
      readonly checks: { add(check: Check, at?: number): void };
    }
    function base(): { get(name: string): Prompt };
  }

  export default Provider;
}
