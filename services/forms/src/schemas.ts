import { type Static, Type } from 'typebox';

/**
 * The shapes of the API's JSON. One schema gives the TypeScript type, the answer's check and the OpenAPI document;
 * the portal is written against the types.
 */

export const LocalTextSchema = Type.Object({ en: Type.String(), zh: Type.String() });
const optional = Type.Optional;

export const SiteInfoSchema = Type.Object(
  {
    name: LocalTextSchema,
    software: Type.Object({ name: Type.String(), version: Type.String() }),
    baseUrl: Type.String({ description: 'Public address of this site, without a trailing slash.' }),
    authority: Type.String({ description: 'The IVOA naming authority of the identifiers.' }),
    maxrec: Type.Object(
      { default: Type.Integer(), max: Type.Integer() },
      { description: 'Rows of an answer that names no MAXREC, and the most that any may ask for.' },
    ),
  },
  { description: 'What this site is.' },
);
export type SiteInfo = Static<typeof SiteInfoSchema>;

export const ReleaseSummarySchema = Type.Object({
  dataset: Type.String(),
  release: Type.String(),
  version: Type.String(),
  address: Type.String({ description: '`dataset/release/version`, as in every page address.' }),
  schemaName: Type.String({ description: 'What queries call it: `schemaName.table`.' }),
  newest: Type.Boolean({ description: 'The newest release of its dataset that the asker may see.' }),
  publishedFrom: Type.String({ description: 'ISO 8601, UTC.' }),
  digest: Type.String({ description: 'SHA-256 of the manifest: names the release for ever.' }),
  revision: Type.Integer({ description: 'Revision of metadata that describes it; 0: as it was built.' }),
  title: optional(LocalTextSchema),
  note: optional(LocalTextSchema),
  rowCount: optional(
    Type.Integer({ description: 'Rows of all tables together. Absent, as all counts: not for the asker to know.' }),
  ),
  productCount: optional(Type.Integer()),
  sizeBytes: optional(Type.Integer()),
});
export type ReleaseSummary = Static<typeof ReleaseSummarySchema>;

export const DatasetSummarySchema = Type.Object({
  id: Type.String(),
  ivoid: Type.String(),
  title: LocalTextSchema,
  description: LocalTextSchema,
  simulated: Type.Boolean({ description: 'The data are made by a program.' }),
  productTypes: Type.Array(Type.String()),
  waveband: Type.Array(Type.String()),
  facility: Type.String(),
  releases: Type.Array(ReleaseSummarySchema, { description: 'Newest first.' }),
});
export type DatasetSummary = Static<typeof DatasetSummarySchema>;

export const DatasetListSchema = Type.Object({ datasets: Type.Array(DatasetSummarySchema) });
export type DatasetList = Static<typeof DatasetListSchema>;

export const TableSummarySchema = Type.Object({
  name: Type.String(),
  title: LocalTextSchema,
  description: optional(LocalTextSchema),
  rowCount: optional(Type.Integer()),
  columnCount: Type.Integer(),
  key: Type.String(),
  nameColumn: optional(Type.String()),
  position: optional(
    Type.Object({ ra: Type.String(), dec: Type.String(), frame: Type.String(), epoch: optional(Type.Number()) }),
  ),
  product: optional(Type.String({ description: 'Name of the product whose files the rows describe.' })),
  coneUrl: optional(Type.String()),
  rowsUrl: Type.String(),
});
export type TableSummary = Static<typeof TableSummarySchema>;

const value = Type.Union([Type.String(), Type.Number()]);

