import { addressText, parseAddress } from '@lingtai/release';
import {
  askWithdrawal,
  confirmWithdrawal,
  dropWithdrawal,
  listWithdrawals,
  type Withdrawal,
  type WithdrawalRequest,
} from '@lingtai/state';
import { printJson, terminalLang } from '../terminal.ts';
import { plainTable } from './release.ts';
import { type HomeOptions, withState } from './with-state.ts';

interface Options extends HomeOptions {
  readonly by: string;
  readonly reason?: string;
  readonly confirm?: boolean;
  readonly drop?: boolean;
}

/** `lingtai release withdraw|reinstate ADDRESS`: one operator asks with a reason, another confirms. */
export async function withdrawCommand(action: Withdrawal['action'], address: string, options: Options): Promise<void> {
  const at = parseAddress(address);
  const wanted: WithdrawalRequest = { ...at, action, by: options.by, reason: options.reason ?? '' };
  const decision = await withState(options, (state) =>
    options.confirm
      ? confirmWithdrawal(state, wanted)
      : options.drop
        ? dropWithdrawal(state, wanted)
        : askWithdrawal(state, wanted),
  );
  const step = options.confirm ? 'confirmed' : options.drop ? 'dropped' : 'asked';
  if (options.json) return printJson({ ...decision, id: String(decision.id), step });
  process.stdout.write(`${wordsOf(action, step, addressText(at))[terminalLang()]}\n`);
}

function wordsOf(action: Withdrawal['action'], step: 'asked' | 'confirmed' | 'dropped', address: string) {
  if (step === 'dropped') return { en: `Nothing waits for ${address} any more.`, zh: `${address} 的申请已取消。` };
  if (step === 'asked')
    return {
      en: `Asked for. Another operator confirms: ./lingtai release ${action} ${address} --confirm --by NAME`,
      zh: `已提出申请。请另一位运维人员确认：./lingtai release ${action} ${address} --confirm --by 账户名`,
    };
  return action === 'withdraw'
    ? {
        en: `${address} is withdrawn: within seconds its addresses answer 410. Its bytes are kept.`,
        zh: `${address} 已撤回：数秒内其所有地址返回 410，数据原样保存。`,
      }
    : { en: `${address} is back, with the same bytes.`, zh: `${address} 已恢复，数据与原先完全相同。` };
}

/** `lingtai release withdrawals`: every decision, also those that wait. */
export async function withdrawalsCommand(options: HomeOptions): Promise<void> {
  const all = await withState(options, listWithdrawals);
  if (options.json) return printJson(all.map((w) => ({ ...w, id: String(w.id) })));
  const zh = terminalLang() === 'zh';
  if (all.length === 0) {
    process.stdout.write(zh ? '没有撤回记录。\n' : 'No release was ever withdrawn.\n');
    return;
  }
  const head = zh
    ? ['地址', '操作', '申请人', '申请日期', '确认人', '确认日期', '理由']
    : ['ADDRESS', 'ACTION', 'ASKED BY', 'ON', 'CONFIRMED BY', 'ON', 'REASON'];
  const day = (date: Date | undefined): string => date?.toISOString().slice(0, 10) ?? '-';
  const rows = all.map((w) => [
    addressText(w),
    w.action,
    w.askedBy,
    day(w.askedAt),
    w.confirmedBy ?? '-',
    day(w.confirmedAt),
    w.reason,
  ]);
  process.stdout.write(plainTable(head, rows));
}
