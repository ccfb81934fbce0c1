import { type FormEvent, type ReactNode, useState } from 'react';
import { keepToken, token } from './ask.ts';
import { useSay } from './words.ts';

/** Takes a bearer token for this tab, so that the page asks as its owner. */
export function TokenBox({ changed }: { readonly changed: () => void }): ReactNode {
  const say = useSay();
  const [used, setUsed] = useState(() => token() !== '');
  const use = (secret: string): void => {
    keepToken(secret);
    setUsed(secret !== '');
    changed();
  };
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    use(String(new FormData(event.currentTarget).get('token') ?? '').trim());
  };
  return (
    <details className="sql-token" open={used}>
      <summary>{say('token')}</summary>
      <p className="hint">{say('tokenHelp')}</p>
      {used ? (
        <p>
          {say('tokenIn')}{' '}
          <button type="button" className="quiet" onClick={() => use('')}>
            {say('tokenForget')}
          </button>
        </p>
      ) : (
        <form onSubmit={submit}>
          <input name="token" type="password" autoComplete="off" aria-label={say('token')} required />
          <button type="submit">{say('tokenUse')}</button>
        </form>
      )}
    </details>
  );
}
