import { lowerMatches, printQuery, quoteName } from '@lingtai/engine';
import { cellColumn, type Plan, type RelationOf } from '@lingtai/query';
import { trinoDialect } from './dialect.ts';
import { withNamesAsColumns } from './hoist.ts';
import { refuseUnsupported } from './limits.ts';
import { withParsedTimes } from './times.ts';
import { withWideSums } from './widen.ts';

/** Where Trino has a table, and about how many rows. */
export interface TrinoTable {
  readonly catalog: string;
  readonly schema: string;
  readonly table: string;
  readonly rowCount: number;
}

type Scan = RelationOf<'scan'>;

/** A plan as one statement of Trino; literals stand in the text, exact. Throws QUERY-ENGINE-CANNOT. */
export function trinoQuery(plan: Plan, tableOf: (storage: Scan['storage']) => TrinoTable): string {
  refuseUnsupported(plan.root);
  const own = withParsedTimes(withWideSums(plan.root));
  const matched = lowerMatches(own, (scan) => tableOf(scan.storage).rowCount);
  const { root, apart } = withNamesAsColumns(matched);
  const source = (scan: Scan): string => sourceText(scan, tableOf(scan.storage));
  return printQuery(root, { dialect: trinoDialect, source, apart }).sql;
}

/** The hulls of the cover prune files and row groups by their minima and maxima; the exact test stands above. */
function sourceText(scan: Scan, { catalog, schema, table }: TrinoTable): string {
  const name = [catalog, schema, table].map(quoteName).join('.');
  if (!scan.cover) return name;
  const columns = scan.columns.map((c) => quoteName(c.name)).join(', ') || '1 AS c0';
  const cell = quoteName(cellColumn);
  const hulls = scan.cover.map(({ hull }) => `${cell} BETWEEN ${hull.lo} AND ${hull.hi}`);
  return `(SELECT ${columns} FROM ${name} WHERE ${hulls.join(' OR ') || 'FALSE'})`;
}
