import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { openInstallation } from '@lingtai/app-server';
import type { FullProof } from '../access-proof/prove.ts';
import type { OwnProof } from '../access-proof/prove-own.ts';
import { ensurePortal } from '../portal-build.ts';
import { softwareVersion } from '../program-parts.ts';
import { printJson, progressBar, terminalLang } from '../terminal.ts';
import { textTable } from '../text-table.ts';

interface Options {
  readonly home?: string;
  readonly json?: boolean;
}

export interface CheckOptions extends Options {
  readonly seed: number;
  readonly share: number;
}

const say = (en: string, zh: string): string => (terminalLang() === 'zh' ? zh : en);

/** `lingtai access report`: who sees what of this installation now. */
export async function reportCommand({ home = '.lingtai', json }: Options): Promise<void> {
  const { accessReport } = await import('../access-proof/who-sees.ts');
  const installation = await openInstallation(home);
  try {
    const report = await accessReport(installation);
    if (json) return printJson(report);
    process.stdout.write(say(`Who sees what at ${report.at}\n`, `${report.at} 时各类用户可见的内容\n`));
    const columns = [{ name: '', right: false }, ...report.audiences.map((name) => ({ name, right: true }))];
    const rows = report.seen.map(({ resource, by }) => [resource, ...report.audiences.map((name) => by[name]!)]);
    process.stdout.write(textTable(columns, rows, process.stdout.columns ?? 200));
  } finally {
    await installation.close();
  }
}

/** `lingtai access report --check`: asks a server of its own everything in everybody's name; ends with 1 when something leaks. */
export async function checkCommand(options: CheckOptions): Promise<void> {
  await ensurePortal();
  const bar = progressBar();
  const proof = await inFolder((folder) => proofOf(folder, options, bar)).finally(() => bar.done());
  const isTight = proof.leaks.length + proof.unknown.length === 0;
  if (options.json) printJson(proof);
  else process.stdout.write(textOf(proof));
  if (!isTight) process.exitCode = 1;
}

async function proofOf(
  folder: string,
  { home, seed, share }: CheckOptions,
  bar: ReturnType<typeof progressBar>,
): Promise<FullProof | OwnProof> {
  const progress = (fraction: number): void =>
    bar(fraction, say('asking in the name of every class', '正在以各类用户的身份请求'));
  if (home !== undefined) {
    const { copyOfHome } = await import('../access-proof/own-copy.ts');
    const { proveOwn } = await import('../access-proof/prove-own.ts');
    bar(0, say('copying the state', '正在复制状态库'));
    return proveOwn(await copyOfHome(home, folder, softwareVersion()), { seed, share, progress });
  }
  const { makeProofHome, prove } = await import('../access-proof/prove.ts');
  bar(0, say('making a survey', '正在生成测试巡天'));
  return prove(await makeProofHome(folder, seed), { seed, share, progress });
}

/** A folder for as long as `use` takes, or until the command is stopped; the database that a home in it started goes with it. */
async function inFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'lingtai-access-'));
  const remove = (): void => {
    const cluster = join(folder, 'home/state/cluster.json');
    const dir = existsSync(cluster) ? (JSON.parse(readFileSync(cluster, 'utf8')) as { dir: string }).dir : undefined;
    for (const gone of [folder, ...(dir === undefined ? [] : [dirname(dir)])])
      rmSync(gone, { recursive: true, force: true });
  };
  const stop = (): void => {
    remove();
    process.exit(130);
  };
  const signals = ['SIGINT', 'SIGTERM'] as const;
  for (const signal of signals) process.once(signal, stop);
  try {
    return await use(folder);
  } finally {
    for (const signal of signals) process.off(signal, stop);
    remove();
  }
}

function textOf(proof: FullProof | OwnProof): string {
  const { leaks, unknown, unseen, unread, failures, routes, classes, clocks, responses, bytes } = proof;
  const lines = [
    ...leaks.map(({ who, at, asked, where }) => `${say('leak', '泄漏')}  ${who}  ${at}  ${asked}\n      ${where}`),
    ...unknown.map((route) => say(`route without a policy: ${route}`, `没有访问策略的路由：${route}`)),
    ...failures.map((what) => say(`failed: ${what}`, `失败：${what}`)),
    ...unread.map((what) => say(`could not be searched: ${what}`, `无法检索：${what}`)),
    ...unseen.map((thing) => say(`not met, though it may be seen: ${thing}`, `有权查看但未遇到：${thing}`)),
    ...('values' in proof ? [searchedFor(proof)] : []),
    `${routes} routes, ${classes} classes, ${clocks} clocks, ${responses} responses, ${bytes} bytes searched, ${leaks.length} leaks`,
  ];
  return `${lines.join('\n')}\n`;
}

/** What the proof of an operator's own home stands on. */
function searchedFor({ values, pairs, named, leftOut }: OwnProof): string {
  const left = leftOut === 0 ? '' : say(` (${leftOut} of them left out)`, `（其中 ${leftOut} 个未涉及）`);
  return say(
    `${values} values of the home searched for, ${pairs} hidden things compared with what never was, ${named} dates that rules name${left}`,
    `检索了 ${values} 个本站数值与文本，将 ${pairs} 个隐藏对象与不存在的对象作了比较，规则共指明 ${named} 个时间${left}`,
  );
}
