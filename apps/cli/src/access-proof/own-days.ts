import type { SignedIn } from './classes.ts';
import type { ReleaseRules } from './own-rules.ts';

const mostDays = 16;
const noonMs = 43_200_000;

export interface OwnClocks {
  readonly clocks: readonly Date[];
  /** Times that rules name, and those of them around which no clock was set. */
  readonly named: number;
  readonly leftOut: number;
}

/**
 * Now, and the moment before, at and after each time at which a rule of the home changes something: steps of releases and
 * their parts, ends of embargoes of sampled rows, grants and memberships of the classes. Of too many some, spread evenly.
 */
export function ownClocks(
  rules: readonly ReleaseRules[],
  embargoes: readonly Date[],
  classes: readonly SignedIn[],
  now: Date,
): OwnClocks {
  const steps = rules.flatMap(({ steps, parts }) => [...steps, ...[...parts.values()].flatMap((rule) => rule.steps)]);
  const terms = classes.flatMap(({ groups, grants }) => [...groups, ...grants]);
  const times = [
    ...steps.map(({ from }) => from.getTime()),
    ...embargoes.map((day) => day.getTime()),
    ...terms.flatMap(({ from, until }) => [from, until].map((text) => (text === undefined ? 0 : Date.parse(text)))),
  ];
  const named = [...new Set(times)].filter((time) => time > 0).sort((a, b) => a - b);
  const taken = spread(named, mostDays);
  const around = taken.flatMap((time) => [time - 1, time, time + noonMs].map((at) => new Date(at)));
  return { clocks: [now, ...around], named: named.length, leftOut: named.length - taken.length };
}

/** So many of a list, the first and the last among them. */
export function spread<T>(list: readonly T[], most: number): T[] {
  if (list.length <= most) return [...list];
  return Array.from({ length: most }, (_, i) => list[Math.round((i * (list.length - 1)) / (most - 1))]!);
}

/** Groups that rules name. */
export const audiencesOf = (rules: readonly ReleaseRules[]): string[] => [
  ...new Set(
    rules
      .flatMap(({ steps, parts }) => [...steps, ...[...parts.values()].flatMap((rule) => rule.steps)])
      .flatMap(({ audience }) => audience)
      .filter((name) => name !== 'public'),
  ),
];
