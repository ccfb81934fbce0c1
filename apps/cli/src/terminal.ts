import { type Diagnostic, diagnosticLine, fail, fileReason, type Lang, LingtaiError } from '@lingtai/diagnostics';

/** The language of the terminal, from the environment as every program does. */
export function terminalLang(env: NodeJS.ProcessEnv = process.env): Lang {
  const locale = env['LC_ALL'] || env['LC_MESSAGES'] || env['LANG'] || '';
  return locale.toLowerCase().startsWith('zh') ? 'zh' : 'en';
}

/** Diagnostics on standard error, one line each. */
export function printDiagnostics(diagnostics: readonly Diagnostic[]): void {
  for (const diagnostic of diagnostics) process.stderr.write(`${diagnosticLine(diagnostic, terminalLang())}\n`);
}

/** An error of the system about a file (`EACCES` with its path), said for a person; any other error as it is. */
export function explainedFault(error: unknown): unknown {
  const { code, path } = (error ?? {}) as NodeJS.ErrnoException;
  const reason = fileReason(code);
  if (!reason || typeof path !== 'string') return error;
  return fail(
    'unavailable',
    'CLI-DISK',
    { en: `The file or folder cannot be used: ${reason.en}.`, zh: `无法使用该文件或文件夹：${reason.zh}。` },
    { place: { file: path }, cause: error },
  );
}

/** What went wrong, for a person; with `LINGTAI_DEBUG=1` for a developer. Never a stack trace otherwise. */
export function reportError(error: unknown): void {
  if (error instanceof LingtaiError) printDiagnostics(error.diagnostics);
  else
    process.stderr.write(
      `${terminalLang() === 'zh' ? '灵台内部错误：' : 'Lingtai failed: '}${error instanceof Error ? error.message : String(error)}\n`,
    );
  if (process.env['LINGTAI_DEBUG'] === '1' && error instanceof Error) process.stderr.write(`${error.stack}\n`);
}

/** One JSON document on standard output; bigint as decimal strings. */
export function printJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value, (_, v: unknown) => (typeof v === 'bigint' ? String(v) : v), 2)}\n`);
}

export type ProgressReport = (fraction: number, label: string) => void;

/**
 * Progress on standard error: a bar that redraws itself on a terminal, a line for each new label and each tenth elsewhere.
 */
export function progressBar(out: NodeJS.WriteStream = process.stderr): ProgressReport & { done(): void } {
  const started = Date.now();
  let lastLabel = '';
  let lastTenth = -1;
  let lastDraw = 0;
  const report = (fraction: number, label: string): void => {
    const share = Math.min(1, Math.max(0, fraction));
    const seconds = (Date.now() - started) / 1000;
    if (out.isTTY) {
      if (label === lastLabel && share < 1 && Date.now() - lastDraw < 80) return;
      lastDraw = Date.now();
      const filled = Math.round(share * 30);
      const bar = `${'█'.repeat(filled)}${'░'.repeat(30 - filled)}`;
      if (label !== lastLabel && lastLabel !== '') out.write('\n');
      out.write(`\r\x1b[K${bar} ${(share * 100).toFixed(0).padStart(3)} %  ${seconds.toFixed(0)} s  ${label}`);
      lastLabel = label;
      return;
    }
    const tenth = Math.floor(share * 10);
    if (label === lastLabel && tenth === lastTenth) return;
    lastLabel = label;
    lastTenth = tenth;
    out.write(`[${seconds.toFixed(0).padStart(4)} s] ${(share * 100).toFixed(0).padStart(3)} %  ${label}\n`);
  };
  const done = (): void => {
    if (out.isTTY && lastLabel !== '') out.write('\n');
    lastLabel = '';
  };
  return Object.assign(report, { done });
}
