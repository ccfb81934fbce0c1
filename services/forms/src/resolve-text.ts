import { column, compare, type Expression, literal, name, type SelectQuery } from '@lingtai/adql';
import type { CatalogueSnapshot, PublishedRelease } from '@lingtai/catalogue';
import { cellAt } from '@lingtai/columns';
import { productOf, type TableEntry } from '@lingtai/descriptor';
import type { Engine } from '@lingtai/engine';
import { resolve, withMaxrec } from '@lingtai/query';
import { parsePosition } from '@lingtai/sky';
import type { Match, Resolved } from './schemas.ts';

const maxMatches = 20;
const nearRadiusArcsec = 10;

/** What a typed text may mean: a position, an id, a designation — in the newest visible release of each dataset. */
export async function resolveText(text: string, snapshot: CatalogueSnapshot, engine: Engine): Promise<Resolved> {
  const query = text.trim().normalize('NFKC').slice(0, 200);
  if (query === '') return { query, matches: [] };
  const newest = snapshot.releases.filter((r) => snapshot.newest(r.dataset) === r);
  const named = (await Promise.all(newest.map((release) => namesIn(release, query, snapshot, engine)))).flat();
  const positions = newest.flatMap((release) => positionMatches(release, query));
  const matches = [...named, ...positions].slice(0, maxMatches);
  if (matches.length > 0) return { query, matches };
  const reading = parsePosition(query);
  return { query, matches, ...(reading.position ? {} : { hint: reading.diagnostic.text }) };
}

function positionMatches(release: PublishedRelease, query: string): Match[] {
  const reading = parsePosition(query);
  if (!reading.position) return [];
  const { raDeg, decDeg } = reading.position;
  const table = mainTables(release).find((t) => t.position);
  if (!table) return [];
  const form = release.descriptor.forms?.find((f) => f.table === table.name)?.name ?? table.name;
  const radiusArcsec = nearRadiusArcsec;
  const url = `/${release.address}/search/${form}?POS=${raDeg}%2C${decDeg}&RADIUS=${radiusArcsec}`;
  return [
    {
      kind: 'position',
      raDeg,
      decDeg,
      label: `${raDeg.toFixed(6)} ${decDeg.toFixed(6)}`,
      address: release.address,
      form,
      url,
      radiusArcsec,
    },
  ];
}

/** Tables that describe products come first: they lead to a spectrum's page. */
function mainTables(release: PublishedRelease): TableEntry[] {
  const products = (release.descriptor.products ?? []).map((p) => p.table);
  return release.descriptor.tables
    .filter((t) => release.tableNames.includes(t.name))
    .sort((a, b) => Number(products.includes(b.name)) - Number(products.includes(a.name)));
}

async function namesIn(
  release: PublishedRelease,
  query: string,
  snapshot: CatalogueSnapshot,
  engine: Engine,
): Promise<Match[]> {
  const found: Match[] = [];
  for (const table of mainTables(release)) {
    const product = (release.descriptor.products ?? []).find((p) => p.table === table.name);
    if (!product || productOf(release.descriptor, product.name).type === 'catalogue') continue;
    const key = keyLiteral(table, query);
    if (key)
      found.push(...(await matchesOf(release, table, 'id', compare(column(table.key), '=', key), snapshot, engine)));
    if (found.length === 0 && table.nameColumn) {
      const condition = compare(column(table.nameColumn), '=', literal(query));
      found.push(...(await matchesOf(release, table, 'designation', condition, snapshot, engine)));
    }
    if (found.length > 0) return found;
  }
  return found;
}

/** The text as a value of the key's type, or `undefined` when it cannot be one. */
function keyLiteral(table: TableEntry, text: string): Expression | undefined {
  const type = table.columns.find((c) => c.name === table.key)?.type;
  if (type === 'string') return literal(text);
  return /^-?\d{1,19}$/.test(text) ? { kind: 'number', text } : undefined;
}

async function matchesOf(
  release: PublishedRelease,
  table: TableEntry,
  kind: 'id' | 'designation',
  where: Expression,
  snapshot: CatalogueSnapshot,
  engine: Engine,
): Promise<Match[]> {
  const labelColumn = table.nameColumn ?? table.key;
  const product = (release.descriptor.products ?? []).find((p) => p.table === table.name);
  const folder = !product || product.type === 'spectrum' ? 'spectra' : `files/${product.name}`;
  const tree: SelectQuery = {
    kind: 'select',
    items: [...new Set([table.key, labelColumn])].map((c) => ({ kind: 'value', value: column(c) })),
    from: { kind: 'table', name: name(release.schemaName, table.name) },
    where,
  };
  const { batches } = await engine.run(withMaxrec(resolve(tree, snapshot.view).plan, maxMatches - 1));
  const matches: Match[] = [];
  for await (const batch of batches) {
    for (let row = 0; row < batch.rowCount; row++) {
      const id = String(cellAt(batch.columns[0]!, row));
      const named = cellAt(batch.columns.at(-1)!, row);
      const label = named === null ? id : String(named);
      matches.push({
        kind,
        id,
        label,
        address: release.address,
        table: table.name,
        url: `/${release.address}/${folder}/${encodeURIComponent(id)}`,
      });
    }
  }
  return matches;
}
