import { join, posix } from 'node:path';
import { packagesOf } from './rooms.ts';
import { at, type SourceFile, type SyntaxNode, sourcesBelow } from './source.ts';

/** Functions and classes that a package's index gives to others, without a doc comment right before them. */
export function undocumented(root: string): string[] {
  return packagesOf(root)
    .filter(({ folder }) => folder.startsWith('packages/'))
    .flatMap(({ folder }) => {
      const files = new Map(sourcesBelow(root, [posix.join(folder, 'src')]).map((file) => [file.path, file]));
      const index = files.get(posix.join(folder, 'src/index.ts'));
      return index ? exportedNames(index, files).flatMap(([file, name]) => nameFault(file, name)) : [];
    });
}

/** The files and names behind `export { … } from './file.ts'`. */
function exportedNames(index: SourceFile, files: ReadonlyMap<string, SourceFile>): (readonly [SourceFile, string])[] {
  return (index.program.body as unknown as readonly SyntaxNode[]).flatMap((node) => {
    const source = (node['source'] as { value?: string } | null | undefined)?.value;
    if (node.type !== 'ExportNamedDeclaration' || node['exportKind'] === 'type' || source === undefined) return [];
    const file = files.get(join(posix.dirname(index.path), source));
    const names = (node['specifiers'] as readonly { local: { name: string }; exportKind: string }[])
      .filter((part) => part.exportKind !== 'type')
      .map((part) => part.local.name);
    return file ? names.map((name) => [file, name] as const) : [];
  });
}

function nameFault(file: SourceFile, name: string): string[] {
  for (const node of file.program.body as unknown as readonly SyntaxNode[]) {
    if (node.type !== 'ExportNamedDeclaration') continue;
    const declaration = node['declaration'] as SyntaxNode | null;
    if (!declaration || !declares(declaration, name)) continue;
    const documented = file.comments.some(
      (comment) =>
        comment.type === 'Block' &&
        comment.value.startsWith('*') &&
        file.text.slice(comment.end, node.start).trim() === '',
    );
    // Overloads: the comment stands on the first.
    return documented ? [] : [`${at(file, node.start)}: ${name} is public and has no doc comment`];
  }
  return [];
}

function declares(declaration: SyntaxNode, name: string): boolean {
  const nameOf = (node: SyntaxNode): string => String((node['id'] as { name?: string } | null)?.name ?? '');
  if (['FunctionDeclaration', 'TSDeclareFunction', 'ClassDeclaration'].includes(declaration.type))
    return nameOf(declaration) === name;
  if (declaration.type !== 'VariableDeclaration') return false;
  return (declaration['declarations'] as readonly SyntaxNode[]).some(
    (one) =>
      nameOf(one) === name &&
      ['ArrowFunctionExpression', 'FunctionExpression'].includes((one['init'] as SyntaxNode | null)?.type ?? ''),
  );
}
