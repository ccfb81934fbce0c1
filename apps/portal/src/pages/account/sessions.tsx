import { type ReactNode, useState } from 'react';
import { askTo, useWork } from './ask.ts';
import { ListTable, Problems, when } from './parts.tsx';
import type { SessionRow } from './types.ts';
import { useAccountWords } from './words.ts';

/** Where the account is signed in; each session can be ended. */
export function Sessions({ rows }: { readonly rows: readonly SessionRow[] }): ReactNode {
  const say = useAccountWords();
  const work = useWork();
  const [sessions, setSessions] = useState(rows);
  const end = async (id: string): Promise<void> => {
    if (await work.run(() => askTo('DELETE', `/api/account/sessions/${id}`)))
      setSessions(sessions.filter((s) => s.id !== id));
  };
  return (
    <section>
      <h2>{say('sessions')}</h2>
      <Problems errors={work.errors} />
      <ListTable label={say('sessions')} heads={['created', 'lastUsed', 'browser', 'address']} action={say('end')}>
        {sessions.map((s) => (
          <tr key={s.id}>
            <td>{when(s.created)}</td>
            <td>{when(s.lastUsed)}</td>
            <td className="long">{s.userAgent ?? '–'}</td>
            <td>{s.address ?? '–'}</td>
            <td>
              {s.current ? (
                <span className="tag">{say('thisSession')}</span>
              ) : (
                <button type="button" className="quiet" disabled={work.busy} onClick={() => end(s.id)}>
                  {say('end')}
                </button>
              )}
            </td>
          </tr>
        ))}
      </ListTable>
    </section>
  );
}
