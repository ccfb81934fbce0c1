import { type ReactNode, useState } from 'react';
import { load } from '../../page.ts';
import { askTo, useWork } from '../account/ask.ts';
import { AskForm, Decided, Field, ListTable, Problems, when } from '../account/parts.tsx';
import type { RequestRow } from '../account/types.ts';
import { useAccountWords } from '../account/words.ts';
import { type AdminData, AdminFrame, adminLoader } from './admin.tsx';

interface RequestsData extends AdminData {
  readonly requests: readonly RequestRow[];
}

export const loadAdminRequests = adminLoader('requests', (api) => load<object>(api, '/api/admin/requests'));

export function AdminRequests({ data }: { readonly data: RequestsData }): ReactNode {
  const say = useAccountWords();
  const { account, requests = [] } = data;
  const open = (request: RequestRow): boolean => request.state === 'submitted';
  // What waits comes first, the longest waiting on top; then what was decided, the newest on top.
  const inOrder = [...requests.filter(open).toReversed(), ...requests.filter((request) => !open(request))];
  return (
    <AdminFrame data={data}>
      {account && requests.length === 0 ? <p>{say('none')}</p> : null}
      <ul className="plain asked">
        {inOrder.map((request) => (
          <RequestItem key={request.id} given={request} />
        ))}
      </ul>
    </AdminFrame>
  );
}

function RequestItem({ given }: { readonly given: RequestRow }): ReactNode {
  const say = useAccountWords();
  const [request, setRequest] = useState(given);
  return (
    <li>
      <strong>{request.account}</strong> <code>{request.resource}</code>{' '}
      <span className="tag">{say(request.state)}</span> <small>{when(request.made)}</small>
      <br />
      {request.reason}
      <Decided request={request} />
      {request.state === 'submitted' ? <Decide request={request} decided={setRequest} /> : null}
    </li>
  );
}

function Decide({
  request,
  decided,
}: {
  readonly request: RequestRow;
  readonly decided: (request: RequestRow) => void;
}): ReactNode {
  const say = useAccountWords();
  const work = useWork();
  const decide = async (form: HTMLFormElement | null, decision: 'approve' | 'reject'): Promise<void> => {
    if (!form?.reportValidity()) return;
    const data = new FormData(form);
    const ends = String(data.get('ends') ?? '');
    const body = { decision, reason: String(data.get('reason') ?? ''), ...(ends ? { ends } : {}) };
    const answer = await work.run(() => askTo<RequestRow>('POST', `/api/admin/requests/${request.id}/decision`, body));
    if (answer) decided(answer);
  };
  return (
    <form className="ask inline" onSubmit={(event) => event.preventDefault()}>
      <Field label={say('reason')} name="reason" required />
      <Field label={say('ends')} hint={say('endsHint')} name="ends" type="date" />
      <p className="actions">
        <button type="button" disabled={work.busy} onClick={(event) => decide(event.currentTarget.form, 'approve')}>
          {say('approve')}
        </button>
        <button
          type="button"
          className="quiet"
          disabled={work.busy}
          onClick={(event) => decide(event.currentTarget.form, 'reject')}
        >
          {say('reject')}
        </button>
      </p>
      <Problems errors={work.errors} />
    </form>
  );
}

interface GrantRow {
  readonly id: string;
  readonly subjectKind: 'user' | 'group';
  readonly subject: string;
  readonly resource: string;
  readonly grantor: string;
  readonly reason: string;
  readonly starts: string;
  readonly ends: string | null;
}

interface GrantsData extends AdminData {
  readonly grants: readonly GrantRow[];
}

export const loadAdminGrants = adminLoader('grants', (api) => load<object>(api, '/api/admin/grants'));

export function AdminGrants({ data }: { readonly data: GrantsData }): ReactNode {
  return <AdminFrame data={data}>{data.account ? <Grants rows={data.grants} /> : null}</AdminFrame>;
}

function Grants({ rows }: { readonly rows: readonly GrantRow[] }): ReactNode {
  const say = useAccountWords();
  const work = useWork();
  const [grants, setGrants] = useState(rows);
  const end = async (id: string): Promise<void> => {
    const reason = prompt(say('whyRemove'))?.trim();
    if (!reason) return;
    if (await work.run(() => askTo('DELETE', `/api/admin/grants/${id}`, { reason })))
      setGrants(grants.filter((g) => g.id !== id));
  };
  return (
    <>
      {grants.length === 0 ? <p>{say('none')}</p> : <GrantTable rows={grants} busy={work.busy} end={end} />}
      <h2>{say('give')}</h2>
      <AskForm
        className="ask inline"
        work={work}
        button={say('give')}
        submit={async ({ text }, form) => {
          const ends = text('ends');
          const body = {
            subjectKind: text('kind'),
            subject: text('subject'),
            resource: text('resource'),
            reason: text('reason'),
            ...(ends ? { ends } : {}),
          };
          const made = await work.run(() => askTo<GrantRow>('POST', '/api/admin/grants', body));
          if (!made) return;
          setGrants([...grants, made]);
          form.reset();
        }}
      >
        <p className="field">
          <label htmlFor="grant-kind">{say('who')}</label>
          <select id="grant-kind" name="kind">
            <option value="user">{say('ofUser')}</option>
            <option value="group">{say('ofGroup')}</option>
          </select>
        </p>
        <Field label={say('userOrGroup')} name="subject" required />
        <Field label={say('resource')} name="resource" placeholder="lamost/dr9/v0" required />
        <Field label={say('reason')} name="reason" required />
        <Field label={say('ends')} hint={say('endsHint')} name="ends" type="date" />
      </AskForm>
    </>
  );
}

function GrantTable({
  rows,
  busy,
  end,
}: {
  readonly rows: readonly GrantRow[];
  readonly busy: boolean;
  readonly end: (id: string) => void;
}): ReactNode {
  const say = useAccountWords();
  return (
    <ListTable
      label={say('adminGrants')}
      heads={['who', 'resource', 'grantor', 'reason', 'starts', 'ends']}
      action={say('end')}
    >
      {rows.map((g) => (
        <tr key={g.id}>
          <th scope="row">
            {g.subject} <span className="tag">{say(g.subjectKind === 'user' ? 'ofUser' : 'ofGroup')}</span>
          </th>
          <td>
            <code>{g.resource}</code>
          </td>
          <td>{g.grantor}</td>
          <td className="text">{g.reason}</td>
          <td>{when(g.starts, false)}</td>
          <td>{g.ends ? when(g.ends, false) : say('unlimited')}</td>
          <td>
            <button type="button" className="quiet" disabled={busy} onClick={() => end(g.id)}>
              {say('end')}
            </button>
          </td>
        </tr>
      ))}
    </ListTable>
  );
}
