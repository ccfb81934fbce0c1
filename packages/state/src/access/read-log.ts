import type { Actor } from '../accounts/account.ts';
import { translated } from '../errors.ts';
import type { State } from '../state.ts';

/** That somebody read something that not everybody may read. */
export interface RestrictedRead extends Actor {
  readonly at: Date;
  /** `d/r/v`, `d/r/v#table`, `d/r/v#table.column`, `d/r/v#product:NAME`; one at least. */
  readonly resources: readonly string[];
  /** What was asked: the address, or the job. */
  readonly asked: string;
}

/** Writes many reads into the audit log at once, one line each. */
export async function auditReads({ db }: Pick<State, 'db'>, reads: readonly RestrictedRead[]): Promise<void> {
  if (reads.length === 0) return;
  const rows = reads.map(({ at, actor, address, resources, asked }) => ({
    at,
    actor,
    action: 'access.read',
    resource: resources[0] ?? null,
    detail: JSON.stringify({ asked, ...(resources.length > 1 ? { resources } : {}) }),
    address: address ?? null,
  }));
  await translated(db.insertInto('audit').values(rows).execute());
}
