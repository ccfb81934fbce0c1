import { access, rows } from './schema-access.ts';
import {
  bothLanguages,
  either,
  flag,
  integer,
  list,
  may,
  must,
  number,
  record,
  ref,
  type Schema,
  text,
  words,
} from './schema-kit.ts';
import type { BitMeaning, ColumnEntry, EnumValue, PositionEntry, TableEntry, TableSource } from './types.ts';
import { columnGroups, columnTypes } from './vocabulary.ts';

type SourceOf<K extends TableSource['kind']> = Extract<TableSource, { readonly kind: K }>;

const kind = (name: string): Schema => ({ type: 'string', const: name, description: `Rows come from ${name}.` });
const files = list('Globs below the input folder.', text('A glob, like catalogue/*.csv. ** stands for any folders.'), {
  minItems: 1,
});
const scalar = (description: string): Schema => either(description, { type: 'string' }, { type: 'number' });

const source: Schema = {
  title: 'Source',
  description: 'Where the rows come from.',
  oneOf: [
    record<SourceOf<'csv'>>('CSV', 'Text tables: comma, tab, blanks or another delimiter.', {
      kind: must(kind('csv')),
      files: must(files),
      delimiter: may(
        text('One character, or the word "blanks" for runs of blanks. Default: comma.', {
          pattern: '^(.|\\t|blanks)$',
        }),
      ),
      comment: may(
        text(
          'Character or word with which comment lines begin. The last comment line before the data is the header where it names the columns and `header` is not false.',
        ),
      ),
      header: may(
        flag(
          'The first line names the columns. Default: true. Without a header the columns stand in the order of the descriptor.',
        ),
      ),
      missing: may(list('Texts that stand for a missing value besides the empty field.', text('A text.'))),
    }),
    record<SourceOf<'fits'>>('FITS table', 'Binary or ASCII tables of FITS files.', {
      kind: must(kind('fits')),
      files: must(files),
      hdu: may(scalar('Number (0 is the primary HDU) or EXTNAME of the table. Default: the first table.')),
    }),
    record<SourceOf<'votable'>>('VOTable', 'A table of VOTable files.', {
      kind: must(kind('votable')),
      files: must(files),
      table: may(scalar('Number (from 0) or name of the table. Default: the first.')),
    }),
    record<SourceOf<'parquet'>>('Parquet', 'Parquet files.', { kind: must(kind('parquet')), files: must(files) }),
    record<SourceOf<'products'>>('Products', "The headers of a product's files: one row for each file.", {
      kind: must(kind('products')),
      product: must(text('Name of the product.')),
    }),
  ],
};

