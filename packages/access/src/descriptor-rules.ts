import { type AccessEntry, type Descriptor, policyOf, type ReleaseEntry } from '@lingtai/descriptor';
import { fail } from '@lingtai/diagnostics';
import type { AccessRule, AccessStep } from './rule.ts';

/**
 * The steps that a descriptor gives a release at first: its own `audience` and `access`, or else those of the policy.
 * What has no date of its own begins with `published`.
 */
export function releaseSteps(descriptor: Descriptor, entry: ReleaseEntry, published: Date): AccessStep[] {
  const own: AccessEntry[] = [
    ...(entry.audience === undefined
      ? []
      : [{ audience: entry.audience, ...(entry.from === undefined ? {} : { from: entry.from }) }]),
    ...(entry.access ?? []),
  ];
  const steps = own.length > 0 ? own : policyOf(descriptor, entry);
  return stepsOf(steps, entry, published);
}

/** The rules that a descriptor gives tables, columns and products of a release. Parts without one are as open as the release. */
export function partRules(descriptor: Descriptor, entry: ReleaseEntry, address: string): AccessRule[] {
  const always = new Date(0);
  const rule = (part: string, steps: readonly AccessEntry[] | undefined): AccessRule[] =>
    steps === undefined ? [] : [{ resource: `${address}#${part}`, steps: stepsOf(steps, entry, always) }];
  return [
    ...descriptor.tables.flatMap((table) => [
      ...rule(table.name, table.access),
      ...table.columns.flatMap((column) => rule(`${table.name}.${column.name}`, column.access)),
    ]),
    ...(descriptor.products ?? []).flatMap((product) => rule(`product:${product.name}`, product.access)),
  ];
}

function stepsOf(entries: readonly AccessEntry[], release: ReleaseEntry, atOnce: Date): AccessStep[] {
  return entries.map((entry) => ({ audience: [entry.audience].flat(), from: beginOf(entry, release, atOnce) }));
}

function beginOf({ from, monthsAfterObserving }: AccessEntry, release: ReleaseEntry, atOnce: Date): Date {
  if (from !== undefined) return new Date(`${from}T00:00:00Z`);
  if (monthsAfterObserving === undefined) return atOnce;
  if (release.observed) return monthsLater(new Date(`${release.observed.to}T00:00:00Z`), monthsAfterObserving);
  const name = `${release.release}/${release.version}`;
  throw fail('data', 'ACCESS-NO-OBSERVED', {
    en: `Who may see ${name} is counted from the end of observing, and the descriptor does not say when that was: give observed.`,
    zh: `${name} 的开放时间从观测结束起算，但描述文件未说明观测何时结束：请填写 observed。`,
  });
}

/** The same day some months later; the last of the month where it has no such day. */
export function monthsLater(day: Date, months: number): Date {
  const first = new Date(Date.UTC(day.getUTCFullYear(), day.getUTCMonth() + months, 1));
  const days = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0)).getUTCDate();
  first.setUTCDate(Math.min(day.getUTCDate(), days));
  return first;
}
