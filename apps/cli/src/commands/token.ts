import { loadSite, openSiteState } from '@lingtai/app-server/site';
import { listTokens, makeToken, revokeToken, type State, type Token } from '@lingtai/state';
import { printJson, terminalLang } from '../terminal.ts';

interface Options {
  readonly home: string;
  readonly json?: boolean;
}

async function withState<T>(options: Options, use: (state: State) => Promise<T>): Promise<T> {
  const state = await openSiteState(loadSite(options.home), (text) =>
    process.stderr.write(`${text[terminalLang()]}\n`),
  );
  try {
    return await use(state);
  } finally {
    await state.close();
  }
}

/** `lingtai token make NAME`: the secret on standard output, once; everything else on standard error. */
export async function makeCommand(
  name: string,
  options: Options & { readonly days?: number; readonly owner?: string },
): Promise<void> {
  const { days, owner } = options;
  const expires = days === undefined ? undefined : new Date(Date.now() + days * 86_400_000);
  const { token, secret } = await withState(options, (state) =>
    makeToken(state, { name, ...(owner === undefined ? {} : { owner }), ...(expires ? { expires } : {}) }),
  );
  if (options.json) return printJson({ ...token, token: secret });
  process.stdout.write(`${secret}\n`);
  const until = token.expires?.toISOString().slice(0, 10);
  process.stderr.write(
    terminalLang() === 'zh'
      ? `用户 ${token.owner} 的令牌“${token.name}”,${until === undefined ? '永不过期' : `有效至 ${until}`}。仅显示这一次,请妥善保存。请求时使用:Authorization: Bearer 令牌\n`
      : `Token "${token.name}" of user ${token.owner}, ${until === undefined ? 'which never expires' : `valid until ${until}`}. It is shown this once: keep it. Send it as: Authorization: Bearer TOKEN\n`,
  );
}

/** `lingtai token list`: all tokens, never their secrets. */
export async function listCommand(options: Options): Promise<void> {
  const tokens = await withState(options, listTokens);
  if (options.json) return printJson(tokens);
  const zh = terminalLang() === 'zh';
  if (tokens.length === 0) {
    process.stdout.write(zh ? '没有令牌。\n' : 'There are no tokens.\n');
    return;
  }
  const head = zh
    ? ['名称', '用户', '状态', '创建', '最近使用', '过期']
    : ['NAME', 'USER', 'STATE', 'CREATED', 'LAST USED', 'EXPIRES'];
  const day = (date: Date | undefined): string => date?.toISOString().slice(0, 16).replace('T', ' ') ?? '-';
  const rows = tokens.map((t) => [t.name, t.owner, stateOf(t), day(t.created), day(t.lastUsed), day(t.expires)]);
  const widths = head.map((title, i) => Math.max(title.length, ...rows.map((row) => row[i]!.length)));
  for (const row of [head, ...rows])
    process.stdout.write(
      `${row
        .map((text, i) => text.padEnd(widths[i]!))
        .join('  ')
        .trimEnd()}\n`,
    );
}

function stateOf({ revoked, expires }: Token): string {
  if (revoked) return 'revoked';
  return expires && expires.getTime() <= Date.now() ? 'expired' : 'valid';
}

/** `lingtai token revoke NAME`: refused from a few seconds later on. */
export async function revokeCommand(name: string, options: Options): Promise<void> {
  const token = await withState(options, (state) => revokeToken(state, name));
  if (options.json) return printJson(token);
  process.stdout.write(
    terminalLang() === 'zh'
      ? `令牌“${token.name}”已吊销;服务器在数秒内开始拒绝它。用户 ${token.owner} 的作业和表仍然保留。\n`
      : `Token "${token.name}" is revoked; servers refuse it within seconds. Jobs and tables of user ${token.owner} stay.\n`,
  );
}
