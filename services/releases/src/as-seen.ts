import type { PublishedRelease } from '@lingtai/catalogue';
import type { Descriptor, MetadataChanges, TableEntry } from '@lingtai/descriptor';

/** What was said of a release at another time, as far as an asker sees the release (`open`) now. */
export function descriptorAsSeen(said: Descriptor, open: PublishedRelease): Descriptor {
  const { products, forms, services } = open.descriptor;
  const named = (list: readonly { readonly name: string }[] | undefined, name: string): boolean =>
    list?.some((one) => one.name === name) === true;
  const own = said.releases.filter(
    ({ release, version }) => release === open.release && version.toLowerCase() === open.version.toLowerCase(),
  );
  return {
    ...said,
    releases: own,
    tables: said.tables.flatMap((table) => tableAsSeen(table, seenTable(open, table.name))),
    ...(said.products ? { products: said.products.filter(({ name }) => named(products, name)) } : {}),
    ...(said.forms ? { forms: forms ?? [] } : {}),
    ...(services ? { services } : {}),
  };
}

const seenTable = ({ descriptor, tableNames }: PublishedRelease, name: string): TableEntry | undefined =>
  descriptor.tables.find((table) => table.name === name && tableNames.includes(name));

/** Its texts and columns; how it is laid out, which no revision changes, is as the asker sees it now. */
function tableAsSeen(said: TableEntry, seen: TableEntry | undefined): TableEntry[] {
  if (!seen) return [];
  const { title, description: _, ...layout } = seen;
  const columns = said.columns.filter(({ name }) => seen.columns.some((column) => column.name === name));
  return [
    { ...layout, title: said.title ?? title, ...(said.description ? { description: said.description } : {}), columns },
  ];
}

/** The corrections of a revision that are of something that the asker sees. */
export function changesAsSeen(changes: MetadataChanges, open: PublishedRelease): MetadataChanges {
  const { tables, products, ...rest } = changes;
  const shown = Object.entries(tables ?? {}).flatMap(([name, change]) => {
    const seen = seenTable(open, name);
    if (!seen) return [];
    const { columns, ...texts } = change;
    const kept = Object.entries(columns ?? {}).filter(([column]) => seen.columns.some((c) => c.name === column));
    return [[name, { ...texts, ...(columns ? { columns: Object.fromEntries(kept) } : {}) }] as const];
  });
  const named = Object.entries(products ?? {}).filter(([name]) =>
    open.descriptor.products?.some((p) => p.name === name),
  );
  return {
    ...rest,
    ...(tables ? { tables: Object.fromEntries(shown) } : {}),
    ...(products ? { products: Object.fromEntries(named) } : {}),
  };
}
