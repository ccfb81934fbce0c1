import { posix } from 'node:path';
import { importsOf } from './rooms.ts';
import { at, literalText, type SourceFile, type SyntaxNode, sourcesBelow, walk } from './source.ts';

const rooms = ['packages', 'services', 'apps', 'conformance', 'bench', 'tools'];
const asserting = /^(expect|assert\w*|fc)$/;

/** Tests that cannot fail: no `expect`, `assert` or `throw`, neither in them nor in a helper that they call. */
export function emptyTests(root: string): string[] {
  const files = sourcesBelow(root, rooms);
  const byPath = new Map(files.map((file) => [file.path, file]));
  return files
    .filter((file) => /\.test\.tsx?$/.test(file.path))
    .flatMap((file) => {
      const helpers = new Set([...localHelpers(file), ...importedHelpers(file, byPath)]);
      return testsOf(file)
        .filter(({ body }) => !throws(body) && !mentions(body, (name) => asserting.test(name) || helpers.has(name)))
        .map(({ name, body }) => `${at(file, body.start)}: the test "${name}" expects nothing`);
    });
}

/** Calls of `test` and `it`, with `.each(…)`, `.skipIf(…)` and the like. */
function testsOf(file: SourceFile): { name: string; body: SyntaxNode }[] {
  const found: { name: string; body: SyntaxNode }[] = [];
  walk(file.program, (node, parents) => {
    if (node.type !== 'CallExpression' || !/^(test|it)\b/.test(rootName(node['callee']))) return;
    if (parents.some(isSuite)) return;
    const parts = node['arguments'] as readonly SyntaxNode[];
    const body = parts.find(
      (part) =>
        ['ArrowFunctionExpression', 'FunctionExpression', 'Identifier', 'CallExpression'].includes(part.type) &&
        part !== parts[0],
    );
    if (body) found.push({ name: parts[0] ? (literalText(parts[0]) ?? '…') : '…', body });
  });
  return found;
}

/** `for (const { name, run } of objectStoreCases)`: the cases of a conformance suite throw when they are not met. */
function isSuite(node: SyntaxNode): boolean {
  return node.type === 'ForOfStatement' && String((node['right'] as { name?: string }).name).endsWith('Cases');
}

/** `test` of `test.skipIf(x).each(y)`. */
function rootName(callee: unknown): string {
  const node = callee as SyntaxNode | undefined;
  if (node?.type === 'MemberExpression') return rootName(node['object']);
  if (node?.type === 'CallExpression') return rootName(node['callee']);
  return String(node?.['name'] ?? '');
}

function throws(node: unknown): boolean {
  let found = false;
  walk(node, (one) => {
    if (one.type === 'ThrowStatement') found = true;
  });
  return found;
}

function mentions(node: unknown, fits: (name: string) => boolean): boolean {
  let found = false;
  walk(node, (one) => {
    if (one.type === 'Identifier' && fits(String(one['name']))) found = true;
  });
  return found;
}

/** Functions of the file that expect something, themselves or through others of the file. */
function localHelpers(file: SourceFile): Set<string> {
  const functions: { name: string; node: SyntaxNode }[] = [];
  walk(file.program, (node) => {
    const name = String((node['id'] as { name?: string } | null | undefined)?.name ?? '');
    const init = node.type === 'VariableDeclarator' ? (node['init'] as SyntaxNode | null)?.type : undefined;
    if (node.type === 'FunctionDeclaration' || init === 'ArrowFunctionExpression' || init === 'FunctionExpression')
      functions.push({ name, node });
  });
  const helpers = new Set<string>();
  for (let before = -1; before !== helpers.size; ) {
    before = helpers.size;
    for (const { name, node } of functions)
      if (mentions(node, (word) => asserting.test(word) || (word !== name && helpers.has(word)))) helpers.add(name);
  }
  return helpers;
}

/** Names from files beside the test that expect something. */
function importedHelpers(file: SourceFile, byPath: ReadonlyMap<string, SourceFile>): string[] {
  return importsOf(file).flatMap(({ specifier, names }) => {
    const from = specifier.startsWith('.') ? byPath.get(posix.join(posix.dirname(file.path), specifier)) : undefined;
    return from && mentions(from.program, (name) => asserting.test(name)) ? names : [];
  });
}
