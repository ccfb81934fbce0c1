import type { Asker, AskerLimits } from '@lingtai/access';
import { listQuotas, type Quota, quotaKeys, type State } from '@lingtai/state';

/** For how long the quotas are used before they are read again. */
const believeMs = 5000;

/** What each asker may use beside what the site allows everybody, as operators set it. */
export class Quotas {
  readonly #state: Pick<State, 'db'>;
  #read: { readonly until: number; readonly quotas: Promise<readonly Quota[]> } | undefined;

  constructor({ state }: { readonly state: Pick<State, 'db'> }) {
    this.#state = state;
  }

  /** Quotas that were changed here count at once. */
  forget(): void {
    this.#read = undefined;
  }

  /** The asker with his limits: of several groups the most generous counts; a quota of his own goes before them. */
  async withLimits(asker: Asker): Promise<Asker> {
    const limits = limitsFor(asker, await this.#quotas());
    return Object.keys(limits).length === 0 ? asker : { ...asker, limits };
  }

  #quotas(): Promise<readonly Quota[]> {
    if (this.#read && this.#read.until > performance.now()) return this.#read.quotas;
    const quotas = listQuotas(this.#state);
    this.#read = { until: performance.now() + believeMs, quotas };
    quotas.catch(() => this.forget());
    return quotas;
  }
}

export function limitsFor(asker: Asker, quotas: readonly Quota[]): AskerLimits {
  const of = (subject: string): AskerLimits => quotas.find((quota) => quota.subject === subject)?.limits ?? {};
  if (asker.kind === 'anonymous') return of('anonymous');
  const groups = asker.groups.map((group) => of(`group:${group}`));
  return { ...of('users'), ...mostGenerous(groups), ...of(asker.id) };
}

function mostGenerous(all: readonly AskerLimits[]): AskerLimits {
  const entries = quotaKeys.flatMap((key) => {
    const values = all.flatMap((limits) => limits[key] ?? []);
    return values.length === 0 ? [] : [[key, Math.max(...values)] as const];
  });
  return Object.fromEntries(entries);
}
