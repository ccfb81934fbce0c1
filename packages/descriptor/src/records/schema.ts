import { bothLanguages, flag, integer, list, may, must, record, ref, type Schema, text } from '../schema-kit.ts';
import type {
  Approval,
  DocumentLink,
  DueRule,
  NamedReference,
  NamedTitle,
  ObservedRange,
  OldPath,
  RecordCount,
  ReleaseFamily,
  ReleaseRecord,
  Season,
} from './types.ts';

const url = (description: string): Schema => text(description, { pattern: '^https?://[^\\s]+$' });
/** As exact as it is known. */
const date = (description: string): Schema =>
  text(`${description} Year, month or day in quotes or plain, like 2018-01.`, {
    pattern: '^\\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\\d|3[01]))?)?$',
  });
const name = (description: string): Schema => text(description, { pattern: '^[a-z][a-z0-9-]*$' });
const named = (what: string): Schema => list(what, ref('NamedTitle', 'A name with its title.'));
const oldAddress = (description: string): Schema =>
  text(description, { pattern: '^https?://[^/\\s?#]+(/[^\\s?#]*)?$', examples: ['http://dr6.lamost.org/v1/'] });

export const familySchema: Schema = record<ReleaseFamily>(
  'Release records',
  'What is known of the releases of one dataset, whether or not their data are here.',
  {
    lingtai: must({ type: 'integer', const: 1, description: 'Version of the format. Always 1.' }),
    dataset: must(text("The dataset's name.", { pattern: '^[a-z][a-z0-9-]{0,62}$' })),
    title: may(bothLanguages('Title of the dataset, for a site that has no descriptor of it.')),
    policy: may(ref('DocumentLink', 'The data policy.')),
    approval: may(ref('Approval', 'Who approves, where a record says nothing of its own.')),
    parts: may(named('Parts of the observations with dates and counts of their own.')),
    counts: may(named('What records count.')),
    seasons: may(list('Observing seasons, the first first.', ref('Season', 'A season.'))),
    noonUtcHour: may(
      integer('Hour (UTC) of noon at the telescope, when one night ends and the next begins. Default: 0.', {
        minimum: 0,
        maximum: 23,
      }),
    ),
    due: may(list('Until when products have to be released.', ref('DueRule', 'A rule.'))),
    oldAddresses: may(
      list('Old addresses of every release.', oldAddress('An address with {release} and {version} in it.')),
    ),
    oldPaths: may(list('What stands behind old addresses.', ref('OldPath', 'A path.'))),
    sources: may(list('Where it is written.', ref('NamedReference', 'A publication.'))),
    records: must(list('The releases and their versions.', ref('ReleaseRecord', 'A release.'), { minItems: 1 })),
  },
);

export const familyDefs: Readonly<Record<string, Schema>> = {
  LocalText: record('Text in both languages', 'The same text in English and in Simplified Chinese.', {
    en: must(text('English.')),
    zh: must(text('Simplified Chinese.')),
  }),
  NamedTitle: record<NamedTitle>('Name with title', 'A name with its title.', {
    name: must(name('Name.')),
    title: must(bothLanguages('Title.')),
  }),
  NamedReference: record<NamedReference>('Source', 'A publication.', {
    name: must(name('Name by which records refer to it.')),
    title: must(text('Title, with authors and year if you like.')),
    doi: may(text('Digital object identifier.', { pattern: '^10\\.\\d{4,9}/[^\\s]+$' })),
    bibcode: may(text('ADS bibcode, 19 characters.', { pattern: '^\\d{4}[A-Za-z0-9.&]{14}[A-Za-z.]$' })),
    cstr: may(text('CSTR identifier.', { pattern: '^(CSTR:)?\\d{5}\\.\\d{2}\\.[^\\s]+$' })),
    url: may(url('Address.')),
  }),
  DocumentLink: record<DocumentLink>('Document', 'A document with an address.', {
    title: must(bothLanguages('Title.')),
    url: must(url('Address.')),
  }),
  Approval: record<Approval>('Approval', 'Who decided that a release is made, when, and where that is written down.', {
    by: must(bothLanguages('Who.')),
    on: may(date('When.')),
    document: may(ref('DocumentLink', 'Where.')),
  }),
  Season: record<Season>('Season', 'An observing season.', {
    name: must(name('Name.')),
    title: must(bothLanguages('Title.')),
    from: may(date('First night.')),
    to: must(date('Last night.')),
  }),
  DueRule: record<DueRule>('Due date', 'Until when a kind of product has to be released.', {
    product: must(name('Kind of product.')),
    title: must(bothLanguages('Title.')),
    months: may(integer('So many months after.', { minimum: 0, maximum: 1200 })),
    after: may(name('`season`, or another product: after its release. Default: season.')),
    version: may(text('The first version that fulfils the rule.', { pattern: '^[vV]\\d+(\\.(\\d+|[qQ]\\d+))*$' })),
    discretion: may(flag('There is no date: someone decides.')),
  }),
  OldPath: record<OldPath>('Old path', 'What stood behind an old address, and what it is called here.', {
    from: must(text('Path without slashes at its ends.', { pattern: '^[^/?#\\s][^?#\\s]*$' })),
    query: may(text('Query parameter whose value takes the place of {value}.')),
    to: must(
      text('Path behind the address of the release, without a slash before it.', {
        pattern: '^[A-Za-z0-9_-][A-Za-z0-9_./{}-]*$',
      }),
    ),
  }),
  ObservedRange: record<ObservedRange>('Observed', 'First and last night.', {
    part: may(name('Of which part.')),
    from: must(date('First night.')),
    to: must(date('Last night.')),
  }),
  RecordCount: record<RecordCount>('Count', 'A number that is known of a release.', {
    count: must(name('What is counted.')),
    part: may(name('Of which part.')),
    value: must(integer('How many.', { minimum: 0 })),
    note: may(bothLanguages('What to know about it.')),
  }),
  ReleaseRecord: record<ReleaseRecord>('Release', 'What is known of one version of a release.', {
    release: must(text('Release, like dr8.', { pattern: '^[a-z][a-z0-9-]*$' })),
    version: must(text('Version, like v1.1 or v0.q1.', { pattern: '^v\\d+(\\.(\\d+|q\\d+))*$' })),
    title: may(bothLanguages('Title.')),
    batch: may(text('What the batch is called, like V0 Q1.')),
    released: may(date('When it was first released, to whomever.')),
    internal: may(date('When it was released to its first audience.')),
    public: may(date('When it was released to everybody.')),
    dateNote: may(bothLanguages('What to know about the dates.')),
    audience: may(list('Who may see it: `public` or groups.', text('An audience.'))),
    observed: may(list('First and last nights.', ref('ObservedRange', 'A range.'))),
    counts: may(list('Numbers.', ref('RecordCount', 'A number.'))),
    note: may(bothLanguages('What changed.')),
    selection: may(bothLanguages('By which rule the data were chosen.')),
    policy: may(ref('DocumentLink', 'The data policy of this release.')),
    approval: may(ref('Approval', 'Who approved this release.')),
    oldAddresses: may(list('Addresses that it had elsewhere.', oldAddress('An address.'))),
    listed: may(flag('False: nobody who may not see its data learns of it. Default: true.')),
    counted: may(flag('False: not one of the numbered releases when they are counted. Default: true.')),
    sources: may(list('Names of the sources.', name('A name.'))),
  }),
};
