import { access } from './schema-access.ts';
import {
  bothLanguages,
  either,
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
import type { GenericSpectrumReader, ProductEntry, ProductIdEntry, SpectrumReaderEntry } from './types.ts';
import { creationTypes, dataSources, fluxCalibrations } from './vocabulary.ts';

type Generic = GenericSpectrumReader;
type Mask = NonNullable<Generic['masks']>[number];

const columnName = text('Column of the table.');
const row = integer('Row of the image (from 0).', { minimum: 0 });
const unit = (description: string): Schema => text(`${description} In VOUnit notation.`);
const keyword = text('Header keyword.', { pattern: '^(?:[A-Za-z0-9_+-]+\\.)?[A-Z0-9_-]{1,8}$' });

/** Products and their readers. */
export const productDefs: Readonly<Record<string, Schema>> = {
  ProductEntry: record<ProductEntry>('Product', 'A kind of files.', {
    name: must(text('Name in addresses.', { pattern: '^[a-z][a-z0-9_-]*$', maxLength: 63 })),
    type: must(words('What the files are.', ['catalogue', 'spectrum', 'image', 'lightcurve', 'other'])),
    title: must(bothLanguages('Title.')),
    description: may(bothLanguages('What the files hold.')),
    files: must(list('Globs below the input folder.', text('A glob, like lrs/**/*.fits.gz.'), { minItems: 1 })),
    mime: must(text('Media type of the files, like application/fits.', { pattern: '^[a-z]+/[A-Za-z0-9.+-]+(;.*)?$' })),
    table: must(text('The table with one row for each file, joined by its key.')),
    access: may(access('Who may have the files, of those who may see the release. Absent: all.')),
    id: must(
      record<ProductIdEntry>(
        'Id',
        "Where a product's id stands. Tried in this order; the groups of an expression, joined by -, are the id.",
        {
          header: may(list('Header keywords; the first that is there and not null.', keyword, { minItems: 1 })),
          fileName: may(text("Regular expression on the file's name, with at least one group.")),
          path: may(text("Regular expression on the file's path below the input folder, with at least one group.")),
        },
      ),
    ),
    spectrum: may(ref('SpectrumReaderEntry', 'How spectra are read.')),
    calibration: may(
      record<NonNullable<ProductEntry['calibration']>>('Calibration', 'In words of SSA.', {
        fluxcalib: may(words('Calibration of the flux.', fluxCalibrations)),
        wavecalib: may(text('Calibration of the wavelength, like CALIBRATED.')),
      }),
    ),
    creationType: may(words('How the files were made (SSA).', creationTypes)),
    dataSource: may(words('Where the data come from (SSA).', dataSources)),
  }),
  SpectrumReaderEntry: record<SpectrumReaderEntry>('Spectrum reader', 'How spectra are read.', {
    reader: must(words('Layout of the files.', ['lamost-lrs', 'lamost-mrs', 'sdss', 'generic'])),
    resolvingPower: may(number('Wavelength divided by resolution.', { minimum: 1 })),
    generic: may(ref('GenericSpectrumReader', 'Layout, for the reader generic only.')),
    metadata: may({
      type: 'object',
      description: "The spectrum model's metadata and the header keywords they come from; the first that is there.",
      additionalProperties: either(
        'Keywords.',
        text('Header keyword.'),
        list('Header keywords.', text('Header keyword.'), { minItems: 1 }),
      ),
    }),
  }),
  GenericSpectrumReader: record<Generic>(
    'Generic layout',
    'A table with a wavelength column, or an image whose first axis is spectral.',
    {
      hdu: must(
        either('Number (0 is the primary HDU) or EXTNAME.', { type: 'string' }, { type: 'integer', minimum: 0 }),
      ),
      wavelength: must(
        record<Generic['wavelength']>('Wavelength', 'The spectral axis.', {
          column: may(columnName),
          wcs: may(
            words(
              'The axis is computed from CRVAL1, CDELT1 and CRPIX1: linear, or as a decimal logarithm; loglam: the column holds log10.',
              ['linear', 'log10', 'loglam'],
            ),
          ),
          unit: must(unit('Unit of the wavelength.')),
          medium: must(words('In which the wavelengths are.', ['vacuum', 'air'])),
        }),
      ),
      flux: must(
        record<Generic['flux']>('Flux', 'The flux.', {
          column: may(columnName),
          row: may(row),
          unit: must(unit('Unit of the flux; 1 for relative flux.')),
        }),
      ),
      error: may(
        record<NonNullable<Generic['error']>>('Error', 'Its error.', {
          column: may(columnName),
          row: may(row),
          kind: must(words('Inverse variance, standard deviation or variance.', ['ivar', 'sigma', 'variance'])),
        }),
      ),
      masks: may(
        list(
          'Masks.',
          record<Mask>('Mask', 'A mask.', { name: must(text('Name.')), column: may(columnName), row: may(row) }),
        ),
      ),
    },
  ),
};
