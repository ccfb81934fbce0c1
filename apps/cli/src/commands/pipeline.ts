import { fail } from '@lingtai/diagnostics';
import { addressText, parseAddress } from '@lingtai/release';
import { dateOption } from '../date-option.ts';
import { ownersText } from '../owners-text.ts';
import { buildStep, ingestStep, publishStep, readDescriptor, verifyStep } from '../pipeline.ts';
import { namesOf, stepsText } from '../steps-text.ts';
import { printJson, progressBar, terminalLang } from '../terminal.ts';
import { say } from './with-state.ts';

interface Common {
  readonly home: string;
  readonly json?: boolean;
}

/** Runs a long step with a progress bar; Ctrl-C stops it between two durable steps, and running again finishes it. */
async function withProgress<T>(
  run: (report: (fraction: number, label: string) => void, signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const bar = progressBar();
  const abort = new AbortController();
  const stop = () => abort.abort();
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  try {
    return await run(bar, abort.signal);
  } finally {
    bar.done();
    process.off('SIGINT', stop);
    process.off('SIGTERM', stop);
  }
}

export async function ingestCommand(
  descriptorFile: string,
  options: Common & { readonly from: string; readonly release?: { release: string; version: string } },
): Promise<void> {
  const { descriptor } = readDescriptor(descriptorFile);
  const wanted = options.release ?? onlyRelease(descriptorFile);
  const report = await withProgress((progress, signal) =>
    ingestStep({ home: options.home, descriptorFile, inputDir: options.from, ...wanted }, progress, signal),
  );
  if (options.json) return printJson(report);
  const zh = terminalLang() === 'zh';
  for (const source of report.sources) {
    const { of, name, read, accepted, rejected } = source;
    process.stdout.write(
      zh
        ? `${of} ${name}：读取 ${read}，接受 ${accepted}，拒绝 ${rejected}\n`
        : `${of} ${name}: read ${read}, taken ${accepted}, refused ${rejected}\n`,
    );
    for (const reason of source.reasons)
      process.stdout.write(
        `  ${reason.count} × ${reason.code}: ${reason.text[terminalLang()]} ${reason.examples[0] ?? ''}\n`,
      );
  }
  process.stdout.write(`./lingtai build ${descriptor.id}/${wanted.release}/${wanted.version} --home ${options.home}\n`);
}

function onlyRelease(file: string): { release: string; version: string } {
  const { releases } = readDescriptor(file).descriptor;
  const [only, ...more] = releases;
  if (only && more.length === 0) return only;
  const names = releases.map((r) => `${r.release}/${r.version}`).join(', ');
  throw fail('usage', 'CLI-RELEASE', {
    en: `The descriptor has several releases; name one with --release: ${names}.`,
    zh: `描述文件中有多个发布；请用 --release 指定：${names}。`,
  });
}

export async function buildCommand(address: string, options: Common & { readonly packSize: number }): Promise<void> {
  const at = parseAddress(address);
  const built = await withProgress((progress, signal) =>
    buildStep(options.home, at, options.packSize, progress, signal),
  );
  const { totals } = built.manifest;
  if (options.json)
    return printJson({ address: addressText(at), digest: built.digest, created: built.created, totals });
  const { files, rows, products, sizeBytes } = totals;
  process.stdout.write(`${addressText(at)}  ${built.digest}\n`);
  say(
    `${files} files, ${rows} rows, ${products} products, ${sizeBytes} bytes${built.created ? '' : ' (was there already)'}`,
    `${files} 个文件，${rows} 行，${products} 个产品文件，${sizeBytes} 字节${built.created ? '' : '（此前已有）'}`,
  );
}

export async function publishCommand(
  address: string,
  options: Common & { readonly audience?: string; readonly from?: string },
): Promise<void> {
  const at = parseAddress(address);
  const from = options.from === undefined ? undefined : dateOption('--from', options.from);
  const { publication, created, owners } = await publishStep(options.home, at, {
    ...(options.audience === undefined ? {} : { audience: namesOf(options.audience) }),
    ...(from ? { from } : {}),
  });
  if (options.json) return printJson({ ...publication, created, owners });
  if (created) say(`${addressText(at)} is published`, `${addressText(at)} 已发布`);
  else say(`${addressText(at)} had been published; nothing is changed`, `${addressText(at)} 此前已发布，未作更改`);
  process.stdout.write(`${stepsText(publication.access)}${publication.digest}\n${ownersText(owners)}`);
}

/** Exit code 1 when anything is damaged. */
export async function verifyCommand(address: string, options: Common): Promise<void> {
  const report = await withProgress((progress, signal) =>
    verifyStep(options.home, parseAddress(address), progress, signal),
  );
  if (report.damages.length > 0) process.exitCode = 1;
  if (options.json) return printJson(report);
  for (const { path, kind, text, places } of report.damages) {
    process.stdout.write(
      `${kind}  ${path}: ${text[terminalLang()]}${places.length === 0 ? '' : ` (${places.slice(0, 5).join('; ')})`}\n`,
    );
  }
  const { filesRead, bytesRead, damages } = report;
  say(
    `${filesRead} files, ${bytesRead} bytes read, ${damages.length} damaged`,
    `读取 ${filesRead} 个文件、${bytesRead} 字节，损坏 ${damages.length} 处`,
  );
  process.stdout.write(`${report.digest}\n`);
}
