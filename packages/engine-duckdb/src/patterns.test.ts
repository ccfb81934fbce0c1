import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { engineError } from './errors.ts';
import { openHardened } from './index.ts';
import { patternFunctions } from './patterns.ts';

let instance: DuckDBInstance;
let connection: DuckDBConnection;
beforeAll(async () => {
  instance = await openHardened({ allowedDirectories: [] });
  connection = await instance.connect();
});
afterAll(() => {
  connection.closeSync();
  instance.closeSync();
});

const parameter = (n: number): string => `CAST($${n} AS VARCHAR)`;

/** The value of an SQL condition on texts: `$1`, `$2` … */
async function truth(condition: string, texts: readonly string[]): Promise<unknown> {
  const statement = await connection.prepare(`SELECT ${condition}`);
  for (const [i, text] of texts.entries()) statement.bindVarchar(i + 1, text);
  return (await statement.runAndReadAll()).getRows()[0]![0];
}

const filled = (name: string, args: readonly string[]): string =>
  args.reduce((text, arg, i) => text.replaceAll(`{${i}}`, () => arg), patternFunctions[name]!);
const ours = (name: string, count: number): string =>
  filled(
    name,
    Array.from({ length: count }, (_, i) => parameter(i + 1)),
  );

const text = fc.string({
  unit: fc.constantFrom('a', 'B', 'b', '.', '\\', '太', '\n', '[', '}', '$', '^'),
  maxLength: 8,
});
const pattern = fc.string({
  unit: fc.constantFrom('%', '%', '_', 'a', 'B', '.', '\\', '太', '*', '(', '[', '}', '$'),
  maxLength: 9,
});

// DuckDB's own operators are the expectation: on short texts they are right, only slow on long ones.
test.each([
  ['like', 'LIKE'],
  ['ilike', 'ILIKE'],
] as const)('%s says of short texts what DuckDB says', async (name, operator) => {
  await fc.assert(
    fc.asyncProperty(text, pattern, async (value, like) => {
      const expected = await truth(`${parameter(1)} ${operator} ${parameter(2)}`, [value, like]);
      expect(await truth(ours(name, 2), [value, like])).toBe(expected);
    }),
    { numRuns: 200 },
  );
});

test.each([
  ['like/3', 'LIKE'],
  ['ilike/3', 'ILIKE'],
] as const)('%s too, with wildcards that are escaped', async (name, operator) => {
  // After the escape stands a wildcard or itself; everything else is an error or the engine's own matter.
  const piece = fc.constantFrom('!%', '!_', '!!', '%', '%', '_', 'a', 'B', '.');
  const escaped = fc.array(piece, { maxLength: 7 }).map((pieces) => pieces.join(''));
  const value = fc.string({ unit: fc.constantFrom('a', 'b', '!', '%', '_', '.'), maxLength: 7 });
  await fc.assert(
    fc.asyncProperty(value, escaped, async (some, like) => {
      const expected = await truth(`${parameter(1)} ${operator} ${parameter(2)} ESCAPE ${parameter(3)}`, [
        some,
        like,
        '!',
      ]);
      expect(await truth(ours(name, 3), [some, like, '!'])).toBe(expected);
    }),
    { numRuns: 200 },
  );
});

// DuckDB's own LIKE goes back at each wildcard: these would take longer than the age of the universe.
test('no pattern takes long, whatever the text', async () => {
  const long = 'a'.repeat(200_000);
  const started = performance.now();
  for (const name of ['like', 'ilike']) {
    for (const like of [`${'%a'.repeat(100)}%b`, `${'%a_'.repeat(100)}%b`, `${'_%'.repeat(400)}b`])
      expect(await truth(ours(name, 2), [long, like])).toBe(false);
  }
  expect(await truth(ours('like/3', 3), [long, `${'%a!%'.repeat(50)}%b`, '!'])).toBe(false);
  expect(performance.now() - started).toBeLessThan(20_000);
});

test('a pattern that is too long is refused in plain words; a long text without wildcards is compared', async () => {
  const long = 'a'.repeat(1001);
  for (const name of ['like', 'ilike', 'has-words']) {
    const cause: unknown = await truth(ours(name, 2), ['x', `${long}%`]).catch((e: unknown) => e);
    expect(engineError(cause)).toMatchObject({ class: 'usage', diagnostics: [{ code: 'QUERY-PATTERN' }] });
  }
  expect(await truth(ours('like', 2), [long, long])).toBe(true);
});

test('what is unknown stays unknown', async () => {
  for (const name of ['like', 'ilike', 'has-words']) {
    for (const args of [
      ['NULL', "'a%b%c%'"],
      ["'a'", 'CAST(NULL AS VARCHAR)'],
    ])
      expect(await truth(filled(name, args), [])).toBeNull();
  }
});
