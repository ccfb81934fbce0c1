import { type Static, Type } from 'typebox';

const optional = Type.Optional;
const LocalText = Type.Object({ en: Type.String(), zh: Type.String() });
const numbers = Type.Array(Type.Union([Type.Number(), Type.Null()]));

const SegmentSchema = Type.Object({
  name: Type.String({ description: 'As the file names it: COADD, COADD_B, R-84061234.' }),
  role: Type.Union([Type.Literal('coadd'), Type.Literal('exposure'), Type.Literal('single')]),
  arm: optional(Type.String()),
  medium: Type.Union([Type.Literal('vacuum'), Type.Literal('air')]),
  frame: Type.String(),
  wavelengthUnit: Type.String(),
  fluxUnit: Type.String(),
  wavelength: Type.Array(Type.Number()),
  flux: numbers,
  ivar: optional(numbers),
  continuum: optional(numbers),
  masks: Type.Array(Type.Object({ name: Type.String(), values: Type.Array(Type.Integer()) })),
  snr: optional(Type.Number()),
  exposureSeconds: optional(Type.Number()),
  dateObs: optional(Type.String()),
});

export const SpectrumDetailSchema = Type.Object(
  {
    id: Type.String(),
    dataset: Type.String(),
    release: Type.String(),
    version: Type.String(),
    address: Type.String(),
    product: Type.String(),
    table: Type.String(),
    title: Type.String(),
    obsPublisherDid: Type.String({ description: 'ivo://AUTHORITY/DATASET?RELEASE/VERSION/ID' }),
    creatorDid: Type.String({ description: 'The same for this spectrum in every release.' }),
    simulated: Type.Boolean(),
    layout: Type.String({ description: 'Which file layout was recognised.' }),
    row: Type.Array(
      Type.Object({
        name: Type.String(),
        value: Type.Union([Type.String(), Type.Number(), Type.Boolean(), Type.Null(), Type.Array(Type.Unknown())]),
      }),
      { description: 'The row of the catalogue that describes the spectrum; 64-bit integers are decimal strings.' },
    ),
    segments: Type.Array(SegmentSchema),
    notes: Type.Array(Type.Object({ code: Type.String(), message: LocalText })),
    file: Type.Object({ name: Type.String(), mime: Type.String(), sizeBytes: Type.Integer(), sha256: Type.String() }),
    links: Type.Object({
      page: Type.String(),
      fits: Type.String(),
      png: Type.String(),
      csv: Type.String(),
      json: Type.String(),
      parquet: Type.String(),
    }),
    releases: Type.Array(Type.Object({ address: Type.String(), url: Type.String() }), {
      description: 'The releases that hold the same spectrum (same creator DID) and that the asker may see.',
    }),
  },
  { description: 'One spectrum: its catalogue row, its arrays, its file and its addresses.' },
);
export type SpectrumDetail = Static<typeof SpectrumDetailSchema>;
