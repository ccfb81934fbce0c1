import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { arrows, chosenInApps, named, narrowed, rowOf, rows } from './rooms-table.ts';
import { at, isTestFile, literalText, type SourceFile, type SyntaxNode, sourcesBelow, walk } from './source.ts';

/** A package of the workspace. */
export interface Package {
  /** Without `@lingtai/`. */
  readonly name: string;
  /** Relative to the tree. */
  readonly folder: string;
  readonly dependencies: ReadonlySet<string>;
  readonly devDependencies: ReadonlySet<string>;
  readonly exports: readonly string[];
}

/** One import of a file: what it names, whether only types come from it, and the names taken. */
export interface Import {
  readonly specifier: string;
  readonly typeOnly: boolean;
  readonly names: readonly string[];
  readonly offset: number;
}

const scope = '@lingtai/';

/** Every package below packages, services and apps. */
export function packagesOf(root: string): Package[] {
  return ['packages', 'services', 'apps'].flatMap((room) =>
    (existsSync(join(root, room)) ? readdirSync(join(root, room)) : [])
      .map((name) => `${room}/${name}`)
      .filter((folder) => existsSync(join(root, folder, 'package.json')))
      .sort()
      .map((folder) => readPackage(root, folder)),
  );
}

function readPackage(root: string, folder: string): Package {
  const json = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8')) as Record<string, unknown>;
  const keys = (name: string): string[] => Object.keys((json[name] as object | undefined) ?? {});
  return {
    name: String(json['name']).replace(scope, ''),
    folder,
    dependencies: new Set([...keys('dependencies'), ...keys('peerDependencies')]),
    devDependencies: new Set(keys('devDependencies')),
    exports: keys('exports'),
  };
}

/** Static, re-exporting, type and dynamic imports of a file; a dynamic one whose address is computed is not known. */
export function importsOf(file: SourceFile): Import[] {
  const found: Import[] = [];
  walk(file.program, (node) => {
    const source = node['source'] as SyntaxNode | null | undefined;
    if (
      !source ||
      ![
        'ImportDeclaration',
        'ExportNamedDeclaration',
        'ExportAllDeclaration',
        'ImportExpression',
        'TSImportType',
      ].includes(node.type)
    )
      return;
    const specifier = literalText(source);
    if (specifier === undefined) return;
    const parts = (node['specifiers'] as readonly SyntaxNode[] | undefined) ?? [];
    const kinds = parts.map((part) => part['importKind'] ?? part['exportKind']);
    const whole = node.type === 'TSImportType' || node['importKind'] === 'type' || node['exportKind'] === 'type';
    const names = parts.map((part) =>
      String(((part['imported'] ?? part['local']) as { name?: string } | undefined)?.name ?? '*'),
    );
    found.push({
      specifier,
      typeOnly: whole || (kinds.length > 0 && kinds.every((kind) => kind === 'type')),
      names,
      offset: node.start,
    });
  });
  return found;
}

/** Imports that point up, reach into another package, or are not declared; engines and stores chosen outside apps. */
export function roomFaults(root: string): string[] {
  const packages = packagesOf(root);
  const faults = packages
    .filter((one) => rowOf(one.name) < 0)
    .map((one) => `${one.folder}: the package ${one.name} stands in no row of tools/guards/rooms-table.ts`);
  for (const from of packages.filter((one) => rowOf(one.name) >= 0)) {
    for (const file of sourcesBelow(root, [from.folder])) {
      for (const one of importsOf(file)) {
        const fault = importFault(from, file, one, packages);
        if (fault !== undefined) faults.push(`${at(file, one.offset)}: ${fault}`);
      }
    }
  }
  return faults;
}

function importFault(from: Package, file: SourceFile, one: Import, packages: readonly Package[]): string | undefined {
  const { specifier } = one;
  if (specifier.startsWith('.')) {
    const target = normalize(join(dirname(file.path), specifier));
    return target.startsWith(`${from.folder}/`) ? undefined : `reaches out of the package: ${specifier}`;
  }
  if (specifier.startsWith('node:')) return undefined;
  const packageName = specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
  // vitest and fast-check are declared once, at the root.
  const forTests = ['vitest', 'vite', '@vitejs/plugin-react', 'fast-check'];
  const test = isTestFile(file.path) || /\/vite\.config\.ts$/.test(file.path);
  const declared =
    from.dependencies.has(packageName) ||
    (test && (from.devDependencies.has(packageName) || forTests.includes(packageName)));
  if (!packageName.startsWith(scope))
    return declared ? undefined : `${packageName} is not declared in ${from.folder}/package.json`;
  const name = packageName.slice(scope.length);
  const to = packages.find((p) => p.name === name);
  if (!to) return `there is no package ${packageName}`;
  if (name === from.name) return `imports its own package by name: ${specifier}`;
  const path = `.${specifier.slice(packageName.length)}`;
  if (!to.exports.includes(path)) return `${packageName} does not export "${path}"`;
  return (
    directionFault(from.name, name, one, test) ??
    (declared ? undefined : `${packageName} is not declared in ${from.folder}/package.json`)
  );
}

function directionFault(from: string, to: string, one: Import, test: boolean): string | undefined {
  const [upper, lower] = [rowOf(from), rowOf(to)];
  const arrow = arrows.some((a) => named(a.from, from) && named(a.to, to));
  if (lower <= upper && !arrow) {
    return lower === upper
      ? `no arrow inside the row "${rows[upper]?.name}": ${from} → ${to}`
      : `points up: ${from} → ${to}`;
  }
  if (test) return undefined;
  const rowName = rows[lower]?.name ?? '';
  const limits = narrowed[from];
  if (limits && !limits.rows.includes(rowName) && !limits.packages?.includes(to)) {
    if (!limits.types?.includes(rowName)) return `${from} may not import ${to}: only of ${limits.rows.join(' and ')}`;
    if (!one.typeOnly) return `${from} may import types only of ${to}`;
  }
  return upper === 0 || arrow ? undefined : chosenFault(from, to, one);
}

function chosenFault(from: string, to: string, one: Import): string | undefined {
  if (chosenInApps.packages.some((pattern) => named(pattern, to)))
    return `${from} chooses an engine, ${to}; only apps do`;
  const store = chosenInApps.names.find(([owner, name]) => owner === to && one.names.includes(name));
  return store && `${from} chooses a store, ${store[1]}; only apps do`;
}
