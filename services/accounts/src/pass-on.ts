import { fail, type LingtaiError } from '@lingtai/diagnostics';
import type { Actor, Code } from '@lingtai/state';
import type { AccountStore } from './context.ts';

const daySeconds = 86_400;

/**
 * A code that an operator hands to a person whom he knows: it confirms the account that was asked for under a name (and at
 * `email`, where several wait), or sets the password of the account of that name. Codes made before for the same are worth
 * nothing any more; who waits is not kept waiting for a shorter time than he had.
 */
export async function passOnCode(
  store: Pick<AccountStore, 'accountOf' | 'audit' | 'findAccount' | 'makeCode' | 'waitingCodes'>,
  name: string,
  by: Actor,
  email?: string,
): Promise<{ readonly secret: string; readonly page: 'confirm' | 'reset'; readonly expires: Date }> {
  const account = await store.findAccount(name);
  const waiting = account ? undefined : oneOf(await store.waitingCodes('confirm'), name, email);
  if (!waiting) await store.accountOf(name);
  const { secret, expires } = await store.makeCode(
    waiting?.detail
      ? {
          purpose: 'confirm',
          ...(waiting.email === undefined ? {} : { email: waiting.email }),
          detail: { ...waiting.detail, mailed: false },
          validSeconds: Math.max(daySeconds, (waiting.expires.getTime() - Date.now()) / 1000),
        }
      : { purpose: 'reset', account: name, validSeconds: daySeconds },
  );
  await store.audit({ ...by, action: 'account.code', resource: `account:${name}` });
  return { secret, page: waiting ? 'confirm' : 'reset', expires };
}

/** Where mail is sent, several may wait under a name; each has an address of his own. */
function oneOf(codes: readonly Code[], name: string, email?: string): Code | undefined {
  const named = codes.filter((code) => code.detail?.name === name);
  const found = email === undefined ? named : named.filter((code) => sameAddress(code.email, email));
  if (found.length > 1 || (found.length === 0 && named.length > 0)) throw whichOf(name, named);
  return found[0];
}

const sameAddress = (a: string | undefined, b: string): boolean => a?.toLowerCase() === b.toLowerCase();

function whichOf(name: string, codes: readonly Code[]): LingtaiError {
  const addresses = codes.map(({ email = '' }) => email);
  return fail(
    'conflict',
    'ACCOUNT-WHICH',
    {
      en: `Waiting under the name "${name}": ${addresses.join(', ')}. Say whom you mean by the address.`,
      zh: `以“${name}”为名等待确认的有：${addresses.join('、')}。请用邮箱地址指明其中一位。`,
    },
    { place: { parameter: 'email' } },
  );
}
