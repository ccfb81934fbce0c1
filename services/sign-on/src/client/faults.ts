import { fail, type LingtaiError, nearest } from '@lingtai/diagnostics';
import type { ClaimTest, ProviderSettings } from '../settings.ts';

export function unknownProvider(name: string, providers: readonly ProviderSettings[]): LingtaiError {
  return fail(
    'not-found',
    'SIGN-ON-PROVIDER-UNKNOWN',
    { en: `This site knows no sign-in provider "${name}".`, zh: `本站没有名为“${name}”的登录服务。` },
    {
      nearest: nearest(
        name,
        providers.map((provider) => provider.name),
      ),
    },
  );
}

export function providerDown({ title }: ProviderSettings, cause: unknown): LingtaiError {
  return fail(
    'unavailable',
    'SIGN-ON-PROVIDER-DOWN',
    {
      en: `${title.en} does not answer at the moment, so nobody can sign in there. Try again later, or sign in here with your password.`,
      zh: `${title.zh}暂时没有响应，无法通过它登录。请稍后重试，或在本站使用密码登录。`,
    },
    { cause },
  );
}

/** Begun elsewhere, too long ago, for another provider, or used already. */
export function notBegun(): LingtaiError {
  return fail('usage', 'SIGN-ON-STATE', {
    en: 'This sign-in was not begun in this browser, was finished already, or took longer than ten minutes. Begin again.',
    zh: '此次登录并非由本浏览器发起、已经完成，或已超过十分钟。请重新登录。',
  });
}

export function refusedByProvider({ title }: ProviderSettings, error: string): LingtaiError {
  const word = /^[\w.-]{1,60}$/.test(error) ? error : 'unknown';
  return fail('forbidden', 'SIGN-ON-REFUSED', {
    en: `${title.en} did not sign you in (${word}).`,
    zh: `${title.zh}未完成您的登录（${word}）。`,
  });
}

/** What the provider sent does not stand the checks of OpenID Connect Core 1.0, sections 3.1.3.5 and 3.1.3.7. */
function badAnswer({ title }: ProviderSettings, cause: unknown): LingtaiError {
  return fail(
    'forbidden',
    'SIGN-ON-ANSWER',
    {
      en: `The answer of ${title.en} did not pass the checks, so nobody was signed in. Begin again; if it stays so, tell the operators of this site.`,
      zh: `${title.zh}返回的内容未通过校验，未能登录。请重试；若仍然如此，请告知本站运维人员。`,
    },
    { cause },
  );
}

/** Whether the provider did not take our id and secret (RFC 6749, section 5.2: 401, `invalid_client`). */
function refusesClient(error: unknown): boolean {
  const { code, status, error: word } = (error ?? {}) as { code?: string; status?: number; error?: string };
  return word === 'invalid_client' || (code === 'OAUTH_WWW_AUTHENTICATE_CHALLENGE' && status === 401);
}

function clientRefused({ title }: ProviderSettings, cause: unknown): LingtaiError {
  return fail(
    'unavailable',
    'SIGN-ON-CLIENT',
    {
      en: `${title.en} does not accept this site: its clientId, clientSecret or authentication is not what is registered there. Tell the operators of this site.`,
      zh: `${title.zh}未接受本站：本站的 clientId、clientSecret 或 authentication 与对方登记的不一致。请告知本站运维人员。`,
    },
    { cause },
  );
}

/** What hindered the exchange of the code for tokens, for the person who wants to sign in. */
export function exchangeFault(provider: ProviderSettings, error: unknown): LingtaiError {
  const { name, code } = (error ?? {}) as { name?: string; code?: string };
  if (name === 'TimeoutError' || name === 'TypeError' || code === 'OAUTH_TIMEOUT') return providerDown(provider, error);
  return refusesClient(error) ? clientRefused(provider, error) : badAnswer(provider, error);
}

export function claimMissing({ title }: ProviderSettings, { claim }: ClaimTest): LingtaiError {
  return fail('forbidden', 'SIGN-ON-CLAIM', {
    en: `Your account at ${title.en} lacks what this site asks for ("${claim}").`,
    zh: `您在${title.zh}的账户不满足本站的要求（“${claim}”）。`,
  });
}

export function noAccount({ title }: ProviderSettings): LingtaiError {
  return fail('forbidden', 'SIGN-ON-NO-ACCOUNT', {
    en: `There is no account here for your account at ${title.en}, and none is made by signing in. If you have an account here, sign in with your password and link the two; else ask the operators.`,
    zh: `您在${title.zh}的账户尚无对应的本站账户，且登录时不会自动创建。如已有本站账户，请先用密码登录再行关联；否则请联系本站运维人员。`,
  });
}

export function accountDisabled(): LingtaiError {
  return fail('forbidden', 'SIGN-ON-DISABLED', {
    en: 'Your account here is disabled. Ask the operators of this site.',
    zh: '您在本站的账户已停用，请联系本站运维人员。',
  });
}

export function linkedElsewhere({ title }: ProviderSettings): LingtaiError {
  return fail('conflict', 'SIGN-ON-LINKED', {
    en: `This account at ${title.en} belongs to another account here.`,
    zh: `该${title.zh}账户已关联到本站的另一个账户。`,
  });
}

export function notSignedIn(): LingtaiError {
  return fail('unauthenticated', 'SIGN-ON-SIGN-IN', {
    en: 'Sign in here first; then this account can be linked to it.',
    zh: '请先登录本站账户，然后再进行关联。',
  });
}

export function noReturn(): LingtaiError {
  return fail(
    'usage',
    'SIGN-ON-RETURN',
    { en: '"return" is a text: a path of this site.', zh: '“return”应为文本，即本站的路径。' },
    { place: { parameter: 'return' } },
  );
}

export function signInFirst(): LingtaiError {
  return fail('unauthenticated', 'SIGN-ON-SIGN-IN', { en: 'Sign in first.', zh: '请先登录。' });
}

export function identityUnknown(): LingtaiError {
  return fail('not-found', 'SIGN-ON-IDENTITY-UNKNOWN', {
    en: 'Your account has no such identity.',
    zh: '您的账户没有关联该身份。',
  });
}

export function lastWay(): LingtaiError {
  return fail('conflict', 'SIGN-ON-LAST-WAY', {
    en: 'Without it you could not sign in any more. Set a password or link another account first.',
    zh: '移除后您将无法再登录。请先设置密码或关联其他账户。',
  });
}
