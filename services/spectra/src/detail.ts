import type { Spectrum, SpectrumSegment } from '@lingtai/spectrum';
import type { FoundSpectrum } from './find.ts';
import type { SpectrumDetail } from './schemas.ts';

type Segment = SpectrumDetail['segments'][number];
type RowCell = SpectrumDetail['row'][number]['value'];

/** JSON has no NaN: a value that is none becomes null. Single precision keeps its own digits. */
function numbersOf(values: Float32Array | Float64Array): (number | null)[] {
  const single = values instanceof Float32Array;
  return Array.from(values, (v) => (Number.isFinite(v) ? (single ? Number(v.toPrecision(9)) : v) : null));
}

function segmentOf(segment: SpectrumSegment): Segment {
  const { name, role, arm, medium, frame, wavelengthUnit, fluxUnit, ivar, continuum, snr, exposureSeconds, dateObs } =
    segment;
  return {
    name,
    role,
    ...(arm === undefined ? {} : { arm }),
    medium,
    frame,
    wavelengthUnit,
    fluxUnit,
    wavelength: Array.from(segment.wavelength),
    flux: numbersOf(segment.flux),
    ...(ivar ? { ivar: numbersOf(ivar) } : {}),
    ...(continuum ? { continuum: numbersOf(continuum) } : {}),
    masks: segment.masks.map((mask) => ({ name: mask.name, values: Array.from(mask.values) })),
    ...(snr === undefined || !Number.isFinite(snr) ? {} : { snr }),
    ...(exposureSeconds === undefined ? {} : { exposureSeconds }),
    ...(dateObs === undefined ? {} : { dateObs }),
  };
}

/** Everything about one spectrum that the page, a script or an assistant may want. */
export function spectrumDetail(
  found: FoundSpectrum,
  spectrum: Spectrum,
  links: SpectrumDetail['links'],
  others: SpectrumDetail['releases'],
  identifiers: { obsPublisherDid: string; creatorDid: string },
): SpectrumDetail {
  const { release, product, table, id, file } = found;
  const named = table.nameColumn === undefined ? undefined : found.row.get(table.nameColumn);
  return {
    id,
    dataset: release.dataset,
    release: release.release,
    version: release.version,
    address: release.address,
    product: product.name,
    table: table.name,
    title: typeof named === 'string' && named !== '' ? named : id,
    ...identifiers,
    simulated: release.descriptor.simulated ?? false,
    layout: spectrum.layout,
    row: found.rowJson.map(({ name, json }) => ({ name, value: JSON.parse(json) as RowCell })),
    segments: spectrum.segments.map(segmentOf),
    notes: spectrum.notes.map((note) => ({ code: note.code, message: note.text })),
    file: { name: file.name, mime: product.mime, sizeBytes: file.sizeBytes, sha256: file.sha256 },
    links,
    releases: others,
  };
}
