/** Terms of the IVOA messenger vocabulary (http://www.ivoa.net/rdf/messenger) that name a band or a particle. */
export const messengerTerms: readonly string[] = [
  'Radio',
  'Millimeter',
  'Infrared',
  'Optical',
  'UV',
  'EUV',
  'X-ray',
  'Gamma-ray',
  'Photon',
  'Neutrino',
];

/** Flux calibration (SSA 1.1, Char.FluxAxis.Calibration). */
export const fluxCalibrations: readonly string[] = ['ABSOLUTE', 'CALIBRATED', 'RELATIVE', 'NORMALIZED', 'UNCALIBRATED'];

/** SSA 1.1, DataID.CreationType. */
export const creationTypes: readonly string[] = [
  'archival',
  'cutout',
  'filtered',
  'mosaic',
  'projection',
  'spectralExtraction',
  'catalogExtraction',
];

/** SSA 1.1, DataID.DataSource. */
export const dataSources: readonly string[] = ['survey', 'pointed', 'theory', 'custom', 'artificial'];

export const columnTypes: readonly string[] = [
  'boolean',
  'uint8',
  'int16',
  'int32',
  'int64',
  'float32',
  'float64',
  'string',
  'timestamp',
];
export const integerTypes: readonly string[] = ['uint8', 'int16', 'int32', 'int64'];
export const floatTypes: readonly string[] = ['float32', 'float64'];

/** Audiences with a meaning of their own; any other word is the name of a group. */
export const knownAudiences: readonly string[] = ['public', 'working-group', 'approved', 'domestic', 'collaborator'];

/** Form groups in the order in which a form shows them. */
export const columnGroups: readonly string[] = [
  'position',
  'target',
  'observation',
  'redshift',
  'parameters',
  'class',
  'snr',
  'quality',
  'photometry',
  'velocity',
  'lines',
  'access',
  'provenance',
  'other',
];

export interface DerivedValue {
  /** `ingest`: a fact of the file, stored. `answer`: depends on the address or the question, made when a response is written. */
  readonly when: 'ingest' | 'answer';
  readonly unit?: string;
  readonly text: string;
}

/** What `fromHeader: '@…'` can ask for. Wavelengths are in vacuum and in metres. */
export const derivedValues: Readonly<Record<string, DerivedValue>> = {
  '@id': { when: 'ingest', text: "the product's id, as the product entry makes it" },
  '@fileName': { when: 'ingest', text: 'name of the file without its folders' },
  '@file': { when: 'ingest', text: 'path of the file below the input folder, with /' },
  '@accsize': { when: 'ingest', unit: 'byte', text: 'size of the file' },
  '@mime': { when: 'ingest', text: 'media type, from the product entry' },
  '@length': { when: 'ingest', text: 'number of points of the spectrum (of all its segments that are coadded)' },
  '@specstart': { when: 'ingest', unit: 'm', text: 'lowest wavelength' },
  '@specend': { when: 'ingest', unit: 'm', text: 'highest wavelength' },
  '@specmid': { when: 'ingest', unit: 'm', text: 'middle of the covered range' },
  '@specext': { when: 'ingest', unit: 'm', text: 'width of the covered range' },
  '@binsize': { when: 'ingest', unit: 'm', text: 'median width of a pixel' },
  '@specres': {
    when: 'ingest',
    unit: 'm',
    text: 'middle wavelength divided by the resolving power of the product entry',
  },
  '@snr': { when: 'ingest', text: 'median of flux times the square root of the inverse variance over the good pixels' },
  '@dateMid': { when: 'ingest', unit: 'd', text: 'middle of the exposure as MJD, UTC, from DATE-OBS' },
  '@exptime': {
    when: 'ingest',
    unit: 's',
    text: 'total exposure time: EXPTIME of the first header, or else the sum over the single exposures of one arm',
  },
  '@nexp': { when: 'ingest', text: 'number of single exposures in the file' },
  '@coadd': { when: 'ingest', text: '1 where the file holds a coadded spectrum, otherwise 0' },
  '@release': { when: 'ingest', text: 'name of the release, like dr8' },
  '@version': { when: 'ingest', text: 'version of the release, like v1.1' },
  '@accref': { when: 'answer', text: 'address from which the file is had' },
  '@preview': { when: 'answer', text: 'address of a picture of the spectrum' },
  '@pubDid': { when: 'answer', text: 'publisher DID: ivo://AUTHORITY/DATASET?RELEASE/VERSION/ID' },
  '@creatorDid': { when: 'answer', text: 'creator DID: ivo://AUTHORITY/DATASET?ID, the same in all releases' },
  '@title': { when: 'answer', text: 'short designation of the spectrum: dataset, name, date' },
  '@publisher': { when: 'answer', text: 'name of the publisher' },
  '@creator': { when: 'answer', text: 'names of the creators' },
  '@collection': { when: 'answer', text: 'dataset and release in one word' },
  '@instrument': { when: 'answer', text: 'name of the instrument' },
  '@reference': { when: 'answer', text: 'bibcode, or else the address, of the first reference' },
  '@bandpass': { when: 'answer', text: "the dataset's first waveband" },
  '@pdate': { when: 'answer', text: 'day on which the release was published' },
  '@owner': { when: 'answer', text: 'owner of the row, from the column that rows names' },
  '@embargo': {
    when: 'answer',
    unit: 'a',
    text: "end of the row's embargo, from the column that rows names; an MJD is told as a year",
  },
  '@position': { when: 'answer', unit: 'deg', text: "the table's position as a point, ICRS" },
  '@ra': { when: 'answer', unit: 'deg', text: "right ascension of the table's position, ICRS" },
  '@dec': { when: 'answer', unit: 'deg', text: "declination of the table's position, ICRS" },
  '@region': { when: 'answer', unit: 'deg', text: 'circle of the aperture around the position' },
  '@score': { when: 'answer', text: 'how closely the row matches the question' },
  '@creationType': { when: 'answer', text: 'creation type of the product entry' },
  '@dataSource': { when: 'answer', text: 'data source of the product entry' },
  '@fluxcalib': { when: 'answer', text: 'flux calibration of the product entry' },
  '@wavecalib': { when: 'answer', text: 'wavelength calibration of the product entry' },
};
