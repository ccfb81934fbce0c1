import { userAsker } from '@lingtai/access';
import type { Installation } from '@lingtai/app-server';
import type { SignedIn } from './classes.ts';
import { name, rowsOfQuery } from './operator-query.ts';
import { spread } from './own-days.ts';
import { mayReadAt, type ReleaseRules, type ValuePlace } from './own-rules.ts';
import { plainColumns, rowOf, ruleColumns } from './own-table.ts';
import { literalOf } from './query-asks.ts';

/** A value that stands for what is restricted, with all places where it stands. */
export interface SampledValue {
  readonly text: string;
  readonly of: string;
  readonly places: readonly ValuePlace[];
}

const mostValues = 400;

/** Letters and digits enough that no other text holds them by chance: of floating-point numbers such as are written alike everywhere. */
export function isTelling(value: unknown, type: string | undefined): boolean {
  if (type === 'float64' && typeof value === 'number') return isTellingNumber(value);
  if (type === 'int64') return /^-?\d{12,}$/.test(String(value));
  return (
    type === 'string' &&
    typeof value === 'string' &&
    /^[\w .,;:+()-]{10,80}$/.test(value) &&
    /[a-z]/i.test(value) &&
    (/\d/.test(value) || value.length >= 16) &&
    !/^\d{4}-\d\d-\d\d/.test(value)
  );
}

const isTellingNumber = (value: number): boolean =>
  Math.abs(value) >= 1e-3 && Math.abs(value) < 1e9 && String(value).replace(/^-?0?\.?0*|\./g, '').length >= 11;

/**
 * The candidates that some class may not read at some of the clocks, with every place where they stand: there they may be
 * for others. Texts that descriptors tell anyway are left out.
 */
export async function closedValues(
  installation: Installation,
  candidates: readonly SampledValue[],
  rulesFor: (address: string) => ReleaseRules | undefined,
  classes: readonly SignedIn[],
  clocks: readonly Date[],
): Promise<SampledValue[]> {
  const snapshot = await installation.catalogue.snapshot(userAsker({ name: '', roles: ['operator'] }));
  const told = JSON.stringify(snapshot.releases.map(({ descriptor }) => descriptor));
  const isClosed = ({ places }: SampledValue): boolean =>
    clocks.some((at) => classes.some((who) => !places.some((place) => mayReadAt(place, who, at))));
  const closed = candidates.filter((value) => isClosed(value) && !told.includes(value.text));
  const wanted = spread(closed, mostValues);
  const found = new Map(wanted.map(({ text, places }) => [text, [...places]]));
  for (const release of snapshot.releases) {
    const rules = rulesFor(release.address);
    if (!rules) continue;
    for (const table of release.descriptor.tables.filter((t) => release.tableNames.includes(t.name)))
      for (const [types, texts] of byType(wanted))
        for (const column of texts.length === 0 ? [] : plainColumns(release, table, types)) {
          const columns = [...new Set([column, ...ruleColumns(table)])].map(name).join(', ');
          const query = `SELECT DISTINCT ${columns} FROM ${release.schemaName}.${name(table.name)} WHERE ${name(column)} IN (${texts.join(', ')})`;
          for (const row of await rowsOfQuery(installation, snapshot, query))
            found.get(String(row.get(column)))?.push({ rules, table: table.name, column, ...rowOf(table, row) });
        }
  }
  return wanted.map((value) => ({ ...value, places: found.get(value.text)! })).filter(isClosed);
}

/** The values as queries write them, by the types of the columns in which they may stand. */
function byType(values: readonly SampledValue[]): (readonly [types: readonly string[], texts: readonly string[]])[] {
  const like = (pattern: RegExp): string[] => values.map(({ text }) => text).filter((text) => pattern.test(text));
  const whole = like(/^-?\d+$/);
  const broken = like(/^-?\d+\.\d+$/);
  const texts = like(/[a-z]/i).map((text) => `'${text}'`);
  return [
    [['string'], texts],
    [['float64'], broken],
    [['int64'], whole.map(literalOf)],
  ];
}
