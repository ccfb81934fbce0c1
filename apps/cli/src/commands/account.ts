import { accountStore } from '@lingtai/app-server/accounts';
import { assertPassword, hashPassword, passOnCode } from '@lingtai/service-accounts';
import {
  type Account,
  accountOf,
  audit,
  changeAccount,
  createAccount,
  findAccount,
  knownRoles,
  listAccounts,
  makeCode,
  setPassword,
  waitingCodes,
} from '@lingtai/state';
import { printJson, terminalLang } from '../terminal.ts';
import { textTable } from '../text-table.ts';
import { type HomeOptions, minute, say, terminal, withState } from './with-state.ts';

const hourSeconds = 3600;

/** Where the server of a home answers when its configuration names no public address. */
export function pageAddress(baseUrl: string | undefined, page: string, code: string): string {
  return `${baseUrl ?? 'http://127.0.0.1:8080'}/${page}?code=${code}`;
}

/** `lingtai account operator NAME`: a link with which the person sets a password and becomes an operator. */
export async function operatorCommand(name: string, options: HomeOptions): Promise<void> {
  const { url, expires } = await withState(options, async (state, site) => {
    if (!(await findAccount(state, name))) await createAccount(state, { name }, terminal);
    const code = await makeCode(state, { purpose: 'operator', account: name, validSeconds: hourSeconds });
    await audit(state, { ...terminal, action: 'account.operator-code', resource: `account:${name}` });
    return { url: pageAddress(site.baseUrl, 'confirm', code.secret), expires: code.expires };
  });
  if (options.json) return printJson({ name, url, expires });
  process.stdout.write(`${url}\n`);
  say(
    `Open it in a browser within an hour: ${name} sets a password there and is an operator. It works once.`,
    `请在一小时内用浏览器打开：${name} 在该页设置密码后即成为运维人员。链接只能使用一次。`,
    process.stderr,
  );
}

/** `lingtai account list`: all accounts, and what was asked for and is not confirmed. */
export async function listCommand(options: HomeOptions): Promise<void> {
  const { accounts, waiting } = await withState(options, async (state) => ({
    accounts: await listAccounts(state),
    waiting: await waitingCodes(state, 'confirm'),
  }));
  if (options.json)
    return printJson({ accounts, waiting: waiting.map(({ detail, email }) => ({ name: detail?.name, email })) });
  if (accounts.length === 0) say('There are no accounts.', '没有账户。');
  else {
    const zh = terminalLang() === 'zh';
    const head = zh
      ? ['名称', '角色', '邮箱', '状态', '最近登录']
      : ['NAME', 'ROLES', 'E-MAIL', 'STATE', 'LAST SIGN-IN'];
    process.stdout.write(
      textTable(
        head.map((column) => ({ name: column, right: false })),
        accounts.map((a) => [a.name, a.roles.join(' '), a.email ?? '-', stateOf(a), minute(a.lastSignIn)]),
        Math.max(80, process.stdout.columns ?? 120),
      ),
    );
  }
  for (const { detail, email } of waiting)
    say(
      `waits to be confirmed: ${detail?.name} <${email}> (lingtai account code ${detail?.name})`,
      `等待确认：${detail?.name} <${email}>（lingtai account code ${detail?.name}）`,
    );
}

function stateOf({ disabled, hasPassword }: Account): string {
  const zh = terminalLang() === 'zh';
  if (disabled) return zh ? '已停用' : 'disabled';
  if (hasPassword) return zh ? '正常' : 'active';
  return zh ? '无密码' : 'no password';
}

/** `lingtai account add NAME`: an account whose owner sets a password with a code. */
export async function addCommand(
  name: string,
  options: HomeOptions & { readonly email?: string; readonly displayName?: string; readonly role?: readonly string[] },
): Promise<void> {
  const { email, displayName, role } = options;
  const roles = role === undefined ? undefined : knownRoles(role);
  const made = await withState(options, (state) =>
    createAccount(
      state,
      {
        name,
        ...(email === undefined ? {} : { email }),
        ...(displayName === undefined ? {} : { displayName }),
        ...(roles === undefined ? {} : { roles }),
      },
      terminal,
    ),
  );
  if (options.json) return printJson(made);
  say(
    `Account "${name}" is made. For its first password: lingtai account code ${name}`,
    `账户“${name}”已建立。设置首个密码：lingtai account code ${name}`,
  );
}

/** `lingtai account role NAME ROLE…`: these roles and no others. */
export async function roleCommand(name: string, roles: readonly string[], options: HomeOptions): Promise<void> {
  const wanted = knownRoles(roles);
  const changed = await withState(options, (state) => changeAccount(state, name, { roles: wanted }, terminal));
  if (options.json) return printJson(changed);
  say(`"${name}" has the roles: ${changed.roles.join(', ')}`, `“${name}”的角色：${changed.roles.join('、')}`);
}

/** `lingtai account disable|enable NAME`: its sessions end, its tokens are refused; or it may sign in again. */
export async function disableCommand(name: string, disabled: boolean, options: HomeOptions): Promise<void> {
  const changed = await withState(options, (state) => changeAccount(state, name, { disabled }, terminal));
  if (options.json) return printJson(changed);
  if (disabled)
    say(
      `Account "${name}" is disabled: signed out, tokens refused within seconds. What it owns stays.`,
      `账户“${name}”已停用：会话已结束，令牌将在数秒内被拒绝。其所有数据仍保留。`,
    );
  else say(`Account "${name}" may sign in again.`, `账户“${name}”可重新登录。`);
}

/** `lingtai account code NAME [--email ADDRESS]`: the code that the operator passes on where no mail is sent. */
export async function codeCommand(name: string, options: HomeOptions & { readonly email?: string }): Promise<void> {
  const { url, expires } = await withState(options, async (state, site) => {
    const { secret, page, expires } = await passOnCode(accountStore(state), name, terminal, options.email);
    return { url: pageAddress(site.baseUrl, page, secret), expires };
  });
  if (options.json) return printJson({ name, url, expires });
  process.stdout.write(`${url}\n`);
  say(
    `Pass this address on to ${name}, whom you know; it works once, until ${minute(expires)} UTC.`,
    `请将此地址转交给您确认身份的 ${name}；只能使用一次，有效至 ${minute(expires)} UTC。`,
    process.stderr,
  );
}

/** `lingtai account password NAME`: a password from standard input, never from the command line, where others see it. */
export async function passwordCommand(name: string, options: HomeOptions): Promise<void> {
  const chunks: Buffer[] = [];
  if (process.stdin.isTTY) say('Type the new password and Enter:', '请输入新密码并按回车：', process.stderr);
  for await (const chunk of process.stdin) {
    chunks.push(chunk as Buffer);
    if (process.stdin.isTTY) break;
  }
  const password = Buffer.concat(chunks)
    .toString('utf8')
    .replace(/\r?\n$/, '');
  await withState(options, async (state, { signIn }) => {
    const { email = '', displayName } = await accountOf(state, name);
    assertPassword(password, { minimum: signIn.passwordMinimum, known: [name, email, displayName] });
    await setPassword(state, name, await hashPassword(password), terminal);
  });
  // A file as standard input has none, and needs none.
  process.stdin.unref?.();
  if (options.json) return printJson({ name });
  say(
    `Account "${name}" has a new password and is signed out everywhere.`,
    `账户“${name}”已设置新密码，并已在各处退出登录。`,
  );
}
