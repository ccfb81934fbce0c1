import { type ReactNode, useState } from 'react';
import { load } from '../../page.ts';
import { askTo, useWork } from '../account/ask.ts';
import { useRole } from '../account/page.tsx';
import { AskForm, Field, ListTable, Problems, when } from '../account/parts.tsx';
import { useAccountWords } from '../account/words.ts';
import { type AdminData, AdminFrame, adminLoader } from './admin.tsx';

export interface AccountRow {
  readonly name: string;
  readonly displayName: string;
  readonly email: string | null;
  readonly roles: readonly string[];
  readonly created: string;
  readonly disabled: string | null;
  readonly lastSignIn: string | null;
}

interface Data extends AdminData {
  readonly accounts: readonly AccountRow[];
  readonly q: string;
}

const roles = ['operator', 'editor', 'reviewer', 'member'] as const;

export const loadAdminAccounts = adminLoader('accounts', async (api, query) => {
  const q = query.get('q') ?? '';
  return { ...(await load<object>(api, `/api/admin/accounts?q=${encodeURIComponent(q)}`)), q };
});

export function AdminAccounts({ data }: { readonly data: Data }): ReactNode {
  const say = useAccountWords();
  return (
    <AdminFrame data={data}>
      {data.account ? (
        <>
          <form className="ask inline">
            <Field label={say('filter')} name="q" type="search" defaultValue={data.q} />
            <button type="submit">{say('filter')}</button>
          </form>
          <AccountTable rows={data.accounts} />
          <AddAccount />
        </>
      ) : null}
    </AdminFrame>
  );
}

function AccountTable({ rows }: { readonly rows: readonly AccountRow[] }): ReactNode {
  const say = useAccountWords();
  const work = useWork();
  const [accounts, setAccounts] = useState(rows);
  const [code, setCode] = useState<{ readonly name: string; readonly code: string }>();
  const change = async (name: string, body: object): Promise<void> => {
    const changed = await work.run(() => askTo<AccountRow>('PATCH', `/api/admin/accounts/${name}`, body));
    if (changed) setAccounts(accounts.map((a) => (a.name === name ? changed : a)));
  };
  const makeCode = async (name: string): Promise<void> => {
    const made = await work.run(() => askTo<{ code: string }>('POST', `/api/admin/accounts/${name}/code`));
    if (made) setCode({ name, code: made.code });
  };
  return (
    <>
      <Problems errors={work.errors} />
      {code ? (
        <p className="copyable" role="status">
          {say('codeFor', { name: code.name })} <code>{code.code}</code>
        </p>
      ) : null}
      <ListTable
        label={say('adminAccounts')}
        heads={['userName', 'displayName', 'email', 'roles', 'state', 'created', 'lastSignIn']}
        action={say('action')}
      >
        {accounts.map((account) => (
          <Row key={account.name} account={account} busy={work.busy} change={change} makeCode={makeCode} />
        ))}
      </ListTable>
    </>
  );
}

function Row({
  account,
  busy,
  change,
  makeCode,
}: {
  readonly account: AccountRow;
  readonly busy: boolean;
  readonly change: (name: string, body: object) => void;
  readonly makeCode: (name: string) => void;
}): ReactNode {
  const say = useAccountWords();
  const roleOf = useRole();
  const { name } = account;
  const toggle = (role: string, on: boolean): void =>
    change(name, { roles: on ? [...account.roles, role] : account.roles.filter((r) => r !== role) });
  return (
    <tr>
      <th scope="row">{name}</th>
      <td>{account.displayName}</td>
      <td>{account.email ?? '–'}</td>
      <td>
        <fieldset className="choices">
          <legend className="hidden">{say('roles')}</legend>
          {roles.map((role) => (
            <label key={role}>
              <input
                type="checkbox"
                checked={account.roles.includes(role)}
                disabled={busy || role === 'member'}
                onChange={(event) => toggle(role, event.target.checked)}
              />{' '}
              {roleOf(role)}
            </label>
          ))}
        </fieldset>
      </td>
      <td>{account.disabled ? say('disabled') : say('valid')}</td>
      <td>{when(account.created, false)}</td>
      <td>{when(account.lastSignIn)}</td>
      <td>
        <button type="button" className="quiet" disabled={busy} onClick={() => makeCode(name)}>
          {say('newCode')}
        </button>{' '}
        <button
          type="button"
          className="quiet"
          disabled={busy}
          onClick={() => change(name, { disabled: !account.disabled })}
        >
          {account.disabled ? say('enable') : say('disable')}
        </button>
      </td>
    </tr>
  );
}

function AddAccount(): ReactNode {
  const say = useAccountWords();
  const work = useWork();
  return (
    <>
      <h2>{say('addAccount')}</h2>
      <AskForm
        className="ask inline"
        work={work}
        button={say('addAccount')}
        submit={async ({ text }) => {
          const email = text('email');
          const body = { name: text('name'), displayName: text('displayName'), ...(email ? { email } : {}) };
          if (await work.run(() => askTo('POST', '/api/admin/accounts', body))) location.reload();
        }}
      >
        <Field label={say('userName')} name="name" required />
        <Field label={say('displayName')} name="displayName" required />
        <Field label={say('email')} name="email" type="email" />
      </AskForm>
    </>
  );
}
