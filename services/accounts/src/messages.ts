import type { LocalText } from '@lingtai/diagnostics';
import type { Message } from './context.ts';

interface To {
  readonly to: string;
  readonly site: { readonly name: LocalText; readonly baseUrl: string };
}

function message({ to, site }: To, subject: LocalText, text: LocalText): Message {
  return {
    to,
    subject: `${site.name.en}: ${subject.en} / ${site.name.zh}：${subject.zh}`,
    text: `${text.en}\n\n${text.zh}\n\n-- \n${site.baseUrl}\n`,
  };
}

const link = ({ site }: To, page: 'confirm' | 'reset', code: string): string => `${site.baseUrl}/${page}?code=${code}`;

export function confirmMessage(to: To, name: string, code: string): Message {
  const url = link(to, 'confirm', code);
  return message(
    to,
    { en: 'confirm your e-mail address', zh: '确认电子邮件地址' },
    {
      en: `Somebody asked for an account "${name}" with this address. If it was you, open this page within 24 hours:\n${url}\nIf it was not, do nothing: no account is made.`,
      zh: `有人以此地址申请了账户“${name}”。如系本人，请在 24 小时内打开以下页面：\n${url}\n如非本人，请忽略此信，账户不会建立。`,
    },
  );
}

export function resetMessage(to: To, name: string, code: string): Message {
  const url = link(to, 'reset', code);
  return message(
    to,
    { en: 'set a new password', zh: '设置新密码' },
    {
      en: `Somebody asked for a new password of the account "${name}". If it was you, open this page within an hour:\n${url}\nIf it was not, do nothing: the password stays.`,
      zh: `有人申请为账户“${name}”设置新密码。如系本人，请在一小时内打开以下页面：\n${url}\n如非本人，请忽略此信，密码不变。`,
    },
  );
}

/** To an address that has an account: only its owner learns of it. */
export function knownMessage(to: To, name: string): Message {
  return message(
    to,
    { en: 'you have an account', zh: '您已有账户' },
    {
      en: `Somebody, perhaps you, asked for an account with this address. It has one already: "${name}". A forgotten password is replaced at ${to.site.baseUrl}/reset`,
      zh: `有人（可能是您本人）以此地址申请账户，而该地址已有账户：“${name}”。如忘记密码，请在此重设：${to.site.baseUrl}/reset`,
    },
  );
}

export function takenMessage(to: To, name: string): Message {
  return message(
    to,
    { en: 'choose another name', zh: '请另选账户名' },
    {
      en: `You asked for an account "${name}". This name is not free. Please ask again with another one: ${to.site.baseUrl}/register`,
      zh: `您申请的账户名“${name}”已不可用。请另选名称重新申请：${to.site.baseUrl}/register`,
    },
  );
}
