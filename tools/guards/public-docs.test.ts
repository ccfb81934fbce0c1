import { expect, test } from 'vitest';
import { undocumented } from './public-docs.ts';
import { repository, withTree } from './source.ts';

test('what a package gives to others is documented', () => {
  expect(undocumented(repository)).toEqual([]);
});

test('a function, class or arrow without a doc comment is seen', () => {
  const file = [
    '/** Said. */',
    'export function a(): void {}',
    'export function b(): void {}',
    '// not a doc comment',
    'export class C {}',
    'export const d = (): void => {};',
    'export const e = 1;',
    'export function inner(): void {}',
  ].join('\n');
  const files = {
    'packages/sky/package.json': JSON.stringify({ name: '@lingtai/sky' }),
    'packages/sky/src/index.ts': "export { a, b, C, d, e } from './file.ts';\nexport type { F } from './file.ts';",
    'packages/sky/src/file.ts': file,
  };
  expect(withTree(files, undocumented)).toEqual([
    'packages/sky/src/file.ts:3: b is public and has no doc comment',
    'packages/sky/src/file.ts:5: C is public and has no doc comment',
    'packages/sky/src/file.ts:6: d is public and has no doc comment',
  ]);
});
