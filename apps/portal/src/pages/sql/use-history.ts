import { useCallback, useEffect, useRef, useState } from 'react';
import { type Entry, isActive, merged, readHistory, writeHistory } from './history.ts';
import { ownJobs, refreshed } from './jobs.ts';

export interface History {
  readonly entries: readonly Entry[];
  /** The browser could not keep the last change. */
  readonly full: boolean;
  put(entry: Entry): void;
  remove(id: string): void;
}

const pollMs = 1500;

/** What was run from this browser, and the jobs of the token's owner; running jobs are looked at again and again. */
export function useHistory(version: number): History {
  const [entries, setEntries] = useState<readonly Entry[]>([]);
  const [full, setFull] = useState(false);
  const change = useCallback((make: (kept: readonly Entry[]) => readonly Entry[]) => {
    // Read afresh: another tab may have run something since.
    setEntries((shown) => {
      const next = make(merged(shown, readHistory()));
      setFull(!writeHistory(next));
      return next;
    });
  }, []);
  const put = useCallback((entry: Entry) => change((kept) => merged([entry], kept)), [change]);
  const remove = useCallback(
    (id: string) => {
      writeHistory(readHistory().filter((entry) => entry.id !== id));
      change((kept) => kept.filter((entry) => entry.id !== id));
    },
    [change],
  );
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new version means another token
  useEffect(() => {
    const kept = merged(readHistory(), []);
    setEntries(kept);
    for (const entry of kept.filter(isActive)) refreshed(entry).then(put, () => undefined);
    ownJobs().then(
      (jobs) => change((now) => merged(now, jobs)),
      () => undefined,
    );
  }, [version, put, change]);
  usePolling(entries, put);
  return { entries, full, put, remove };
}

function usePolling(entries: readonly Entry[], put: (entry: Entry) => void): void {
  const latest = useRef(entries);
  latest.current = entries;
  const active = entries.some(isActive);
  useEffect(() => {
    if (!active) return;
    const look = (): void => {
      for (const entry of latest.current.filter(isActive)) refreshed(entry).then(put, () => undefined);
    };
    const timer = setInterval(look, pollMs);
    return () => clearInterval(timer);
  }, [active, put]);
}
