import { parseAdql } from '@lingtai/adql';
import type { Diagnostic } from '@lingtai/diagnostics';
import type { QueryCheck } from '@lingtai/service-tap/schemas';
import { useEffect, useState } from 'react';
import { postJson } from './ask.ts';

export interface Checked {
  /** The text that the rest is about. */
  readonly text: string;
  readonly diagnostics: readonly Diagnostic[];
  /** What the server said; absent while it is asked, and where it need not be. */
  readonly server?: QueryCheck;
  readonly state: 'checking' | 'done' | 'failed';
}

const pauseMs = 300;

/** Nothing has been written yet, which is no fault. */
export const isBlank = (text: string): boolean => text.trim() === '';

/** Syntax is checked at once and here; names, types and cost by the server when typing rests. */
export function useCheck(text: string, version: number): Checked {
  const [checked, setChecked] = useState<Checked>(() => parsed(text));
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new version means that another asker sees other tables
  useEffect(() => {
    const first = parsed(text);
    setChecked(first);
    if (first.state !== 'checking') return;
    const abort = new AbortController();
    const timer = setTimeout(() => {
      askServer(text, abort.signal).then(setChecked, () => {
        if (!abort.signal.aborted) setChecked({ ...first, state: 'failed' });
      });
    }, pauseMs);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [text, version]);
  return checked;
}

function parsed(text: string): Checked {
  if (isBlank(text)) return { text, diagnostics: [], state: 'done' };
  const { diagnostics } = parseAdql(text);
  const wrong = diagnostics.some((d) => d.severity === 'error');
  return { text, diagnostics, state: wrong ? 'done' : 'checking' };
}

async function askServer(text: string, signal: AbortSignal): Promise<Checked> {
  const answer = await postJson('/api/query/check', { query: text }, signal);
  const server = (await answer.json()) as QueryCheck;
  return { text, server, diagnostics: server.diagnostics, state: 'done' };
}
