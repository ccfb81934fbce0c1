import type { LocalText } from '@lingtai/diagnostics';
import { policies } from './policy.ts';
import { access, accessDefs, audience } from './schema-access.ts';
import {
  bothLanguages,
  either,
  flag,
  integer,
  list,
  may,
  must,
  record,
  ref,
  type Schema,
  text,
  words,
} from './schema-kit.ts';
import { productDefs } from './schema-product.ts';
import { tableDefs } from './schema-table.ts';
import type {
  AlternateIdentifier,
  Descriptor,
  FormEntry,
  Instrument,
  Person,
  Reference,
  ReleaseEntry,
  ServicesEntry,
} from './types.ts';
import { messengerTerms } from './vocabulary.ts';

/** Where the schema of format 1 is named. It is an identifier; the server also answers with the schema below this path. */
export const descriptorSchemaId = 'https://lingtai.dev/schema/descriptor/1';

const url = (description: string): Schema =>
  text(description, { pattern: '^https?://[^\\s]+$', examples: ['https://www.lamost.org/'] });
const date = (description: string): Schema =>
  text(`${description} An ISO date in quotes or plain, like 2015-03-19.`, {
    pattern: '^\\d{4}-\\d{2}-\\d{2}$',
    format: 'date',
  });
const names = (description: string): Schema => list(description, text('A name.'));

type Fact = NonNullable<Instrument['facts']>[number];
type FormGroup = NonNullable<FormEntry['groups']>[number];

/** The schema of a whole descriptor. */
export const rootSchema: Schema = record<Descriptor>(
  'Dataset descriptor',
  'What one YAML document says about one dataset. Everything a page, a service or a release says of it comes from here.',
  {
    lingtai: must({ type: 'integer', const: 1, description: 'Version of the descriptor format. Always 1.' }),
    id: must(
      text("The dataset's name in every address: lower case letters, digits and hyphens, beginning with a letter.", {
        pattern: '^[a-z][a-z0-9-]{0,62}$',
        examples: ['lamost'],
      }),
    ),
    ivoid: may(
      text('The IVOA identifier; given only where another one than ivo://AUTHORITY/ID is registered.', {
        pattern: '^ivo://[A-Za-z0-9][A-Za-z0-9._-]{2,}(/[^\\s?#]+)?$',
      }),
    ),
    title: must(bothLanguages('Title of the dataset.')),
    description: must(bothLanguages('What the dataset is, in a few sentences.')),
    simulated: may(flag('The data are made by a program; every page says so.')),
    creators: must(
      list('Who made the data, in the order of citation.', ref('Person', 'A person or a collaboration.'), {
        minItems: 1,
      }),
    ),
    publisher: must(
      record<Descriptor['publisher']>('Publisher', 'Who publishes the data.', {
        name: must(bothLanguages('Name of the publisher.')),
        url: may(url("The publisher's home page.")),
      }),
    ),
    contact: may(
      record<NonNullable<Descriptor['contact']>>('Contact', 'Who answers questions about the data.', {
        name: must(text('Name of a person or a desk.')),
        email: must(text('Electronic mail address.', { pattern: '^[^@\\s]+@[^@\\s]+\\.[^@\\s]+$' })),
      }),
    ),
    acknowledgement: must(
      bothLanguages(
        'The text that a paper which uses the data should carry. Shown on pages and written into downloads.',
      ),
    ),
    licence: must(
      record<Descriptor['licence']>('Licence', 'Under which terms the data may be used.', {
        name: must(text('Name of the licence, or an SPDX identifier like CC-BY-4.0.')),
        url: may(url('Text of the licence.')),
      }),
    ),
    references: may(list('Publications to cite, the most important first.', ref('Reference', 'A publication.'))),
    identifiers: may(
      list('Identifiers of the data elsewhere: DOI, CSTR, VizieR.', ref('AlternateIdentifier', 'An identifier.')),
    ),
    waveband: must(
      list('Bands, as terms of the IVOA messenger vocabulary.', words('A term of the vocabulary.', messengerTerms), {
        minItems: 1,
      }),
    ),
    facility: must(
      record<Descriptor['facility']>('Facility', 'The telescope or observatory.', {
        name: must(text('Short name, as ObsCore wants it.')),
        title: may(bothLanguages('Full name.')),
        description: may(bothLanguages('Something about it.')),
      }),
    ),
    instrument: may(ref('Instrument', 'The instrument and facts about it.')),
    policy: may(
      either(
        `Who may see releases that do not say so themselves: a ready policy (${Object.keys(policies).join(', ')}), or rules of one's own.`,
        text('Name of a ready policy.', { examples: Object.keys(policies) }),
        list('Rules; the first that fits a version holds.', ref('PolicyRuleEntry', 'A rule.'), { minItems: 1 }),
      ),
    ),
    releases: must(
      list('Releases and their versions, the oldest first.', ref('ReleaseEntry', 'A version of a release.'), {
        minItems: 1,
      }),
    ),
    tables: must(list('Catalogues.', ref('TableEntry', 'A catalogue.'), { minItems: 1 })),
    products: may(
      list('Kinds of files, each with a table of one row for each file.', ref('ProductEntry', 'A kind of files.')),
    ),
    services: may(
      record<ServicesEntry>('Services', 'Which services are offered, where it is not simply all.', {
        cone: may(names('Tables served by cone search. Absent: every table with a position.')),
      }),
    ),
    forms: may(
      list('Search forms. A table without one gets a form made of its columns.', ref('FormEntry', 'A search form.')),
    ),
  },
);

