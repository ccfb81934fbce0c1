import type { Spectrum, SpectrumSegment } from '@lingtai/spectrum';
import type { ParquetColumn, ParquetValues } from './parquet.ts';

/** What a product's spectra have in common, known after ingest. */
export interface ArraysShape {
  readonly key: 'int64' | 'string';
  readonly masks: readonly string[];
  readonly doubleFlux: boolean;
}

/** Columns of `arrays/NAME/…`: one row for each segment of a spectrum. Wavelengths in `wavelength_unit`, in `medium`. */
export function arrayColumns(shape: ArraysShape): readonly ParquetColumn[] {
  const flux = shape.doubleFlux ? 'float64' : 'float32';
  const text = (name: string): ParquetColumn => ({ name, type: 'string' });
  return [
    { name: 'id', type: shape.key },
    ...['segment', 'role', 'arm', 'wavelength_unit', 'medium', 'frame', 'flux_unit', 'date_obs'].map(text),
    { name: 'exposure_seconds', type: 'float64' },
    { name: 'snr', type: 'float64' },
    { name: 'wavelength', type: 'float64', list: true },
    { name: 'flux', type: flux, list: true },
    { name: 'ivar', type: flux, list: true },
    { name: 'continuum', type: flux, list: true },
    ...shape.masks.map((name): ParquetColumn => ({ name: maskColumn(name), type: 'int32', list: true })),
  ];
}

const maskColumn = (name: string): string => `mask_${name}`;

/** The rows of some spectra, by column of `arrayColumns`. */
export function arrayValues(
  shape: ArraysShape,
  spectra: readonly { readonly id: string | bigint; readonly spectrum: Spectrum }[],
): readonly ParquetValues[] {
  const rows = spectra.flatMap(({ id, spectrum }) => spectrum.segments.map((segment) => rowOf(shape, id, segment)));
  return arrayColumns(shape).map((_, c) => rows.map((row) => row[c] ?? null));
}

function rowOf(shape: ArraysShape, id: string | bigint, s: SpectrumSegment): readonly ParquetValues[number][] {
  const Floats = shape.doubleFlux ? Float64Array : Float32Array;
  const flux = (values: Float32Array | Float64Array | undefined) => {
    if (values === undefined) return null;
    return values instanceof Floats ? values : new Floats(values);
  };
  const mask = (name: string) => {
    const values = s.masks.find((m) => m.name === name)?.values;
    return values === undefined ? null : new Int32Array(values);
  };
  return [
    ...[id, s.name, s.role, s.arm ?? null, s.wavelengthUnit, s.medium, s.frame, s.fluxUnit, s.dateObs ?? null],
    ...[s.exposureSeconds ?? null, s.snr ?? null, s.wavelength, flux(s.flux), flux(s.ivar), flux(s.continuum)],
    ...shape.masks.map(mask),
  ];
}

/** A row of an arrays file as a segment again. */
export function segmentOfRow(shape: ArraysShape, row: Readonly<Record<string, unknown>>): SpectrumSegment {
  const floats = shape.doubleFlux ? Float64Array : Float32Array;
  const flux = (name: string) => (row[name] ? floats.from(row[name] as Iterable<number>) : undefined);
  const [ivar, continuum] = [flux('ivar'), flux('continuum')];
  const masks = shape.masks.flatMap((name) => {
    const values = row[maskColumn(name)] as Iterable<number> | null | undefined;
    return values ? [{ name, values: Int32Array.from(values) }] : [];
  });
  const optional = {
    arm: row['arm'],
    dateObs: row['date_obs'],
    exposureSeconds: row['exposure_seconds'],
    snr: row['snr'],
    ivar,
    continuum,
  };
  return {
    ...{
      name: row['segment'],
      role: row['role'],
      wavelengthUnit: row['wavelength_unit'],
      medium: row['medium'],
      frame: row['frame'],
      fluxUnit: row['flux_unit'],
    },
    wavelength: Float64Array.from((row['wavelength'] ?? []) as Iterable<number>),
    flux: flux('flux') ?? new floats(0),
    masks,
    ...Object.fromEntries(Object.entries(optional).filter(([, v]) => v !== null && v !== undefined)),
  } as SpectrumSegment;
}
