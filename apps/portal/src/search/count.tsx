import { type ReactNode, useEffect, useRef, useState } from 'react';
import type { ApiErrors } from '../page.ts';
import type { SearchData } from '../pages/search.tsx';
import { useWords } from '../words/context.tsx';
import { apiQuery } from './query.ts';

/** While somebody types, the count waits for a rest of this long. */
const pauseMs = 400;

type State =
  | { readonly kind: 'none' | 'counting' | 'offline' }
  | { readonly kind: 'counted'; readonly count: number }
  | { readonly kind: 'refused'; readonly errors: ApiErrors['errors'] };

/** How many rows the search would find, before it is run: told whenever the form changes, and when asked. */
export function Count({ data }: { readonly data: SearchData }): ReactNode {
  const { w, n, t } = useWords();
  const [state, setState] = useState<State>({ kind: 'none' });
  const button = useRef<HTMLButtonElement>(null);
  const count = useRef<() => void>(() => undefined);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the data of a page never change
  useEffect(() => {
    const form = button.current!.form!;
    let abort = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const ask = (): void => {
      clearTimeout(timer);
      abort.abort();
      abort = new AbortController();
      const { signal } = abort;
      setState({ kind: 'counting' });
      counted(data, form, signal).then(setState, () => {
        if (!signal.aborted) setState({ kind: 'offline' });
      });
    };
    const later = (event: Event): void => {
      if (isOutput(event.target)) return;
      clearTimeout(timer);
      abort.abort();
      // The last count is of another search now.
      setState({ kind: 'counting' });
      timer = setTimeout(ask, pauseMs);
    };
    count.current = ask;
    form.addEventListener('input', later);
    return () => {
      form.removeEventListener('input', later);
      clearTimeout(timer);
      abort.abort();
    };
  }, []);
  return (
    <>
      <button type="button" className="quiet needs-script" ref={button} onClick={() => count.current()}>
        {w('count')}
      </button>
      <output aria-live="polite" className={state.kind === 'refused' ? 'field-error' : undefined}>
        {state.kind === 'counting' ? w('counting') : null}
        {state.kind === 'offline' ? w('countFailed') : null}
        {state.kind === 'counted' ? `${n(state.count)} ${w('found')}` : null}
        {state.kind === 'refused'
          ? state.errors.map((e) => `${e.parameter ?? ''} ${t(e.message)}`.trim()).join(' ')
          : null}
      </output>
    </>
  );
}

/** What is typed now, not what was asked for last. */
async function counted(data: SearchData, form: HTMLFormElement, signal: AbortSignal): Promise<State> {
  const typed = new URLSearchParams();
  for (const [key, value] of new FormData(form)) if (typeof value === 'string') typed.append(key, value);
  const { release, table } = data;
  const address = `/api/${release.address}/tables/${data.form.table}/count?${apiQuery(table, typed)}`;
  const answer = await fetch(address, { signal });
  const body = (await answer.json()) as { readonly count: number } | ApiErrors;
  return 'errors' in body ? { kind: 'refused', errors: body.errors } : { kind: 'counted', count: body.count };
}

/** Columns, order and page size change nothing of the count. */
function isOutput(field: EventTarget | null): boolean {
  return field instanceof Element && field.closest('fieldset.output') !== null;
}
