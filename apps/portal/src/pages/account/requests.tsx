import { type ReactNode, useState } from 'react';
import { askTo, useWork } from './ask.ts';
import { AskForm, Decided, Field, when } from './parts.tsx';
import type { RequestRow } from './types.ts';
import { useAccountWords } from './words.ts';

/** What the account asked for, with the decisions, and a form to ask. */
export function Requests({
  rows,
  resource,
}: {
  readonly rows: readonly RequestRow[];
  readonly resource: string;
}): ReactNode {
  const say = useAccountWords();
  const work = useWork();
  const [requests, setRequests] = useState(rows);
  const withdraw = async (id: string): Promise<void> => {
    if (await work.run(() => askTo('DELETE', `/api/account/requests/${id}`)))
      setRequests(requests.map((r) => (r.id === id ? { ...r, state: 'withdrawn' } : r)));
  };
  return (
    <section>
      <h2>{say('requests')}</h2>
      <p>{say('requestsIntro')}</p>
      <ul className="plain asked">
        {requests.map((r) => (
          <li key={r.id}>
            <code>{r.resource}</code> <span className="tag">{say(r.state)}</span> <small>{when(r.made)}</small>
            <br />
            {r.reason}
            <Decided request={r} />
            {r.state === 'submitted' ? (
              <>
                {' '}
                <button type="button" className="quiet" disabled={work.busy} onClick={() => withdraw(r.id)}>
                  {say('withdraw')}
                </button>
              </>
            ) : null}
          </li>
        ))}
      </ul>
      <AskForm
        work={work}
        button={say('ask')}
        submit={async ({ text }, form) => {
          const body = { resource: text('resource'), reason: text('reason') };
          const made = await work.run(() => askTo<RequestRow>('POST', '/api/account/requests', body));
          if (!made) return;
          setRequests([made, ...requests]);
          form.reset();
        }}
      >
        <Field label={say('resource')} name="resource" defaultValue={resource} placeholder="lamost/dr9/v0" required />
        <Field label={say('reason')} name="reason" required />
      </AskForm>
    </section>
  );
}
