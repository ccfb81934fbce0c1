import type { ColumnEntry, FamilyFacts, TableEntry } from '@lingtai/descriptor';
import type { SeasonFilter } from './schemas.ts';

/** What is known of the observing seasons of a dataset. */
export type SeasonFacts = Pick<FamilyFacts, 'seasons' | 'noonUtcHour'>;

const dayMs = 86_400_000;
/** Modified Julian Day of 1970-01-01. */
const mjdOfEpoch = 40_587;

/**
 * The seasons of a dataset as ranges of the column of a table that tells when a row was observed, as the API's constraints
 * write them. A season reaches from noon before its first night to noon after its last; where its first night is not
 * known, from the end of the season before.
 */
export function seasonFilterOf(
  table: TableEntry,
  { seasons = [], noonUtcHour = 0 }: SeasonFacts = {},
): SeasonFilter | undefined {
  const column = dateColumnOf(table);
  if (!column || seasons.length === 0) return undefined;
  const options = seasons.map(({ name, title, from, to }, i) => {
    const before = seasons[i - 1];
    const startMs = from !== undefined ? Date.parse(from) : before && dayAfter(before.to);
    const low = startMs === undefined ? '' : firstOf(column, startMs, noonUtcHour);
    const range = `${low}..${lastBefore(column, dayAfter(to), noonUtcHour)}`;
    return { name, title, ...(from === undefined ? {} : { from }), to, range };
  });
  return { column: column.name, options };
}

/** The column with the time of the observation: a timestamp, or a number of days, which are MJD. */
function dateColumnOf({ columns }: TableEntry): ColumnEntry | undefined {
  return columns.find(({ ucd = '', type, unit, arraysize, search = 'range' }) => {
    const [main, ...more] = ucd.toLowerCase().split(';');
    if (main !== 'time.epoch' && main !== 'time.start') return false;
    if (!more.some((word) => word === 'obs' || word.startsWith('obs.'))) return false;
    const isTime = type === 'timestamp' || (unit === 'd' && type !== 'string' && type !== 'boolean');
    return isTime && arraysize === undefined && search === 'range';
  });
}

/** The midnight after the last day that a date may mean: `2013`, `2013-06` or `2013-06-30`. */
function dayAfter(date: string): number {
  const [year, month, day] = date.split('-').map(Number) as [number, number?, number?];
  if (month === undefined) return Date.UTC(year + 1, 0, 1);
  return day === undefined ? Date.UTC(year, month, 1) : Date.UTC(year, month - 1, day + 1);
}

const isWhole = ({ type }: ColumnEntry): boolean => type !== 'timestamp' && !type.startsWith('float');
const mjd = (ms: number): number => Number((ms / dayMs + mjdOfEpoch).toFixed(8));

/** The first moment of the night of a date; whole numbers count the days of nights. */
function firstOf(column: ColumnEntry, midnightMs: number, noonUtcHour: number): string {
  if (isWhole(column)) return String(mjd(midnightMs));
  const noonMs = midnightMs + noonUtcHour * 3_600_000;
  return column.type === 'timestamp' ? iso(noonMs).slice(0, 19) : String(mjd(noonMs));
}

/** The last moment before the night of a date, as exactly as the column tells it. */
function lastBefore(column: ColumnEntry, midnightMs: number, noonUtcHour: number): string {
  if (isWhole(column)) return String(mjd(midnightMs) - 1);
  const noonMs = midnightMs + noonUtcHour * 3_600_000;
  return column.type === 'timestamp' ? `${iso(noonMs - 1).slice(0, 23)}999` : String(mjd(noonMs - 1));
}

const iso = (ms: number): string => new Date(ms).toISOString();
