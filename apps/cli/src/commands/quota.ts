import { listQuotas, type QuotaLimits, quotaKeys, setQuota } from '@lingtai/state';
import { printJson, terminalLang } from '../terminal.ts';
import { textTable } from '../text-table.ts';
import { type HomeOptions, say, terminal, withState } from './with-state.ts';

/** `lingtai quota list`: who has other limits than everybody. */
export async function listCommand(options: HomeOptions): Promise<void> {
  const quotas = await withState(options, listQuotas);
  if (options.json) return printJson(quotas);
  if (quotas.length === 0) return say('Nobody has limits of his own.', '没有单独设置的限额。');
  const zh = terminalLang() === 'zh';
  const columns = [
    { name: zh ? '对象' : 'FOR', right: false },
    ...quotaKeys.map((name) => ({ name, right: true })),
    { name: zh ? '理由' : 'REASON', right: false },
  ];
  const rows = quotas.map(({ subject, limits, reason }) => [
    subject,
    ...quotaKeys.map((key) => limits[key]?.toString() ?? ''),
    reason,
  ]);
  process.stdout.write(textTable(columns, rows, Math.max(120, process.stdout.columns ?? 120)));
}

/** `lingtai quota set SUBJECT --rows-per-result N … --reason TEXT`; without any limit those of the site hold again. */
export async function setCommand(
  subject: string,
  options: HomeOptions & QuotaLimits & { readonly reason: string },
): Promise<void> {
  const limits = Object.fromEntries(
    quotaKeys.flatMap((key) => (options[key] === undefined ? [] : [[key, options[key]]])),
  );
  await withState(options, (state) => setQuota(state, { subject, limits, reason: options.reason }, terminal));
  if (options.json) return printJson({ subject, limits });
  if (Object.keys(limits).length === 0)
    return say(`${subject}: the site’s limits hold again.`, `${subject}：恢复为全站限额。`);
  const text = Object.entries(limits)
    .map(([key, value]) => `${key} ${value}`)
    .join(', ');
  say(`${subject}: ${text}. Servers follow within seconds.`, `${subject}：${text}。服务器将在数秒内生效。`);
}
