import { apiErrorHandler } from '@lingtai/service-dali';
import type { FastifyInstance } from 'fastify';
import { ownAccountJson } from './account-json.ts';
import { adminAccess } from './admin/access.ts';
import { adminAccounts } from './admin/accounts.ts';
import { adminAudit } from './admin/audit.ts';
import { adminGroups } from './admin/groups.ts';
import type { AccountsContext } from './context.ts';
import * as own from './own.ts';
import { confirm, register } from './register.ts';
import { requestReset, reset } from './reset.ts';
import { changePassword, signIn, signOut } from './sign-in.ts';

/** The own account: signing in and out, passwords, tokens, sessions, requests. */
export async function accountPlugin(app: FastifyInstance, context: AccountsContext): Promise<void> {
  app.setErrorHandler(apiErrorHandler);
  // Nothing here is for anybody's cache.
  app.addHook('onSend', async (_request, reply) => void reply.header('Cache-Control', 'no-store'));
  const says = (summary: string) => ({ schema: { tags: ['account'], summary } });
  app.get('/api/account', says('Who asks, and how one can sign in'), (request) => ownAccountJson(context, request));
  app.post('/api/account/sign-in', says('Sign in with name and password; sets the cookie'), (request, reply) =>
    signIn(context, request, reply),
  );
  app.post('/api/account/sign-out', says('End the session'), (request, reply) => signOut(context, request, reply));
  app.post('/api/account/register', says('Ask for an account'), (request, reply) => register(context, request, reply));
  app.post('/api/account/confirm', says('Make the account whose code came back'), (request) =>
    confirm(context, request),
  );
  app.post('/api/account/reset-request', says('Ask for a code for a new password'), (request, reply) =>
    requestReset(context, request, reply),
  );
  app.post('/api/account/reset', says('Set a new password with a code'), (request) => reset(context, request));
  app.post('/api/account/password', says('Change the password; other sessions end'), (request) =>
    changePassword(context, request),
  );
  ownThings(app, context, says);
}

function ownThings(
  app: FastifyInstance,
  context: AccountsContext,
  says: (summary: string) => { schema: { tags: string[]; summary: string } },
): void {
  app.get('/api/account/tokens', says('Your tokens, never their secrets'), (request) =>
    own.ownTokens(context, request),
  );
  app.post('/api/account/tokens', says('Make a token; its secret is shown this once'), (request, reply) =>
    own.makeOwnToken(context, request, reply),
  );
  app.delete('/api/account/tokens/:name', says('Revoke a token of yours'), (request) =>
    own.revokeOwnToken(context, request),
  );
  app.get('/api/account/sessions', says('Where you are signed in'), (request) => own.ownSessions(context, request));
  app.delete('/api/account/sessions/:id', says('End a session of yours'), (request, reply) =>
    own.endOwnSession(context, request, reply),
  );
  app.get('/api/account/requests', says('Your requests for access'), (request) => own.ownRequests(context, request));
  app.post('/api/account/requests', says('Ask for access to a resource'), (request, reply) =>
    own.makeOwnRequest(context, request, reply),
  );
  app.delete('/api/account/requests/:id', says('Withdraw a request of yours'), (request) =>
    own.withdrawOwnRequest(context, request),
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
