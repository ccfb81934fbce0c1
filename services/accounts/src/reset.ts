import type { FastifyReply, FastifyRequest } from 'fastify';
import { afterAnswer } from './after-answer.ts';
import { BodyReader } from './body.ts';
import type { AccountsContext } from './context.ts';
import { resetMessage } from './messages.ts';
import { assertPassword, hashPassword } from './passwords/index.ts';
import { unknownCode } from './register.ts';

const hourSeconds = 3600;

/** Sends a code for a new password to an address, if it is that of an account; the answer is the same if it is not. */
export async function requestReset(
  context: AccountsContext,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<object> {
  context.assertOwnPage(request);
  const body = new BodyReader(request);
  const email = body.text('email').trim();
  body.done();
  await context.attempts.begin({ name: `reset:${email}`, address: request.ip });
  afterAnswer(request, async () => {
    const account = await context.store.findAccountByEmail(email);
    if (!account || account.disabled !== undefined) return;
    const resource = `account:${account.name}`;
    await context.store.audit({ actor: 'anonymous', action: 'account.reset-asked', resource, address: request.ip });
    // Without mail the operator sees the line above, and makes a code when he knows who asks.
    if (!context.sendMail || account.emailConfirmed === undefined) return;
    const { secret } = await context.store.makeCode({
      purpose: 'reset',
      account: account.name,
      validSeconds: hourSeconds,
    });
    await context.sendMail(resetMessage({ to: account.email!, site: context.site }, account.name, secret));
  });
  return reply.code(202).send({ sent: context.sendMail ? 'mail' : 'operator' });
}

/** Sets a new password with a code; the account is signed out everywhere. */
export async function reset(context: AccountsContext, request: FastifyRequest): Promise<object> {
  context.assertOwnPage(request);
  const body = new BodyReader(request);
  const secret = body.text('code').trim();
  const password = body.text('password');
  body.done();
  const attempt = { name: `code:${request.ip}`, address: request.ip };
  await context.attempts.begin(attempt);
  const code = await context.store.lookAtCode(secret);
  if (code?.purpose !== 'reset' || code.account === undefined) throw unknownCode();
  const { name, email = '', displayName } = await context.store.accountOf(code.account);
  const known = [name, email, displayName, context.site.name.en];
  assertPassword(password, { minimum: context.rules.passwordMinimum, known });
  const passwordHash = await hashPassword(password);
  if (!(await context.store.takeCode(secret, ['reset']))) throw unknownCode();
  await context.store.setPassword(name, passwordHash, { actor: name, address: request.ip });
  await context.attempts.succeeded(attempt);
  context.forget();
  return { name };
}
