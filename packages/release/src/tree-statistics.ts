import type { ColumnEntry } from '@lingtai/descriptor';
import type { ColumnStatistics } from './manifest.ts';

interface Part {
  readonly rowCount: number;
  readonly statistics: Readonly<Record<string, ColumnStatistics>>;
}

/** What a column holds in all trees together; how many different values it has cannot be told from the parts. */
export function joinStatistics(
  column: ColumnEntry,
  parts: readonly Part[],
  distinctEstimate: number | undefined,
): readonly [string, ColumnStatistics][] {
  const found = parts.flatMap(({ rowCount, statistics }) => {
    const known = statistics[column.name];
    return known ? [{ rowCount, ...known }] : [];
  });
  if (found.length === 0) return [];
  const nulls = found.reduce((sum, { nulls = 0 }) => sum + nulls, 0);
  const filled = found.filter(({ rowCount, nulls = 0 }) => nulls < rowCount);
  const min = extreme(column, filled, 'min');
  const max = extreme(column, filled, 'max');
  return [
    [
      column.name,
      {
        nulls,
        ...(min === undefined ? {} : { min }),
        ...(max === undefined ? {} : { max }),
        ...(distinctEstimate === undefined ? {} : { distinctEstimate }),
      },
    ],
  ];
}

/** Not known where it is not known of one part. */
function extreme(
  column: ColumnEntry,
  parts: readonly ColumnStatistics[],
  which: 'min' | 'max',
): ColumnStatistics['min'] {
  const values = parts.map((part) => part[which]);
  const sign = which === 'min' ? 1 : -1;
  const sorted = values.flatMap((v) => v ?? []).toSorted((a, b) => sign * compare(column, a, b));
  return sorted.length < values.length ? undefined : sorted[0];
}

/** In the order of the type: texts by their UTF-8, integers beyond 2^53 by their value. */
function compare(column: ColumnEntry, a: number | string | boolean, b: number | string | boolean): number {
  if (typeof a === 'boolean' || typeof b === 'boolean') return Number(a) - Number(b);
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  if (column.type === 'int64') return BigInt(a) < BigInt(b) ? -1 : 1;
  return Buffer.compare(Buffer.from(String(a)), Buffer.from(String(b)));
}
