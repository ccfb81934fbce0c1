import type { Descriptor, FormEntry, TableEntry } from '@lingtai/descriptor';
import type { HeldRows } from './held.ts';
import type { PublishedRelease, SeenManifest } from './published.ts';
import { embargoRule, isRuled } from './row-rule.ts';
import type { Sight } from './sight.ts';

/**
 * The release as one asker sees it: tables, columns, products and forms that he may not see are not in its descriptor nor
 * its manifest, and of tables of which he sees some rows only nothing is counted, unless these are stored by themselves.
 * Services read nothing else, so that they cannot tell what is not there.
 */
export function cutRelease<R>(release: PublishedRelease<R>, sight: Sight): PublishedRelease<R> {
  if (sight.key === '') return release;
  const descriptor = cutDescriptor(release, sight);
  const tableNames = release.tableNames.filter((name) => !sight.hiddenTables.has(name));
  const ruled = release.descriptor.tables.filter(isRuled);
  const held = release.held.seenWith(sight);
  const rowRules = [...sight.owners]
    .filter(([name]) => held.of(name) !== 'hidden')
    .map(([name, owners]) => [name, embargoRule(ruled.find((t) => t.name === name)!, owners, sight.day)] as const);
  return {
    ...release,
    descriptor,
    tableNames,
    manifest: cutManifest(release.manifest, sight, held),
    raw: release.raw.seenWith(sight),
    rowRules: new Map(rowRules),
    held,
    ownedTables: sight.ruled,
    partly: new Set([...sight.owners.keys(), ...[...sight.hiddenColumns].map((name) => name.split('.')[0]!)]),
    whole: sight.hiddenTables.size + sight.hiddenColumns.size + sight.hiddenProducts.size + sight.owners.size === 0,
  };
}

function cutDescriptor({ descriptor, entry }: PublishedRelease, sight: Sight): Descriptor {
  const tables = descriptor.tables.filter((t) => !sight.hiddenTables.has(t.name)).map((t) => cutTable(t, sight));
  const named = new Map(tables.map((t) => [t.name, t]));
  const { products, services, forms } = descriptor;
  return {
    ...descriptor,
    releases: entry ? [entry] : [],
    tables,
    ...(products ? { products: products.filter((p) => !sight.hiddenProducts.has(p.name)) } : {}),
    ...(services?.cone ? { services: { ...services, cone: services.cone.filter((name) => named.has(name)) } } : {}),
    ...(forms ? { forms: forms.flatMap((form) => cutForm(form, named.get(form.table))) } : {}),
  };
}

function cutTable(table: TableEntry, { hiddenColumns }: Sight): TableEntry {
  const shown = (name: string | undefined): boolean =>
    name !== undefined && !hiddenColumns.has(`${table.name}.${name}`);
  const { nameColumn, position, rows, defaultColumns, ...rest } = table;
  return {
    ...rest,
    columns: table.columns.filter((c) => shown(c.name)),
    ...(shown(nameColumn) ? { nameColumn: nameColumn! } : {}),
    ...(position && shown(position.ra) && shown(position.dec) ? { position } : {}),
    ...(defaultColumns ? { defaultColumns: defaultColumns.filter(shown) } : {}),
    ...(rows && shown(rows.embargo) ? { rows: shown(rows.owner) ? rows : { embargo: rows.embargo } } : {}),
  };
}

function cutForm(form: FormEntry, table: TableEntry | undefined): FormEntry[] {
  if (!table) return [];
  const has = (name: string): boolean => table.columns.some((c) => c.name === name);
  const { groups, sort, ...rest } = form;
  const left = groups?.map((g) => ({ ...g, columns: g.columns.filter(has) })).filter((g) => g.columns.length > 0);
  return [
    {
      ...rest,
      ...(left ? { groups: left } : {}),
      ...(sort !== undefined && has(sort.replace(/^-/, '')) ? { sort } : {}),
    },
  ];
}

type TableFacts = Partial<Pick<SeenManifest['tables'][number], 'rowCount' | 'statistics'>>;
type ProductFacts = Pick<SeenManifest['products'][number], 'count' | 'sizeBytes'>;

function cutManifest(manifest: SeenManifest, sight: Sight, held: HeldRows): SeenManifest {
  const tables = manifest.tables
    .filter((t) => !sight.hiddenTables.has(t.name))
    .map((table): SeenManifest['tables'][number] => {
      const shown = (name: string): boolean => !sight.hiddenColumns.has(`${table.name}.${name}`);
      const { rowCount, statistics } =
        toldOf<TableFacts>(table.name, sight, held, table, () => held.openTable(table.name)) ?? {};
      return {
        name: table.name,
        columns: table.columns.filter((c) => shown(c.name)),
        statistics: Object.fromEntries(Object.entries(statistics ?? {}).filter(([name]) => shown(name))),
        ...(rowCount === undefined ? {} : { rowCount }),
      };
    });
  const products = manifest.products
    .filter((p) => !sight.hiddenProducts.has(p.name))
    .map((product): SeenManifest['products'][number] => {
      const { name, table } = product;
      const { count, sizeBytes } =
        toldOf<ProductFacts>(table, sight, held, product, () => held.openProduct(name)) ?? {};
      return {
        ...{ name, table },
        ...(count === undefined ? {} : { count }),
        ...(sizeBytes === undefined ? {} : { sizeBytes }),
      };
    });
  const rows = sum(tables.map((t) => t.rowCount));
  const count = sum(products.map((p) => p.count));
  return {
    tables,
    products,
    totals: { ...(rows === undefined ? {} : { rows }), ...(count === undefined ? {} : { products: count }) },
  };
}

/** What is told of a table's rows or of their products: of those that the asker sees, where that is known. */
function toldOf<T>(table: string, { owners }: Sight, held: HeldRows, all: T, open: () => T): T | undefined {
  if (!owners.has(table)) return all;
  return held.of(table) === 'hidden' ? open() : undefined;
}

/** `undefined`: not all of them are known. */
function sum(counts: readonly (number | undefined)[]): number | undefined {
  return counts.every((n) => n !== undefined) ? counts.reduce((a, b) => a + b, 0) : undefined;
}
