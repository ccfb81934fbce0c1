import type { PublishedRelease } from '@lingtai/catalogue';
import type { Descriptor, MetadataChanges, ReleaseEntry, TableEntry } from '@lingtai/descriptor';

/** What is looked at of a release as an asker sees it. */
type Open = Pick<PublishedRelease, 'descriptor' | 'tableNames' | 'release' | 'version'>;

/** Where a table comes from is not told where that is a product which the asker does not see. */
export type DescriptorAsSeen = Omit<Descriptor, 'tables'> & { readonly tables: readonly Omit<TableEntry, 'source'>[] };

/** What was said of a release at another time, as far as an asker sees the release (`open`) now. */
export function descriptorAsSeen(said: Descriptor, open: Open): DescriptorAsSeen {
  const { forms, services } = open.descriptor;
  const own = said.releases.filter(
    ({ release, version }) => release === open.release && version.toLowerCase() === open.version.toLowerCase(),
  );
  return {
    ...said,
    releases: own.map((entry) => entryAsSeen(entry, open)),
    tables: said.tables.flatMap((table) => tableAsSeen(table, open)),
    ...(said.products ? { products: said.products.filter(({ name }) => hasProduct(open, name)) } : {}),
    ...(said.forms ? { forms: forms ?? [] } : {}),
    ...(services ? { services } : {}),
  };
}

/** Its lists of tables and products, without what is not seen. */
function entryAsSeen(entry: ReleaseEntry, open: Open): ReleaseEntry {
  const { tables, products } = entry;
  return {
    ...entry,
    ...(tables ? { tables: tables.filter((name) => seenTable(open, name)) } : {}),
    ...(products ? { products: products.filter((name) => hasProduct(open, name)) } : {}),
  };
}

const hasProduct = ({ descriptor }: Open, name: string): boolean =>
  descriptor.products?.some((product) => product.name === name) === true;

const seenTable = ({ descriptor, tableNames }: Open, name: string): TableEntry | undefined =>
  descriptor.tables.find((table) => table.name === name && tableNames.includes(name));

/** Its texts and columns; how it is laid out, which no revision changes, is as the asker sees it now. */
function tableAsSeen(said: TableEntry, open: Open): Omit<TableEntry, 'source'>[] {
  const seen = seenTable(open, said.name);
  if (!seen) return [];
  const { title, description: _, source, ...layout } = seen;
  const isSourceSeen = source.kind !== 'products' || hasProduct(open, source.product);
  const columns = said.columns.filter(({ name }) => seen.columns.some((column) => column.name === name));
  return [
    {
      ...layout,
      ...(isSourceSeen ? { source } : {}),
      title: said.title ?? title,
      ...(said.description ? { description: said.description } : {}),
      columns,
    },
  ];
}

/** The corrections of a revision that are of something that the asker sees. */
export function changesAsSeen(changes: MetadataChanges, open: Open): MetadataChanges {
  const { tables, products, ...rest } = changes;
  const shown = Object.entries(tables ?? {}).flatMap(([name, change]) => {
    const seen = seenTable(open, name);
    if (!seen) return [];
    const { columns, ...texts } = change;
    const kept = Object.entries(columns ?? {}).filter(([column]) => seen.columns.some((c) => c.name === column));
    return [[name, { ...texts, ...(columns ? { columns: Object.fromEntries(kept) } : {}) }] as const];
  });
  const named = Object.entries(products ?? {}).filter(([name]) => hasProduct(open, name));
  return {
    ...rest,
    ...(tables ? { tables: Object.fromEntries(shown) } : {}),
    ...(products ? { products: Object.fromEntries(named) } : {}),
  };
}
