import { column, compare, type Expression, literal, name, type SelectQuery } from '@lingtai/adql';
import type { CatalogueSnapshot, PublishedRelease } from '@lingtai/catalogue';
import { cellAt } from '@lingtai/columns';
import { type ColumnEntry, parsePublisherDid, productOf, type TableEntry } from '@lingtai/descriptor';
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
  if (query.startsWith('ivo://')) return { query, matches: await didMatches(query, snapshot, engine) };
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

/** UCDs of columns that name the row itself: not its plan, its spectrograph or its fibre. */
const nameUcds: ReadonlySet<string> = new Set(['meta.id', 'meta.id;meta.main', 'meta.id;obs', 'meta.id;src']);

/** Columns by which a row is known: its key, its name, then other identifiers (an obsid beside the key). */
function nameColumns(table: TableEntry): readonly ColumnEntry[] {
  const rank = (c: ColumnEntry) => (c.name === table.key ? 0 : c.name === table.nameColumn ? 1 : 2);
  return table.columns
    .filter((c) => rank(c) < 2 || (nameUcds.has(c.ucd ?? '') && c.search !== 'none'))
    .toSorted((a, b) => rank(a) - rank(b));
}

async function namesIn(
  release: PublishedRelease,
  query: string,
  snapshot: CatalogueSnapshot,
  engine: Engine,
): Promise<Match[]> {
  for (const table of mainTables(release)) {
    const product = (release.descriptor.products ?? []).find((p) => p.table === table.name);
    if (!product || productOf(release.descriptor, product.name).type === 'catalogue') continue;
    for (const entry of nameColumns(table)) {
      const value = literalFor(entry, query);
      const condition = value && compare(column(entry.name), '=', value);
      const kind = entry.name === table.nameColumn ? 'designation' : 'id';
      const found = condition ? await matchesOf(release, table, kind, condition, snapshot, engine) : [];
      if (found.length > 0) return found;
    }
  }
  return [];
}

/** The text as a value of the column's type, or `undefined` when it cannot be one. */
function literalFor(entry: ColumnEntry, text: string): Expression | undefined {
  if (entry.type === 'string') return literal(text);
  return /^-?\d{1,19}$/.test(text) ? { kind: 'number', text } : undefined;
}

/** The product with a publisher DID of this site, in whichever visible release it names. */
async function didMatches(did: string, snapshot: CatalogueSnapshot, engine: Engine): Promise<Match[]> {
  const parts = parsePublisherDid(did);
  const release = snapshot.releases.find(
    (r) => parts && `${parts.dataset}/${parts.release}/${parts.version}` === r.address,
  );
  return parts && release ? namesIn(release, parts.id, snapshot, engine) : [];
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
