import type { PublishedRelease } from '@lingtai/catalogue';
import type { Report } from './schemas.ts';

/**
 * The ingest report as one asker may see it: only of tables and products that he sees whole, since counts and rejects of
 * the others tell of rows that he does not see.
 */
export function reportFor(release: PublishedRelease, report: Report): Report {
  if (release.whole) return report;
  const tables = release.tableNames.filter((name) => !release.partly.has(name));
  const products = (release.descriptor.products ?? []).filter((p) => tables.includes(p.table)).map((p) => p.name);
  const sources = report.sources.filter(({ of, name }) => (of === 'table' ? tables : products).includes(name));
  const sum = (count: (source: Report['sources'][number]) => number): number =>
    sources.reduce((total, source) => total + count(source), 0);
  const files = sum((s) => s.files);
  return {
    address: report.address,
    software: report.software,
    inputFiles: files,
    unusedFiles: { count: 0, examples: [] },
    filesRead: files,
    rowsRead: sum((s) => s.read),
    rowsAccepted: sum((s) => s.accepted),
    rowsRejected: sum((s) => s.rejected),
    sources,
  };
}
