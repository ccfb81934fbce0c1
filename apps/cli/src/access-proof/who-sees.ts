import { type Asker, anonymous, userAsker } from '@lingtai/access';
import { name, type SelectQuery } from '@lingtai/adql';
import type { Installation } from '@lingtai/app-server';
import { resolve } from '@lingtai/query';
import { singleCount } from '@lingtai/service-dali';
import { listGroups } from '@lingtai/state';

type Snapshot = Awaited<ReturnType<Installation['catalogue']['snapshot']>>;
type Release = Snapshot['releases'][number];

/** What one audience sees of a thing: `-` nothing, `yes`, or how many rows or files. */
export interface Seen {
  readonly resource: string;
  readonly kind: 'release' | 'table' | 'column' | 'product';
  readonly by: Readonly<Record<string, string>>;
}

export interface AccessReport {
  readonly at: string;
  /** `public`, every group, and operators. */
  readonly audiences: readonly string[];
  readonly seen: readonly Seen[];
}

const nothing = '-';

/** Who sees what at this moment: every release with its tables and products, and the columns that not everybody sees. */
export async function accessReport(installation: Installation): Promise<AccessReport> {
  const { catalogue, clock, state } = installation;
  const groups = (await listGroups(state)).map((group) => group.name);
  const askers = new Map<string, Asker>([
    ['public', anonymous],
    // No account has this name: rows of a person alone are nobody's here.
    ...groups.map((group) => [group, userAsker({ name: '', groups: [group] })] as const),
    ['operators', userAsker({ name: '', roles: ['operator'] })],
  ]);
  const snapshots = new Map<string, Snapshot>();
  for (const [audience, asker] of askers) snapshots.set(audience, await catalogue.snapshot(asker));
  const seen: Seen[] = [];
  for (const release of snapshots.get('operators')!.releases)
    seen.push(...(await seenOf(release, snapshots, installation)));
  return { at: clock.now().toISOString(), audiences: [...askers.keys()], seen };
}

async function seenOf(
  all: Release,
  snapshots: ReadonlyMap<string, Snapshot>,
  { engine }: Installation,
): Promise<Seen[]> {
  const releases = new Map(
    [...snapshots].map(([audience, { releases: list }]) => [audience, list.find((r) => r.address === all.address)]),
  );
  const by = async (tell: (release: Release, audience: string) => string | Promise<string>) => {
    const told = [...releases].map(async ([audience, release]) => [
      audience,
      release ? await tell(release, audience) : nothing,
    ]);
    return Object.fromEntries(await Promise.all(told)) as Record<string, string>;
  };
  const tables: Seen[] = [];
  for (const table of all.tableNames) {
    const resource = `${all.address}#${table}`;
    const has = (release: Release): boolean => release.tableNames.includes(table);
    const rows = await by(async (release, audience) =>
      has(release) ? String(await rowsOf(release, table, snapshots.get(audience)!, engine)) : nothing,
    );
    tables.push({ resource, kind: 'table', by: rows });
    for (const column of columnsOf(all, table)) {
      const shown = await by((release) => (columnsOf(release, table).includes(column) ? 'yes' : nothing));
      const hides = Object.entries(shown).some(([audience, tells]) => tells === nothing && rows[audience] !== nothing);
      if (hides) tables.push({ resource: `${resource}.${column}`, kind: 'column', by: shown });
    }
  }
  const products: Seen[] = [];
  for (const { name: product } of all.manifest.products)
    products.push({
      resource: `${all.address}#product:${product}`,
      kind: 'product',
      by: await by((release) => filesOf(release, product)),
    });
  return [{ resource: all.address, kind: 'release', by: await by(() => 'yes') }, ...tables, ...products];
}

/** A count that depends on the asker's rows is not told by the manifest as he sees it. */
function filesOf(release: Release, product: string): string {
  const found = release.manifest.products.find((p) => p.name === product);
  return found ? String(found.count ?? 'some') : nothing;
}

const columnsOf = (release: Release, table: string): string[] =>
  release.tableNames.includes(table)
    ? (release.descriptor.tables.find((t) => t.name === table)?.columns.map((c) => c.name) ?? [])
    : [];

async function rowsOf(
  release: Release,
  table: string,
  snapshot: Snapshot,
  engine: Installation['engine'],
): Promise<number> {
  const known = release.manifest.tables.find((t) => t.name === table)?.rowCount;
  if (known !== undefined) return known;
  const tree: SelectQuery = {
    kind: 'select',
    items: [{ kind: 'value', value: { kind: 'call', name: 'COUNT', arguments: [], star: true }, alias: name('n') }],
    from: { kind: 'table', name: name(release.schemaName, table) },
  };
  return singleCount(engine, resolve(tree, snapshot.view).plan);
}
