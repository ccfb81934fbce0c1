import type { Generated } from 'kysely';

/** The tables of the state store, as the newest migration leaves them. */
export interface Schema {
  publication: PublicationTable;
}

/** One row per published release: which immutable bytes stand behind an address, and for whom. */
interface PublicationTable {
  dataset: string;
  release: string;
  version: string;
  /** Digest of the release's manifest. */
  digest: string;
  descriptor_digest: string;
  audience: string;
  visible_from: Date;
  software_version: string;
  published_at: Generated<Date>;
}
