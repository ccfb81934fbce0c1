import type { TestRun } from './test-run.ts';

/** One row of docs/security.md: `| threat | defence | test |`. */
export interface Threat {
  readonly threat: string;
  readonly defence: string;
  /** `file › test name`, as written. */
  readonly tests: readonly string[];
  /** 1-based line in the document. */
  readonly line: number;
}

/** The rows of the tables whose last column is `test`, or its Chinese word. */
export function parseThreats(markdown: string): Threat[] {
  const rows: Threat[] = [];
  let inTable = false;
  for (const [index, text] of markdown.split('\n').entries()) {
    const cells = text.startsWith('|') ? cellsOf(text) : [];
    if (cells.length === 0) inTable = false;
    else if (cells.length === 3 && /^(test|测试)$/.test(cells[2]!)) inTable = true;
    else if (inTable && !/^-+$/.test(cells[0]!)) {
      const [threat = '', defence = '', proof = ''] = cells;
      const tests = proof
        .split(/<br\s*\/?>/)
        .map((part) => part.trim())
        .filter((part) => part !== '');
      rows.push({ threat, defence, tests, line: index + 1 });
    }
  }
  return rows;
}

/** A bar inside a cell is written `\|`. */
function cellsOf(line: string): string[] {
  return line
    .trim()
    .split(/(?<!\\)\|/)
    .slice(1, -1)
    .map((cell) => cell.replaceAll('\\|', '|').trim());
}

/** Rows without threat, defence or test, and tests that did not run and pass. A skipped one counts only where `maySkip`. */
export function threatFaults(rows: readonly Threat[], run: TestRun, maySkip: boolean): string[] {
  return rows.flatMap(({ threat, defence, tests, line }) => [
    ...(threat === '' || defence === '' || tests.length === 0 ? [`line ${line}: a cell is empty`] : []),
    ...tests.flatMap((name) => {
      const fault = testFault(name, run, maySkip);
      return fault === undefined ? [] : [`line ${line}: ${fault}`];
    }),
  ]);
}

function testFault(name: string, run: TestRun, maySkip: boolean): string | undefined {
  const [file = '', ...path] = name.split(' › ');
  if (path.length === 0) return `"${name}" is not written as: file › test name`;
  const wanted = path.join(' › ');
  const found = run.tests.filter(
    (test) => test.file.endsWith(`/${file}`) && (test.name === wanted || test.name.endsWith(` › ${wanted}`)),
  );
  if (found.length === 0) return `${file} has no test "${wanted}"`;
  const bad = found.find((test) => test.state === 'failed' || (test.state === 'skipped' && !maySkip));
  return bad && `${file} › ${bad.name}: ${bad.state}`;
}
