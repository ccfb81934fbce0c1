import { type Static, Type } from 'typebox';

const optional = Type.Optional;
const LocalTextSchema = Type.Object({ en: Type.String(), zh: Type.String() });

export const CheckBodySchema = Type.Object({
  query: Type.String({ description: 'The query in ADQL 2.1.' }),
  lang: optional(Type.String({ description: 'ADQL (the default), ADQL-2.1 or ADQL-2.0.' })),
});

const PlaceSchema = Type.Object({
  line: optional(Type.Integer({ description: 'From 1.' })),
  column: optional(Type.Integer({ description: 'From 1, in UTF-16 code units.' })),
  from: optional(Type.Integer({ description: 'Offset in the query, in UTF-16 code units.' })),
  to: optional(Type.Integer({ description: 'Offset behind the last unit.' })),
});

const DiagnosticSchema = Type.Object({
  code: Type.String({ description: 'ADQL-…: syntax; QUERY-…: names, types and what cannot be answered.' }),
  severity: Type.Union([Type.Literal('error'), Type.Literal('warning'), Type.Literal('info')]),
  text: LocalTextSchema,
  place: optional(PlaceSchema),
  nearest: optional(Type.String({ description: 'The nearest right name.' })),
  fix: optional(
    Type.Object(
      { label: LocalTextSchema, from: Type.Integer(), to: Type.Integer(), insert: Type.String() },
      { description: 'A repair: put `insert` in place of the text from `from` to `to`.' },
    ),
  ),
});

const FieldSchema = Type.Object({
  name: Type.String(),
  scalar: Type.String({ description: 'boolean, uint8, int16, int32, int64, float32, float64, string, timestamp.' }),
  arraysize: optional(Type.Union([Type.Integer(), Type.Literal('*')])),
  unit: optional(Type.String()),
  ucd: optional(Type.String()),
  utype: optional(Type.String()),
  xtype: optional(Type.String()),
  description: optional(Type.String()),
});

const ScanCostSchema = Type.Object({
  releaseAddress: Type.String(),
  table: Type.String(),
  columns: Type.Array(Type.String(), { description: 'The columns that are read.' }),
  rowsRead: Type.Number(),
  bytesRead: Type.Number(),
  rowGroupsRead: Type.Integer({ description: 'Row groups that may hold wanted rows.' }),
  rowGroups: Type.Integer({ description: 'Row groups of the table.' }),
});

export const CheckSchema = Type.Object({
  diagnostics: Type.Array(DiagnosticSchema, { description: 'In the order of the text; without an error it runs.' }),
  fields: optional(Type.Array(FieldSchema, { description: 'The columns of the result.' })),
  reads: optional(
    Type.Array(Type.Object({ releaseAddress: Type.String(), releaseDigest: Type.String(), table: Type.String() }), {
      description: 'The tables that it reads.',
    }),
  ),
  cost: optional(
    Type.Object(
      {
        rowsRead: optional(Type.Number()),
        bytesRead: optional(Type.Number()),
        seconds: optional(Type.Number({ description: 'What queries of this size took on this server lately.' })),
        secondsRange: optional(
          Type.Array(Type.Number(), { minItems: 2, maxItems: 2, description: 'Between these lay eight of ten.' }),
        ),
        scans: optional(Type.Array(ScanCostSchema, { description: 'The same for each place where it reads a table.' })),
      },
      { description: 'Upper bounds of what it reads, from the statistics of its files; absent members are not known.' },
    ),
  ),
  canonicalText: optional(Type.String({ description: 'The query in its canonical form.' })),
  reproducible: optional(Type.Boolean({ description: 'Whether it gives the same for ever and may have an address.' })),
  reproducibleReason: optional(LocalTextSchema),
});
export type QueryCheck = Static<typeof CheckSchema>;

export const LanguageSchema = Type.Object({
  name: Type.String(),
  version: Type.String(),
  reservedWords: Type.Array(Type.String(), { description: 'As names they need double quotes.' }),
  functions: Type.Array(
    Type.Object({
      name: Type.String(),
      signature: Type.String({ description: '`ROUND(x DOUBLE, n INTEGER) -> DOUBLE`' }),
      description: optional(LocalTextSchema),
      aggregate: Type.Boolean(),
    }),
  ),
});
export type QueryLanguage = Static<typeof LanguageSchema>;

export const SamplesSchema = Type.Object({
  samples: Type.Array(
    Type.Object({
      id: Type.String(),
      title: LocalTextSchema,
      what: LocalTextSchema,
      query: Type.String(),
      tables: Type.Array(Type.String()),
    }),
  ),
});
export type QuerySamples = Static<typeof SamplesSchema>;
