import { fail } from '@lingtai/diagnostics';
import { assertAccountName, assertDisplayName, assertEmail, type Code } from '@lingtai/state';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { afterAnswer } from './after-answer.ts';
import { BodyReader } from './body.ts';
import type { AccountsContext } from './context.ts';
import { confirmMessage, knownMessage, takenMessage } from './messages.ts';
import { assertPassword, hashPassword } from './passwords/index.ts';

const daySeconds = 86_400;

/**
 * Asks for an account. The answer says the same, as fast, whether name and address are free or not: what is so is told in a
 * message to the address. The account is made when its code comes back.
 */
export async function register(
  context: AccountsContext,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<object> {
  context.assertOwnPage(request);
  if (context.rules.registration !== 'open')
    throw fail('forbidden', 'REGISTER-CLOSED', {
      en: 'On this site the operators make the accounts. Ask them for one.',
      zh: '本站账户由运维人员建立。请向运维人员申请。',
    });
  const body = new BodyReader(request);
  const name = body.text('name').trim();
  const email = body.text('email').trim();
  const displayName = body.optionalText('displayName')?.trim() ?? '';
  const password = body.text('password');
  body.done();
  assertAccountName(name);
  assertEmail(email);
  assertDisplayName(displayName);
  const known = [name, email, displayName, context.site.name.en];
  assertPassword(password, { minimum: context.rules.passwordMinimum, known });
  await context.attempts.begin({ name: `register:${email}`, address: request.ip });
  afterAnswer(request, () => prepare(context, request, { name, email, displayName, password }));
  return reply.code(202).send({ sent: context.sendMail ? 'mail' : 'operator' });
}

interface Wanted {
  readonly name: string;
  readonly email: string;
  readonly displayName: string;
  readonly password: string;
}

async function prepare(context: AccountsContext, request: FastifyRequest, wanted: Wanted): Promise<void> {
  const { name, email, displayName, password } = wanted;
  const { store, sendMail, site } = context;
  const to = { to: email, site };
  const sameAddress = await store.findAccountByEmail(email);
  if (sameAddress) return sendMail?.(knownMessage(to, sameAddress.name));
  if (await store.findAccount(name)) return sendMail?.(takenMessage(to, name));
  const passwordHash = await hashPassword(password);
  const detail = { name, displayName, passwordHash, mailed: sendMail !== undefined };
  const validSeconds = sendMail ? daySeconds : 14 * daySeconds;
  const made = await store.makeRegistration({ email, detail, validSeconds });
  // Where no mail is sent the operator tells who asks him, and reads here that another waits under the name.
  const action = made ? 'account.register' : 'account.register-taken';
  await store.audit({ actor: 'anonymous', action, detail: { name }, address: request.ip });
  if (made) await sendMail?.(confirmMessage(to, name, made.secret));
}

/** Takes a code back: makes the account that was asked for, or an operator of the account that was named on the terminal. */
export async function confirm(context: AccountsContext, request: FastifyRequest): Promise<object> {
  context.assertOwnPage(request);
  const body = new BodyReader(request);
  const secret = body.text('code').trim();
  const password = body.optionalText('password');
  body.done();
  await context.attempts.begin({ name: `code:${request.ip}`, address: request.ip });
  const code = await context.store.lookAtCode(secret);
  if (code?.purpose === 'confirm') return makeAccount(context, request, { secret, code, password });
  if (code?.purpose !== 'operator' || code.account === undefined) throw unknownCode();
  if (password === undefined || password === '') return { wantsPassword: true, name: code.account };
  assertPassword(password, { minimum: context.rules.passwordMinimum, known: [code.account, context.site.name.en] });
  const passwordHash = await hashPassword(password);
  const taken = await context.store.takeCode(secret, ['operator']);
  if (!taken) throw unknownCode();
  const by = { actor: code.account, address: request.ip };
  await context.store.setPassword(code.account, passwordHash, by);
  const { roles } = await context.store.accountOf(code.account);
  await context.store.changeAccount(
    code.account,
    { roles: [...new Set([...roles, 'operator' as const])], disabled: false },
    by,
  );
  await succeeded(context, request);
  return { name: code.account };
}

/**
 * The password is that of the registration. Where several asked for the same, somebody may have put his own in the place of
 * the person's: then whoever has the code sets it now.
 */
async function makeAccount(
  context: AccountsContext,
  request: FastifyRequest,
  { secret, code, password }: { readonly secret: string; readonly code: Code; readonly password: string | undefined },
): Promise<object> {
  const { detail, email } = code;
  if (!detail || email === undefined) throw unknownCode();
  const { name, displayName, mailed, contested } = detail;
  let { passwordHash } = detail;
  if (contested) {
    if (password === undefined || password === '') return { wantsPassword: true, name };
    const known = [name, email, displayName, context.site.name.en];
    assertPassword(password, { minimum: context.rules.passwordMinimum, known });
    passwordHash = await hashPassword(password);
  }
  if (!(await context.store.takeCode(secret, ['confirm']))) throw unknownCode();
  await context.store.createAccount(
    { name, displayName, email, emailConfirmed: mailed, passwordHash },
    { actor: name, address: request.ip },
  );
  await succeeded(context, request);
  return { name };
}

async function succeeded(context: AccountsContext, request: FastifyRequest): Promise<void> {
  await context.attempts.succeeded({ name: `code:${request.ip}`, address: request.ip });
  context.forget();
}

export function unknownCode(): Error {
  return fail(
    'not-found',
    'ACCOUNT-CODE',
    {
      en: 'This code is not valid, or no longer: codes can be used once, within their time. Ask for a new one.',
      zh: '该代码无效或已失效：每个代码只能在有效期内使用一次。请重新申请。',
    },
    { place: { parameter: 'code' } },
  );
}
