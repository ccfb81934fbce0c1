import fc from 'fast-check';
import { expect, test } from 'vitest';
import { safeRedirect } from './safe-redirect.ts';

test.each([
  ['/', '/'],
  ['/sql', '/sql'],
  ['/demo/dr1/v1?lang=zh#rows', '/demo/dr1/v1?lang=zh#rows'],
  ['/search?next=https://example.org', '/search?next=https://example.org'],
  ['/星表?名=天狼', '/%E6%98%9F%E8%A1%A8?%E5%90%8D=%E5%A4%A9%E7%8B%BC'],
  ['/a/../b', '/b'],
])('%s is of this site: %s', (path, target) => expect(safeRedirect(path, '/home')).toBe(target));

test.each([
  '//evil.example',
  '///evil.example',
  '/\\evil.example',
  '\\\\evil.example',
  '/a\\..\\..\\\\evil.example',
  'https://evil.example',
  'https:evil.example',
  'javascript:alert(1)',
  'data:text/html,x',
  'evil.example',
  '',
  ' /sql',
  '/\t/evil.example',
  '/\n/evil.example',
  '\t//evil.example',
  '/sql\r\nSet-Cookie: a=b',
  '/\u0000/evil.example',
  '/\u0085/evil.example',
  '/.//evil.example',
  '/a/..//evil.example',
  '/%2e//evil.example',
  '/\ud800',
  `/${'a'.repeat(3000)}`,
  undefined,
  null,
])('%j is not followed', (path) => expect(safeRedirect(path, '/home')).toBe('/home'));

test('whatever is given, a browser on this site stays on it', () => {
  const piece = fc.constantFrom(
    '/',
    '\\',
    '.',
    '..',
    '%2e',
    '%2f',
    '\t',
    '\n',
    ':',
    '@',
    '?',
    '#',
    'https:',
    'evil.example',
  );
  const path = fc.oneof(
    fc.array(piece, { maxLength: 8 }).map((parts) => parts.join('')),
    fc.string({ unit: 'binary', maxLength: 12 }),
  );
  const site = 'https://data.example.org';
  fc.assert(
    fc.property(path, (text) => {
      const target = safeRedirect(`/${text}`);
      // A header holds Latin 1 and no controls; a browser reads it against the page's address (RFC 9110, section 10.2.2).
      expect(target).toMatch(/^\/[\x21-\x7e]*$/);
      expect(new URL(target, `${site}/sign-in`).origin).toBe(site);
      expect(safeRedirect(target)).toBe(target);
    }),
    { numRuns: 600 },
  );
});
