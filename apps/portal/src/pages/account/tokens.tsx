import { type ReactNode, useState } from 'react';
import { useWords } from '../../words/context.tsx';
import { askTo, useWork } from './ask.ts';
import { AskForm, Field, ListTable, when } from './parts.tsx';
import type { TokenRow, TokensAnswer } from './types.ts';
import { type AccountWord, useAccountWords } from './words.ts';

const scopes: readonly { readonly name: string; readonly word: AccountWord; readonly given: boolean }[] = [
  { name: 'read', word: 'scopeRead', given: true },
  { name: 'tables', word: 'scopeTables', given: true },
  { name: 'account', word: 'scopeAccount', given: false },
  { name: 'admin', word: 'scopeAdmin', given: false },
];

/** The tokens of the account: made here, shown once, revoked here. */
export function Tokens({ most, roles, ...given }: TokensAnswer & { readonly roles: readonly string[] }): ReactNode {
  const say = useAccountWords();
  const { n } = useWords();
  const work = useWork();
  const [tokens, setTokens] = useState(given.tokens);
  const [secret, setSecret] = useState('');
  const valid = tokens.filter((token) => stateOf(token) === 'valid').length;
  const offered = scopes.filter((s) => s.name !== 'admin' || roles.includes('operator'));
  const revoke = async (name: string): Promise<void> => {
    const done = await work.run(() => askTo('DELETE', `/api/account/tokens/${name}`));
    if (done) setTokens(tokens.map((t) => (t.name === name ? { ...t, revoked: new Date().toISOString() } : t)));
  };
  return (
    <section id="tokens">
      <h2>{say('tokens')}</h2>
      <p>{say('tokensIntro')}</p>
      <p>{say('tokensOf', { used: n(valid), most: n(most) })}</p>
      {secret === '' ? null : (
        <p className="copyable" role="status">
          {say('tokenOnce')} <code>{secret}</code>
        </p>
      )}
      <TokenTable rows={tokens} revoke={revoke} />
      <AskForm
        className="ask inline"
        work={work}
        button={say('make')}
        submit={async ({ text, all }, form) => {
          const body = { name: text('name'), days: Number(text('days')), scopes: all('scope') };
          const made = await work.run(() =>
            askTo<{ token: TokenRow; secret: string }>('POST', '/api/account/tokens', body),
          );
          if (!made) return;
          setSecret(made.secret);
          setTokens([...tokens, made.token]);
          form.reset();
        }}
      >
        <Field label={say('tokenName')} name="name" required pattern="[a-z][a-z0-9_]{0,31}" />
        <Field label={say('tokenDays')} name="days" type="number" min={1} max={3650} defaultValue={90} required />
        <fieldset className="choices">
          <legend>{say('scopes')}</legend>
          {offered.map((s) => (
            <label key={s.name}>
              <input type="checkbox" name="scope" value={s.name} defaultChecked={s.given} /> {say(s.word)}
            </label>
          ))}
        </fieldset>
      </AskForm>
    </section>
  );
}

function TokenTable({
  rows,
  revoke,
}: {
  readonly rows: readonly TokenRow[];
  readonly revoke: (name: string) => void;
}): ReactNode {
  const say = useAccountWords();
  if (rows.length === 0) return null;
  return (
    <ListTable
      label={say('tokens')}
      heads={['name', 'state', 'scopes', 'created', 'lastUsed', 'expires']}
      action={say('revoke')}
    >
      {rows.map((token) => (
        <tr key={`${token.name} ${token.created}`}>
          <th scope="row">{token.name}</th>
          <td>{say(stateOf(token))}</td>
          <td>{token.scopes.join(' ')}</td>
          <td>{when(token.created)}</td>
          <td>{when(token.lastUsed)}</td>
          <td>{when(token.expires, false)}</td>
          <td>
            {stateOf(token) === 'valid' ? (
              <button type="button" className="quiet" onClick={() => revoke(token.name)}>
                {say('revoke')}
              </button>
            ) : null}
          </td>
        </tr>
      ))}
    </ListTable>
  );
}

function stateOf({ revoked, expires }: TokenRow): 'revoked' | 'expired' | 'valid' {
  if (revoked) return 'revoked';
  return expires && Date.parse(expires) <= Date.now() ? 'expired' : 'valid';
}
