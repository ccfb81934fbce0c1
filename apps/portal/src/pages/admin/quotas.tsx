import { type ReactNode, useState } from 'react';
import { load } from '../../page.ts';
import { Scroll } from '../../parts/scroll.tsx';
import { type Answer, askTo, useWork } from '../account/ask.ts';
import { quotaWords } from '../account/limit-words.ts';
import { AskForm, Field } from '../account/parts.tsx';
import { useAccountWords } from '../account/words.ts';
import { type AdminData, AdminFrame, adminLoader } from './admin.tsx';

interface QuotaRow {
  readonly subject: string;
  readonly limits: Readonly<Record<string, number>>;
  readonly actor?: string;
  readonly reason?: string;
}

interface Data extends AdminData {
  readonly quotas: readonly QuotaRow[];
}

export const loadAdminQuotas = adminLoader('quotas', (api) => load<object>(api, '/api/admin/quotas'));

/** Limits of people and groups that differ from those of the site. */
export function AdminQuotas({ data }: { readonly data: Data }): ReactNode {
  return <AdminFrame data={data}>{data.account ? <Quotas rows={data.quotas} /> : null}</AdminFrame>;
}

function Quotas({ rows }: { readonly rows: readonly QuotaRow[] }): ReactNode {
  const say = useAccountWords();
  const work = useWork();
  const [quotas, setQuotas] = useState(rows);
  const set = (subject: string, body: object): Promise<Answer<QuotaRow>> =>
    askTo('PUT', `/api/admin/quotas/${encodeURIComponent(subject)}`, body);
  return (
    <>
      <p>{say('quotasIntro')}</p>
      {quotas.length === 0 ? <p>{say('none')}</p> : <QuotaTable rows={quotas} />}
      <h2>{say('quotaSet')}</h2>
      <AskForm
        className="ask inline"
        work={work}
        button={say('save')}
        submit={async ({ text }) => {
          const limits = Object.keys(quotaWords).flatMap((key) => (text(key) === '' ? [] : [[key, Number(text(key))]]));
          const body = { reason: text('reason'), ...Object.fromEntries(limits) };
          const made = await work.run(() => set(text('subject'), body));
          if (!made) return;
          const others = quotas.filter((q) => q.subject !== made.subject);
          setQuotas(Object.keys(made.limits).length === 0 ? others : [...others, made]);
        }}
      >
        <Field label={say('who')} name="subject" placeholder="group:domestic" required />
        {Object.entries(quotaWords).map(([key, word]) => (
          <Field key={key} label={say(word)} name={key} type="number" min={0} step={1} />
        ))}
        <Field label={say('reason')} name="reason" required />
      </AskForm>
    </>
  );
}

function QuotaTable({ rows }: { readonly rows: readonly QuotaRow[] }): ReactNode {
  const say = useAccountWords();
  return (
    <Scroll label={say('adminQuotas')}>
      <table className="list">
        <thead>
          <tr>
            <th>{say('who')}</th>
            {Object.values(quotaWords).map((word) => (
              <th key={word} className="number">
                {say(word)}
              </th>
            ))}
            <th>{say('reason')}</th>
            <th>{say('by')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((q) => (
            <tr key={q.subject}>
              <th scope="row">{q.subject}</th>
              {Object.keys(quotaWords).map((key) => (
                <td key={key} className="number">
                  {q.limits[key]?.toLocaleString('en') ?? ''}
                </td>
              ))}
              <td className="text">{q.reason}</td>
              <td>{q.actor}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}
