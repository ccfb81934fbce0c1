import type { Field } from '@lingtai/columns';
import type { LocalText } from '@lingtai/diagnostics';
import type { ColumnType, Generated } from 'kysely';
import type { AccessRequestState } from './access/request.ts';
import type { StoredStep } from './access/steps.ts';
import type { CodeDetail, CodePurpose } from './accounts/code.ts';
import type { JobError, JobParameters, JobPhase, JobResult } from './job.ts';
import type { PermanentRead } from './permanent-query.ts';
import type { QuotaTables } from './quotas/tables.ts';
import type { ReleaseTables } from './releases/tables.ts';
import type { SignOnTables } from './sign-on/tables.ts';
import type { UserTableFile, UserTableSharing } from './user-table.ts';

/** The tables of the state store, as the newest migration leaves them. */
export interface Schema extends QuotaTables, ReleaseTables, SignOnTables {
  publication: PublicationTable;
  job: JobTable;
  token: TokenTable;
  user_table: UserTableTable;
  permanent_query: PermanentQueryTable;
  account: AccountTable;
  identity: IdentityTable;
  access_group: AccessGroupTable;
  membership: MembershipTable;
  session: SessionTable;
  one_time_code: OneTimeCodeTable;
  sign_in_attempt: SignInAttemptTable;
  audit: AuditTable;
  access_grant: AccessGrantTable;
  access_request: AccessRequestTable;
  release_access_change: ReleaseAccessChangeTable;
  sign_on_payload: SignOnTables['sign_on_payload'];
  sign_on_key: SignOnTables['sign_on_key'];
  sign_on_logout: SignOnTables['sign_on_logout'];
  sign_on_begun: SignOnTables['sign_on_begun'];
  sign_on_used_token: SignOnTables['sign_on_used_token'];
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
  /** All steps; NULL where `audience` and `visible_from` are the only one. */
  access: ColumnType<readonly StoredStep[] | null, string | null | undefined, string | null>;
  /** Of parts of the release whose steps were changed: `table`, `table.column`, `product:NAME`. */
  part_access: ColumnType<Readonly<Record<string, readonly StoredStep[]>>, string | undefined, string>;
}

/** One row per thing that was granted to an account or a group. */
interface AccessGrantTable {
  id: Generated<bigint>;
  subject_kind: 'user' | 'group';
  subject: string;
  resource: string;
  grantor: string;
  reason: string;
  starts: Generated<Date>;
  ends: Date | null;
  revoked: Date | null;
  revoked_by: string | null;
}

/** One row per request of a person for access. */
interface AccessRequestTable {
  id: Generated<bigint>;
  account: string;
  resource: string;
  reason: string;
  state: Generated<AccessRequestState>;
  made: Generated<Date>;
  reviewer: string | null;
  decision_reason: string | null;
  ends: Date | null;
  decided: Date | null;
  grant_id: bigint | null;
}

/** One row per change of who may see a release or a part of it. */
interface ReleaseAccessChangeTable {
  dataset: string;
  release: string;
  version: string;
  /** From 1, of each release. */
  revision: number;
  /** Empty: the release itself. */
  part: Generated<string>;
  access: ColumnType<readonly StoredStep[], string, never>;
  actor: string;
  reason: string;
  at: Generated<Date>;
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
  /** NULL: of a time before scopes. */
  scopes: string[] | null;
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

/** One row per person. */
interface AccountTable {
  name: string;
  email: string | null;
  email_confirmed: Date | null;
  display_name: Generated<string>;
  /** NULL: no password was set; nobody signs in with one. */
  password_hash: string | null;
  roles: Generated<string[]>;
  created: Generated<Date>;
  disabled: Date | null;
  last_sign_in: Date | null;
  language: string | null;
}

/** One row per identity at a provider of sign-on that belongs to an account. */
interface IdentityTable {
  provider: string;
  subject: string;
  account: string;
  email: string | null;
  linked: Generated<Date>;
}

interface AccessGroupTable {
  name: string;
  title: Json<LocalText>;
  description: ColumnType<LocalText | null, string | null, string | null>;
  created: Generated<Date>;
}

/** One row per time that an account is in a group. */
interface MembershipTable {
  id: Generated<bigint>;
  account: string;
  group_name: string;
  grantor: string;
  reason: string;
  starts: Generated<Date>;
  ends: Date | null;
  revoked: Date | null;
  revoked_by: string | null;
  /** `operator`, `request` or `claim:PROVIDER`. */
  source: string;
}

/** One row per sign-in of a browser. */
interface SessionTable {
  /** SHA-256 of the cookie's value, hexadecimal. */
  id_sha256: string;
  account: string;
  created: Generated<Date>;
  last_used: Generated<Date>;
  expires: Date;
  ended: Date | null;
  provider: string | null;
  provider_sid: string | null;
  provider_subject: string | null;
  id_token_hint: string | null;
  user_agent: string | null;
  address: string | null;
}

/** One row per code that was sent or handed to a person. */
interface OneTimeCodeTable {
  secret_sha256: string;
  purpose: CodePurpose;
  account: string | null;
  email: string | null;
  /** Of `confirm`: the account that is to be made. */
  detail: ColumnType<CodeDetail | null, string | null, string | null>;
  created: Generated<Date>;
  expires: Date;
  used: Date | null;
}

interface SignInAttemptTable {
  key: string;
  failures: number;
  last: Date;
}

/** One row per decision or event that must stay known. */
interface AuditTable {
  id: Generated<bigint>;
  at: Generated<Date>;
  actor: string;
  action: string;
  resource: string | null;
  detail: ColumnType<Readonly<Record<string, unknown>> | null, string | null, never>;
  address: string | null;
}