export const ColumnDetailSchema = Type.Object({
  name: Type.String(),
  type: Type.String(),
  arraysize: optional(Type.Union([Type.Integer(), Type.Literal('*')])),
  title: optional(LocalTextSchema),
  description: LocalTextSchema,
  unit: optional(Type.String()),
  ucd: optional(Type.String()),
  utype: optional(Type.String()),
  verb: Type.Integer({ description: 'Verbosity level 1–30: in an answer iff level <= VERB*10.' }),
  group: optional(Type.String()),
  search: Type.Union([
    Type.Literal('range'),
    Type.Literal('equal'),
    Type.Literal('text'),
    Type.Literal('enum'),
    Type.Literal('bits'),
    Type.Literal('none'),
  ]),
  values: optional(Type.Array(Type.Object({ value, title: optional(LocalTextSchema) }))),
  bits: optional(
    Type.Array(Type.Object({ bit: Type.Integer(), upstreamBit: optional(Type.Integer()), title: LocalTextSchema })),
  ),
  display: optional(Type.Object({ digits: optional(Type.Integer()), format: optional(Type.String()) })),
  min: optional(value),
  max: optional(value),
  nullCount: optional(Type.Integer()),
});
export type ColumnDetail = Static<typeof ColumnDetailSchema>;

export const TableDetailSchema = Type.Object({
  ...TableSummarySchema.properties,
  columns: Type.Array(ColumnDetailSchema),
  defaultColumns: Type.Array(Type.String()),
});
export type TableDetail = Static<typeof TableDetailSchema>;

export const ProductSummarySchema = Type.Object({
  name: Type.String(),
  type: Type.String(),
  title: LocalTextSchema,
  table: Type.String(),
  mime: Type.String(),
  count: optional(Type.Integer()),
  sizeBytes: optional(Type.Integer()),
  filesUrl: Type.String({ description: 'With an id behind it: the file of one product.' }),
});
export type ProductSummary = Static<typeof ProductSummarySchema>;

const SeasonFilterSchema = Type.Object(
  {
    column: Type.String({ description: 'Time of the observation.' }),
    options: Type.Array(
      Type.Object({
        name: Type.String(),
        title: LocalTextSchema,
        from: optional(Type.String({ description: 'First night, as exactly as it is known.' })),
        to: Type.String({ description: 'Last night, as exactly as it is known.' }),
        range: Type.String({ description: 'The constraint on the column that finds the rows of these nights.' }),
      }),
    ),
  },
  { description: 'Observing seasons to choose from.' },
);
export type SeasonFilter = Static<typeof SeasonFilterSchema>;

export const FormDetailSchema = Type.Object({
  name: Type.String(),
  table: Type.String(),
  title: LocalTextSchema,
  groups: Type.Array(Type.Object({ name: Type.String(), title: LocalTextSchema, columns: Type.Array(Type.String()) })),
  pageSize: Type.Integer(),
  sort: optional(Type.String()),
  seasons: optional(SeasonFilterSchema),
});
export type FormDetail = Static<typeof FormDetailSchema>;

export const CountSchema = Type.Object({
  count: Type.Integer(),
  complete: Type.Literal(true),
});

export const StatisticsSchema = Type.Object({
  table: Type.String(),
  column: Type.String(),
  groups: Type.Array(Type.Object({ value: Type.Union([Type.String(), Type.Null()]), count: Type.Integer() })),
});
export type Statistics = Static<typeof StatisticsSchema>;

const reasons = Type.Array(
  Type.Object({
    code: Type.String(),
    count: Type.Integer(),
    text: LocalTextSchema,
    examples: Type.Array(Type.String()),
  }),
);

