import { userAsker } from '@lingtai/access';
import { isRegularName } from '@lingtai/adql';
import type { Installation } from '@lingtai/app-server';
import { cellAt } from '@lingtai/columns';
import { manifestName, readManifest } from '@lingtai/release';
import { compileQuery } from '@lingtai/service-dali';
import { listPublications } from '@lingtai/state';
import { mayReadAt, type ReleaseRules, rulesOf, type ValuePlace } from './own-rules.ts';
import type { May, Place, PlaceFile, PlaceTable } from './world.ts';

type Snapshot = Awaited<ReturnType<Installation['catalogue']['snapshot']>>;
type Release = Snapshot['releases'][number];
type Table = Release['descriptor']['tables'][number];

/** A value that stands for what is restricted, with all places where it stands. */
export interface SampledValue {
  readonly text: string;
  readonly of: string;
  readonly places: ValuePlace[];
}

export interface Sample {
  readonly values: readonly SampledValue[];
  readonly places: readonly Place[];
  /** Of rows under embargo. */
  readonly owners: readonly string[];
}

const rowsSampled = 12;
const columnsSampled = 8;
const name = (text: string): string => (isRegularName(text) ? text : `"${text.replaceAll('"', '""')}"`);
const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** Rare texts of every table, rows under embargo first, and where else they stand: read in the name of an operator. */
export async function sampleOf(installation: Installation): Promise<Sample> {
  const snapshot = await installation.catalogue.snapshot(userAsker({ name: '', roles: ['operator'] }));
  const publications = await listPublications(installation.state);
  const values = new Map<string, SampledValue>();
  const owners = new Set<string>();
  const places: Place[] = [];
  for (const release of snapshot.releases) {
    const publication = publications.find((p) => `${p.dataset}/${p.release}/${p.version}` === release.address);
    if (!publication) continue;
    const rules = rulesOf(release, publication);
    const tables: PlaceTable[] = [];
    for (const table of release.descriptor.tables.filter((t) => release.tableNames.includes(t.name))) {
      const rows = await sampledRows(installation, snapshot, release, table);
      tables.push(placeTable(table, rows, rules));
      for (const row of rows) {
        const owner = table.rows?.owner === undefined ? undefined : row.get(table.rows.owner);
        if (typeof owner === 'string') owners.add(owner);
        for (const [column, value] of row)
          if (isTelling(value) && !values.has(value))
            values.set(value, { text: value, of: `${release.address}#${table.name}.${column}`, places: [] });
      }
    }
    places.push(placeOf(release, tables, await sampledFiles(installation, release)));
  }
  await findPlaces(installation, snapshot, values, (release) =>
    rulesOf(release, publications.find((p) => `${p.dataset}/${p.release}/${p.version}` === release.address)!),
  );
  return { values: [...values.values()].filter((v) => v.places.length > 0), places, owners: [...owners] };
}

/** Letters and digits enough that no other text holds them by chance. */
const isTelling = (value: unknown): value is string =>
  typeof value === 'string' &&
  /^[\w.+-]{10,60}$/.test(value) &&
  /\d/.test(value) &&
  /[a-z]/i.test(value) &&
  !/^\d{4}-\d\d-\d\d/.test(value);

type Row = ReadonlyMap<string, unknown>;

async function rowsOfQuery({ engine }: Installation, snapshot: Snapshot, query: string): Promise<Row[]> {
  const { plan } = compileQuery(query, snapshot.view);
  const { batches, fields } = await engine.run(plan);
  const rows: Row[] = [];
  for await (const batch of batches)
    for (let row = 0; row < batch.rowCount; row++)
      rows.push(new Map(fields.map((field, i) => [field.name, cellAt(batch.columns[i]!, row)])));
  return rows;
}

const textColumns = ({ columns }: Table): string[] =>
  columns.filter((c) => c.type === 'string' && c.arraysize === undefined).map((c) => c.name);
