import { fail } from '@lingtai/diagnostics';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ownAccountJson } from './account-json.ts';
import { BodyReader } from './body.ts';
import type { AccountsContext } from './context.ts';
import { assertPassword, hashPassword, verifyPassword } from './passwords/index.ts';
import { actorOf, userOf } from './who.ts';

/**
 * Signs in with a name, or a confirmed e-mail address, and a password. A name that nobody has takes the same time and gets
 * the same answer as a wrong password. The session is always a new one; one that the browser had ends.
 */
export async function signIn(context: AccountsContext, request: FastifyRequest, reply: FastifyReply): Promise<object> {
  context.assertOwnPage(request);
  const body = new BodyReader(request);
  const login = body.text('name').trim();
  const password = body.text('password');
  body.done();
  const attempt = { name: login, address: request.ip };
  await context.attempts.begin(attempt);
  const found = await context.store.accountForSignIn(login);
  const right = await verifyPassword(found?.passwordHash, password);
  if (!found || !right || found.account.disabled !== undefined) {
    // Names that are none stay out of the log: people type passwords there.
    await context.store.audit({
      actor: 'anonymous',
      action: 'account.sign-in-failed',
      ...(found ? { resource: `account:${found.account.name}` } : {}),
      detail: { because: right ? 'disabled' : 'wrong' },
      address: request.ip,
    });
    throw found && right ? disabled() : wrong();
  }
  await context.attempts.succeeded(attempt);
  const before = context.sessionOf(request);
  if (before) await context.store.endSession(before.id);
  const userAgent = request.headers['user-agent'];
  const { session, secret } = await context.store.startSession({
    account: found.account.name,
    days: context.rules.sessionDays,
    passwordHash: found.passwordHash!,
    address: request.ip,
    ...(userAgent === undefined ? {} : { userAgent }),
  });
  context.forget();
  context.setCookie(reply, { secret, expires: session.expires });
  return { name: found.account.name };
}

/** Ends the session in the store and in the browser; `next` is where the provider ends the one that began there. */
export async function signOut(context: AccountsContext, request: FastifyRequest, reply: FastifyReply): Promise<object> {
  context.assertOwnPage(request);
  const session = context.sessionOf(request);
  context.setCookie(reply);
  if (!session) return {};
  await context.store.endSession(session.id);
  await context.store.audit({
    actor: session.account,
    action: 'account.sign-out',
    resource: `account:${session.account}`,
    address: request.ip,
  });
  context.forget();
  const next = await context.signedOut?.([session]);
  return next === undefined ? {} : { next };
}

/** Changes the own password, knowing the old one, in a session; all other sessions end. */
export async function changePassword(context: AccountsContext, request: FastifyRequest): Promise<object> {
  const user = userOf(context, request);
  const session = context.sessionOf(request);
  const body = new BodyReader(request);
  const old = body.text('old');
  const password = body.text('password');
  body.done();
  if (!session)
    throw fail('forbidden', 'ACCOUNT-SESSION', {
      en: 'A password is changed in a browser session, not with a token.',
      zh: '修改密码须在浏览器会话中进行，不能使用令牌。',
    });
  const attempt = { name: user.name, address: request.ip };
  await context.attempts.begin(attempt);
  const found = await context.store.accountForSignIn(user.name);
  if (!(await verifyPassword(found?.passwordHash, old)))
    throw fail(
      'forbidden',
      'ACCOUNT-OLD-PASSWORD',
      { en: 'The old password is wrong.', zh: '原密码不正确。' },
      { place: { parameter: 'old' } },
    );
  await context.attempts.succeeded(attempt);
  const { account } = found!;
  const known = [account.name, account.email ?? '', account.displayName, context.site.name.en];
  assertPassword(password, { minimum: context.rules.passwordMinimum, known });
  await context.store.setPassword(user.name, await hashPassword(password), {
    ...actorOf(user, request),
    exceptSession: session.id,
  });
  context.forget();
  return ownAccountJson(context, request);
}

function wrong(): Error {
  return fail('unauthenticated', 'SIGN-IN-WRONG', {
    en: 'The name or the password is wrong.',
    zh: '账户名或密码不正确。',
  });
}

function disabled(): Error {
  return fail('forbidden', 'ACCOUNT-DISABLED', {
    en: 'This account is disabled. Ask the operators of this site.',
    zh: '该账户已停用。请联系本站运维人员。',
  });
}
