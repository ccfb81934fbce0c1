import { posix } from 'node:path';
import { importsOf } from './rooms.ts';
import { browserPackages, nodeOnlyFiles } from './rooms-table.ts';
import { at, isTestFile, sourcesBelow, walk } from './source.ts';

const nodeNames = new Set(['process', 'Buffer', '__dirname', '__filename', 'NodeJS', 'require']);

/** Node modules, names and types in packages that run in the browser too; tests and files for Node only are free. */
export function browserFaults(root: string): string[] {
  const folders = browserPackages.map((name) => `packages/${name}/src`);
  return sourcesBelow(root, folders).flatMap((file) => {
    if (isTestFile(file.path) || nodeOnlyFiles.includes(file.path)) return [];
    const faults = importsOf(file)
      .filter(({ specifier }) => specifier.startsWith('node:'))
      .map(({ specifier, offset }) => `${at(file, offset)}: ${specifier} in a package that runs in the browser`);
    for (const { specifier, offset } of importsOf(file)) {
      const target = specifier.startsWith('.') ? posix.join(posix.dirname(file.path), specifier) : specifier;
      if (nodeOnlyFiles.includes(target)) faults.push(`${at(file, offset)}: ${specifier} is for Node only`);
      if (/^@lingtai\/[a-z-]+\/node$/.test(specifier))
        faults.push(`${at(file, offset)}: ${specifier} is for Node only`);
    }
    walk(file.program, (node, parents) => {
      if (node.type !== 'Identifier' || !nodeNames.has(String(node['name']))) return;
      const parent = parents.at(-1);
      const isName =
        parent && ['property', 'key', 'label'].some((key) => parent[key] === node) && parent['computed'] !== true;
      if (!isName) faults.push(`${at(file, node.start)}: ${String(node['name'])} exists in Node only`);
    });
    return faults;
  });
}
