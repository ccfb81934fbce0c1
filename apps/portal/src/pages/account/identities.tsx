import { type ReactNode, useState } from 'react';
import { useWords } from '../../words/context.tsx';
import { askTo, useWork } from './ask.ts';
import { Problems, when } from './parts.tsx';
import type { IdentityRow, SignedIn } from './types.ts';
import { useAccountWords } from './words.ts';

/** The providers by which the account can be entered; more are linked here. */
export function Identities({
  rows,
  providers,
}: {
  readonly rows: readonly IdentityRow[];
  readonly providers: SignedIn['providers'];
}): ReactNode {
  const say = useAccountWords();
  const { t } = useWords();
  const work = useWork();
  const [identities, setIdentities] = useState(rows);
  if (providers.length === 0 && identities.length === 0) return null;
  const link = async (provider: string): Promise<void> => {
    const body = { return: '/account' };
    const answer = await work.run(() => askTo<{ next: string }>('POST', `/sign-in/${provider}`, body));
    if (answer) location.assign(answer.next);
  };
  const remove = async (id: string): Promise<void> => {
    if (await work.run(() => askTo('DELETE', `/api/account/identities/${id}`)))
      setIdentities(identities.filter((one) => one.id !== id));
  };
  const others = providers.filter(({ name }) => !identities.some(({ provider }) => provider === name));
  return (
    <section>
      <h2>{say('identities')}</h2>
      <Problems errors={work.errors} />
      <ul className="plain asked">
        {identities.map((one) => (
          <li key={one.id}>
            {one.title ? t(one.title) : one.provider} <small>{one.email ?? one.subject}</small>{' '}
            <small>{when(one.linked, false)}</small>{' '}
            <button type="button" className="quiet" disabled={work.busy} onClick={() => remove(one.id)}>
              {say('unlink')}
            </button>
          </li>
        ))}
        {others.map(({ name, title }) => (
          <li key={name}>
            {t(title)}{' '}
            <button type="button" disabled={work.busy} onClick={() => link(name)}>
              {say('link')}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
