import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { at, filesBelow, isTestFile, type SourceFile, type SyntaxNode, sourcesBelow, walk } from './source.ts';

const rooms = ['packages', 'services', 'apps', 'conformance', 'bench', 'tools'];

/** More lines than this are two subjects. Tests and tables of data may be longer. */
export const maxLines = 400;

/** Files that may be longer, each with its reason. */
export const longFiles: Readonly<Record<string, string>> = {
  'packages/units/src/ucd-words.ts': 'a table made from the IVOA list by packages/units/data/make-ucd-words.ts',
  'packages/engine/src/conformance-cases.ts': 'a table of cases that every engine passes',
};

/** Where `console` is the way to speak: terminals. */
const terminals = /^(apps\/cli|bench|conformance|tools)\//;

// Written in pieces, so that this file does not find itself.
const unfinished = new RegExp(`\\b(${['TO' + 'DO', 'FIX' + 'ME', 'X' + 'XX', 'HA' + 'CK'].join('|')})\\b`);
const machinePaths = new RegExp(
  [
    '(?<![\\w.])/wo' + 'rk/',
    '/tmp/bash' + '_jobs',
    '(?<![\\w.])/ro' + 'ot/[\\w.]',
    'registry\\.npm' + 'js',
    'npm' + 'mirror',
  ].join('|'),
);
const switchedOff = new RegExp(`@ts-(${['ig' + 'nore', 'no' + 'check'].join('|')})\\b`);

/** Unfinished places, skipped or lonely tests, `any`, switched-off checks, console, machine paths, files too long. */
export function houseFaults(root: string): string[] {
  return [...sourcesBelow(root, rooms).flatMap(sourceFaults), ...textFaults(root)];
}

function sourceFaults(file: SourceFile): string[] {
  const faults: string[] = [];
  const add = (offset: number, what: string): unknown => faults.push(`${at(file, offset)}: ${what}`);
  for (const comment of file.comments) {
    const word = unfinished.exec(comment.value)?.[0] ?? switchedOff.exec(comment.value)?.[0];
    if (word !== undefined) add(comment.start, word);
  }
  walk(file.program, (node) => {
    if (node.type === 'TSAnyKeyword') add(node.start, 'any');
    if (node.type === 'MemberExpression') memberFault(file, node, add);
  });
  const lines = file.text.trimEnd().split('\n').length;
  if (lines > maxLines && !isTestFile(file.path) && !(file.path in longFiles))
    faults.push(`${file.path}:1: ${lines} lines; at most ${maxLines}`);
  return faults;
}

function memberFault(file: SourceFile, node: SyntaxNode, add: (offset: number, what: string) => unknown): void {
  const name = (part: unknown): string => String((part as { name?: string } | undefined)?.name ?? '');
  const [object, property] = [name(node['object']), name(node['property'])];
  const inner = (node['object'] as SyntaxNode)['object'];
  const suite = ['test', 'it', 'describe', 'suite'].some((word) => word === object || word === name(inner));
  if (suite && ['only', 'skip', 'todo', 'fails'].includes(property)) add(node.start, `${object}.${property}`);
  if (object === 'console' && !terminals.test(file.path) && !isTestFile(file.path))
    add(node.start, `console.${property}`);
}

const texts = /\.(tsx?|mjs|js|json|md|ya?ml|sh|css|html|py|sql|txt|svg)$|(^|\/)(Dockerfile|lingtai|test)$/;
const topFiles = [
  'lingtai',
  'test',
  'README.md',
  'README.zh.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  'NOTICE',
  'package.json',
  '.ci/run',
];

/** Paths of the machine that it was written on, in any file that people read or run. */
function textFaults(root: string): string[] {
  return [...filesBelow(root), ...topFiles].flatMap((path) => {
    if (!texts.test(path) && !topFiles.includes(path)) return [];
    const text = readIfThere(join(root, path));
    if (!machinePaths.test(text)) return [];
    return text
      .split('\n')
      .flatMap((line, index) =>
        machinePaths.test(line) ? [`${path}:${index + 1}: ${machinePaths.exec(line)?.[0]}`] : [],
      );
  });
}

function readIfThere(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  }
}
