import type { FamilyFacts, ReleaseRecord } from '@lingtai/descriptor';
import type { ColumnType, Generated } from 'kysely';
import type { Withdrawal } from './record.ts';

/** Kept as jsonb: read as it is, written as text. */
type Json<T> = ColumnType<T, string, string>;

/** The tables of what is known of releases. */
export interface ReleaseTables {
  release_family: FamilyTable;
  release_record: RecordTable;
  metadata_revision: RevisionTable;
  withdrawal: WithdrawalTable;
}

interface FamilyTable {
  dataset: string;
  family: Json<FamilyFacts>;
  changed: Generated<Date>;
}

interface RecordTable {
  dataset: string;
  release: string;
  version: string;
  record: Json<ReleaseRecord>;
  changed: Generated<Date>;
}

/** Append-only. */
interface RevisionTable {
  dataset: string;
  release: string;
  version: string;
  revision: number;
  changes: ColumnType<Readonly<Record<string, unknown>>, string, never>;
  actor: string;
  note: string;
  at: Generated<Date>;
}

interface WithdrawalTable {
  id: Generated<bigint>;
  dataset: string;
  release: string;
  version: string;
  action: Withdrawal['action'];
  reason: string;
  asked_by: string;
  asked_at: Generated<Date>;
  confirmed_by: string | null;
  confirmed_at: Date | null;
  dropped_by: string | null;
  dropped_at: Date | null;
}
