import { type ReactNode, useState } from 'react';
import { load } from '../../page.ts';
import { useWords } from '../../words/context.tsx';
import { askTo, useWork } from '../account/ask.ts';
import { AskForm, Field, ListTable, when } from '../account/parts.tsx';
import { useAccountWords } from '../account/words.ts';
import { type AdminData, AdminFrame, adminLoader } from './admin.tsx';

interface GroupRow {
  readonly name: string;
  readonly title: { readonly en: string; readonly zh: string };
}

interface MemberRow {
  readonly id: string;
  readonly account: string;
  readonly grantor: string;
  readonly reason: string;
  readonly starts: string;
  readonly ends: string | null;
  readonly source: string;
}

interface Data extends AdminData {
  readonly groups: readonly (GroupRow & { readonly members: readonly MemberRow[] })[];
}

export const loadAdminGroups = adminLoader('groups', async (api) => {
  const { groups } = await load<{ groups: GroupRow[] }>(api, '/api/admin/groups');
  const members = await Promise.all(
    groups.map((g) => load<{ members: MemberRow[] }>(api, `/api/admin/groups/${g.name}/members`)),
  );
  return { groups: groups.map((g, i) => ({ ...g, members: members[i]!.members })) };
});

export function AdminGroups({ data }: { readonly data: Data }): ReactNode {
  const { t } = useWords();
  return (
    <AdminFrame data={data}>
      {data.account
        ? data.groups.map((group) => (
            <section key={group.name}>
              <h2>
                {t(group.title)} <code>{group.name}</code>
              </h2>
              <Members group={group.name} rows={group.members} />
            </section>
          ))
        : null}
      {data.account ? <AddGroup /> : null}
    </AdminFrame>
  );
}

function Members({ group, rows }: { readonly group: string; readonly rows: readonly MemberRow[] }): ReactNode {
  const say = useAccountWords();
  const work = useWork();
  const [members, setMembers] = useState(rows);
  const path = `/api/admin/groups/${group}/members`;
  const remove = async (id: string): Promise<void> => {
    const reason = prompt(say('whyRemove'))?.trim();
    if (!reason) return;
    if (await work.run(() => askTo('DELETE', `${path}/${id}`, { reason })))
      setMembers(members.filter((m) => m.id !== id));
  };
  return (
    <>
      {members.length === 0 ? <p>{say('none')}</p> : <MemberTable rows={members} busy={work.busy} remove={remove} />}
      <details>
        <summary>{say('addMember')}</summary>
        <AskForm
          className="ask inline"
          work={work}
          button={say('addMember')}
          submit={async ({ text }, form) => {
            const ends = text('ends');
            const body = { account: text('account'), reason: text('reason'), ...(ends ? { ends } : {}) };
            const added = await work.run(() => askTo<MemberRow>('POST', path, body));
            if (!added) return;
            setMembers([...members, added]);
            form.reset();
          }}
        >
          <Field label={say('userWord')} name="account" required />
          <Field label={say('reason')} name="reason" required />
          <Field label={say('ends')} hint={say('endsHint')} name="ends" type="date" />
        </AskForm>
      </details>
    </>
  );
}

function MemberTable({
  rows,
  busy,
  remove,
}: {
  readonly rows: readonly MemberRow[];
  readonly busy: boolean;
  readonly remove: (id: string) => void;
}): ReactNode {
  const say = useAccountWords();
  return (
    <ListTable
      label={say('members')}
      heads={['userWord', 'grantor', 'reason', 'starts', 'ends']}
      action={say('removeMember')}
    >
      {rows.map((m) => (
        <tr key={m.id}>
          <th scope="row">{m.account}</th>
          <td>{m.grantor}</td>
          <td className="text">{m.reason}</td>
          <td>{when(m.starts, false)}</td>
          <td>{m.ends ? when(m.ends, false) : say('unlimited')}</td>
          <td>
            <button type="button" className="quiet" disabled={busy} onClick={() => remove(m.id)}>
              {say('removeMember')}
            </button>
          </td>
        </tr>
      ))}
    </ListTable>
  );
}

function AddGroup(): ReactNode {
  const say = useAccountWords();
  const work = useWork();
  return (
    <section>
      <h2>{say('addGroup')}</h2>
      <AskForm
        className="ask inline"
        work={work}
        button={say('addGroup')}
        submit={async ({ text }) => {
          const body = { name: text('name'), title: { en: text('en'), zh: text('zh') } };
          if (await work.run(() => askTo('POST', '/api/admin/groups', body))) location.reload();
        }}
      >
        <Field label={say('name')} name="name" required pattern="[a-z][a-z0-9-]*" />
        <Field label={say('titleEn')} name="en" required />
        <Field label={say('titleZh')} name="zh" required />
      </AskForm>
    </section>
  );
}
