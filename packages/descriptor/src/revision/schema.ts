import { familyDefs } from '../records/schema.ts';
import { schemaDefs } from '../schema.ts';
import { bothLanguages, list, may, must, record, ref, type Schema, text, words } from '../schema-kit.ts';
import type { ColumnChanges, MetadataChanges, TableChanges, TextChanges } from './types.ts';

const map = (description: string, name: string): Schema => ({
  type: 'object',
  description,
  additionalProperties: ref(name, description),
});

export const changesSchema: Schema = record<MetadataChanges>(
  'Metadata revision',
  'A correction of what is said about a release. What is not named stays; data never change.',
  {
    lingtai: must({ type: 'integer', const: 1, description: 'Version of the format. Always 1.' }),
    title: may(bothLanguages('Title of the dataset.')),
    description: may(bothLanguages('What the dataset is.')),
    acknowledgement: may(bothLanguages('The text that a paper should carry.')),
    references: may(list('All publications to cite.', ref('Reference', 'A publication.'))),
    identifiers: may(list('All identifiers elsewhere.', ref('AlternateIdentifier', 'An identifier.'))),
    note: may(bothLanguages('Change note of the release.')),
    tables: may(map('Tables, by name.', 'TableChanges')),
    products: may(map('Products, by name.', 'TextChanges')),
  },
);

const title = may(bothLanguages('Title.'));
const description = may(bothLanguages('What it is.'));

export const changesDefs: Readonly<Record<string, Schema>> = {
  LocalText: familyDefs['LocalText']!,
  Reference: schemaDefs['Reference']!,
  AlternateIdentifier: schemaDefs['AlternateIdentifier']!,
  TextChanges: record<TextChanges>('Product', 'What is said of a product.', { title, description }),
  TableChanges: record<TableChanges>('Table', 'What is said of a table.', {
    title,
    description,
    columns: may(map('Columns, by name.', 'ColumnChanges')),
  }),
  ColumnChanges: record<ColumnChanges>('Column', 'What is said of a column.', {
    title,
    description,
    unit: may(text('Unit, VOUnits.')),
    ucd: may(text('UCD.')),
    utype: may(text('Utype.')),
    without: may(
      list('Keys that the column no longer has.', words('A key.', ['title', 'description', 'unit', 'ucd', 'utype'])),
    ),
  }),
};
