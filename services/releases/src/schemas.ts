import { type Static, Type } from 'typebox';

const optional = Type.Optional;
const Text = Type.Object({ en: Type.String(), zh: Type.String() });
const DateText = (description: string) =>
  Type.String({ description: `${description} As exact as it is known: \`2018\`, \`2018-01\` or \`2018-01-15\`.` });
const Document = Type.Object({ title: Text, url: Type.String() });
const Approval = Type.Object({ by: Text, on: optional(DateText('When.')), document: optional(Document) });
const Named = Type.Object({ name: Type.String(), title: Text });

export const ReleaseItemSchema = Type.Object({
  dataset: Type.String(),
  release: Type.String(),
  version: Type.String(),
  address: Type.String({ description: '`dataset/release/version`: its page stands there.' }),
  title: optional(Text),
  batch: optional(Type.String()),
  date: optional(DateText('When it was first released, to whomever.')),
  internal: optional(DateText('When it was released to its first audience.')),
  public: optional(DateText('When it was released to everybody.')),
  dateNote: optional(Text),
  audience: optional(Type.Array(Type.String(), { description: '`public` or names of groups.' })),
  access: optional(
    Type.Array(Type.Object({ audience: Type.Array(Type.String()), from: Type.String() }), {
      description: 'Who may see the data that are here, from when.',
    }),
  ),
  observed: optional(
    Type.Array(
      Type.Object({ part: optional(Type.String()), from: DateText('First night.'), to: DateText('Last night.') }),
    ),
  ),
  counts: optional(
    Type.Array(
      Type.Object({
        count: Type.String(),
        part: optional(Type.String()),
        value: Type.Integer(),
        note: optional(Text),
      }),
    ),
  ),
  note: optional(Text),
  selection: optional(Text),
  policy: optional(Document),
  approval: optional(Approval),
  oldAddresses: optional(Type.Array(Type.String())),
  counted: Type.Boolean({ description: 'One of the numbered releases when they are counted.' }),
  sources: optional(Type.Array(Type.String())),
  loaded: Type.Boolean({ description: 'Its data are on this site.' }),
  visible: Type.Boolean({ description: 'The asker may see its data.' }),
  digest: optional(Type.String()),
  revision: optional(Type.Integer({ description: 'Revision of metadata; 0: as it was built.' })),
  withdrawn: optional(
    Type.Object({
      at: Type.String({ description: 'ISO 8601, UTC.' }),
      reason: Type.String(),
      digest: optional(Type.String({ description: 'Names the bytes, which are kept.' })),
      contact: optional(
        Type.Object(
          { name: Text, email: optional(Type.String()), url: optional(Type.String()) },
          { description: 'Who may be asked.' },
        ),
      ),
    }),
  ),
});
export type ReleaseItem = Static<typeof ReleaseItemSchema>;

const facts = {
  dataset: Type.String(),
  title: optional(Text),
  policy: optional(Document),
  parts: Type.Array(Named),
  counts: Type.Array(Named),
  sources: Type.Array(
    Type.Object({
      name: Type.String(),
      title: Type.String(),
      doi: optional(Type.String()),
      bibcode: optional(Type.String()),
      cstr: optional(Type.String()),
      url: optional(Type.String()),
    }),
  ),
};

export const ReleaseFamilySchema = Type.Object({
  ...facts,
  seasons: Type.Array(
    Type.Object({
      name: Type.String(),
      title: Text,
      from: optional(DateText('First night.')),
      to: DateText('Last night.'),
    }),
  ),
  count: Type.Integer({ description: 'Numbered releases in this list.' }),
  releases: Type.Array(ReleaseItemSchema),
});
export type ReleaseFamilyDetail = Static<typeof ReleaseFamilySchema>;

export const ReleaseRecordSchema = Type.Object({ ...facts, release: ReleaseItemSchema });
export type ReleaseRecordDetail = Static<typeof ReleaseRecordSchema>;

const revision = {
  revision: Type.Integer(),
  note: Type.String(),
  at: Type.String({ description: 'ISO 8601, UTC.' }),
  changes: Type.Unknown({ description: 'What it says anew.' }),
};
export const RevisionListSchema = Type.Object({
  address: Type.String(),
  digest: Type.String(),
  revisions: Type.Array(Type.Object(revision)),
});
export const RevisionSchema = Type.Object({
  address: Type.String(),
  digest: Type.String(),
  ...Object.fromEntries(Object.entries(revision).map(([name, schema]) => [name, optional(schema)])),
  descriptor: Type.Unknown({ description: 'All that was said of the release under this revision.' }),
});

export const DueSchema = Type.Object({
  at: Type.String(),
  entries: Type.Array(
    Type.Object({
      dataset: Type.String(),
      season: Type.String(),
      seasonTitle: Text,
      seasonEnd: DateText('Last night.'),
      product: Type.String(),
      productTitle: Text,
      due: optional(Type.String()),
      state: Type.Union(
        (['released', 'late', 'due', 'overdue', 'running', 'discretion'] as const).map((word) => Type.Literal(word)),
      ),
      release: optional(Type.String()),
      released: optional(DateText('When.')),
    }),
  ),
});

export const WithdrawalSchema = Type.Object({
  address: Type.String(),
  action: Type.String(),
  state: Type.String({ description: '`waiting` for another operator, `confirmed` or `dropped`.' }),
  reason: Type.String(),
  askedBy: Type.String(),
  askedAt: Type.String(),
  confirmedBy: optional(Type.String()),
  confirmedAt: optional(Type.String()),
});
