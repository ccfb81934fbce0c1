import type { CellValue } from '@lingtai/columns';
import { type ColumnEntry, derivedValues, type ProductEntry } from '@lingtai/descriptor';
import { fail } from '@lingtai/diagnostics';
import type { CardValue, FitsFile } from '@lingtai/fits';
import { type MetadataValue, readHeaders, type Spectrum } from '@lingtai/spectrum';
import { median } from './median.ts';

/** What a product's file says about itself, from which its row is made. */
export interface ProductFacts {
  readonly product: ProductEntry;
  readonly release: string;
  readonly version: string;
  /** Path below the input folder. */
  readonly file: string;
  readonly sizeBytes: number;
  readonly id: string;
  readonly fits?: FitsFile;
  readonly spectrum?: Spectrum;
}

/** True for columns whose value is made when a response is written; a release does not store them. */
export function isMadeOnAnswer(column: ColumnEntry): boolean {
  const sources = sourcesOf(column);
  return sources.length > 0 && sources.every((s) => derivedValues[s]?.when === 'answer');
}

function sourcesOf(column: ColumnEntry): readonly string[] {
  if (column.fromHeader === undefined) return [column.name.toUpperCase()];
  return typeof column.fromHeader === 'string' ? [column.fromHeader] : column.fromHeader;
}

/** The cells of a product's row. Throws `INGEST-TYPE` for a value that its column cannot hold. */
export function rowOfProduct(columns: readonly ColumnEntry[], facts: ProductFacts): readonly CellValue[] {
  const headers = facts.fits && readHeaders(facts.fits, facts.product.spectrum?.reader);
  const cellFrom = (column: ColumnEntry, source: string): CellValue => {
    const value = source.startsWith('@') ? derived(source, facts) : (headers?.get(source) ?? ofHdu(facts.fits, source));
    return value === null || value === undefined || isNullOf(column, value) ? null : typed(column, value, facts.file);
  };
  return columns.map((column) => {
    if (column.value !== undefined) return typed(column, column.value, facts.file);
    const cells = sourcesOf(column).map((source) => cellFrom(column, source));
    if (column.arraysize === undefined) return cells.find((cell) => cell !== null) ?? null;
    return cells.every((cell) => cell === null) ? null : (cells as CellValue);
  });
}

/** `COADD_B.SNR`: a keyword of the HDU with that name. */
function ofHdu(fits: FitsFile | undefined, source: string): MetadataValue {
  const dot = source.indexOf('.');
  if (dot < 0) return null;
  const value: CardValue | undefined = fits?.hdus
    .find((h) => h.name === source.slice(0, dot))
    ?.header.get(source.slice(dot + 1));
  if (value === undefined || value === null || typeof value === 'object') return null;
  return typeof value === 'string' && value.trim() === '' ? null : value;
}

function isNullOf(column: ColumnEntry, value: Exclude<MetadataValue, null>): boolean {
  return (column.null ?? []).some(
    (n) => n === value || (typeof value !== 'string' && Number(n) === Number(value)) || String(n) === value,
  );
}

function derived(name: string, facts: ProductFacts): MetadataValue {
  switch (name) {
    case '@id':
      return facts.id;
    case '@file':
      return facts.file;
    case '@fileName':
      return facts.file.slice(facts.file.lastIndexOf('/') + 1);
    case '@accsize':
      return facts.sizeBytes;
    case '@mime':
      return facts.product.mime;
    case '@release':
      return facts.release;
    case '@version':
      return facts.version;
    case '@dateMid':
      return dateMid(facts.fits);
    default:
      return facts.spectrum ? ofSpectrum(name, facts.spectrum, facts.product.spectrum?.resolvingPower) : null;
  }
}

const metres = { Angstrom: 1e-10, nm: 1e-9, um: 1e-6, m: 1 } as const;

/** Facts of a spectrum; wavelengths in metres, in the medium of the file. */
function ofSpectrum(name: string, spectrum: Spectrum, resolvingPower: number | undefined): MetadataValue {
  const coadded = spectrum.segments.filter((s) => s.role !== 'exposure');
  const segments = coadded.length > 0 ? coadded : spectrum.segments;
  if (name === '@nexp') return spectrum.segments.filter((s) => s.role === 'exposure').length || exposures(spectrum);
  if (name === '@coadd') return spectrum.segments.some((s) => s.role === 'coadd') ? 1 : 0;
  if (name === '@exptime') return exposureSeconds(spectrum);
  if (name === '@length') return segments.reduce((sum, s) => sum + s.wavelength.length, 0);
  if (name === '@snr') return medianSnr(segments);
  const start = Math.min(...segments.map((s) => s.wavelength[0]! * metres[s.wavelengthUnit]));
  const end = Math.max(...segments.map((s) => s.wavelength.at(-1)! * metres[s.wavelengthUnit]));
  if (!Number.isFinite(start) || !Number.isFinite(end)) return null;
  if (name === '@specstart') return start;
  if (name === '@specend') return end;
  if (name === '@specmid') return (start + end) / 2;
  if (name === '@specext') return end - start;
  if (name === '@specres') return resolvingPower === undefined ? null : (start + end) / 2 / resolvingPower;
  if (name === '@binsize') return binSize(segments);
  return null;
}

