import type { ColumnBatch, Field, ScalarVector } from '@lingtai/columns';
import type { Spectrum, SpectrumMask, SpectrumSegment } from '@lingtai/spectrum';

/** A spectrum as a table of one row a pixel, segment after segment: what CSV, Parquet and VOTable give out. */
export function pixelTable(spectrum: Spectrum): { readonly fields: readonly Field[]; readonly batch: ColumnBatch } {
  const { segments } = spectrum;
  const rowCount = segments.reduce((sum, s) => sum + s.wavelength.length, 0);
  const columns = [segmentNames(segments), ...floatColumns(segments), ...maskColumns(segments)];
  return { fields: columns.map((c) => c.field), batch: { rowCount, columns: columns.map((c) => c.vector) } };
}

interface Column {
  readonly field: Field;
  readonly vector: ScalarVector;
}

function segmentNames(segments: readonly SpectrumSegment[]): Column {
  const values = segments.flatMap((s) => Array<string>(s.wavelength.length).fill(s.name));
  return {
    field: {
      name: 'segment',
      scalar: 'string',
      description: 'Arm, exposure or coadd, as the file names it.',
      ucd: 'meta.id;obs.sequence',
    },
    vector: { kind: 'scalar', type: 'string', length: values.length, values },
  };
}

type FloatOf = (segment: SpectrumSegment) => Float32Array | Float64Array | undefined;

function floatColumns(segments: readonly SpectrumSegment[]): Column[] {
  const first = segments[0]!;
  const medium = first.medium === 'air' ? 'em.wl;obs.atmos' : 'em.wl';
  const wanted: [string, FloatOf, Partial<Field>][] = [
    [
      'wavelength',
      (s) => s.wavelength,
      { unit: first.wavelengthUnit, ucd: medium, description: `Wavelength, ${first.medium}, ${first.frame}.` },
    ],
    [
      'flux',
      (s) => s.flux,
      {
        ...(first.fluxUnit === '' ? {} : { unit: first.fluxUnit }),
        ucd: 'phot.flux.density;em.wl',
        description: 'Flux.',
      },
    ],
    [
      'ivar',
      (s) => s.ivar,
      {
        ucd: 'stat.weight;phot.flux.density;em.wl',
        description: 'Inverse variance of the flux; 0 where the flux is worth nothing.',
      },
    ],
    ['continuum', (s) => s.continuum, { ucd: 'phot.flux.density;em.wl;spect.continuum', description: 'Continuum.' }],
  ];
  return wanted
    .filter(([, of]) => segments.some((s) => of(s)))
    .map(([name, of, more]) => floatColumn(segments, name, of, more));
}

/** Single precision where every segment has it; null where a segment has no such array. */
function floatColumn(segments: readonly SpectrumSegment[], name: string, of: FloatOf, more: Partial<Field>): Column {
  const arrays = segments.map(of);
  const length = segments.reduce((sum, s) => sum + s.wavelength.length, 0);
  const single = arrays.every((a) => a === undefined || a instanceof Float32Array);
  const values = single ? new Float32Array(length) : new Float64Array(length);
  const valid = new Uint8Array(length);
  let at = 0;
  for (const [i, segment] of segments.entries()) {
    const array = arrays[i];
    if (array) {
      values.set(array, at);
      valid.fill(1, at, at + array.length);
    }
    at += segment.wavelength.length;
  }
  const type = single ? 'float32' : 'float64';
  return {
    field: { name, scalar: type, ...more },
    vector: { kind: 'scalar', type, length, values, valid } as ScalarVector,
  };
}

function maskColumns(segments: readonly SpectrumSegment[]): Column[] {
  const names = [...new Set(segments.flatMap((s) => s.masks.map((m) => m.name)))];
  return names.map((name) => maskColumn(segments, name));
}

function maskColumn(segments: readonly SpectrumSegment[], name: string): Column {
  const length = segments.reduce((sum, s) => sum + s.wavelength.length, 0);
  const values = new Int32Array(length);
  const valid = new Uint8Array(length);
  let at = 0;
  for (const segment of segments) {
    const mask: SpectrumMask | undefined = segment.masks.find((m) => m.name === name);
    if (mask) {
      values.set(mask.values, at);
      valid.fill(1, at, at + mask.values.length);
    }
    at += segment.wavelength.length;
  }
  return {
    field: { name, scalar: 'int32', ucd: 'meta.code.qual', description: 'Mask bits.' },
    vector: { kind: 'scalar', type: 'int32', length, values, valid },
  };
}
