import type { ReservedOwners } from '@lingtai/state';
import { terminalLang } from './terminal.ts';

const mostShown = 10;
const mostCharacters = 64;

/** What an operator has to do about the names that own rows of a release, in the language of the terminal; nothing: an empty text. */
export function ownersText({ made, groupsOnly, nobody }: ReservedOwners): string {
  const lines = [
    said(
      made,
      (names) =>
        `Owners of rows had no account; accounts without a password were made: ${names}. Hand each over: lingtai account code NAME`,
      (names) => `以下行的所有者原无账户，已建立无密码的账户：${names}。请逐一移交：lingtai account code 名称`,
    ),
    said(
      groupsOnly,
      (names) =>
        `No account can have the names of these owners, and no group has them: ${names}. Only operators see their rows before the day, unless you make the groups: lingtai group add NAME --title TITLE`,
      (names) =>
        `以下所有者的名称不能用作账户名，也没有同名用户组：${names}。解禁前其行仅运维人员可见；如需开放，请建立用户组：lingtai group add 名称 --title 标题`,
    ),
    said(
      nobody,
      (names) =>
        `Neither an account nor a group can have the names of these owners: ${names}. Only operators see their rows before the day; correct the names in a new version.`,
      (names) =>
        `以下所有者的名称既不能用作账户名，也不能用作用户组名：${names}。解禁前其行仅运维人员可见；请在新版本中更正名称。`,
    ),
  ];
  return lines.join('');
}

function said(names: readonly string[], en: (names: string) => string, zh: (names: string) => string): string {
  if (names.length === 0) return '';
  const shown = names.slice(0, mostShown).map(shownName);
  const more = names.length - shown.length;
  if (terminalLang() === 'zh') return `${zh(`${shown.join('、')}${more > 0 ? `，另有 ${more} 个` : ''}`)}\n`;
  return `${en(`${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`)}\n`;
}

/** Names come from the data: nothing that a terminal obeys, and not too long. */
function shownName(name: string): string {
  const text = name.replace(/[\p{C}\u2028\u2029]/gu, '\ufffd');
  const short = text.length <= mostCharacters ? text : `${text.slice(0, mostCharacters)}…`;
  return /^[\w-]+$/.test(text) ? short : `"${short}"`;
}