const column = record<ColumnEntry>(
  'Column',
  'A column of a table: what it means and how it is shown, searched and checked.',
  {
    name: must(
      text('Name: letters, digits and _, beginning with a letter.', {
        pattern: '^[A-Za-z][A-Za-z0-9_]*$',
        maxLength: 63,
      }),
    ),
    type: must(words('Type of the values. int64 stays exact everywhere; timestamp is in microseconds.', columnTypes)),
    arraysize: may(
      either(
        'An array column: its length, or * for any length.',
        { type: 'integer', minimum: 1 },
        { type: 'string', const: '*' },
      ),
    ),
    from: may(
      text(
        'Name of the column in a catalogue file where it differs. A column without a name in its file: its number, #1 is the first.',
      ),
    ),
    fromHeader: may(
      either(
        'For tables made from product files: header keyword (SNRG; COADD_B.SNR in the HDU of that name) or derived value (@length). A list: the first that is there and not null. Absent: the name in capitals.',
        text('A keyword or derived value.'),
        list('Keywords and derived values.', text('A keyword or derived value.'), { minItems: 1 }),
      ),
    ),
    value: may(either('The same value in every row.', { type: 'string' }, { type: 'number' }, { type: 'boolean' })),
    title: may(bothLanguages('Heading of the column. Default: its name.')),
    description: must(bothLanguages('What the column means.')),
    unit: may(text('Unit in VOUnit notation, like deg or km/s.')),
    ucd: may(text('Unified content descriptor (UCD1+), like pos.eq.ra;meta.main.')),
    utype: may(text('Data model path, for standards that want it.')),
    xtype: may(text('DALI extended type, like timestamp or point.')),
    verb: must(
      integer('Verbosity level: the column is in an answer if it is <= 10 times VERB.', { minimum: 1, maximum: 30 }),
    ),
    access: may(access('Who may see the column, of those who may see the table. Absent: all.')),
    null: may(list('Values that mean "missing" in the source. They become null at ingest.', scalar('A value.'))),
    required: may(flag('Null is an error.')),
    min: may(number('Lowest allowed value; a row below it is refused.')),
    max: may(number('Highest allowed value; a row above it is refused.')),
    values: may(
      list('The values and their meanings. Forms compare texts without regard to case.', ref('EnumValue', 'A value.'), {
        minItems: 1,
      }),
    ),
    valuesAre: may(
      words('closed: other values are errors. open: they are only not listed.', ['open', 'closed'], {
        default: 'open',
      }),
    ),
    bits: may(list('Meanings of the bits of an integer column.', ref('BitMeaning', 'A bit.'), { minItems: 1 })),
    search: may(words('How a form asks for it. Default: by type.', ['range', 'equal', 'text', 'enum', 'bits', 'none'])),
    group: may(words('Group of the form.', columnGroups, { default: 'other' })),
    display: may(
      record<NonNullable<ColumnEntry['display']>>('Display', 'How pages show it. Exports keep full precision.', {
        digits: may(integer('Digits after the point.', { minimum: 0, maximum: 17 })),
        format: may(
          words('Form of the value.', ['decimal', 'sexagesimal-ra', 'sexagesimal-dec', 'date', 'mjd', 'bits', 'link']),
        ),
      }),
    ),
  },
);

/** Tables and what they are made of. */
export const tableDefs: Readonly<Record<string, Schema>> = {
  TableEntry: record<TableEntry>('Table', 'A catalogue.', {
    name: must(
      text('Name in queries: lower case letters, digits and _.', { pattern: '^[a-z][a-z0-9_]*$', maxLength: 63 }),
    ),
    title: must(bothLanguages('Title of the table.')),
    description: may(bothLanguages('What the table holds.')),
    source: must(source),
    key: must(text('Column that identifies a row. Never null and unique.')),
    nameColumn: may(text('Column with the designation, by which a target is found.')),
    position: may(
      record<PositionEntry>('Position', 'Which columns are the main position.', {
        ra: must(text('Column with the right ascension (galactic longitude in frame GALACTIC) in degrees.')),
        dec: must(text('Column with the declination (or latitude) in degrees.')),
        frame: must(words('Reference frame of the columns.', ['ICRS', 'FK5', 'FK4', 'GALACTIC'])),
        epoch: may(number('Julian year of the positions.', { minimum: 1800, maximum: 2200 })),
      }),
    ),
    access: may(access('Who may see the table, of those who may see the release. Absent: all.')),
    rows: may(rows),
    columns: must(list('Columns in the order of the table.', ref('ColumnEntry', 'A column.'), { minItems: 1 })),
    defaultColumns: may(
      list('Columns shown without asking, in this order. Absent: those with verb <= 10.', text('Name of a column.'), {
        minItems: 1,
      }),
    ),
  }),
  ColumnEntry: column,
  EnumValue: record<EnumValue>('Value', 'A value of an enumeration.', {
    value: must(scalar('The value as it stands in the data.')),
    title: may(bothLanguages('What it means.')),
  }),
  BitMeaning: record<BitMeaning>('Bit', 'A bit of a flag column.', {
    bit: must(integer('Number of the bit, counted from 0.', { minimum: 0, maximum: 62 })),
    upstreamBit: may(
      integer("The survey's own number for it, where it counts differently.", { minimum: 0, maximum: 64 }),
    ),
    title: must(bothLanguages('What it means when set.')),
  }),
};
