import { readFileSync } from 'node:fs';
import { descriptorSchema, explainDescriptor, parseDescriptor } from '@lingtai/descriptor';
import { fail } from '@lingtai/diagnostics';
import { printDiagnostics, printJson, terminalLang } from '../terminal.ts';

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw fail(
      'not-found',
      'CHECK-FILE',
      { en: 'The descriptor cannot be read.', zh: '无法读取描述文件。' },
      { place: { file }, cause },
    );
  }
}

/** `lingtai check FILE…`: everything that is wrong with file, line and column (exit 1), or what would be served (exit 0). */
export function check(files: readonly string[], options: { json?: boolean }): void {
  const results = files.map((file) => ({ file, ...parseDescriptor(readText(file), { file }) }));
  if (options.json)
    printJson(
      results.map(({ file, descriptor, diagnostics }) => ({ file, valid: descriptor !== undefined, diagnostics })),
    );
  for (const { descriptor, diagnostics } of results) {
    printDiagnostics(diagnostics);
    if (descriptor && !options.json) process.stdout.write(`${explainDescriptor(descriptor, terminalLang())}\n`);
  }
  if (results.some((r) => !r.descriptor)) process.exitCode = 1;
}

/** `lingtai schema`: the JSON Schema of descriptors. */
export function schema(): void {
  printJson(descriptorSchema());
}
