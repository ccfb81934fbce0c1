import { column, compare, type Expression, literal, name, type SelectQuery } from '@lingtai/adql';
import type { CatalogueSnapshot, PublishedRelease } from '@lingtai/catalogue';
import { type CellValue, cellAt } from '@lingtai/columns';
import type { ProductEntry, TableEntry } from '@lingtai/descriptor';
import { fail } from '@lingtai/diagnostics';
import { resolve, withMaxrec } from '@lingtai/query';
import { cellJson, type ServedFile, type ServiceContext } from '@lingtai/service-dali';

export interface SpectraContext extends ServiceContext {
  /** The file of a product by its id, from the release's packs. */
  productFile(release: PublishedRelease, product: string, id: string): Promise<ServedFile | undefined>;
}

/** A product that the asker may see: its catalogue row and its file. */
export interface FoundProduct {
  readonly release: PublishedRelease;
  readonly product: ProductEntry;
  readonly table: TableEntry;
  readonly id: string;
  readonly row: ReadonlyMap<string, CellValue>;
  /** The same row as the API's JSON writes it: times in ISO 8601, 64-bit integers as text. */
  readonly rowJson: readonly { readonly name: string; readonly json: string }[];
  readonly file: ServedFile;
}

/** `few`: key, name and redshift, enough for files and previews. */
export type RowColumns = 'few' | 'all';

export type FoundSpectrum = FoundProduct;

/** The product with this id, looked up through the query path, so that row rules hold for files too. */
export async function findProduct(
  context: SpectraContext,
  snapshot: CatalogueSnapshot,
  release: PublishedRelease,
  product: ProductEntry,
  id: string,
  columns: RowColumns = 'few',
): Promise<FoundProduct | undefined> {
  if (!release.manifest.products.some((p) => p.name === product.name)) return undefined;
  const table = release.descriptor.tables.find((t) => t.name === product.table)!;
  const row = await rowOf(context, snapshot, release, table, id, columns);
  const file = row && (await context.productFile(release, product.name, id));
  return row && file ? { release, product, table, id, ...row, file } : undefined;
}

/** The spectrum with this id. Throws class `not-found`. */
export async function findSpectrum(
  context: SpectraContext,
  snapshot: CatalogueSnapshot,
  release: PublishedRelease,
  id: string,
  columns: RowColumns,
): Promise<FoundSpectrum> {
  for (const product of release.descriptor.products ?? []) {
    const found =
      product.type === 'spectrum' ? await findProduct(context, snapshot, release, product, id, columns) : undefined;
    if (found) return found;
  }
  throw fail(
    'not-found',
    'SPECTRUM-NONE',
    { en: `${release.address} has no spectrum "${id}".`, zh: `${release.address} 中没有光谱“${id}”。` },
    { place: { parameter: 'id' } },
  );
}

/** The key as a literal of its column's type; `undefined`: no row can have it. */
function keyLiteral(table: TableEntry, id: string): Expression | undefined {
  const type = table.columns.find((c) => c.name === table.key)?.type;
  if (type === 'string') return literal(id);
  return /^-?\d{1,19}$/.test(id) ? { kind: 'number', text: id } : undefined;
}

function fewColumns(table: TableEntry): string[] {
  const wanted = [table.key, table.nameColumn, 'z'];
  return table.columns.map((c) => c.name).filter((n) => wanted.includes(n));
}

async function rowOf(
  context: SpectraContext,
  snapshot: CatalogueSnapshot,
  release: PublishedRelease,
  table: TableEntry,
  id: string,
  columns: RowColumns,
): Promise<Pick<FoundProduct, 'row' | 'rowJson'> | undefined> {
  const key = keyLiteral(table, id);
  if (!key) return undefined;
  const tree: SelectQuery = {
    kind: 'select',
    items: columns === 'all' ? [{ kind: 'all' }] : fewColumns(table).map((c) => ({ kind: 'value', value: column(c) })),
    from: { kind: 'table', name: name(release.schemaName, table.name) },
    where: compare(column(table.key), '=', key),
  };
  const { fields, batches } = await context.engine.run(withMaxrec(resolve(tree, snapshot.view).plan, 1));
  for await (const batch of batches) {
    if (batch.rowCount === 0) continue;
    return {
      row: new Map(fields.map((field, i) => [field.name, cellAt(batch.columns[i]!, 0)])),
      rowJson: fields.map((field, i) => ({ name: field.name, json: cellJson(batch.columns[i]!, 0) })),
    };
  }
  return undefined;
}
