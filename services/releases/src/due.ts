import { compareVersions, type DueRule, type FamilyFacts, type ReleaseRecord, type Season } from '@lingtai/descriptor';
import type { LocalText } from '@lingtai/diagnostics';
import { dayMonthsLater, isLater, lastDay } from './dates.ts';

/** What a dataset's policy asks for one product of one season. */
export interface DueEntry {
  readonly dataset: string;
  readonly season: string;
  readonly seasonTitle: LocalText;
  /** Last night of the season, as exactly as it is known. */
  readonly seasonEnd: string;
  readonly product: string;
  readonly productTitle: LocalText;
  /** Absent where someone decides. */
  readonly due?: string;
  /**
   * `released` in time, `late`: released after the day, `due`: the day is to come, `overdue`: it has passed,
   * `running`: the season has not ended, `discretion`: there is no day.
   */
  readonly state: 'released' | 'late' | 'due' | 'overdue' | 'running' | 'discretion';
  /** The first release that fulfils it, with its date. */
  readonly release?: string;
  readonly released?: string;
}

export interface FamilyOfDue {
  readonly dataset: string;
  readonly facts: FamilyFacts;
  readonly records: readonly ReleaseRecord[];
}

/** Due dates of every product and season by the policy that the dataset names, at a day (`2026-11-21`). */
export function dueReport({ dataset, facts, records }: FamilyOfDue, day: string): DueEntry[] {
  return (facts.seasons ?? []).flatMap((season) => {
    const entries = new Map<string, DueEntry>();
    for (const rule of facts.due ?? [])
      entries.set(rule.product, entryOf({ dataset, season, rule, records, day, before: entries }));
    return [...entries.values()];
  });
}

interface Asked {
  readonly dataset: string;
  readonly season: Season;
  readonly rule: DueRule;
  readonly records: readonly ReleaseRecord[];
  readonly day: string;
  readonly before: ReadonlyMap<string, DueEntry>;
}

function entryOf({ dataset, season, rule, records, day, before }: Asked): DueEntry {
  const base = {
    dataset,
    season: season.name,
    seasonTitle: season.title,
    seasonEnd: season.to,
    product: rule.product,
    productTitle: rule.title,
  };
  if (rule.months === undefined) return { ...base, state: 'discretion' };
  const due = dayMonthsLater(startOf(rule, season, before), rule.months);
  const first = firstRelease(season, rule, records);
  if (first) {
    const { address, released } = first;
    return {
      ...base,
      due,
      state: isLater(released, due) ? 'late' : 'released',
      release: `${dataset}/${address}`,
      released,
    };
  }
  const state = day <= lastDay(season.to) ? 'running' : day > due ? 'overdue' : 'due';
  return { ...base, due, state };
}

/** The day from which the term counts: the end of the season, or the release of another product (until then, its due day). */
function startOf(rule: DueRule, season: Season, before: ReadonlyMap<string, DueEntry>): string {
  const other = rule.after === undefined ? undefined : before.get(rule.after);
  return lastDay(other?.released ?? other?.due ?? season.to);
}

function firstRelease(
  season: Season,
  rule: DueRule,
  records: readonly ReleaseRecord[],
): { readonly address: string; readonly released: string } | undefined {
  const fitting = records.flatMap((record) => {
    const released = record.released ?? record.internal ?? record.public;
    if (released === undefined || !holds(record, season)) return [];
    if (rule.version !== undefined && compareVersions(record.version, rule.version.toLowerCase()) < 0) return [];
    return [{ address: `${record.release}/${record.version}`, released }];
  });
  return fitting.sort((a, b) => (a.released < b.released ? -1 : 1))[0];
}

/** Whether one of its observed ranges reaches over the whole season. */
function holds(record: ReleaseRecord, season: Season): boolean {
  return (record.observed ?? []).some(
    (range) => !isLater(season.to, range.to) && !isLater(range.from, season.from ?? season.to),
  );
}
