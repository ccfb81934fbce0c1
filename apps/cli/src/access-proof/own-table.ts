import type { Installation } from '@lingtai/app-server';
import type { Row } from './operator-query.ts';
import type { ValuePlace } from './own-rules.ts';

export type Snapshot = Awaited<ReturnType<Installation['catalogue']['snapshot']>>;
export type Release = Snapshot['releases'][number];
export type Table = Release['descriptor']['tables'][number];

/** Columns that say whose a row is, and until when. */
export const ruleColumns = ({ rows }: Table): string[] => [rows?.owner, rows?.embargo].filter((c) => c !== undefined);

/** Columns of one value that are stored as they are. */
export const plainColumns = (release: Release, { name: table, columns }: Table, types: readonly string[]): string[] => {
  const stored = release.manifest.tables.find((t) => t.name === table)?.columns.map((c) => c.name) ?? [];
  return columns
    .filter((c) => types.includes(c.type) && c.arraysize === undefined && stored.includes(c.name))
    .map((c) => c.name);
};

/** Whose a row is and until when. What is no day never ends, as in the rule itself. */
export function rowOf({ rows }: Table, row: Row): Pick<ValuePlace, 'row'> {
  if (!rows) return {};
  const [embargo, owner] = [row.get(rows.embargo), rows.owner === undefined ? undefined : row.get(rows.owner)];
  if (embargo === null || embargo === undefined) return {};
  const day =
    typeof embargo === 'string' && /^\d{4}-\d\d-\d\d/.test(embargo)
      ? new Date(`${embargo.slice(0, 10)}T00:00:00Z`)
      : undefined;
  const free = day && String(embargo).length > 10 ? new Date(day.getTime() + 86_400_000) : day;
  return { row: { ...(typeof owner === 'string' ? { owner } : {}), ...(free ? { free } : {}) } };
}
