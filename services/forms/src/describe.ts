import type { CatalogueSnapshot, PublishedRelease } from '@lingtai/catalogue';
import { type ColumnEntry, defaultColumnsOf, type FormEntry, ivoidOf, type TableEntry } from '@lingtai/descriptor';
import type { LocalText } from '@lingtai/diagnostics';
import type { SiteFacts } from '@lingtai/service-dali';
import type {
  ColumnDetail,
  DatasetSummary,
  FormDetail,
  ProductSummary,
  ReleaseDetail,
  ReleaseSummary,
  TableDetail,
  TableSummary,
} from './schemas.ts';
import { type SeasonFacts, seasonFilterOf } from './seasons.ts';

/** Keeps the members that are there: the schemas' optional members are absent, never `undefined`. */
function present<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, v]) => v !== undefined)) as T;
}

type Loose<T> = { [K in keyof T]: T[K] | undefined };

function releaseSummary(release: PublishedRelease, snapshot: CatalogueSnapshot): ReleaseSummary {
  const { totals } = release.manifest;
  return present<Loose<ReleaseSummary>>({
    dataset: release.dataset,
    release: release.release,
    version: release.version,
    address: release.address,
    schemaName: release.schemaName,
    newest: snapshot.newest(release.dataset) === release,
    publishedFrom: release.publishedFrom.toISOString(),
    digest: release.digest,
    revision: release.revision,
    title: release.entry?.title,
    note: release.entry?.note,
    rowCount: totals.rows,
    productCount: totals.products,
    sizeBytes: totals.sizeBytes,
  }) as ReleaseSummary;
}

/** The visible datasets with their releases, newest first. */
export function datasetSummaries(snapshot: CatalogueSnapshot, site: SiteFacts): DatasetSummary[] {
  const ids = [...new Set(snapshot.releases.map((r) => r.dataset))];
  return ids.map((id) => {
    const { descriptor } = snapshot.newest(id)!;
    return {
      id,
      ivoid: ivoidOf(descriptor, site.authority),
      title: descriptor.title,
      description: descriptor.description,
      simulated: descriptor.simulated ?? false,
      productTypes: [...new Set(['catalogue', ...(descriptor.products ?? []).map((p) => p.type)])],
      waveband: [...descriptor.waveband],
      facility: descriptor.facility.name,
      releases: snapshot.releases.filter((r) => r.dataset === id).map((r) => releaseSummary(r, snapshot)),
    };
  });
}

function tableEntries(release: PublishedRelease): TableEntry[] {
  return release.descriptor.tables.filter((t) => release.tableNames.includes(t.name));
}

function tableSummary(release: PublishedRelease, table: TableEntry, site: SiteFacts): TableSummary {
  const cone = release.descriptor.services?.cone;
  const hasCone = table.position !== undefined && (!cone || cone.includes(table.name));
  return present<Loose<TableSummary>>({
    name: table.name,
    title: table.title,
    description: table.description,
    rowCount: release.manifest.tables.find((t) => t.name === table.name)!.rowCount,
    columnCount: table.columns.length,
    key: table.key,
    nameColumn: table.nameColumn,
    position: table.position,
    product: (release.descriptor.products ?? []).find((p) => p.table === table.name)?.name,
    coneUrl: hasCone ? `${site.baseUrl}/${release.address}/cone/${table.name}` : undefined,
    rowsUrl: `${site.baseUrl}/api/${release.address}/tables/${table.name}/rows`,
  }) as TableSummary;
}

/** How a column is searched when the descriptor does not say. */
function searchKind(column: ColumnEntry): ColumnDetail['search'] {
  if (column.search) return column.search;
  if (column.arraysize !== undefined) return 'none';
  if (column.bits) return 'bits';
  if (column.values) return 'enum';
  return column.type === 'string' ? 'text' : column.type === 'boolean' ? 'equal' : 'range';
}

function columnDetail(
  column: ColumnEntry,
  statistics: { min?: unknown; max?: unknown; nulls?: number } | undefined,
): ColumnDetail {
  const { name, type, arraysize, title, description, unit, ucd, utype, verb, group, values, bits, display } = column;
  const bound = (value: unknown) => (typeof value === 'number' || typeof value === 'string' ? value : undefined);
  return present<Loose<ColumnDetail>>({
    name,
    type,
    arraysize,
    title,
    description,
    unit,
    ucd,
    utype,
    verb,
    group,
    search: searchKind(column),
    values: values as ColumnDetail['values'],
    bits: bits as ColumnDetail['bits'],
    display,
    min: bound(statistics?.min),
    max: bound(statistics?.max),
    nullCount: statistics?.nulls,
  }) as ColumnDetail;
}

