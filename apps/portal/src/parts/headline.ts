import type { ColumnDetail } from '@lingtai/service-forms';
import { type CellJson, cellText } from './cell.ts';

interface Fact {
  readonly column: ColumnDetail;
  readonly text: string;
}

type Row = readonly { readonly name: string; readonly value: unknown }[];

/** A velocity without an error is a correction, not a measurement. */
const velocity = 'spect.dopplerVeloc';
/** What an astronomer asks first, by UCD: class, redshift or velocity, stellar parameters, S/N. */
const wanted = [
  'src.class',
  'src.spType',
  'src.redshift',
  velocity,
  'phys.temperature.effective',
  'phys.gravity',
  'phys.abund',
  'stat.snr',
];

/** Those values of a row, of the survey's own columns, not the protocol's copies; an error stands behind its value. */
export function headlineOf(columns: readonly ColumnDetail[], row: Row): readonly Fact[] {
  const cellOf = (name: string) => (row.find((cell) => cell.name === name)?.value ?? null) as CellJson;
  const own = columns.filter(
    (c) => !c.utype?.startsWith('ssa:') && !c.name.startsWith('ssa_') && !isEmpty(cellOf(c.name)),
  );
  return wanted.flatMap((ucd) => {
    const found = own.filter(
      (c) =>
        (c.ucd === ucd || c.ucd?.startsWith(`${ucd};`) || c.ucd?.startsWith(`${ucd}.`)) &&
        (ucd !== velocity || errorOf(c, columns)),
    );
    const shown = ucd === 'stat.snr' ? found : found.slice(0, 1);
    return shown.map((column) => ({ column, text: withError(column, columns, cellOf) }));
  });
}

const errorOf = ({ name }: ColumnDetail, columns: readonly ColumnDetail[]) =>
  columns.find((c) => c.name === `${name}_err` && c.ucd?.startsWith('stat.error'));

/** Redshift for the line marks: of the row, or of its measured radial velocity (km/s). */
export function redshiftOf(columns: readonly ColumnDetail[], row: Row): number | undefined {
  const facts = headlineOf(columns, row);
  const value = (ucd: string) =>
    row.find((cell) => cell.name === facts.find((f) => f.column.ucd?.startsWith(ucd))?.column.name)?.value;
  const [z, rv] = [value('src.redshift'), value(velocity)];
  if (typeof z === 'number') return z;
  return typeof rv === 'number' ? Number((rv / 299_792.458).toPrecision(6)) : undefined;
}

function withError(column: ColumnDetail, columns: readonly ColumnDetail[], cellOf: (name: string) => CellJson): string {
  const error = errorOf(column, columns);
  const sigma = error ? cellOf(error.name) : null;
  const text = cellText(cellOf(column.name), column);
  return typeof sigma === 'number' ? `${text} ± ${cellText(sigma, error)}` : text;
}

const isEmpty = (value: CellJson): boolean => value === null || value === '';

/** The program and version that made the spectrum and its class, as far as the row tells. */
export function pipelineOf(columns: readonly ColumnDetail[], row: Row): string {
  const texts = columns
    .filter((c) => c.ucd?.startsWith('meta.version') || (c.group === 'redshift' && c.ucd === 'meta.code'))
    .flatMap((c) => row.find((cell) => cell.name === c.name)?.value ?? [])
    .map(String)
    .filter((text) => text.trim() !== '');
  return [...new Set(texts)].join(' · ');
}
