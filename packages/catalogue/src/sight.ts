import {
  type AccessRule,
  type Asker,
  dayOf,
  isGranted,
  isPartGranted,
  nextStep,
  partRules,
  rowOwners,
  visible,
} from '@lingtai/access';
import type { Publication } from '@lingtai/state';
import type { PublishedRelease } from './published.ts';

/** What of a release an asker may see at a time. */
export interface Sight {
  /** Tells apart what is seen; empty: all of the release. */
  readonly key: string;
  readonly hiddenTables: ReadonlySet<string>;
  /** `table.column` */
  readonly hiddenColumns: ReadonlySet<string>;
  readonly hiddenProducts: ReadonlySet<string>;
  /** Tables of which he sees some rows only, and as whose owner. */
  readonly owners: ReadonlyMap<string, readonly string[]>;
  /** Tables with rows that somebody does not see. */
  readonly ruled: ReadonlySet<string>;
  readonly day: Date;
}

export function addressOf({ dataset, release, version }: Pick<Publication, 'dataset' | 'release' | 'version'>): string {
  return `${dataset}/${release}/${version}`;
}

/** Whether a release exists for an asker at a time: all of it, or parts that he was granted. */
export function enters(asker: Asker, publication: Publication, at: Date): 'all' | 'parts' | undefined {
  const resource = addressOf(publication);
  if (visible(asker, { resource, steps: publication.access }, at)) return 'all';
  return isPartGranted(asker, resource) ? 'parts' : undefined;
}

/** A part of a release with a rule of its own. */
export interface PartRule {
  readonly kind: 'table' | 'column' | 'product';
  /** `table`, `table.column` or the product's name. */
  readonly name: string;
  readonly rule: AccessRule;
}

/** The rules of a release's parts: those of its descriptor, but for what was changed since. */
export function rulesOfParts(publication: Publication, { descriptor, entry, address }: PublishedRelease): PartRule[] {
  const first = entry ? partRules(descriptor, entry, address) : [];
  const changed = Object.entries(publication.partAccess).map(([part, steps]) => ({
    resource: `${address}#${part}`,
    steps,
  }));
  const all = [...first.filter((rule) => !changed.some((c) => c.resource === rule.resource)), ...changed];
  return all.map((rule): PartRule => {
    const part = rule.resource.slice(address.length + 1);
    if (part.startsWith('product:')) return { kind: 'product', name: part.slice('product:'.length), rule };
    return { kind: part.includes('.') ? 'column' : 'table', name: part, rule };
  });
}

/** When the next of these rules opens something after a time; at the latest the next day begins, when embargoes end. */
export function nextChange(rules: readonly Pick<AccessRule, 'steps'>[], at: Date): number {
  const tomorrow = dayOf(at).getTime() + 86_400_000;
  return Math.min(tomorrow, ...rules.map(({ steps }) => nextStep(steps, at)?.getTime() ?? tomorrow));
}

/**
 * What of the release the asker sees. `embargoed` are its tables with rows under embargo on that day, with the owners of
 * these. Who was granted only parts sees these and nothing else.
 */
export function sightOf(
  release: PublishedRelease,
  rules: readonly PartRule[],
  embargoed: ReadonlyMap<string, ReadonlySet<string>>,
  entered: 'all' | 'parts',
  asker: Asker,
  at: Date,
): Sight {
  const { address, descriptor, tableNames } = release;
  const shut = rules.filter(({ rule }) => !visible(asker, rule, at));
  const namesOf = (kind: PartRule['kind']): string[] => shut.filter((p) => p.kind === kind).map((p) => p.name);
  const notGranted = (names: readonly string[], prefix = ''): string[] =>
    names.filter((name) => !isGranted(asker, `${address}#${prefix}${name}`));
  const parts = entered === 'parts';
  const products = (descriptor.products ?? []).map((p) => p.name);
  const hiddenTables = parts ? notGranted(tableNames) : namesOf('table');
  const hiddenColumns = namesOf('column');
  const hiddenProducts = [
    ...(parts ? notGranted(products, 'product:') : namesOf('product')),
    ...(descriptor.products ?? []).filter((p) => hiddenTables.includes(p.table)).map((p) => p.name),
  ];
  const owners = new Map<string, readonly string[]>();
  for (const [table, known] of embargoed) {
    const own = rowOwners(asker, `${address}#${table}`);
    if (own !== 'all' && !hiddenTables.includes(table))
      owners.set(
        table,
        own.filter((name) => known.has(name)),
      );
  }
  const day = dayOf(at);
  const ruled = [...embargoed.keys()];
  const differs = hiddenTables.length + hiddenColumns.length + hiddenProducts.length + ruled.length > 0;
  return {
    key: differs
      ? JSON.stringify([hiddenTables, hiddenColumns, hiddenProducts, [...owners], ruled, ruled.length > 0 ? day : 0])
      : '',
    hiddenTables: new Set(hiddenTables),
    hiddenColumns: new Set(hiddenColumns),
    hiddenProducts: new Set(hiddenProducts),
    owners,
    ruled: new Set(ruled),
    day,
  };
}
