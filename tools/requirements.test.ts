import { describe, expect, test } from 'vitest';
import { parseRequirements, requirementFaults, requirementIds } from './requirements.ts';
import { countRun, parseRun } from './test-run.ts';

const report = (status: string, files = 'failed'): string =>
  JSON.stringify({
    testResults: [
      {
        name: '/somewhere/packages/fits/src/header.test.ts',
        status: 'passed',
        assertionResults: [
          { ancestorTitles: ['header', 'cards'], title: 'keeps a | in a string', status: 'passed' },
          { ancestorTitles: ['header'], title: 'stops at END', status },
        ],
      },
      { name: '/somewhere/broken.test.ts', status: files, assertionResults: [] },
    ],
  });

const table = (rows: string): string => `# Requirements\n\n| id | state | what | proof |\n|---|---|---|---|\n${rows}\n`;
const faultsOf = (rows: string, status = 'passed', maySkip = false, wanted: string[] = []): string[] =>
  requirementFaults(parseRequirements(table(rows)), wanted, parseRun(report(status)), maySkip);

const file = 'packages/fits/src/header.test.ts';

describe('the table of requirements', () => {
  test('a proof is found by its full name or its end', () => {
    expect(
      faultsOf(
        `| CYC-01 | done | cards | ${file} › header › cards › keeps a \\| in a string<br>\`${file} › stops at END\` |`,
      ),
    ).toEqual([]);
  });
  test('a missing test, a missing file and a badly written proof are faults', () => {
    expect(faultsOf(`| CYC-01 | part | cards | ${file} › at END<br>other.test.ts › x<br>trust me |`)).toEqual([
      `line 5, CYC-01: ${file} has no test "at END"`,
      'line 5, CYC-01: no test of the file other.test.ts ran',
      'line 5, CYC-01: the proof "trust me" is not written as: file › test name',
    ]);
  });
  test('a failed test proves nothing, a skipped one only where something is missing', () => {
    const row = `| CYC-01 | done | cards | ${file} › stops at END |`;
    expect(faultsOf(row, 'failed', true)).toEqual([`line 5, CYC-01: ${file} › header › stops at END: failed`]);
    expect(faultsOf(row, 'skipped')).toHaveLength(1);
    expect(faultsOf(row, 'skipped', true)).toEqual([]);
  });
  test('doubles, unknown states, rows without proof and ids without a row are faults', () => {
    const rows = '| CYC-01 | open | a | |\n| CYC-01 | open | a | |\n| CYC-02 | soon | b | |\n| CYC-03 | done | c | |';
    expect(faultsOf(rows, 'passed', false, ['CYC-03', 'CYC-04'])).toEqual([
      'line 6, CYC-01: the id stands twice',
      'line 7, CYC-02: the state "soon" is none of done, part, open',
      'line 7, CYC-02: soon without a proof',
      'line 8, CYC-03: done without a proof',
      'CYC-04: has no row',
    ]);
  });
  test('ids come from table rows only', () => {
    expect(requirementIds('CYC-01\n| CYC-02 | x |\n|---|\n| id | y |\n| CYC-02 | z |')).toEqual(['CYC-02', 'CYC-02']);
  });
});

describe('counting a run', () => {
  test('a file that failed before its tests is one failure', () => {
    expect(countRun(parseRun(report('skipped')), 1)).toEqual({ passed: 1, failed: 1, skipped: 1 });
  });
  test('a bad exit is never zero failures', () => {
    expect(countRun(parseRun(report('passed', 'passed')), 0)).toEqual({ passed: 2, failed: 0, skipped: 0 });
    expect(countRun(parseRun(report('passed', 'passed')), 1)).toEqual({ passed: 2, failed: 1, skipped: 0 });
    expect(countRun(undefined, 0)).toEqual({ passed: 0, failed: 1, skipped: 0 });
  });
});
