/**
 * The ADQL suite on a single-node Trino: both halves' tables are made there, every query runs, every answer is compared
 * with the one from outside.
 *
 *     ./lingtai bench trino      # needs Java 24 or later, maven and tar; fetches Trino once
 */
import { cpus } from 'node:os';
import { type AdqlCases, logicCases, skyCases } from '@lingtai/engine/conformance';
import { trinoServer } from './_trino-server.ts';
import { type SuiteResult, trinoSuite } from './_trino-suite.ts';

/** What Trino cannot: its correlated sub-queries reach one query out, and into no set operation, limit or outer join. */
const mayRefuse: readonly string[] = [
  'group: HAVING of a column from around it and no aggregate',
  'set: in EXISTS',
  'sub-query: EXISTS inside EXISTS',
  'sub-query: EXISTS, in ON of an outer join',
  'sub-query: IN with COUNT per group, correlated',
  'sub-query: a column from around it in ON of an outer join',
  'sub-query: correlated with the count of a table of one group',
  'sub-query: every plate of (division)',
  'sub-query: three deep, correlated over two levels',
];

const halves: Readonly<Record<string, AdqlCases>> = { logic: logicCases, sky: skyCases };

/** Each half on tables as they are, and on tables some rows of which are stored apart. */
const runs = Object.entries(halves).flatMap(([half, cases]) =>
  [false, true].map((parts) => ({ half, title: parts ? `${half}, some rows apart` : half, cases, parts })),
);

interface HalfResult extends SuiteResult {
  readonly title: string;
  readonly seconds: number;
}

/** `lingtai bench trino`: the result as Markdown. Throws when an answer is wrong or a query is refused that was not. */
export async function run({ log }: { readonly log: (line: string) => void }): Promise<string> {
  const server = await trinoServer(log);
  if (!server) throw new Error('Trino needs Java 24 or later, in JAVA_HOME, on the PATH or below /usr/lib/jvm.');
  const results: HalfResult[] = [];
  try {
    for (const { half, title, cases, parts } of runs) {
      const from = performance.now();
      const result = await trinoSuite(server.url, half, cases, parts);
      const seconds = (performance.now() - from) / 1000;
      log(`${title}: ${result.passed.length} passed, ${result.failed.size} failed, ${seconds.toFixed(0)} s`);
      for (const [name, reason] of result.failed) log(`  ${name}: ${reason}`);
      results.push({ ...result, title, seconds });
    }
  } finally {
    await server.close();
  }
  const wrong = results.flatMap(({ failed, refused }) => [
    ...[...failed].map(([name, reason]) => `${name}\n  ${reason}`),
    ...refused.filter((name) => !mayRefuse.includes(name)).map((name) => `${name}\n  is refused`),
  ]);
  if (wrong.length > 0) throw new Error(wrong.join('\n\n'));
  return report(results, `Trino ${server.version}, Java ${server.java}`);
}

function report(results: readonly HalfResult[], engine: string): string {
  const refused = [...new Set(results.flatMap((r) => r.refused))];
  return [
    '### The ADQL suite on Trino',
    '',
    `One node of ${engine}, tables in memory, three queries at once; ${cpus().length} × ${cpus()[0]?.model.trim()}, Node ${process.versions.node}. \`./lingtai bench trino\``,
    '',
    '| half | passed | refused | failed | seconds | slowest |',
    '|---|---:|---:|---:|---:|---|',
    ...results.map(
      ({ title, passed, refused: none, failed, seconds, slowest }) =>
        `| ${title} | ${passed.length} | ${none.length} | ${failed.size} | ${seconds.toFixed(0)} | ${slowest.name}, ${slowest.seconds.toFixed(1)} s |`,
    ),
    '',
    'Refused with QUERY-ENGINE-CANNOT, for Trino’s correlated sub-queries reach one query out, and into no set operation, HAVING, limit or outer join:',
    '',
    ...refused.map((name) => `- ${name}`),
    '',
  ].join('\n');
}
