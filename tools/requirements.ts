import type { TestRun } from './test-run.ts';

/** One row of docs/requirements.md: `| id | state | what | proof |`. */
export interface Requirement {
  readonly id: string;
  readonly state: string;
  readonly what: string;
  /** `file › test name`, as written. */
  readonly proofs: readonly string[];
  /** 1-based line in the document. */
  readonly line: number;
}

const states = ['done', 'part', 'open'];
const idPattern = /^[A-Z][A-Z0-9]*-\d+$/;

/** The cells of a Markdown table row; `\|` is a bar inside a cell. */
function cellsOf(line: string): string[] {
  const cells = line.trim().split(/(?<!\\)\|/);
  return cells.slice(1, -1).map((cell) => cell.replaceAll('\\|', '|').trim());
}

/** The ids of all table rows whose first cell is a requirement's id, in order, with doubles. */
export function requirementIds(markdown: string): string[] {
  return markdown
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .map((line) => cellsOf(line)[0] ?? '')
    .filter((id) => idPattern.test(id));
}

/** The rows of docs/requirements.md. */
export function parseRequirements(markdown: string): Requirement[] {
  return markdown.split('\n').flatMap((text, index) => {
    const [id = '', state = '', what = '', proof = ''] = text.startsWith('|') ? cellsOf(text) : [];
    if (!idPattern.test(id)) return [];
    const proofs = proof
      .split(/<br\s*\/?>/)
      .map((part) => part.trim().replace(/^`(.*)`$/, '$1'))
      .filter((part) => part !== '');
    return [{ id, state, what, proofs, line: index + 1 }];
  });
}

/** Says what is wrong with one proof, or nothing. A skipped test proves only where `maySkip`. */
function proofFault(proof: string, run: TestRun, maySkip: boolean): string | undefined {
  const cut = proof.indexOf(' › ');
  if (cut < 0) return `the proof "${proof}" is not written as: file › test name`;
  const file = proof.slice(0, cut);
  const name = proof.slice(cut + 3);
  const inFile = run.tests.filter((test) => test.file === file || test.file.endsWith(`/${file}`));
  if (inFile.length === 0) return `no test of the file ${file} ran`;
  const tests = inFile.filter((test) => test.name === name || test.name.endsWith(` › ${name}`));
  if (tests.length === 0) return `${file} has no test "${name}"`;
  const bad = tests.find((test) => test.state === 'failed' || (test.state === 'skipped' && !maySkip));
  return bad && `${file} › ${bad.name}: ${bad.state}`;
}

/**
 * Everything wrong with the table of requirements: doubles, unknown states, wanted ids that have no row, rows that say
 * `done` or `part` without a proof, and proofs whose test did not run or did not pass.
 */
export function requirementFaults(
  rows: readonly Requirement[],
  wantedIds: readonly string[],
  run: TestRun,
  maySkip: boolean,
): string[] {
  const seen = new Set<string>();
  const faults: string[] = [];
  for (const row of rows) {
    const at = `line ${row.line}, ${row.id}`;
    if (seen.has(row.id)) faults.push(`${at}: the id stands twice`);
    seen.add(row.id);
    if (!states.includes(row.state)) faults.push(`${at}: the state "${row.state}" is none of ${states.join(', ')}`);
    if (row.what === '') faults.push(`${at}: says nothing`);
    if (row.state !== 'open' && row.proofs.length === 0) faults.push(`${at}: ${row.state} without a proof`);
    for (const proof of row.proofs) {
      const fault = proofFault(proof, run, maySkip);
      if (fault !== undefined) faults.push(`${at}: ${fault}`);
    }
  }
  return [...faults, ...wantedIds.filter((id) => !seen.has(id)).map((id) => `${id}: has no row`)];
}