const ruleColumns = ({ rows }: Table): string[] => [rows?.owner, rows?.embargo].filter((c) => c !== undefined);
const isStored = (release: Release, table: Table, column: string): boolean =>
  release.manifest.tables.find((t) => t.name === table.name)?.columns.some((c) => c.name === column) === true;

async function sampledRows(
  installation: Installation,
  snapshot: Snapshot,
  release: Release,
  table: Table,
): Promise<Row[]> {
  const texts = textColumns(table).filter((column) => isStored(release, table, column));
  const columns = [...new Set([table.key, ...ruleColumns(table), ...texts.slice(0, columnsSampled)])];
  const from = `SELECT TOP ${rowsSampled} ${columns.map(name).join(', ')} FROM ${release.schemaName}.${name(table.name)}`;
  const closed = table.rows
    ? await rowsOfQuery(installation, snapshot, `${from} WHERE ${name(table.rows.embargo)} IS NOT NULL`)
    : [];
  return [...closed, ...(await rowsOfQuery(installation, snapshot, from))];
}

/** The same text may stand in other columns and releases: there it may be for others. */
async function findPlaces(
  installation: Installation,
  snapshot: Snapshot,
  values: ReadonlyMap<string, SampledValue>,
  rulesFor: (release: Release) => ReleaseRules,
): Promise<void> {
  if (values.size === 0) return;
  const list = [...values.keys()].map(quoted).join(', ');
  for (const release of snapshot.releases) {
    const rules = rulesFor(release);
    for (const table of release.descriptor.tables.filter((t) => release.tableNames.includes(t.name)))
      for (const column of textColumns(table).filter((c) => isStored(release, table, c))) {
        const columns = [...new Set([column, ...ruleColumns(table)])].map(name).join(', ');
        const query = `SELECT DISTINCT ${columns} FROM ${release.schemaName}.${name(table.name)} WHERE ${name(column)} IN (${list})`;
        for (const row of await rowsOfQuery(installation, snapshot, query))
          values.get(String(row.get(column)))?.places.push({ rules, table: table.name, column, ...rowOf(table, row) });
      }
  }
}

/** Whose a row is and until when. What is no day never ends, as in the rule itself. */
function rowOf({ rows }: Table, row: Row): Pick<ValuePlace, 'row'> {
  if (!rows) return {};
  const [embargo, owner] = [row.get(rows.embargo), rows.owner === undefined ? undefined : row.get(rows.owner)];
  if (embargo === null || embargo === undefined) return {};
  const day =
    typeof embargo === 'string' && /^\d{4}-\d\d-\d\d/.test(embargo)
      ? new Date(`${embargo.slice(0, 10)}T00:00:00Z`)
      : undefined;
  const free = day && String(embargo).length > 10 ? new Date(day.getTime() + 86_400_000) : day;
  return { row: { ...(typeof owner === 'string' ? { owner } : {}), ...(free ? { free } : {}) } };
}

function placeTable(table: Table, rows: readonly Row[], rules: ReleaseRules): PlaceTable {
  const may =
    (row: Row): May =>
    (who, at) =>
      mayReadAt({ rules, table: table.name, column: table.key, ...rowOf(table, row) }, who, at);
  const ids = new Map(rows.map((row) => [String(row.get(table.key)), row]));
  return {
    name: name(table.name),
    key: table.key,
    columns: table.columns.map((c) => c.name).slice(0, columnsSampled),
    hasPosition: table.position !== undefined,
    rows: [...ids].slice(0, 4).map(([id, row]) => ({ id, may: may(row) })),
  };
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

function placeOf(release: Release, tables: readonly PlaceTable[], files: readonly PlaceFile[]): Place {
  const { dataset, release: named, version, schemaName, descriptor } = release;
  const products = (descriptor.products ?? []).flatMap((product) =>
    (tables.find((t) => t.name === product.table)?.rows ?? []).map(({ id, may }) => ({
      name: product.name,
      isSpectrum: product.type === 'spectrum',
      ids: [id],
      may,
    })),
  );
  const forms = (descriptor.forms ?? []).map((form) => form.name);
  return { dataset, release: named, version, schema: schemaName, tables, forms, products, files, queries: [] };
}
