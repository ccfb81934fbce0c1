import { useCallback, useEffect, useRef, useState } from 'react';
import { type Entry, isActive, keeps, merged, readHistory, writeHistory } from './history.ts';
import { ownJobs, refreshed } from './jobs.ts';

export interface History {
  readonly entries: readonly Entry[];
  /** The browser could not keep the last change. */
  readonly full: boolean;
  put(entry: Entry): void;
  remove(id: string): void;
}

const pollMs = 1500;

/** What is kept now: another tab may have run or deleted something since. What the browser could not keep stays here. */
function latest(shown: readonly Entry[]): readonly Entry[] {
  const kept = readHistory();
  return keeps() ? merged(kept, []) : merged(shown, kept);
}

/** What was run from this browser, and the jobs of the token's owner; running jobs are looked at again and again. */
export function useHistory(version: number): History {
  const [entries, setEntries] = useState<readonly Entry[]>([]);
  const [full, setFull] = useState(false);
  const change = useCallback((make: (kept: readonly Entry[]) => readonly Entry[]) => {
    setEntries((shown) => {
      const next = make(latest(shown));
      setFull(!writeHistory(next));
      return next;
    });
  }, []);
  const put = useCallback((entry: Entry) => change((kept) => merged([entry], kept)), [change]);
  /** What the server says of an entry; nothing when it has been deleted meanwhile. */
  const update = useCallback(
    (entry: Entry) => change((kept) => (kept.some(({ id }) => id === entry.id) ? merged([entry], kept) : kept)),
    [change],
  );
  const remove = useCallback((id: string) => change((kept) => kept.filter((entry) => entry.id !== id)), [change]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new version means another token
  useEffect(() => {
    const kept = merged(readHistory(), []);
    setEntries(kept);
    for (const entry of kept.filter(isActive)) refreshed(entry).then(update, () => undefined);
    ownJobs(kept).then(
      (jobs) => change((now) => merged(now, jobs)),
      () => undefined,
    );
  }, [version, update, change]);
  useEffect(() => {
    const look = (): void => setEntries(latest);
    addEventListener('storage', look);
    return () => removeEventListener('storage', look);
  }, []);
  usePolling(entries, update);
  return { entries, full, put, remove };
}

function usePolling(entries: readonly Entry[], update: (entry: Entry) => void): void {
  const latest = useRef(entries);
  latest.current = entries;
  const active = entries.some(isActive);
  useEffect(() => {
    if (!active) return;
    const look = (): void => {
      for (const entry of latest.current.filter(isActive)) refreshed(entry).then(update, () => undefined);
    };
    const timer = setInterval(look, pollMs);
    return () => clearInterval(timer);
  }, [active, update]);
}
