import type { ColumnDetail } from '@lingtai/service-forms';
import { type CellJson, cellText } from './cell.ts';

interface Fact {
  readonly column: ColumnDetail;
  readonly text: string;
}

type Row = readonly { readonly name: string; readonly value: unknown }[];

/** What an astronomer asks first, by UCD: class, redshift or velocity, stellar parameters, S/N. */
const wanted = ['src.class', 'src.spType', 'src.redshift', 'spect.dopplerVeloc', 'phys.temperature.effective', 'phys.gravity', 'phys.abund', 'stat.snr'];

/** Those values of a row, the survey's own columns before the protocol's copies; an error stands behind its value. */
export function headlineOf(columns: readonly ColumnDetail[], row: Row): readonly Fact[] {
  const valueOf = (name: string) => (row.find((cell) => cell.name === name)?.value ?? null) as CellJson;
  const own = columns.filter((c) => !c.utype?.startsWith('ssa:') && !c.name.startsWith('ssa_'));
  return wanted.flatMap((ucd) => {
    const fitting = (all: readonly ColumnDetail[]) => all.filter((c) => (c.ucd === ucd || c.ucd?.startsWith(`${ucd};`) || c.ucd?.startsWith(`${ucd}.`)) && !isEmpty(valueOf(c.name)));
    const found = fitting(own).length > 0 ? fitting(own) : fitting(columns);
    const shown = ucd === 'stat.snr' ? found : found.slice(0, 1);
    return shown.map((column) => ({ column, text: withError(column, columns, valueOf) }));
  });
}

function withError(column: ColumnDetail, columns: readonly ColumnDetail[], valueOf: (name: string) => CellJson): string {
  const error = columns.find((c) => c.name === `${column.name}_err` && c.ucd?.startsWith('stat.error'));
  const sigma = error ? valueOf(error.name) : null;
  const text = cellText(valueOf(column.name), column);
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