export const ReportSchema = Type.Object(
  {
    address: Type.String(),
    software: Type.String(),
    inputFiles: Type.Integer(),
    unusedFiles: Type.Object({ count: Type.Integer(), examples: Type.Array(Type.String()) }),
    filesRead: Type.Integer(),
    rowsRead: Type.Integer({ description: 'Rows of catalogues and files of products.' }),
    rowsAccepted: Type.Integer(),
    rowsRejected: Type.Integer(),
    sources: Type.Array(
      Type.Object({
        of: Type.String({ description: '`table` (rows are counted) or `product` (files are counted).' }),
        name: Type.String(),
        kind: Type.String({ description: 'Format of a catalogue, type of a product.' }),
        files: Type.Integer(),
        read: Type.Integer(),
        accepted: Type.Integer(),
        rejected: Type.Integer(),
        reasons,
        notes: reasons,
        layouts: optional(Type.Record(Type.String(), Type.Integer())),
      }),
    ),
  },
  { description: 'What ingest took and what it refused, with the reasons; of the parts that the asker may see whole.' },
);
export type Report = Static<typeof ReportSchema>;

export const ReleaseDetailSchema = Type.Object({
  ...ReleaseSummarySchema.properties,
  datasetTitle: LocalTextSchema,
  datasetDescription: LocalTextSchema,
  ivoid: Type.String(),
  simulated: Type.Boolean(),
  creators: Type.Array(
    Type.Object({ name: Type.String(), orcid: optional(Type.String()), affiliation: optional(Type.String()) }),
  ),
  publisher: Type.Object({ name: LocalTextSchema, url: optional(Type.String()) }),
  contact: optional(Type.Object({ name: Type.String(), email: Type.String() })),
  acknowledgement: LocalTextSchema,
  licence: Type.Object({ name: Type.String(), url: optional(Type.String()) }),
  references: Type.Array(
    Type.Object({
      title: Type.String(),
      doi: optional(Type.String()),
      bibcode: optional(Type.String()),
      cstr: optional(Type.String()),
      url: optional(Type.String()),
    }),
  ),
  identifiers: Type.Array(Type.Object({ kind: Type.String(), value: Type.String(), release: optional(Type.String()) })),
  facility: Type.Object({
    name: Type.String(),
    title: optional(LocalTextSchema),
    description: optional(LocalTextSchema),
  }),
  instrument: optional(
    Type.Object({
      name: Type.String(),
      title: optional(LocalTextSchema),
      description: optional(LocalTextSchema),
      facts: optional(
        Type.Array(Type.Object({ name: LocalTextSchema, value: Type.String(), unit: optional(Type.String()) })),
      ),
    }),
  ),
  observed: optional(Type.Object({ from: Type.String(), to: Type.String() })),
  tables: Type.Array(TableSummarySchema),
  products: Type.Array(ProductSummarySchema),
  forms: Type.Array(FormDetailSchema),
});
export type ReleaseDetail = Static<typeof ReleaseDetailSchema>;

/** One thing that a typed text may mean. */
export const MatchSchema = Type.Union([
  Type.Object({
    kind: Type.Literal('position'),
    raDeg: Type.Number(),
    decDeg: Type.Number(),
    label: Type.String(),
    address: Type.String(),
    form: Type.String(),
    url: Type.String(),
    radiusArcsec: Type.Number(),
  }),
  Type.Object({
    kind: Type.Literal('id'),
    id: Type.String(),
    label: Type.String(),
    address: Type.String(),
    table: Type.String(),
    url: Type.String(),
  }),
  Type.Object({
    kind: Type.Literal('designation'),
    id: Type.String(),
    label: Type.String(),
    address: Type.String(),
    table: Type.String(),
    url: Type.String(),
  }),
]);
export type Match = Static<typeof MatchSchema>;

export const ResolveSchema = Type.Object({
  query: Type.String(),
  matches: Type.Array(MatchSchema),
  hint: optional(LocalTextSchema),
});
export type Resolved = Static<typeof ResolveSchema>;

/** The one error shape of the API. */
export const ErrorSchema = Type.Object({
  status: Type.Integer(),
  errors: Type.Array(
    Type.Object({
      code: Type.String(),
      severity: Type.String(),
      message: LocalTextSchema,
      parameter: optional(Type.String()),
      line: optional(Type.Integer()),
      column: optional(Type.Integer()),
      nearest: optional(Type.String()),
    }),
  ),
});
