import { useCallback, useState } from 'react';
import { textsOf } from './ask.ts';
import type { Entry } from './history.ts';
import { jobResult, type RunState, runSync } from './run.ts';

export interface Runner {
  readonly run: RunState;
  start(query: string, maxrec: number): Promise<void>;
  /** Shows the rows of a job. */
  open(entry: Entry): Promise<void>;
}

/** Runs one query after the other; a new one stops the one before. Every run is put into the history. */
export function useRun(put: (entry: Entry) => void): Runner {
  const [run, setRun] = useState<RunState>({ kind: 'idle' });
  const begin = useCallback((): AbortController => {
    const abort = new AbortController();
    setRun((before) => {
      if (before.kind === 'running') before.abort.abort();
      return { kind: 'running', abort };
    });
    return abort;
  }, []);
  const start = useCallback(
    async (query: string, maxrec: number): Promise<void> => {
      const abort = begin();
      const entry: Entry = {
        id: crypto.randomUUID(),
        kind: 'sync',
        query,
        maxrec,
        started: new Date().toISOString(),
        phase: 'EXECUTING',
      };
      put(entry);
      try {
        const shown = await runSync(query, maxrec, abort.signal);
        setRun({ kind: 'done', shown });
        put({ ...entry, phase: 'COMPLETED', rows: shown.table.returned, complete: shown.table.complete });
      } catch (error) {
        const stopped = abort.signal.aborted;
        const texts = textsOf(error);
        put({ ...entry, phase: stopped ? 'ABORTED' : 'ERROR', ...(texts && !stopped ? { errors: texts } : {}) });
        setRun((now) => {
          // A later run has taken the place of this one.
          if (now.kind !== 'running' || now.abort !== abort) return now;
          return stopped ? { kind: 'stopped' } : { kind: 'failed', texts };
        });
      }
    },
    [begin, put],
  );
  const open = useCallback(async ({ result, query, maxrec, format }: Entry): Promise<void> => {
    try {
      const table = await jobResult(result!);
      setRun({ kind: 'done', shown: { query, maxrec, table, ...(format === 'votable' ? { votable: result! } : {}) } });
    } catch (error) {
      setRun({ kind: 'failed', texts: textsOf(error) });
    }
  }, []);
  return { run, start, open };
}