const smallDefs: Readonly<Record<string, Schema>> = {
  LocalText: record<LocalText>('Text in both languages', 'The same text in English and in Simplified Chinese.', {
    en: must(text('English.')),
    zh: must(text('Simplified Chinese.')),
  }),
  Person: record<Person>('Person', 'A person or a collaboration.', {
    name: must(text('Name as it is cited.')),
    orcid: may(text('ORCID, four groups of four digits.', { pattern: '^\\d{4}-\\d{4}-\\d{4}-\\d{3}[0-9X]$' })),
    affiliation: may(text('Institution.')),
  }),
  Reference: record<Reference>(
    'Reference',
    'A publication. At least one of doi, bibcode, cstr and url makes it a link.',
    {
      title: must(text('Title, with authors and year if you like.')),
      doi: may(
        text('Digital object identifier, without an address before it.', { pattern: '^10\\.\\d{4,9}/[^\\s]+$' }),
      ),
      bibcode: may(text('ADS bibcode, 19 characters.', { pattern: '^\\d{4}[A-Za-z0-9.&]{14}[A-Za-z.]$' })),
      cstr: may(
        text('China science and technology resource identifier.', { pattern: '^(CSTR:)?\\d{5}\\.\\d{2}\\.[^\\s]+$' }),
      ),
      url: may(url('Address.')),
    },
  ),
  AlternateIdentifier: record<AlternateIdentifier>(
    'Identifier elsewhere',
    'The name that the dataset or a release has in another system.',
    {
      kind: must(words('Which system.', ['doi', 'cstr', 'vizier', 'ivoid', 'bibcode', 'url'])),
      value: must(text('The identifier itself, like V/146.')),
      release: may(text('Of which release, like dr1 or dr1/v1. Absent: of the whole dataset.')),
    },
  ),
  Instrument: record<Instrument>('Instrument', 'What the instrument page shows.', {
    name: must(text('Short name.')),
    title: may(bothLanguages('Full name.')),
    description: may(bothLanguages('Something about it.')),
    facts: may(
      list(
        'Facts, like the number of fibres.',
        record<Fact>('Fact', 'One fact.', {
          name: must(bothLanguages('What is said.')),
          value: must(text('The value; a number is put in quotes.')),
          unit: may(text('Unit in VOUnit notation.')),
        }),
      ),
    ),
  }),
  ReleaseEntry: record<ReleaseEntry>('Release', 'One version of a release. Its data never change once published.', {
    release: must(text('Name of the release, like dr8.', { pattern: '^[a-z][a-z0-9-]{0,30}$' })),
    version: must(
      text('Version: v0, v0.q1, v1, v1.1. Ordered v0 < v0.q1 < v1 < v1.1 < v2.', { pattern: '^v\\d+(\\.q?\\d+)*$' }),
    ),
    title: may(bothLanguages('Title of the release.')),
    note: may(bothLanguages('What changed against the version before.')),
    audience: may(
      audience(
        'Who may see it at first, one or a list. From then on the data centre decides. Absent: access or the policy says it.',
      ),
    ),
    from: may(date('Day from which the audience holds.')),
    access: may(access('Who else may see it, from when.')),
    observed: may(
      record<NonNullable<ReleaseEntry['observed']>>('Observed', 'First and last night of the data.', {
        from: must(date('First night.')),
        to: must(date('Last night.')),
      }),
    ),
    status: may(text('A word about its state, like preliminary.')),
    tables: may(names('Tables that it holds. Absent: all.')),
    products: may(names('Products that it holds. Absent: all.')),
  }),
  FormEntry: record<FormEntry>('Form', 'A search form on one table.', {
    name: must(text('Name in the address.', { pattern: '^[a-z][a-z0-9-]*$' })),
    table: must(text('Name of the table.')),
    title: must(bothLanguages('Title of the form.')),
    groups: may(
      list(
        'Groups of constraints in the order of the form. Absent: made from the columns.',
        record<FormGroup>('Group', 'A group of constraints.', {
          name: must(text('Name of the group.')),
          title: must(bothLanguages('Title of the group.')),
          columns: must(list('Columns that can be constrained.', text('Name of a column.'), { minItems: 1 })),
        }),
      ),
    ),
    sort: may(text('Column by which results are sorted; a minus before it means descending.')),
    pageSize: may(integer('Rows on a page of results.', { minimum: 1, maximum: 10_000 })),
  }),
};

/** The named parts of the schema. */
export const schemaDefs: Readonly<Record<string, Schema>> = {
  ...smallDefs,
  ...accessDefs,
  ...tableDefs,
  ...productDefs,
};

/** The descriptor's JSON Schema, draft 2020-12, for editors and other checkers. It knows shapes; `parseDescriptor` knows more. */
export function descriptorSchema(): Record<string, unknown> {
  const $schema = 'https://json-schema.org/draft/2020-12/schema';
  return { $schema, $id: descriptorSchemaId, ...rootSchema, $defs: schemaDefs };
}
