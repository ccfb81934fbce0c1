import type { Field } from '@lingtai/columns';
import type { ColumnType, Generated } from 'kysely';
import type { JobError, JobParameters, JobPhase, JobResult } from './job.ts';
import type { PermanentRead } from './permanent-query.ts';
import type { UserTableFile, UserTableSharing } from './user-table.ts';

/** The tables of the state store, as the newest migration leaves them. */
export interface Schema {
  publication: PublicationTable;
  job: JobTable;
  token: TokenTable;
  user_table: UserTableTable;
  permanent_query: PermanentQueryTable;
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

/** One row per query whose result has an address for ever. */
interface PermanentQueryTable {
  id: string;
  /** In the canonical form of the language. */
  query: string;
  reads: ColumnType<readonly PermanentRead[], string, never>;
  format_version: number;
  row_count: string;
  /** Digest of the decoded rows. */
  digest: string;
  created_at: Generated<Date>;
}

/** Kept as jsonb: read as it is, written as text. */
type Json<T> = ColumnType<T, string, string>;

/** One row per job of UWS. */
interface JobTable {
  id: string;
  kind: string;
  owner: string | null;
  run_id: string | null;
  phase: JobPhase;
  parameters: Json<JobParameters>;
  created: Generated<Date>;
  quote: Date | null;
  execution_duration_seconds: number;
  destruction: Date;
  started: Date | null;
  ended: Date | null;
  error: ColumnType<JobError | null, string | null, string | null>;
  results: ColumnType<readonly JobResult[], string | undefined, string>;
  attempts: Generated<number>;
  abort_requested: Generated<boolean>;
  /** When it was queued: the order in which jobs are claimed. */
  queued: Date | null;
  /** Who runs it, and until when nobody else may. */
  worker: string | null;
  lease_until: Date | null;
}

/** One row per bearer token. */
interface TokenTable {
  id: Generated<bigint>;
  name: string;
  owner: string;
  /** SHA-256 of the secret, hexadecimal. */
  secret_sha256: string;
  created: Generated<Date>;
  last_used: Date | null;
  expires: Date | null;
  revoked: Date | null;
}

/** One row per table that a user made. */
interface UserTableTable {
  owner: string;
  name: string;
  description: string | null;
  columns: Json<readonly Field[]>;
  files: Json<readonly UserTableFile[]>;
  shared_with: UserTableSharing;
  indexes: ColumnType<readonly string[], string | undefined, string>;
  created: Generated<Date>;
  changed: Generated<Date>;
}
