import { type ReactNode, useState } from 'react';
import { load } from '../../page.ts';
import { askTo, useWork, type Work } from '../account/ask.ts';
import { useRole } from '../account/page.tsx';
import { AskForm, Field, ListTable, Problems, when } from '../account/parts.tsx';
import { useAccountWords } from '../account/words.ts';
import { type AdminData, AdminFrame, adminLoader } from './admin.tsx';

export interface AccountRow {
  readonly name: string;
  readonly displayName: string;
  readonly email: string | null;
  readonly hasPassword: boolean;
  readonly roles: readonly string[];
  readonly created: string;
  readonly disabled: string | null;
  readonly lastSignIn: string | null;
}

/** An account that was asked for and is not confirmed yet. */
interface Registration {
  readonly name: string;
  readonly displayName: string;
  readonly email: string;
  readonly created: string;
}

/** A link that the operator passes on. */
interface PassOn {
  readonly name: string;
  readonly url: string;
  readonly expires: string;
}

interface Data extends AdminData {
  readonly accounts: readonly AccountRow[];
  readonly registrations: readonly Registration[];
  readonly q: string;
}

const roles = ['operator', 'editor', 'reviewer', 'member'] as const;

export const loadAdminAccounts = adminLoader('accounts', async (api, query) => {
  const q = query.get('q') ?? '';
  const [accounts, registrations] = await Promise.all([
    load<object>(api, `/api/admin/accounts?q=${encodeURIComponent(q)}`),
    load<object>(api, '/api/admin/registrations'),
  ]);
  return { ...accounts, ...registrations, q };
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
          <Registrations rows={data.registrations} />
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
  const change = async (name: string, body: object): Promise<void> => {
    const changed = await work.run(() => askTo<AccountRow>('PATCH', `/api/admin/accounts/${name}`, body));
    if (changed) setAccounts(accounts.map((a) => (a.name === name ? changed : a)));
  };
  const { link, makeLink } = usePassOn(work);
  return (
    <>
      <Problems errors={work.errors} />
      <PassOnLink link={link} />
      <ListTable
        label={say('adminAccounts')}
        heads={['userName', 'displayName', 'email', 'roles', 'state', 'created', 'lastSignIn']}
        action={say('action')}
      >
        {accounts.map((account) => (
          <Row key={account.name} account={account} busy={work.busy} change={change} makeCode={makeLink} />
        ))}
      </ListTable>
    </>
  );
}

function usePassOn(work: Work): {
  readonly link: PassOn | undefined;
  readonly makeLink: (name: string, email?: string) => Promise<void>;
} {
  const [link, setLink] = useState<PassOn>();
  const makeLink = async (name: string, email?: string): Promise<void> => {
    const which = email === undefined ? '' : `?email=${encodeURIComponent(email)}`;
    const made = await work.run(() => askTo<Omit<PassOn, 'name'>>('POST', `/api/admin/accounts/${name}/code${which}`));
    if (made) setLink({ name, url: made.url, expires: made.expires });
  };
  return { link, makeLink };
}

function PassOnLink({ link }: { readonly link: PassOn | undefined }): ReactNode {
  const say = useAccountWords();
  if (!link) return null;
  return (
    <p className="copyable" role="status">
      {say('linkFor', { name: link.name, until: when(link.expires) })} <code>{link.url}</code>
    </p>
  );
}

/** Who asked for an account and has not confirmed it: where no mail is sent, an operator passes the link on. */
function Registrations({ rows }: { readonly rows: readonly Registration[] }): ReactNode {
  const say = useAccountWords();
  const work = useWork();
  const { link, makeLink } = usePassOn(work);
  if (rows.length === 0) return null;
  return (
    <>
      <h2>{say('registrations')}</h2>
      <p>{say('registrationsIntro')}</p>
      <Problems errors={work.errors} />
      <PassOnLink link={link} />
      <ListTable
        label={say('registrations')}
        heads={['userName', 'displayName', 'email', 'created']}
        action={say('action')}
      >
        {rows.map(({ name, displayName, email, created }) => (
          // Where mail is sent, several may wait under a name.
          <tr key={`${name} ${email}`}>
            <th scope="row">{name}</th>
            <td>{displayName}</td>
            <td>{email}</td>
            <td>{when(created)}</td>
            <td>
              <button type="button" className="quiet" disabled={work.busy} onClick={() => makeLink(name, email)}>
                {say('newLink')}
              </button>
            </td>
          </tr>
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
                checked={role === 'member' || account.roles.includes(role)}
                disabled={busy || role === 'member'}
                onChange={(event) => toggle(role, event.target.checked)}
              />{' '}
              {roleOf(role)}
            </label>
          ))}
        </fieldset>
      </td>
      <td>{say(stateOf(account))}</td>
      <td>{when(account.created, false)}</td>
      <td>{when(account.lastSignIn)}</td>
      <td>
        <button type="button" className="quiet" disabled={busy} onClick={() => makeCode(name)}>
          {say('newLink')}
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

function stateOf({ disabled, hasPassword }: AccountRow): 'disabled' | 'valid' | 'noPassword' {
  if (disabled) return 'disabled';
  return hasPassword ? 'valid' : 'noPassword';
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
