import { fail } from '@lingtai/diagnostics';

const namePattern = /^[a-z][a-z0-9_]{0,31}$/;
/** In the audit log and in addresses these stand for something else. */
const reserved: readonly string[] = [
  'admin',
  'anonymous',
  // Groups that every site has: rows may be theirs.
  'approved',
  'collaborator',
  'domestic',
  'lingtai',
  'operator',
  'public',
  'root',
  'system',
  'terminal',
];

/** Whether an account could have this name. */
export function isAccountName(name: string): boolean {
  return namePattern.test(name) && !reserved.includes(name);
}

/** Refuses what cannot be the name of an account. */
export function assertAccountName(name: string): void {
  if (!namePattern.test(name)) {
    throw fail(
      'usage',
      'ACCOUNT-NAME',
      {
        en: 'The name of an account has 1 to 32 small letters, digits and underscores, and begins with a letter.',
        zh: '账户名须为 1 至 32 个小写字母、数字或下划线，且以字母开头。',
      },
      { place: { parameter: 'name' } },
    );
  }
  if (reserved.includes(name)) {
    throw fail(
      'usage',
      'ACCOUNT-NAME-RESERVED',
      { en: `The name "${name}" is reserved. Choose another.`, zh: `“${name}”为保留名称，请另选。` },
      { place: { parameter: 'name' } },
    );
  }
}

/** Refuses what no mail can be sent to, and what could smuggle something into a message's head. */
export function assertEmail(email: string): void {
  if (
    email.length <= 254 &&
    /^[^\s@<>"'(),:;\\[\]\p{Cc}]+@[^\s@<>"'(),:;\\[\]\p{Cc}]+\.[^\s@.<>"'(),:;\\[\]\p{Cc}]+$/u.test(email)
  )
    return;
  throw fail(
    'usage',
    'ACCOUNT-EMAIL',
    { en: 'This is no e-mail address, like ann@example.org.', zh: '这不是电子邮件地址（形如 ann@example.org）。' },
    { place: { parameter: 'email' } },
  );
}

/** Refuses names of people that are too long, or that would break lines of lists and messages. */
export function assertDisplayName(displayName: string): void {
  if (displayName.length <= 200 && !/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u.test(displayName)) return;
  throw fail(
    'usage',
    'ACCOUNT-DISPLAY-NAME',
    {
      en: 'The name of a person has at most 200 characters, without line breaks and control characters.',
      zh: '姓名最多 200 个字符，不能含换行符或控制字符。',
    },
    { place: { parameter: 'displayName' } },
  );
}
