import { fail } from '@lingtai/diagnostics';
import { listTokens, makeToken, revokeToken, type Token, type TokenScope, tokenScopes } from '@lingtai/state';
import { printJson, terminalLang } from '../terminal.ts';
import { plainTable } from './release.ts';
import { minute, type HomeOptions as Options, terminal, withState } from './with-state.ts';

/** `lingtai token make NAME`: the secret on standard output, once; everything else on standard error. */
export async function makeCommand(
  name: string,
  options: Options & { readonly days?: number; readonly owner?: string; readonly scope?: readonly string[] },
): Promise<void> {
  const { days, owner, scope = [] } = options;
  const scopes = scope.length === 0 ? undefined : knownScopes(scope);
  const expires = days === undefined ? undefined : new Date(Date.now() + days * 86_400_000);
  const { token, secret } = await withState(options, (state) =>
    makeToken(state, {
      name,
      ...(owner === undefined ? {} : { owner }),
      ...(expires ? { expires } : {}),
      ...(scopes ? { scopes } : {}),
    }),
  );
  if (options.json) return printJson({ ...token, token: secret });
  process.stdout.write(`${secret}\n`);
  const until = token.expires?.toISOString().slice(0, 10);
  process.stderr.write(
    terminalLang() === 'zh'
      ? `用户 ${token.owner} 的令牌“${token.name}”，${until === undefined ? '永不过期' : `有效至 ${until}`}。仅显示这一次，请妥善保存。请求时使用：Authorization: Bearer 令牌\n`
      : `Token "${token.name}" of user ${token.owner}, ${until === undefined ? 'which never expires' : `valid until ${until}`}. It is shown this once: keep it. Send it as: Authorization: Bearer TOKEN\n`,
  );
}

function knownScopes(words: readonly string[]): TokenScope[] {
  const unknown = words.find((word) => !tokenScopes.some((scope) => scope === word));
  if (unknown === undefined) return tokenScopes.filter((scope) => words.includes(scope));
  throw fail('usage', 'TOKEN-SCOPES', {
    en: `There is no scope "${unknown}". Scopes: ${tokenScopes.join(', ')}.`,
    zh: `没有权限范围“${unknown}”。可用值：${tokenScopes.join('、')}。`,
  });
}

/** `lingtai token list`: all tokens, never their secrets. */
export async function listCommand(options: Options): Promise<void> {
  const tokens = await withState(options, (state) => listTokens(state));
  if (options.json) return printJson(tokens);
  const zh = terminalLang() === 'zh';
  if (tokens.length === 0) {
    process.stdout.write(zh ? '没有令牌。\n' : 'There are no tokens.\n');
    return;
  }
  const head = zh
    ? ['名称', '用户', '状态', '范围', '创建', '最近使用', '过期']
    : ['NAME', 'USER', 'STATE', 'SCOPES', 'CREATED', 'LAST USED', 'EXPIRES'];
  const rows = tokens.map((t) => [
    t.name,
    t.owner,
    stateOf(t),
    t.scopes.join('+'),
    minute(t.created),
    minute(t.lastUsed),
    minute(t.expires),
  ]);
  process.stdout.write(plainTable(head, rows));
}

function stateOf({ revoked, expires }: Token): string {
  const zh = terminalLang() === 'zh';
  if (revoked) return zh ? '已吊销' : 'revoked';
  if (expires && expires.getTime() <= Date.now()) return zh ? '已过期' : 'expired';
  return zh ? '有效' : 'valid';
}

/** `lingtai token revoke NAME`: refused from a few seconds later on. */
export async function revokeCommand(name: string, options: Options & { readonly owner?: string }): Promise<void> {
  const { owner } = options;
  const by = { ...terminal, ...(owner === undefined ? {} : { owner }) };
  const token = await withState(options, (state) => revokeToken(state, name, by));
  if (options.json) return printJson(token);
  process.stdout.write(
    terminalLang() === 'zh'
      ? `令牌“${token.name}”已吊销；服务器在数秒内开始拒绝它。用户 ${token.owner} 的作业和表仍然保留。\n`
      : `Token "${token.name}" is revoked; servers refuse it within seconds. Jobs and tables of user ${token.owner} stay.\n`,
  );
}
