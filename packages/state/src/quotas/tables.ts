import type { ColumnType, Generated } from 'kysely';
import type { QuotaLimits } from './quota.ts';

export interface QuotaTables {
  quota: QuotaTable;
  usage_day: UsageDayTable;
}

/** One row per person or group with limits of its own. */
interface QuotaTable {
  subject: string;
  limits: ColumnType<QuotaLimits, string, string>;
  actor: string;
  reason: string;
  changed: Generated<Date>;
}

/** One row per account and day. */
interface UsageDayTable {
  account: string;
  /** `2026-11-21`, UTC. */
  day: string;
  requests: ColumnType<bigint, string, string>;
  bytes: ColumnType<bigint, string, string>;
}
