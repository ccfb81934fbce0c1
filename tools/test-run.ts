/** One test of a vitest JSON report: its file as reported and its full name, describe blocks first, joined by ` › `. */
interface RanTest {
  readonly file: string;
  readonly name: string;
  readonly state: 'passed' | 'failed' | 'skipped';
}

/** What a vitest run reported: its tests, and the files that failed before any of their tests could run. */
export interface TestRun {
  readonly tests: readonly RanTest[];
  readonly brokenFiles: readonly string[];
}

interface Report {
  testResults: {
    name: string;
    status: string;
    assertionResults: { ancestorTitles: string[]; title: string; status: string }[];
  }[];
}

/** Reads the text that vitest's JSON reporter wrote. Throws where it is not such a report. */
export function parseRun(text: string): TestRun {
  const report = JSON.parse(text) as Report;
  const tests = report.testResults.flatMap((file) =>
    file.assertionResults.map(
      (test) =>
        ({
          file: file.name,
          name: [...test.ancestorTitles, test.title].join(' › '),
          state: test.status === 'passed' || test.status === 'failed' ? test.status : 'skipped',
        }) satisfies RanTest,
    ),
  );
  const brokenFiles = report.testResults
    .filter((file) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'))
    .map((file) => file.name);
  return { tests, brokenFiles };
}

/** Counts a run. A broken file, a missing report and a bad exit without a failed test are one failure each. */
export function countRun(
  run: TestRun | undefined,
  exitCode: number,
): { passed: number; failed: number; skipped: number } {
  if (!run) return { passed: 0, failed: 1, skipped: 0 };
  const count = (state: RanTest['state']): number => run.tests.filter((test) => test.state === state).length;
  const failed = count('failed') + run.brokenFiles.length;
  return { passed: count('passed'), failed: failed === 0 && exitCode !== 0 ? 1 : failed, skipped: count('skipped') };
}
