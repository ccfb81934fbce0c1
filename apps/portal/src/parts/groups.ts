import type { ColumnDetail } from '@lingtai/service-forms';
import type { WordKey } from '../words/en.ts';

/** Groups of a spectrum's metadata in reading order; `open` ones are shown at once. */
const order = [
  { name: 'class', word: 'groupClass', open: true },
  { name: 'redshift', word: 'groupRedshift', open: true },
  { name: 'velocity', word: 'groupVelocity', open: true },
  { name: 'parameters', word: 'groupParameters', open: true },
  { name: 'snr', word: 'groupSnr', open: true },
  { name: 'target', word: 'groupTarget', open: true },
  { name: 'position', word: 'groupPosition', open: true },
  { name: 'observation', word: 'groupObservation', open: true },
  { name: 'quality', word: 'groupQuality', open: true },
  { name: 'photometry', word: 'groupPhotometry', open: true },
  { name: 'other', word: 'groupOther', open: true },
  { name: 'access', word: 'groupAccess', open: false },
] as const satisfies readonly { name: string; word: WordKey; open: boolean }[];

export interface ColumnGroup {
  readonly name: string;
  readonly word: WordKey;
  readonly open: boolean;
  readonly columns: readonly ColumnDetail[];
}

/** What the Simple Spectral Access protocol wants to know, and where the file came from, is not what a person looks for first. */
function groupOf({ group, utype, name }: ColumnDetail): string {
  if (utype?.startsWith('ssa:') || name.startsWith('ssa_') || group === 'provenance' || group === 'access')
    return 'access';
  return order.some((g) => g.name === group) ? group! : 'other';
}

export function columnGroups(columns: readonly ColumnDetail[]): readonly ColumnGroup[] {
  const byGroup = Map.groupBy(columns, groupOf);
  return order.flatMap((group) => {
    const own = byGroup.get(group.name);
    return own ? [{ ...group, columns: own }] : [];
  });
}
