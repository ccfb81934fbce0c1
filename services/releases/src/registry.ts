import { compareVersions, type FamilyFacts } from '@lingtai/descriptor';
import type { Publication, StoredFamily, StoredRecord, Withdrawal } from '@lingtai/state';

/** What the state store knows of releases, beside their data. */
export interface ReleaseStore {
  families(): Promise<readonly StoredFamily[]>;
  records(): Promise<readonly StoredRecord[]>;
  /** Every publication, also those that are withdrawn. */
  publications(): Promise<readonly Publication[]>;
  withdrawn(): Promise<readonly Withdrawal[]>;
}

/** All that is known at one moment. */
export interface KnownReleases {
  readonly families: ReadonlyMap<string, FamilyFacts>;
  readonly records: readonly StoredRecord[];
  /** By `dataset/release/version`, as all below. */
  readonly recordAt: ReadonlyMap<string, StoredRecord>;
  readonly publicationAt: ReadonlyMap<string, Publication>;
  readonly withdrawnAt: ReadonlyMap<string, Withdrawal>;
}

interface Addressed {
  readonly dataset: string;
  readonly release: string;
  readonly version: string;
}

/** Addresses are the same in every case of the version. */
export function addressKey({ dataset, release, version }: Addressed): string {
  return `${dataset}/${release}/${version.toLowerCase()}`;
}

const none: KnownReleases = {
  families: new Map(),
  records: [],
  recordAt: new Map(),
  publicationAt: new Map(),
  withdrawnAt: new Map(),
};

/** Keeps what the store said for a second of the machine's own clock. */
export class ReleaseRegistry {
  readonly #store: ReleaseStore;
  readonly #maxAgeMs: number;
  #asked: { readonly at: number; readonly known: Promise<KnownReleases> } | undefined;
  #latest = none;

  constructor(store: ReleaseStore, maxAgeMs = 1000) {
    this.#store = store;
    this.#maxAgeMs = maxAgeMs;
  }

  /** What was known when it was asked for last; for those who cannot wait. */
  get latest(): KnownReleases {
    return this.#latest;
  }

  known(): Promise<KnownReleases> {
    if (this.#asked && performance.now() - this.#asked.at < this.#maxAgeMs) return this.#asked.known;
    const known = this.#read();
    const asked = { at: performance.now(), known };
    this.#asked = asked;
    known.then(
      (value) => {
        this.#latest = value;
      },
      () => {
        if (this.#asked === asked) this.#asked = undefined;
      },
    );
    return known;
  }

  async #read(): Promise<KnownReleases> {
    const [families, records, publications, withdrawn] = await Promise.all([
      this.#store.families(),
      this.#store.records(),
      this.#store.publications(),
      this.#store.withdrawn(),
    ]);
    const sorted = records.toSorted((a, b) => compareVersions(a.version, b.version));
    return {
      families: new Map(families.map((family) => [family.dataset, family.facts])),
      records: sorted,
      recordAt: new Map(sorted.map((record) => [addressKey(record), record])),
      publicationAt: new Map(publications.map((publication) => [addressKey(publication), publication])),
      withdrawnAt: new Map(withdrawn.map((withdrawal) => [addressKey(withdrawal), withdrawal])),
    };
  }
}