const exposures = (spectrum: Spectrum): MetadataValue => {
  const n = spectrum.metadata.get('NEXP') ?? null;
  return typeof n === 'number' ? n : null;
};

/** EXPTIME of the first header, or else the sum over the single exposures of one arm. */
function exposureSeconds(spectrum: Spectrum): number | null {
  const stated = spectrum.metadata.get('EXPTIME');
  if (typeof stated === 'number') return stated;
  const singles = spectrum.segments.filter((s) => s.role === 'exposure' && s.exposureSeconds !== undefined);
  const oneArm = singles.filter((s) => s.arm === singles[0]?.arm);
  return oneArm.length === 0 ? null : oneArm.reduce((sum, s) => sum + s.exposureSeconds!, 0);
}

function binSize(segments: Spectrum['segments']): number | null {
  const widths = segments.flatMap((s) =>
    Array.from(s.wavelength.subarray(1), (w, i) => (w - s.wavelength[i]!) * metres[s.wavelengthUnit]),
  );
  return median(widths);
}

function medianSnr(segments: Spectrum['segments']): number | null {
  const values: number[] = [];
  for (const { flux, ivar } of segments) {
    if (!ivar) continue;
    for (let i = 0; i < flux.length; i++)
      if (ivar[i]! > 0 && Number.isFinite(flux[i])) values.push(flux[i]! * Math.sqrt(ivar[i]!));
  }
  return median(values);
}

/** Middle of the exposure as MJD in UTC. LAMOST's DATE-BEG and DATE-END are in local time; DATE-OBS is its UTC median. */
function dateMid(fits: FitsFile | undefined): number | null {
  const text = fits?.hdus[0]?.header.getString('DATE-OBS');
  const microseconds = text === undefined ? undefined : asTimestamp(text);
  return microseconds === undefined ? null : Number(microseconds) / 86_400_000_000 + 40_587;
}

const limits: Readonly<Record<string, readonly [bigint, bigint]>> = {
  uint8: [0n, 255n],
  int16: [-32768n, 32767n],
  int32: [-(2n ** 31n), 2n ** 31n - 1n],
  int64: [-(2n ** 63n), 2n ** 63n - 1n],
};

/** A value as its column's type holds it. */
export function typed(column: ColumnEntry, value: Exclude<MetadataValue, null>, file: string): CellValue {
  const made = asType(column.type, value);
  if (made !== undefined) return made;
  throw fail(
    'data',
    'INGEST-TYPE',
    {
      en: `The value ${JSON.stringify(String(value))} is not of the column's type ${column.type}.`,
      zh: `值 ${JSON.stringify(String(value))} 不符合该列的类型 ${column.type}。`,
    },
    { place: { file, parameter: column.name } },
  );
}

function asType(type: ColumnEntry['type'], value: Exclude<MetadataValue, null>): CellValue | undefined {
  if (type === 'string') return typeof value === 'boolean' ? (value ? 'T' : 'F') : String(value);
  if (type === 'boolean') return asBoolean(value);
  if (type === 'timestamp') return asTimestamp(value);
  if (type === 'float32' || type === 'float64') {
    const n = typeof value === 'string' && value.trim() === '' ? Number.NaN : Number(value);
    return Number.isNaN(n) && typeof value !== 'number' ? undefined : n;
  }
  const integer = asInteger(value);
  const [min, max] = limits[type]!;
  if (integer === undefined || integer < min || integer > max) return undefined;
  return type === 'int64' ? integer : Number(integer);
}

function asInteger(value: Exclude<MetadataValue, null>): bigint | undefined {
  if (typeof value === 'bigint') return value;
  if (typeof value === 'boolean') return value ? 1n : 0n;
  if (typeof value === 'string')
    return /^\s*[+-]?\d+(\.0*)?\s*$/.test(value) ? BigInt(value.trim().replace(/^\+|\.0*$/g, '')) : undefined;
  return Number.isSafeInteger(value) ? BigInt(value) : undefined;
}

function asBoolean(value: Exclude<MetadataValue, null>): boolean | undefined {
  if (typeof value === 'boolean') return value;
  const text = String(value).trim().toLowerCase();
  if (['t', 'true', '1', 'yes', 'y'].includes(text)) return true;
  return ['f', 'false', '0', 'no', 'n'].includes(text) ? false : undefined;
}

/** ISO text in the column's own time scale → microseconds. Files write `13:30:0.000` and, rounded up, a second 60. */
function asTimestamp(value: Exclude<MetadataValue, null>): bigint | undefined {
  const match = /^\s*(\d{4}-\d\d-\d\d)(?:[T ](\d\d?):(\d\d?):(\d\d?)(?:\.(\d*))?)?Z?\s*$/.exec(String(value));
  if (!match) return undefined;
  const day = Date.parse(`${match[1]}T00:00:00Z`);
  const [hour, minute, second] = match.slice(2, 5).map((n) => Number(n ?? 0)) as [number, number, number];
  if (Number.isNaN(day) || hour > 23 || minute > 59 || second > 60) return undefined;
  const seconds = BigInt(day / 1000 + hour * 3600 + minute * 60 + second);
  return seconds * 1_000_000n + BigInt((match[5] ?? '').padEnd(6, '0').slice(0, 6));
}
