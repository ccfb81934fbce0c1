import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { fail, nearest } from '@lingtai/diagnostics';
import { repositoryRoot } from '../program.ts';
import { printJson } from '../terminal.ts';

export interface BenchOptions {
  readonly rows?: number;
  readonly places?: number;
  readonly write?: boolean;
  readonly json?: boolean;
}

/** What every file of `bench/` exports: it measures, and gives its result as Markdown. */
export interface Benchmark {
  run(options: { rows?: number; places?: number; log: (line: string) => void }): Promise<string>;
}

const folder = join(repositoryRoot, 'bench');

export function benchmarkNames(): string[] {
  return readdirSync(folder)
    .filter((f) => f.endsWith('.ts') && !f.endsWith('.test.ts') && !f.startsWith('_'))
    .map((f) => f.slice(0, -3));
}

/** `lingtai bench NAME`: runs one benchmark, or all; with `--write` its part of bench/RESULTS.md is replaced. */
export async function benchCommand(name: string, options: BenchOptions): Promise<void> {
  const names = benchmarkNames();
  if (name !== 'all' && !names.includes(name)) {
    const text = {
      en: `There is no benchmark "${name}". There are: ${names.join(', ')}.`,
      zh: `没有名为“${name}”的基准测试。现有：${names.join('、')}。`,
    };
    throw fail('usage', 'BENCH-NAME', text, { nearest: nearest(name, names) });
  }
  for (const one of name === 'all' ? names : [name]) {
    const { run } = (await import(pathToFileURL(join(folder, `${one}.ts`)).href)) as Benchmark;
    const { rows, places } = options;
    const result = await run({
      ...(rows === undefined ? {} : { rows }),
      ...(places === undefined ? {} : { places }),
      log: (line) => process.stderr.write(`${line}\n`),
    });
    if (options.json) printJson({ name: one, markdown: result.trim() });
    else process.stdout.write(`${result.trim()}\n`);
    if (options.write) writeResult(one, result);
  }
}

/** Each benchmark owns the part of RESULTS.md between its two marks. */
function writeResult(name: string, result: string): void {
  const file = join(folder, 'RESULTS.md');
  const before = existsSync(file) ? readFileSync(file, 'utf8') : '# Results\n';
  const [open, close] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const part = `${open}\n${result.trim()}\n${close}`;
  const from = before.indexOf(open);
  const to = before.indexOf(close);
  const after =
    from >= 0 && to > from
      ? before.slice(0, from) + part + before.slice(to + close.length)
      : `${before.trimEnd()}\n\n${part}\n`;
  writeFileSync(file, after);
}
