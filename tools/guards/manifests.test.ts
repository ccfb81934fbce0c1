import { expect, test } from 'vitest';
import { manifestFaults } from './manifests.ts';
import { repository, withTree } from './source.ts';

test('every package.json has its name, the licence and exact versions', () => {
  expect(manifestFaults(repository)).toEqual([]);
});

test('a wrong name, licence, version or dependency is seen', () => {
  const root = { name: 'lingtai', version: '1.0.0', license: 'GPL-3.0-or-later', type: 'module' };
  const bad = {
    name: '@lingtai/cone',
    version: '1.0.1',
    license: 'MIT',
    exports: { '.': './dist/index.js' },
    dependencies: { fastify: '^5.0.0', '@lingtai/sky': '1.0.0' },
  };
  const good = { ...root, name: '@lingtai/sky', dependencies: { a: '1.0.0-beta.1', '@lingtai/units': 'workspace:*' } };
  const files = {
    'package.json': JSON.stringify(root),
    'services/cone/package.json': JSON.stringify(bad),
    'packages/sky/package.json': JSON.stringify(good),
  };
  expect(withTree(files, manifestFaults)).toEqual([
    'services/cone/package.json: the name is @lingtai/cone, not @lingtai/service-cone',
    'services/cone/package.json: the licence is MIT, not GPL-3.0-or-later',
    'services/cone/package.json: "type" is not "module"',
    'services/cone/package.json: fastify is not pinned: ^5.0.0',
    'services/cone/package.json: @lingtai/sky is not workspace:*',
    'services/cone/package.json: exports "." from ./dist/index.js',
    'services/cone/package.json: exports ./dist/index.js, which is not there',
    'package.json: several versions: 1.0.0, 1.0.1',
  ]);
});
