// node tools/test-summary.ts REPORT.json EXIT_CODE → "passed failed skipped" of one vitest run.
import { readFile } from 'node:fs/promises';
import { countRun, parseRun } from './test-run.ts';

const [report = '', exitCode = '1'] = process.argv.slice(2);
const run = await readFile(report, 'utf8').then(parseRun, () => undefined);
const { passed, failed, skipped } = countRun(run, Number(exitCode));
console.log(`${passed} ${failed} ${skipped}`);
