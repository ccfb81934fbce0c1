import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { openInstallation } from '@lingtai/app-server';
import type { FullProof } from '../access-proof/prove.ts';
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
): Promise<FullProof> {
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

/** A folder for as long as `use` takes; the database that a home in it started goes with it. */
async function inFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'lingtai-access-'));
  try {
    return await use(folder);
  } finally {
    const cluster = join(folder, 'home/state/cluster.json');
    const dir = existsSync(cluster) ? (JSON.parse(readFileSync(cluster, 'utf8')) as { dir: string }).dir : undefined;
    for (const gone of [folder, ...(dir === undefined ? [] : [dirname(dir)])])
      rmSync(gone, { recursive: true, force: true });
  }
}

function textOf({ leaks, unknown, unseen, failures, routes, classes, clocks, responses, bytes }: FullProof): string {
  const lines = [
    ...leaks.map(({ who, at, asked, where }) => `${say('leak', '泄漏')}  ${who}  ${at}  ${asked}\n      ${where}`),
    ...unknown.map((route) => say(`route without a policy: ${route}`, `没有访问策略的路由：${route}`)),
    ...failures.map((what) => say(`failed: ${what}`, `失败：${what}`)),
    ...unseen.map((thing) => say(`not met, though it may be seen: ${thing}`, `有权查看但未遇到：${thing}`)),
    `${routes} routes, ${classes} classes, ${clocks} clocks, ${responses} responses, ${bytes} bytes searched, ${leaks.length} leaks`,
  ];
  return `${lines.join('\n')}\n`;
}
