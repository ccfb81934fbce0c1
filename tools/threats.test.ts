import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { repository } from './guards/source.ts';
import { parseRun } from './test-run.ts';
import { parseThreats, threatFaults } from './threats.ts';

const run = parseRun(
  JSON.stringify({
    testResults: [
      {
        name: '/somewhere/a/b.test.ts',
        status: 'passed',
        assertionResults: [
          { ancestorTitles: ['part'], title: 'good | bad', status: 'passed' },
          { ancestorTitles: [], title: 'broken', status: 'failed' },
        ],
      },
    ],
  }),
);
const faults = (rows: string): string[] =>
  threatFaults(
    parseThreats(`| threat | defence | test |\n|---|---|---|\n${rows}\n\n| what | where |\n|---|---|\n`),
    run,
    false,
  );

test('a test is found by its name or the end of it', () => {
  expect(faults('| x | y | a/b.test.ts › good \\| bad<br>a/b.test.ts › part › good \\| bad |')).toEqual([]);
});

test('empty cells, names that are none, and tests that do not exist or failed are faults', () => {
  expect(faults('| x | | a/b.test.ts › broken |\n| x | y | |\n| x | y | a/b.test.ts › no<br>trust me |')).toEqual([
    'line 3: a cell is empty',
    'line 3: a/b.test.ts › broken: failed',
    'line 4: a cell is empty',
    'line 5: a/b.test.ts has no test "no"',
    'line 5: "trust me" is not written as: file › test name',
  ]);
});

test('every test that docs/security.md names stands in its file, and the Chinese text names the same', () => {
  const [en, zh] = ['docs/security.md', 'docs/zh/security.md'].map((path) =>
    parseThreats(readFileSync(join(repository, path), 'utf8')),
  );
  expect(en!.length).toBeGreaterThan(25);
  expect(zh!.map(({ tests }) => tests)).toEqual(en!.map(({ tests }) => tests));
  const absent = en!.flatMap(({ tests, line }) =>
    tests.flatMap((name) => {
      const [file = '', ...path] = name.split(' › ');
      const text = readFileSync(join(repository, file), 'utf8');
      // Names of tables of cases hold placeholders: their words are compared.
      const words = path.at(-1)!;
      const templates = [...text.matchAll(/(['"`])((?:\\.|(?!\1).)+)\1/g)].map(([, , title]) => title!);
      return templates.some((title) => matches(title, words)) ? [] : [`line ${line}: ${name}`];
    }),
  );
  expect(absent).toEqual([]);
});

function matches(template: string, name: string): boolean {
  const parts = template.replaceAll(/\\(.)/g, '$1').split(/%[sdj]|\$\{[^}]*\}/);
  if (parts.length > 1 && parts.join('').length < 5) return false;
  return new RegExp(`^${parts.map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('.+')}$`, 's').test(
    name,
  );
}
