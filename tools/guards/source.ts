import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { type Comment, type Program, parseSync } from 'oxc-parser';

/** The repository. */
export const repository: string = resolve(import.meta.dirname, '../..');

/** A node of the syntax tree, as the guards look at it. */
export interface SyntaxNode {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [key: string]: unknown;
}

/** One TypeScript file: its text and what the parser made of it. */
export interface SourceFile {
  /** Relative to the tree, with `/`. */
  readonly path: string;
  readonly text: string;
  readonly program: Program;
  readonly comments: readonly Comment[];
}

const skipped = new Set(['node_modules', 'dist', 'coverage', 'out', '.git', '.tools', '.lingtai']);
const trees = [
  'packages',
  'services',
  'apps',
  'conformance',
  'bench',
  'tools',
  'surveys',
  'fixtures',
  'docs',
  'changes',
];

/** Every file below some folders of a tree (all rooms when none is named), sorted, without what tools made. */
export function filesBelow(root: string, folders: readonly string[] = trees): string[] {
  const files: string[] = [];
  const visit = (folder: string): void => {
    for (const entry of entriesOf(folder)) {
      if (entry.isDirectory() && !skipped.has(entry.name)) visit(join(folder, entry.name));
      else if (entry.isFile()) files.push(relative(root, join(folder, entry.name)).replaceAll('\\', '/'));
    }
  };
  for (const folder of folders) visit(join(root, folder));
  return files.sort();
}

function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

/** Parses every .ts and .tsx file below some folders of a tree. */
export function sourcesBelow(root: string, folders: readonly string[]): SourceFile[] {
  return filesBelow(root, folders)
    .filter((path) => /\.tsx?$/.test(path))
    .map((path) => {
      const text = readFileSync(join(root, path), 'utf8');
      const { program, comments, errors } = parseSync(path, text);
      if (errors.length > 0) throw new Error(`${path}: ${errors[0]?.message}`);
      return { path, text, program, comments };
    });
}

/** Calls `visit` with each node of a tree, parents before children. */
export function walk(root: unknown, visit: (node: SyntaxNode, parents: readonly SyntaxNode[]) => void): void {
  const parents: SyntaxNode[] = [];
  const step = (value: unknown): void => {
    if (Array.isArray(value)) {
      for (const one of value) step(one);
      return;
    }
    if (typeof value !== 'object' || value === null || typeof (value as SyntaxNode).type !== 'string') return;
    const node = value as SyntaxNode;
    visit(node, parents);
    parents.push(node);
    for (const child of Object.values(node)) if (typeof child === 'object') step(child);
    parents.pop();
  };
  step(root);
}

/** `path:line`, as editors open it. */
export function at(file: SourceFile, offset: number): string {
  return `${file.path}:${file.text.slice(0, offset).split('\n').length}`;
}

/** Whether a file holds tests, or helps only tests. */
export function isTestFile(path: string): boolean {
  return /\.(test|process)\.tsx?$/.test(path) || /\/src\/test\//.test(path) || /\/test-[^/]+\.ts$/.test(path);
}

/** The text of a string literal, or of a template with `${}` where values go; `undefined` for other nodes. */
export function literalText(node: SyntaxNode): string | undefined {
  if (node.type === 'Literal' && typeof node['value'] === 'string') return node['value'];
  if (node.type !== 'TemplateLiteral') return undefined;
  const quasis = node['quasis'] as readonly {
    readonly value: { readonly cooked: string | null; readonly raw: string };
  }[];
  // biome-ignore lint/suspicious/noTemplateCurlyInString: the mark of a hole
  return quasis.map((q) => q.value.cooked ?? q.value.raw).join('${}');
}

/** Runs a guard on a tree of planted files in a temporary folder, which is removed afterwards. */
export function withTree<T>(files: Readonly<Record<string, string>>, guard: (root: string) => T): T {
  const root = mkdtempSync(join(tmpdir(), 'lingtai-guard-'));
  try {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
    return guard(root);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}
