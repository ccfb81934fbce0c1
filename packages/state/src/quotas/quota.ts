/** What one person may use. A limit that is absent is the site's own. */
export interface QuotaLimits {
  /** Queries of his that run at the same time. */
  readonly queriesAtOnce?: number;
  /** Requests in a minute. */
  readonly requestsPerMinute?: number;
  /** The most rows of one result. */
  readonly rowsPerResult?: number;
  /** Bytes of answers in a day (UTC). */
  readonly bytesPerDay?: number;
  /** Bytes of his tables. */
  readonly storageBytes?: number;
  /** Number of his tables. */
  readonly tables?: number;
  /** His valid tokens. */
  readonly tokens?: number;
}

export const quotaKeys: readonly (keyof QuotaLimits)[] = [
  'queriesAtOnce',
  'requestsPerMinute',
  'rowsPerResult',
  'bytesPerDay',
  'storageBytes',
  'tables',
  'tokens',
];

/** Whom it is for: `anonymous` is each address, `users` everybody with an account. */
export type QuotaSubject = 'anonymous' | 'users' | `group:${string}` | `user:${string}`;

export interface Quota {
  readonly subject: QuotaSubject;
  readonly limits: QuotaLimits;
  readonly actor: string;
  readonly reason: string;
  readonly changed: Date;
}

/** What an account used on one day (UTC). */
export interface UsageOfDay {
  readonly account: string;
  /** `2026-11-21`. */
  readonly day: string;
  readonly requests: number;
  readonly bytes: number;
}
