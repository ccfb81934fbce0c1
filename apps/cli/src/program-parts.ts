// What the commands of all files have in common.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';

export const repositoryRoot: string = fileURLToPath(new URL('../../../', import.meta.url));

export function softwareVersion(): string {
  return (JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')) as { version: string })
    .version;
}

export const homeOption: readonly [flags: string, description: string, byDefault: string] = [
  '--home <dir>',
  'where the release store, the state and the work files live',
  '.lingtai',
];

/** Adds examples to the help of a command. */
export function example(command: Command, ...lines: string[]): Command {
  return command.addHelpText('after', `\nExamples:\n${lines.map((line) => `  $ ${line}`).join('\n')}`);
}
