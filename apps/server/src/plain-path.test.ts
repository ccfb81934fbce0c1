import { expect, test } from 'vitest';
import { plainPath } from './plain-path.ts';

test.each([
  ['/', '/'],
  ['//', '/'],
  ['/tap/', '/tap'],
  ['/tap//sync?QUERY=a//b/', '/tap/sync?QUERY=a//b/'],
  ['/demo/dr1/v1///', '/demo/dr1/v1'],
  ['/a?next=/b/', '/a?next=/b/'],
  ['/?lang=zh', '/?lang=zh'],
  ['/docs/api', '/docs/api'],
])('%s is read as %s', (url, plain) => {
  expect(plainPath(url)).toBe(plain);
});
