import { userAsker } from '@lingtai/access';
import type { Installation } from '@lingtai/app-server';
import { manifestName, readManifest } from '@lingtai/release';
import { listPublications, listReleaseRecords } from '@lingtai/state';
import { neverNames } from './never-names.ts';
import { name, type Row, rowsOfQuery } from './operator-query.ts';
import { mayReadAt, type ReleaseRules, rulesOf, seesColumn, seesPart } from './own-rules.ts';
import { plainColumns, type Release, rowOf, ruleColumns, type Snapshot, type Table } from './own-table.ts';
import type { OwnPlace } from './own-twins.ts';
import { isTelling, type SampledValue } from './own-values.ts';
import { picturesOf } from './pictures.ts';
import { literalOf } from './query-asks.ts';
import type { May, PlaceFile, PlaceTable } from './world.ts';

export interface Sample {
  readonly places: readonly OwnPlace[];
  /** What may stand for something restricted, with the place where it was found. */
  readonly candidates: readonly SampledValue[];
  /** Of rows under embargo, and when these end. */
  readonly owners: readonly string[];
  readonly embargoes: readonly Date[];
}

const rowsSampled = 12;
const columnsSampled = 16;
const rowsByName = 4;

/** Rows of every table, those under embargo first, and columns with a rule first: read in the name of an operator. */
export async function sampleOf(installation: Installation): Promise<Sample> {
  const snapshot = await installation.catalogue.snapshot(userAsker({ name: '', roles: ['operator'] }));
  const publications = await listPublications(installation.state);
  const records = await listReleaseRecords(installation.state);
  const candidates = new Map<string, SampledValue>();
  const owners = new Set<string>();
  const embargoes = new Map<number, Date>();
  const places: OwnPlace[] = [];
  for (const release of snapshot.releases) {
    const isThis = (p: { readonly dataset: string; readonly release: string; readonly version: string }): boolean =>
      `${p.dataset}/${p.release}/${p.version}` === release.address;
    const publication = publications.find(isThis);
    if (!publication) continue;
    const rules = rulesOf(release, publication);
    const tables: (PlaceTable & { readonly ids: readonly string[] })[] = [];
    for (const table of release.descriptor.tables.filter((t) => release.tableNames.includes(t.name))) {
      const rows = await sampledRows(installation, snapshot, release, table, rules);
      for (const row of rows) {
        const { owner, free } = rowOf(table, row).row ?? {};
        if (owner !== undefined) owners.add(owner);
        if (free) embargoes.set(free.getTime(), free);
        for (const [column, value] of row)
          if (isTelling(value, table.columns.find((c) => c.name === column)?.type) && !candidates.has(String(value)))
            candidates.set(String(value), {
              text: String(value),
              of: `${release.address}#${table.name}.${column}`,
              places: [{ rules, table: table.name, column, ...rowOf(table, row) }],
            });
      }
      tables.push(placeTable(table, rows, rules));
    }
    const record = records.find(isThis);
    places.push({
      ...(await placeOf(installation, release, tables, rules)),
      rules,
      isListed: record !== undefined && record.record.listed !== false,
      freeIds: await freeIdsOf(installation, snapshot, release, tables),
    });
  }
  return { places, candidates: [...candidates.values()], owners: [...owners], embargoes: [...embargoes.values()] };
}

async function sampledRows(
  installation: Installation,
  snapshot: Snapshot,
  release: Release,
  table: Table,
  { parts }: ReleaseRules,
): Promise<Row[]> {
  const isRuled = (column: string): boolean => parts.has(`${release.address}#${table.name}.${column}`);
  const all = plainColumns(release, table, ['string', 'float64', 'int64']);
  const some = [...all.filter(isRuled), ...all.filter((column) => !isRuled(column))].slice(0, columnsSampled);
  const columns = [...new Set([table.key, ...ruleColumns(table), ...some])];
  const from = `SELECT TOP ${rowsSampled} ${columns.map(name).join(', ')} FROM ${release.schemaName}.${name(table.name)}`;
  const closed = table.rows
    ? await rowsOfQuery(installation, snapshot, `${from} WHERE ${name(table.rows.embargo)} IS NOT NULL`)
    : [];
  return [...closed, ...(await rowsOfQuery(installation, snapshot, from))];
}

