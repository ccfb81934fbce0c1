import { readFileSync } from 'node:fs';
import type { ColumnEntry, Season, TableEntry } from '@lingtai/descriptor';
import { expect, test } from 'vitest';
import { seasonFilterOf } from './seasons.ts';

interface Moment {
  readonly iso: string;
  readonly mjd: number;
}
interface Known {
  readonly place: string;
  readonly noonUtcHour: number;
  readonly from: string;
  readonly to: string;
  readonly firstMjd: number;
  readonly lastMjd: number;
  /** First and last dark moments of the night before, of the first and the last night, and of the night after. */
  readonly before: readonly Moment[];
  readonly within: readonly Moment[];
  readonly after: readonly Moment[];
}
const known = JSON.parse(readFileSync(new URL('../../../fixtures/seasons/nights.json', import.meta.url), 'utf8')) as {
  readonly seasons: readonly Known[];
};

const text = { en: 'x', zh: 'x' };
const column = (name: string, type: ColumnEntry['type'], more: Partial<ColumnEntry> = {}): ColumnEntry => ({
  name,
  type,
  verb: 1,
  description: text,
  ucd: 'time.epoch;obs',
  ...more,
});
const tableOf = (...columns: ColumnEntry[]): TableEntry => ({
  name: 'lrs',
  title: text,
  source: { kind: 'csv', files: ['x.csv'] },
  key: 'obsid',
  columns,
});
const obsdate = column('obsdate', 'timestamp');
const mjd = column('mjd_mid', 'float64', { unit: 'd' });
const night = column('night', 'int32', { unit: 'd' });

const season = (name: string, to: string, from?: string): Season => ({
  name,
  title: text,
  to,
  ...(from === undefined ? {} : { from }),
});
const rangesOf = (entry: ColumnEntry, seasons: readonly Season[], noonUtcHour?: number): string[] =>
  seasonFilterOf(tableOf(entry), { seasons, ...(noonUtcHour === undefined ? {} : { noonUtcHour }) })!.options.map(
    (option) => option.range,
  );

test.each(known.seasons)('at $place the nights from $from to $to are all in, the ones beside them are not', (at) => {
  const one = [season('one', at.to, at.from)];
  const [[fromIso, toIso], [fromMjd, toMjd]] = [obsdate, mjd].map(
    (entry) => rangesOf(entry, one, at.noonUtcHour)[0]!.split('..') as [string, string],
  ) as [[string, string], [string, string]];
  const isIn = ({ iso, mjd: day }: Moment): boolean[] => [
    fromIso <= iso && iso <= toIso,
    Number(fromMjd) <= day && day <= Number(toMjd),
  ];
  expect(at.within.map(isIn)).toEqual(at.within.map(() => [true, true]));
  expect([...at.before, ...at.after].map(isIn)).toEqual([...at.before, ...at.after].map(() => [false, false]));
  expect(rangesOf(night, one, at.noonUtcHour)).toEqual([`${at.firstMjd}..${at.lastMjd}`]);
});

test('a date is as long as it is known, and a season without a first night begins where the one before ends', () => {
  const years = [season('a', '2013-06'), season('b', '2014-06-05'), season('c', '2015', '2014-09')];
  expect(rangesOf(obsdate, years)).toEqual([
    '..2013-06-30T23:59:59.999999',
    '2013-07-01T00:00:00..2014-06-05T23:59:59.999999',
    '2014-09-01T00:00:00..2015-12-31T23:59:59.999999',
  ]);
  expect(rangesOf(night, [season('leap', '2016-02', '2016-02')])).toEqual(['57419..57447']);
});

test('the column is the one with the time of the observation', () => {
  const seasons = [season('one', '2013', '2012')];
  const columnOf = (...columns: ColumnEntry[]) => seasonFilterOf(tableOf(...columns), { seasons })?.column;
  expect(columnOf(column('made', 'timestamp', { ucd: 'time.creation' }), obsdate)).toBe('obsdate');
  expect(columnOf(column('start', 'timestamp', { ucd: 'TIME.START;OBS.EXPOSURE' }))).toBe('start');
  expect(columnOf(column('lmjd', 'int32', { ucd: 'time.epoch', unit: 'd' }))).toBeUndefined();
  expect(columnOf(column('year', 'float64', { unit: 'a' }))).toBeUndefined();
  expect(columnOf(column('text', 'string'))).toBeUndefined();
  expect(columnOf(column('all', 'timestamp', { arraysize: '*' }))).toBeUndefined();
  expect(columnOf(column('hidden', 'timestamp', { search: 'none' }))).toBeUndefined();
  expect(seasonFilterOf(tableOf(obsdate), { seasons: [] })).toBeUndefined();
  expect(seasonFilterOf(tableOf(obsdate))).toBeUndefined();
});
