import type { LocalText } from '../../words/context.tsx';

/** One thing that was run from this page: it is kept until the user deletes it. */
export interface Entry {
  readonly id: string;
  readonly kind: 'sync' | 'job';
  readonly query: string;
  readonly maxrec: number;
  /** ISO 8601, UTC. */
  readonly started: string;
  /** A phase of UWS, or GONE when the server no longer has the job. */
  readonly phase: string;
  /** `RESPONSEFORMAT` of a job. */
  readonly format?: string;
  /** Path of the job. */
  readonly job?: string;
  readonly result?: string;
  readonly rows?: number;
  readonly complete?: boolean;
  /** Why it failed. */
  readonly errors?: readonly LocalText[];
}

const key = 'lingtai.history';

export function readHistory(): Entry[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(key) ?? '[]');
    return Array.isArray(kept) ? (kept as Entry[]) : [];
  } catch {
    return [];
  }
}

let lastKept = true;

/** Whether the browser keeps it. */
export function writeHistory(entries: readonly Entry[]): boolean {
  try {
    localStorage.setItem(key, JSON.stringify(entries));
    lastKept = true;
  } catch {
    lastKept = false;
  }
  return lastKept;
}

/** Whether the browser kept what was written last. */
export const keeps = (): boolean => lastKept;

/** Newest first, each once; what is in both is taken from the first list. */
export function merged(entries: readonly Entry[], others: readonly Entry[]): Entry[] {
  const known = new Set(entries.map((entry) => entry.job ?? entry.id));
  const all = [...entries, ...others.filter((entry) => !known.has(entry.job ?? entry.id))];
  return all.toSorted((a, b) => b.started.localeCompare(a.started));
}

export const isActive = ({ kind, phase }: Entry): boolean =>
  kind === 'job' && ['PENDING', 'QUEUED', 'EXECUTING', 'HELD', 'SUSPENDED'].includes(phase);
