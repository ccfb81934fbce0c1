import { type ReactNode, useState } from 'react';
import type { LocalText } from '../../words/context.tsx';
import { postJson, textsOf } from './ask.ts';
import { Failure } from './result.tsx';
import type { Shown } from './run.ts';
import { useSay } from './words.ts';

type State =
  | { readonly kind: 'idle' | 'making' }
  | { readonly kind: 'made'; readonly id: string; readonly url: string }
  | { readonly kind: 'failed'; readonly texts: readonly LocalText[] | undefined };

/** Asks for a permanent address of the result, or tells why it gets none. */
export function PermanentButton({ shown: { query, table } }: { readonly shown: Shown }): ReactNode {
  const say = useSay();
  const [state, setState] = useState<State>({ kind: 'idle' });
  const make = async (): Promise<void> => {
    setState({ kind: 'making' });
    try {
      const answer = await postJson('/api/queries', { query });
      setState({ kind: 'made', ...((await answer.json()) as { id: string; url: string }) });
    } catch (error) {
      setState({ kind: 'failed', texts: textsOf(error) });
    }
  };
  return (
    <div className="sql-permanent">
      <button type="button" className="quiet" title={say('permanentHelp')} onClick={() => void make()}>
        {say('permanent')}
      </button>{' '}
      <span role="status">
        {state.kind === 'making' ? say('permanentMaking') : null}
        {state.kind === 'made' ? <a href={`/queries/${state.id}`}>{state.url}</a> : null}
        {state.kind === 'idle' && !table.complete ? <small className="hint">{say('permanentWhole')}</small> : null}
      </span>
      {state.kind === 'failed' ? <Failure texts={state.texts} /> : null}
    </div>
  );
}
