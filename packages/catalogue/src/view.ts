import { type ColumnEntry, columnField, type TableEntry } from '@lingtai/descriptor';
import type { CatalogueView, ViewColumn, ViewTable } from '@lingtai/query';
import { madeColumn, type SiteNames } from './made.ts';
import type { PublishedRelease } from './published.ts';

/**
 * The tables of some visible releases. Each is `SCHEMA.TABLE`, for instance `demo_dr1_v1.lrs`; `demo.lrs` means the
 * newest visible release of the dataset.
 */
export function catalogueView(
  releases: readonly PublishedRelease[],
  audienceKey: string,
  site: SiteNames,
): CatalogueView {
  const tables = new Map<string, ViewTable>();
  const names: string[] = [];
  for (const release of releases) {
    for (const name of release.tableNames) {
      const table = keptTable(release, name, site);
      if (!table) continue;
      // Releases come newest first, so that the first of a dataset gives the short name.
      const short = `${release.dataset.replaceAll('-', '_')}.${name}`;
      for (const known of [short, table.name]) {
        if (tables.has(known.toLowerCase())) continue;
        tables.set(known.toLowerCase(), table);
        names.push(known);
      }
    }
  }
  return {
    table: (parts) => tables.get(parts.map((p) => p.text.toLowerCase()).join('.')),
    tableNames: () => names,
    audienceKey,
  };
}

const kept = new WeakMap<PublishedRelease, Map<string, ViewTable | undefined>>();

/** Releases are objects of many snapshots; their tables are made once. */
function keptTable(release: PublishedRelease, name: string, site: SiteNames): ViewTable | undefined {
  const tables = kept.get(release) ?? new Map<string, ViewTable | undefined>();
  kept.set(release, tables);
  const key = `${name} ${site.baseUrl} ${site.authority}`;
  if (!tables.has(key)) tables.set(key, storedTable(release, name, site));
  return tables.get(key);
}

/** A table of a release as queries see it; `undefined`: the release has none of this name. */
export function storedTable(release: PublishedRelease, name: string, site: SiteNames): ViewTable | undefined {
  const entry = release.descriptor.tables.find((t) => t.name === name);
  const stored = release.manifest.tables.find((t) => t.name === name);
  if (!entry || !stored) return undefined;
  return {
    name: `${release.schemaName}.${name}`,
    storage: { releaseDigest: release.digest, releaseAddress: release.address, table: name },
    columns: entry.columns.map((column) => ({
      ...columnField(column, 'en'),
      verb: column.verb,
      searchable: (column.search ?? 'equal') !== 'none',
      ...madeOf(column, release, entry, site),
    })),
    ...(entry.position ? { position: { ra: entry.position.ra, dec: entry.position.dec } } : {}),
    key: entry.key,
    ...(stored.rowCount === undefined ? {} : { rowCount: stored.rowCount }),
    ...ruleOf(release, name),
    ...heldOf(release, name),
    ...(release.ownedTables.has(name) ? { rowsDiffer: true } : {}),
  };
}

function ruleOf({ rowRules }: PublishedRelease, table: string): Pick<ViewTable, 'rowRule' | 'ruleColumns'> {
  const rule = rowRules.get(table);
  return rule ? { rowRule: rule.condition, ruleColumns: rule.columns } : {};
}

function heldOf(release: PublishedRelease, table: string): Pick<ViewTable, 'held'> {
  const held = release.held.of(table);
  return held ? { held } : {};
}

/** A column that the release does not hold is made on answer. */
function madeOf(
  column: ColumnEntry,
  release: PublishedRelease,
  table: TableEntry,
  site: SiteNames,
): Pick<ViewColumn, 'made'> {
  const stored = release.manifest.tables
    .find((t) => t.name === table.name)
    ?.columns.some((c) => c.name === column.name);
  if (stored) return {};
  const [derived] = [column.fromHeader ?? []].flat();
  return {
    made: (derived === undefined ? undefined : madeColumn(derived, release, table, site)) ?? {
      kind: 'constant',
      value: null,
    },
  };
}
