import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Files that take longest, in this order: one that began last would keep one core while the other rests. */
const longest = [
  'conformance/access-matrix',
  'bench/crash',
  'packages/state/src/backup',
  'tools/examples',
  'conformance/lamost',
  'packages/release/src/trees',
  'conformance/tap',
  'packages/state/src/embedded/embedded',
  'packages/engine-trino/src/trino',
  'packages/engine-duckdb/src/adql-conformance',
  'conformance/audit-cli',
  'conformance/permanent',
  'packages/release/src/trees-crash',
  'conformance/versions',
  'tools/demo',
  'conformance/browser/sql',
  'conformance/browser/accounts',
  'conformance/browser/portal',
  'conformance/browser/sign-on',
  'conformance/browser/releases',
].map((name) => `/${name}.test.ts`);

/** The longest files begin first, the others by their size. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const others = await super.sort(files);
    const first = longest.flatMap((name) => others.filter(({ moduleId }) => moduleId.endsWith(name)));
    return [...new Set([...first, ...others])];
  }
}
