import { userAsker } from '@lingtai/access';
import { drawPreview, type Installation } from '@lingtai/app-server';
import { name, rowsOfQuery } from './operator-query.ts';
import type { May, Picture, Pictures } from './world.ts';

type Snapshot = Awaited<ReturnType<Installation['catalogue']['snapshot']>>;
type Release = Snapshot['releases'][number];
type Drawn = Parameters<typeof drawPreview>[0];

/** What stands in a picture beside the spectrum itself. */
const drawnColumns = (table: Drawn['table']): string[] =>
  [table.nameColumn, 'z'].filter(
    (c) => c !== undefined && table.columns.some(({ name: has }) => has === c),
  ) as string[];

/**
 * Pictures of spectra, by id, drawn anew from the file and from those columns alone that the class may see: whatever else a
 * picture shows makes its bytes others.
 */
export async function picturesOf(
  installation: Installation,
  release: Release,
  productName: string,
  ids: readonly string[],
  sees: (column: string) => May,
): Promise<Pictures> {
  const product = release.descriptor.products!.find((p) => p.name === productName)!;
  const table = release.descriptor.tables.find((t) => t.name === product.table)!;
  const snapshot = await installation.catalogue.snapshot(userAsker({ name: '', roles: ['operator'] }));
  const reader = release.reader as { product(product: string, id: string): Promise<Drawn['file'] | undefined> };
  const columns = drawnColumns(table);
  const pictures = new Map<string, Picture>();
  for (const id of ids) {
    const file = await reader.product(productName, id);
    const isText = table.columns.find((c) => c.name === table.key)?.type === 'string';
    const key = isText ? `'${id.replaceAll("'", "''")}'` : id;
    const query = `SELECT ${[table.key, ...columns].map(name).join(', ')} FROM ${release.schemaName}.${name(table.name)} WHERE ${name(table.key)} = ${key}`;
    const [row] = await rowsOfQuery(installation, snapshot, query);
    if (!file || !row) continue;
    const bytes = await file.bytes();
    const known = { release, product, table, id, rowJson: [], file: { ...file, bytes: async () => bytes } };
    const drawn = new Map<string, Promise<Uint8Array>>();
    pictures.set(id, (who, at) => {
      const shown = columns.filter((column) => sees(column)(who, at));
      const look = shown.join();
      const values = new Map([...row].filter(([column]) => shown.includes(column))) as Drawn['row'];
      const picture = drawn.get(look) ?? drawPreview({ ...known, row: values }, 'en');
      drawn.set(look, picture);
      return picture;
    });
  }
  return pictures;
}
