import type { ReactNode } from 'react';
import { load } from '../../page.ts';
import { Field, ListTable, when } from '../account/parts.tsx';
import { useAccountWords } from '../account/words.ts';
import { type AdminData, AdminFrame, adminLoader } from './admin.tsx';

interface AuditRow {
  readonly id: string;
  readonly at: string;
  readonly actor: string | null;
  readonly action: string;
  readonly resource: string | null;
  readonly detail: unknown;
}

interface Data extends AdminData {
  readonly entries: readonly AuditRow[];
  readonly asked: string;
}

const filters = ['since', 'until', 'actor', 'action', 'resource'] as const;

export const loadAdminAudit = adminLoader('audit', async (api, query) => {
  const given = filters.flatMap((key) => (query.get(key) ? [[key, query.get(key)!]] : []));
  const asked = String(new URLSearchParams(given));
  return { ...(await load<object>(api, `/api/admin/audit?${asked}`)), asked };
});

/** What was decided and who read what is not public; newest first. */
export function AdminAudit({ data }: { readonly data: Data }): ReactNode {
  return <AdminFrame data={data}>{data.account ? <Audit data={data} /> : null}</AdminFrame>;
}

function Audit({ data: { entries, asked } }: { readonly data: Data }): ReactNode {
  const say = useAccountWords();
  const given = new URLSearchParams(asked);
  const value = (key: string): string => given.get(key) ?? '';
  const file = (format: string): string => `/api/admin/audit?${asked}&format=${format}`;
  return (
    <>
      <form className="ask inline">
        <Field label={say('since')} name="since" type="date" defaultValue={value('since')} />
        <Field label={say('before')} name="until" type="date" defaultValue={value('until')} />
        <Field label={say('actor')} name="actor" defaultValue={value('actor')} />
        <Field label={say('action')} name="action" defaultValue={value('action')} />
        <Field label={say('subject')} name="resource" defaultValue={value('resource')} />
        <button type="submit">{say('filter')}</button>
      </form>
      <p className="exports">
        {say('download')} <a href={file('csv')}>CSV</a> <a href={file('json')}>JSON</a>
      </p>
      <ListTable label={say('adminAudit')} heads={['time', 'actor', 'action', 'subject', 'details']}>
        {entries.map((e) => (
          <tr key={e.id}>
            <td>{when(e.at)}</td>
            <td>{e.actor ?? '–'}</td>
            <td>
              <code>{e.action}</code>
            </td>
            <td>{e.resource ?? ''}</td>
            <td className="text">
              <code>{e.detail ? JSON.stringify(e.detail) : ''}</code>
            </td>
          </tr>
        ))}
      </ListTable>
    </>
  );
}