function placeTable(
  table: Table,
  rows: readonly Row[],
  rules: ReleaseRules,
): PlaceTable & { readonly ids: readonly string[] } {
  const may =
    (row: Row): May =>
    (who, at) =>
      mayReadAt({ rules, table: table.name, column: table.key, ...rowOf(table, row) }, who, at);
  const ids = new Map(rows.map((row) => [String(row.get(table.key)), row]));
  const some = [...ids].slice(0, rowsByName);
  return {
    name: name(table.name),
    key: table.key,
    columns: table.columns.map((c) => c.name).slice(0, columnsSampled),
    hasPosition: table.position !== undefined,
    rows: some.map(([id, row]) => ({ id, may: may(row) })),
    ids: some.map(([id]) => id),
  };
}

/** For each key that is asked for some of as many characters that no row has. */
async function freeIdsOf(
  installation: Installation,
  snapshot: Snapshot,
  release: Release,
  tables: readonly (PlaceTable & { readonly ids: readonly string[] })[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const free = new Map<string, readonly string[]>();
  for (const { name: table, key, ids } of tables) {
    const wanted = new Map(ids.map((id) => [id, neverNames(id, () => false)]));
    const all = [...new Set([...wanted.values()].flat())];
    if (all.length === 0) continue;
    const isText = ids.some((id) => !/^-?\d+$/.test(id));
    const list = all.map((id) => (isText ? `'${id.replaceAll("'", "''")}'` : literalOf(id))).join(', ');
    const query = `SELECT ${name(key)} FROM ${release.schemaName}.${table} WHERE ${name(key)} IN (${list})`;
    const taken = new Set((await rowsOfQuery(installation, snapshot, query)).map((row) => String(row.get(key))));
    for (const [id, others] of wanted)
      free.set(
        `${table} ${id}`,
        others.filter((other) => !taken.has(other)),
      );
  }
  return free;
}

const filesOfARoom = 3;
const largestFileBytes = 32 << 20;

/** Some files of each table, product and tree as they lie in the store; large ones are left out. */
async function sampledFiles({ store }: Installation, release: Release): Promise<PlaceFile[]> {
  const { manifest } = await readManifest(store, release);
  const taken = new Map<string, number>();
  const paths = Object.entries(manifest.files).flatMap(([path, { sizeBytes }]) => {
    const room = path
      .split('/')
      .slice(0, path.startsWith('restricted/') ? 4 : 2)
      .join('/');
    const count = taken.get(room) ?? 0;
    if (count >= filesOfARoom || sizeBytes > largestFileBytes) return [];
    taken.set(room, count + 1);
    return [path];
  });
  return [...paths, manifestName].map((path) => ({ path }));
}

async function placeOf(
  installation: Installation,
  release: Release,
  tables: readonly PlaceTable[],
  rules: ReleaseRules,
): Promise<Omit<OwnPlace, 'rules' | 'isListed' | 'freeIds'>> {
  const { dataset, release: named, version, schemaName, descriptor } = release;
  const products: OwnPlace['products'][number][] = [];
  for (const { name: product, table, type } of descriptor.products ?? []) {
    const rows = tables.find((t) => t.name === table)?.rows ?? [];
    const isSpectrum = type === 'spectrum';
    const sees =
      (column: string): May =>
      (who, at) =>
        seesColumn(rules, table, column, who, at);
    const ids = rows.map(({ id }) => id);
    const pictures = isSpectrum ? await picturesOf(installation, release, product, ids, sees) : undefined;
    const seesProduct: May = (who, at) => seesPart(rules, `product:${product}`, who, at);
    for (const { id, may } of rows)
      products.push({
        ...{ name: product, table, isSpectrum, ids: [id], may: (who, at) => may(who, at) && seesProduct(who, at) },
        ...(pictures ? { pictures } : {}),
      });
  }
  const forms = (descriptor.forms ?? []).map((form) => form.name);
  const files = await sampledFiles(installation, release);
  return { dataset, release: named, version, schema: schemaName, tables, forms, products, files, queries: [] };
}
