import fc from 'fast-check';
import Fastify from 'fastify';
import { expect, test } from 'vitest';
import { cleanLine, loggerOptions } from './log.ts';

test.each([
  ['/confirm?token=abc123&lang=zh', '/confirm?token=[hidden]&lang=zh'],
  ['/cb?code=abc&state=xyz', '/cb?code=[hidden]&state=[hidden]'],
  ['/x?%74oken=abc', '/x?%74oken=[hidden]'],
  ['/x?a=1&new_password=a%26b&b=2', '/x?a=1&new_password=[hidden]&b=2'],
  ['/tap/sync?QUERY=SELECT+code+FROM+t', '/tap/sync?QUERY=SELECT+code+FROM+t'],
  [`/api?x=lt_${'A'.repeat(43)}`, '/api?x=[hidden]'],
  ['postgres://lingtai:s3cret@db.example.org/x', 'postgres://lingtai:[hidden]@db.example.org/x'],
  ['got Bearer abcdefghijklmnop.q', 'got Bearer [hidden]'],
  ['eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJhIn0.c2ln', '[hidden]'],
])('%s', (text, shown) => {
  expect(JSON.parse(cleanLine(JSON.stringify({ text })))).toEqual({ text: shown });
});

test('whatever is logged stays one JSON object on one line, without signs that a terminal obeys', () => {
  const piece = fc.constantFrom(
    '?token=',
    '&code=',
    '"',
    '\\',
    '\u001b[2J',
    '\u009b2J',
    '\r\n',
    '\u2028',
    '\u202e',
    'a:b@',
    '://',
  );
  const text = fc.array(fc.oneof(piece, fc.string({ unit: 'binary', maxLength: 6 })), { maxLength: 8 });
  fc.assert(
    fc.property(text, (pieces) => {
      const line = cleanLine(`${JSON.stringify({ url: pieces.join('') })}\n`);
      expect(line).toMatch(/^[^\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]*\n$/u);
      expect(typeof (JSON.parse(line) as { url: string }).url).toBe('string');
    }),
    { numRuns: 200 },
  );
});

test('a failed request: its error with all causes, and nothing that hangs on it', async () => {
  const lines: string[] = [];
  const app = Fastify({ logger: loggerOptions('info', (line) => lines.push(line)) });
  app.get('/', async () => {
    const cause = Object.assign(new Error('inner'), { parameters: ['pw-canary-1'] });
    throw Object.assign(new Error('outer', { cause }), { headers: { cookie: 'pw-canary-2' }, detail: 'pw-canary-3' });
  });
  await app.inject({ url: '/?password=pw-canary-4', headers: { authorization: 'pw-canary-5', cookie: 'pw-canary-6' } });
  await app.close();
  const text = lines.join('');
  expect(text).toContain('outer');
  expect(text).toContain('inner');
  expect(text).toContain('/?password=[hidden]');
  expect(text).not.toContain('pw-canary');
});
