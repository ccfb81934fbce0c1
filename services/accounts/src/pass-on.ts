import type { Actor } from '@lingtai/state';
import type { AccountStore } from './context.ts';

const daySeconds = 86_400;

/**
 * A code that an operator hands to a person whom he knows: it confirms the account that was asked for under a name, or sets
 * the password of the account of that name. Codes made before for the same are worth nothing any more.
 */
export async function passOnCode(
  store: Pick<AccountStore, 'accountOf' | 'audit' | 'findAccount' | 'makeCode' | 'waitingCodes'>,
  name: string,
  by: Actor,
): Promise<{ readonly secret: string; readonly page: 'confirm' | 'reset'; readonly expires: Date }> {
  const account = await store.findAccount(name);
  const waiting = account
    ? undefined
    : (await store.waitingCodes('confirm')).find((code) => code.detail?.name === name);
  if (!waiting) await store.accountOf(name);
  const { secret, expires } = await store.makeCode(
    waiting?.detail
      ? {
          purpose: 'confirm',
          ...(waiting.email === undefined ? {} : { email: waiting.email }),
          detail: { ...waiting.detail, mailed: false },
          validSeconds: daySeconds,
        }
      : { purpose: 'reset', account: name, validSeconds: daySeconds },
  );
  await store.audit({ ...by, action: 'account.code', resource: `account:${name}` });
  return { secret, page: waiting ? 'confirm' : 'reset', expires };
}
