import { apiErrorHandler } from '@lingtai/service-dali';
import type { FastifyInstance } from 'fastify';
import { type TSchema, Type } from 'typebox';
import { ownAccountJson } from './account-json.ts';
import { adminAccess } from './admin/access.ts';
import { adminAccounts } from './admin/accounts.ts';
import { adminAudit } from './admin/audit.ts';
import { adminGroups } from './admin/groups.ts';
import type { AccountsContext } from './context.ts';
import * as own from './own.ts';
import { confirm, register } from './register.ts';
import { requestReset, reset } from './reset.ts';
import {
  ConfirmSchema,
  MadeTokenSchema,
  NameSchema,
  OwnAccountSchema,
  RequestSchema,
  RequestsSchema,
  SentSchema,
  SessionsSchema,
  SignOutSchema,
  TokenSchema,
  TokensSchema,
} from './schemas/answers.ts';
import {
  ConfirmBody,
  NewRequestBody,
  NewTokenBody,
  PasswordBody,
  RegisterBody,
  ResetBody,
  ResetRequestBody,
  SignInBody,
} from './schemas/bodies.ts';
import { changePassword, signIn, signOut } from './sign-in.ts';

/** What a route says of itself, takes and answers. */
function says(
  summary: string,
  schemas: { readonly body?: TSchema; readonly response?: Readonly<Record<number, TSchema>> },
): {
  readonly schema: object;
} {
  return { schema: { tags: ['account'], summary, ...schemas } };
}

/** The own account: signing in and out, passwords, tokens, sessions, requests. */
export async function accountPlugin(app: FastifyInstance, context: AccountsContext): Promise<void> {
  app.setErrorHandler(apiErrorHandler);
  // Nothing here is for anybody's cache.
  app.addHook('onSend', async (_request, reply) => void reply.header('Cache-Control', 'no-store'));
  app.get(
    '/api/account',
    says('Who asks, and how one can sign in', { response: { 200: OwnAccountSchema } }),
    (request) => ownAccountJson(context, request),
  );
  app.post(
    '/api/account/sign-in',
    says('Sign in with name and password; sets the cookie', { body: SignInBody, response: { 200: NameSchema } }),
    (request, reply) => signIn(context, request, reply),
  );
  app.post('/api/account/sign-out', says('End the session', { response: { 200: SignOutSchema } }), (request, reply) =>
    signOut(context, request, reply),
  );
  app.post(
    '/api/account/register',
    says('Ask for an account', { body: RegisterBody, response: { 202: SentSchema } }),
    (request, reply) => register(context, request, reply),
  );
  app.post(
    '/api/account/confirm',
    says('Make the account whose code came back', { body: ConfirmBody, response: { 200: ConfirmSchema } }),
    (request) => confirm(context, request),
  );
  app.post(
    '/api/account/reset-request',
    says('Ask for a code for a new password', { body: ResetRequestBody, response: { 202: SentSchema } }),
    (request, reply) => requestReset(context, request, reply),
  );
  app.post(
    '/api/account/reset',
    says('Set a new password with a code', { body: ResetBody, response: { 200: NameSchema } }),
    (request) => reset(context, request),
  );
  app.post(
    '/api/account/password',
    says('Change the password; other sessions end', { body: PasswordBody, response: { 200: OwnAccountSchema } }),
    (request) => changePassword(context, request),
  );
  ownThings(app, context);
}

function ownThings(app: FastifyInstance, context: AccountsContext): void {
  app.get(
    '/api/account/tokens',
    says('Your tokens, never their secrets', { response: { 200: TokensSchema } }),
    (request) => own.ownTokens(context, request),
  );
  app.post(
    '/api/account/tokens',
    says('Make a token; its secret is shown this once', { body: NewTokenBody, response: { 201: MadeTokenSchema } }),
    (request, reply) => own.makeOwnToken(context, request, reply),
  );
  app.delete(
    '/api/account/tokens/:name',
    says('Revoke a token of yours', { response: { 200: TokenSchema } }),
    (request) => own.revokeOwnToken(context, request),
  );
  app.get('/api/account/sessions', says('Where you are signed in', { response: { 200: SessionsSchema } }), (request) =>
    own.ownSessions(context, request),
  );
  app.delete(
    '/api/account/sessions/:id',
    says('End a session of yours', { response: { 204: Type.Null() } }),
    (request, reply) => own.endOwnSession(context, request, reply),
  );
  app.get('/api/account/requests', says('Your requests for access', { response: { 200: RequestsSchema } }), (request) =>
    own.ownRequests(context, request),
  );
  app.post(
    '/api/account/requests',
    says('Ask for access to a resource', { body: NewRequestBody, response: { 201: RequestSchema } }),
    (request, reply) => own.makeOwnRequest(context, request, reply),
  );
  app.delete(
    '/api/account/requests/:id',
    says('Withdraw a request of yours', { response: { 200: RequestSchema } }),
    (request) => own.withdrawOwnRequest(context, request),
  );
}

/** Administration: accounts, groups, requests, grants and the audit log. */
export async function adminPlugin(app: FastifyInstance, context: AccountsContext): Promise<void> {
  app.setErrorHandler(apiErrorHandler);
  app.addHook('onSend', async (_request, reply) => void reply.header('Cache-Control', 'no-store'));
  adminAccounts(app, context);
  adminGroups(app, context);
  adminAccess(app, context);
  adminAudit(app, context);
}
