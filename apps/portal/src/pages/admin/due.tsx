import type { ReactNode } from 'react';
import { load } from '../../page.ts';
import { type LocalText, useWords } from '../../words/context.tsx';
import { Field, ListTable } from '../account/parts.tsx';
import { type AccountWord, useAccountWords } from '../account/words.ts';
import { type AdminData, AdminFrame, adminLoader } from './admin.tsx';

interface DueRow {
  readonly dataset: string;
  readonly season: string;
  readonly seasonTitle: LocalText;
  readonly seasonEnd: string;
  readonly product: string;
  readonly productTitle: LocalText;
  readonly due?: string;
  readonly state: 'released' | 'late' | 'due' | 'overdue' | 'running' | 'discretion';
  readonly release?: string;
  readonly released?: string;
}

interface Data extends AdminData {
  readonly at: string;
  readonly entries: readonly DueRow[];
}

const stateWords: Readonly<Record<DueRow['state'], AccountWord>> = {
  overdue: 'dueOverdue',
  due: 'dueDue',
  running: 'dueRunning',
  late: 'dueLate',
  released: 'dueReleased',
  discretion: 'dueDiscretion',
};

export const loadAdminDue = adminLoader('due', (api, query) => {
  const at = query.get('AT');
  return load<object>(api, `/api/admin/releases/due${at ? `?AT=${encodeURIComponent(at)}` : ''}`);
});

/** What the policies of the datasets ask to be released, and until when. */
export function AdminDue({ data }: { readonly data: Data }): ReactNode {
  return <AdminFrame data={data}>{data.account ? <Due data={data} /> : null}</AdminFrame>;
}

function Due({ data: { at, entries } }: { readonly data: Data }): ReactNode {
  const say = useAccountWords();
  const byDay = (a: DueRow, b: DueRow): number => (a.due ?? '').localeCompare(b.due ?? '');
  const inState = (...states: DueRow['state'][]): DueRow[] => entries.filter((e) => states.includes(e.state));
  const open = [...inState('overdue').sort(byDay), ...inState('due', 'running').sort(byDay)];
  return (
    <>
      <form className="ask inline">
        <Field label={say('atDay')} name="AT" type="date" defaultValue={at} required />
        <button type="submit">{say('show')}</button>
      </form>
      <h2>{say('dueOpen')}</h2>
      {open.length === 0 ? <p>{say(entries.length === 0 ? 'noDueDates' : 'none')}</p> : null}
      <DueTable title={say('dueOpen')} rows={open} />
      <h2>{say('dueDone')}</h2>
      <DueTable title={say('dueDone')} rows={inState('released', 'late', 'discretion')} />
    </>
  );
}

function DueTable({ title, rows }: { readonly title: string; readonly rows: readonly DueRow[] }): ReactNode {
  const say = useAccountWords();
  const { t } = useWords();
  if (rows.length === 0) return null;
  return (
    <ListTable label={title} heads={['dueDataset', 'dueSeason', 'dueProduct', 'dueDay', 'state', 'resource']}>
      {rows.map((row) => (
        <tr key={`${row.dataset} ${row.season} ${row.product}`}>
          <th scope="row">
            <a href={`/${row.dataset}/releases`}>{row.dataset}</a>
          </th>
          <td>
            {t(row.seasonTitle)} <small>{row.seasonEnd}</small>
          </td>
          <td>{t(row.productTitle)}</td>
          <td>{row.due ?? '–'}</td>
          <td>
            <span className="tag">{say(stateWords[row.state])}</span>
          </td>
          <td>
            {row.release ? <a href={`/${row.release}`}>{row.release}</a> : '–'} <small>{row.released}</small>
          </td>
        </tr>
      ))}
    </ListTable>
  );
}
