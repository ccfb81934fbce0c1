import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packagesOf } from './rooms.ts';

const exact = /^(workspace:\*|\d+\.\d+\.\d+(-[\w.]+)?)$/;
const prefixes: Readonly<Record<string, string>> = {
  packages: '@lingtai/',
  services: '@lingtai/service-',
  apps: '@lingtai/app-',
};

/** Names, licence, version and exact dependencies of every package.json. */
export function manifestFaults(root: string): string[] {
  const folders = ['.', ...packagesOf(root).map(({ folder }) => folder), 'conformance', 'bench', 'tools'];
  const found = folders.filter((folder) => existsSync(join(root, folder, 'package.json')));
  const versions = new Set<string>();
  const faults = found.flatMap((folder) => {
    const json = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8')) as Record<string, unknown>;
    versions.add(String(json['version']));
    const path = folder === '.' ? 'package.json' : `${folder}/package.json`;
    return [...faultsOf(folder, json), ...missingExports(join(root, folder), json)].map((fault) => `${path}: ${fault}`);
  });
  return versions.size > 1 ? [...faults, `package.json: several versions: ${[...versions].sort().join(', ')}`] : faults;
}

function missingExports(folder: string, json: Readonly<Record<string, unknown>>): string[] {
  return Object.values((json['exports'] as Record<string, string> | undefined) ?? {})
    .filter((file) => !existsSync(join(folder, file)))
    .map((file) => `exports ${file}, which is not there`);
}

function faultsOf(folder: string, json: Readonly<Record<string, unknown>>): string[] {
  const faults: string[] = [];
  const [room = '', name = ''] = folder.split('/');
  const wanted = folder === '.' ? 'lingtai' : name === '' ? `@lingtai/${room}` : `${prefixes[room]}${name}`;
  if (json['name'] !== wanted) faults.push(`the name is ${String(json['name'])}, not ${wanted}`);
  if (json['license'] !== 'GPL-3.0-or-later')
    faults.push(`the licence is ${String(json['license'])}, not GPL-3.0-or-later`);
  if (json['type'] !== 'module') faults.push('"type" is not "module"');
  for (const kind of ['dependencies', 'devDependencies', 'peerDependencies', 'optionalDependencies']) {
    for (const [dependency, version] of Object.entries((json[kind] as Record<string, string> | undefined) ?? {})) {
      if (!exact.test(version)) faults.push(`${dependency} is not pinned: ${version}`);
      if (dependency.startsWith('@lingtai/') && version !== 'workspace:*')
        faults.push(`${dependency} is not workspace:*`);
    }
  }
  for (const [path, file] of Object.entries((json['exports'] as Record<string, string> | undefined) ?? {})) {
    if (!/^\.\/(src\/[\w.-]+\.ts|[\w.-]+\.json)$/.test(file)) faults.push(`exports "${path}" from ${file}`);
  }
  return faults;
}