export function tableDetail(release: PublishedRelease, table: TableEntry, site: SiteFacts): TableDetail {
  const { statistics } = release.manifest.tables.find((t) => t.name === table.name)!;
  return {
    ...tableSummary(release, table, site),
    columns: table.columns.map((c) => columnDetail(c, statistics[c.name])),
    defaultColumns: defaultColumnsOf(table).map((c) => c.name),
  };
}

const groupTitles: Readonly<Record<string, LocalText>> = {
  position: { en: 'Position', zh: '位置' },
  target: { en: 'Target', zh: '目标' },
  observation: { en: 'Observation', zh: '观测' },
  class: { en: 'Class', zh: '分类' },
  redshift: { en: 'Redshift and velocity', zh: '红移与速度' },
  parameters: { en: 'Stellar parameters', zh: '恒星参数' },
  snr: { en: 'Signal to noise', zh: '信噪比' },
  quality: { en: 'Quality', zh: '质量' },
  photometry: { en: 'Photometry', zh: '测光' },
  other: { en: 'Other', zh: '其他' },
};

/** The descriptor's forms; a table without one gets a form of all its searchable columns, by group. */
function formDetails(release: PublishedRelease, seasons?: SeasonFacts): FormDetail[] {
  const declared = release.descriptor.forms ?? [];
  const tables = tableEntries(release);
  const own = declared.filter((form) => tables.some((t) => t.name === form.table));
  const rest = tables.filter((t) => !own.some((form) => form.table === t.name));
  return [
    ...own.map((form) => formDetail(form, tables.find((t) => t.name === form.table)!, seasons)),
    ...rest.map((t) => formDetail({ name: t.name, table: t.name, title: t.title }, t, seasons)),
  ];
}

function formDetail(form: FormEntry, table: TableEntry, seasons?: SeasonFacts): FormDetail {
  return present<Loose<FormDetail>>({
    name: form.name,
    table: form.table,
    title: form.title,
    groups: form.groups ? form.groups.map((g) => ({ ...g, columns: [...g.columns] })) : groupsOf(table),
    pageSize: form.pageSize ?? 20,
    sort: form.sort,
    seasons: seasonFilterOf(table, seasons),
  }) as FormDetail;
}

function groupsOf(table: TableEntry): FormDetail['groups'] {
  const byGroup = Map.groupBy(
    table.columns.filter((c) => searchKind(c) !== 'none'),
    (c) => c.group ?? 'other',
  );
  const order = Object.keys(groupTitles);
  const rank = (name: string) => (order.indexOf(name) + order.length) % order.length;
  return [...byGroup]
    .sort(([a], [b]) => rank(a) - rank(b))
    .map(([name, columns]) => ({
      name,
      title: groupTitles[name] ?? { en: name, zh: name },
      columns: columns.map((c) => c.name),
    }));
}

function productSummaries(release: PublishedRelease, site: SiteFacts): ProductSummary[] {
  return release.manifest.products.flatMap((stored) => {
    const entry = release.descriptor.products?.find((p) => p.name === stored.name);
    if (!entry) return [];
    const { name, type, title, mime } = entry;
    return [
      present<Loose<ProductSummary>>({
        name,
        type,
        title,
        mime,
        table: stored.table,
        count: stored.count,
        sizeBytes: stored.sizeBytes,
        filesUrl: `${site.baseUrl}/${release.address}/files/${name}/`,
      }) as ProductSummary,
    ];
  });
}

export function releaseDetail(
  release: PublishedRelease,
  snapshot: CatalogueSnapshot,
  site: SiteFacts,
  seasons?: SeasonFacts,
): ReleaseDetail {
  const { descriptor } = release;
  return present<Loose<ReleaseDetail>>({
    ...releaseSummary(release, snapshot),
    datasetTitle: descriptor.title,
    datasetDescription: descriptor.description,
    ivoid: ivoidOf(descriptor, site.authority),
    simulated: descriptor.simulated ?? false,
    creators: descriptor.creators.map((p) => ({ ...p })),
    publisher: descriptor.publisher,
    contact: descriptor.contact,
    acknowledgement: descriptor.acknowledgement,
    licence: descriptor.licence,
    references: (descriptor.references ?? []).map((r) => ({ ...r })),
    identifiers: (descriptor.identifiers ?? []).filter((i) => ofRelease(i.release, release)).map((i) => ({ ...i })),
    facility: descriptor.facility,
    instrument: descriptor.instrument as ReleaseDetail['instrument'],
    observed: release.entry?.observed,
    tables: tableEntries(release).map((t) => tableSummary(release, t, site)),
    products: productSummaries(release, site),
    forms: formDetails(release, seasons),
  }) as ReleaseDetail;
}

/** An identifier is shown where it belongs to the dataset, to the release, or to this very version. */
function ofRelease(wanted: string | undefined, release: PublishedRelease): boolean {
  return wanted === undefined || wanted === release.release || wanted === `${release.release}/${release.version}`;
}
