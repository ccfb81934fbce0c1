import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { packagesOf, roomFaults } from './rooms.ts';
import { arrows, browserPackages, named, nodeOnlyFiles, rowOf, rows } from './rooms-table.ts';
import { repository, withTree } from './source.ts';

const pkg = (name: string, dependencies: string[] = [], exports = ['.']): string =>
  JSON.stringify({
    name: `@lingtai/${name}`,
    exports: Object.fromEntries(exports.map((path) => [path, './src/index.ts'])),
    dependencies: Object.fromEntries(dependencies.map((d) => [d, '1.0.0'])),
  });

/** Two packages; the first has one file with the given text. */
const faultsOf = (
  from: string,
  to: string,
  text: string,
  declared = [`@lingtai/${to}`],
  file = 'src/index.ts',
): string[] => {
  const folder = (name: string): string =>
    name.startsWith('service-')
      ? `services/${name.slice(8)}`
      : name.startsWith('app-')
        ? `apps/${name.slice(4)}`
        : `packages/${name}`;
  return withTree(
    {
      [`${folder(from)}/package.json`]: pkg(from, declared),
      [`${folder(from)}/${file}`]: text,
      [`${folder(to)}/package.json`]: pkg(to, [], ['.', './node']),
      [`${folder(to)}/src/index.ts`]: 'export {};',
    },
    roomFaults,
  );
};

test('every import goes down the table of rooms, is declared, and uses the exports', () => {
  expect(packagesOf(repository).length).toBeGreaterThan(15);
  expect(roomFaults(repository)).toEqual([]);
});

test('an import that points up is seen, in every form', () => {
  const forms = [
    "import { a } from '@lingtai/query';",
    "import type { A } from '@lingtai/query';",
    "export { a } from '@lingtai/query';",
    "export * from '@lingtai/query';",
    "export const a = await import('@lingtai/query');",
    "export type A = import('@lingtai/query').A;",
  ];
  for (const form of forms)
    expect(faultsOf('sky', 'query', form)).toEqual(['packages/sky/src/index.ts:1: points up: sky → query']);
  expect(faultsOf('query', 'sky', "import { a } from '@lingtai/sky';")).toEqual([]);
});

test('inside a row only the written arrows are allowed', () => {
  expect(faultsOf('service-dali', 'service-cone', "import '@lingtai/service-cone';")).toEqual([
    'services/dali/src/index.ts:1: no arrow inside the row "services": service-dali → service-cone',
  ]);
  expect(faultsOf('service-cone', 'service-dali', "import '@lingtai/service-dali';")).toEqual([]);
  expect(faultsOf('spectrum', 'fits', "import '@lingtai/fits/node';")).toEqual([]);
});

test('undeclared imports and reaching into another package are seen', () => {
  expect(faultsOf('query', 'sky', "import '@lingtai/sky';\nimport 'kysely';", [])).toEqual([
    'packages/query/src/index.ts:1: @lingtai/sky is not declared in packages/query/package.json',
    'packages/query/src/index.ts:2: kysely is not declared in packages/query/package.json',
  ]);
  expect(faultsOf('query', 'sky', "import '@lingtai/sky/src/angle.ts';\nimport '../../sky/src/angle.ts';")).toEqual([
    'packages/query/src/index.ts:1: @lingtai/sky does not export "./src/angle.ts"',
    'packages/query/src/index.ts:2: reaches out of the package: ../../sky/src/angle.ts',
  ]);
});

test('only apps choose engines and stores', () => {
  const store = "import { directoryStore } from '@lingtai/release';";
  expect(faultsOf('service-spectra', 'release', store)).toEqual([
    'services/spectra/src/index.ts:1: service-spectra chooses a store, directoryStore; only apps do',
  ]);
  expect(faultsOf('service-tap', 'engine-duckdb', "import '@lingtai/engine-duckdb';")).toEqual([
    'services/tap/src/index.ts:1: service-tap chooses an engine, engine-duckdb; only apps do',
  ]);
  expect(faultsOf('app-server', 'release', store)).toEqual([]);
  expect(faultsOf('service-spectra', 'release', store, undefined, 'src/find.test.ts')).toEqual([]);
});

test('the portal takes only types from services, the simulation only formats', () => {
  expect(faultsOf('app-portal', 'service-forms', "import type { A } from '@lingtai/service-forms';")).toEqual([]);
  expect(faultsOf('app-portal', 'service-forms', "import { a } from '@lingtai/service-forms';")).toHaveLength(1);
  expect(faultsOf('app-portal', 'adql', "import { a } from '@lingtai/adql';")).toEqual([]);
  expect(faultsOf('app-portal', 'query', "import { a } from '@lingtai/query';")).toHaveLength(1);
  expect(faultsOf('simulation', 'engine', "import { a } from '@lingtai/engine';")).toHaveLength(1);
});

test('the table, the packages and docs/architecture.md name the same things', () => {
  const text = readFileSync(join(repository, 'docs/architecture.md'), 'utf8');
  const names = packagesOf(repository).map((one) => one.name);
  for (const { name, folder } of packagesOf(repository)) {
    const shown = folder.startsWith('packages/') ? `\`${name}\`` : `\`${folder}\``;
    expect(text, `docs/architecture.md names ${shown}`).toContain(shown);
  }
  for (const row of rows) expect(text, `the row ${row.name}`).toContain(`| ${row.name} |`);
  for (const { from, to } of arrows) {
    if (names.some((name) => named(from, name)) && names.includes(to))
      expect(text, `the arrow ${from} → ${to}`).toContain(`\`${from}\` → \`${to}\``);
  }
  for (const name of browserPackages) expect(rowOf(name), name).toBeGreaterThan(0);
  for (const file of nodeOnlyFiles) expect(existsSync(join(repository, file)), file).toBe(true);
});
