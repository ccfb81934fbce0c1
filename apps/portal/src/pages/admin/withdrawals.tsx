import { type ReactNode, useId, useState } from 'react';
import { load } from '../../page.ts';
import { Scroll } from '../../parts/scroll.tsx';
import { type Answer, askTo, useWork, type Work } from '../account/ask.ts';
import { AskForm, Field, Problems, when } from '../account/parts.tsx';
import { useAccountWords } from '../account/words.ts';
import { type AdminData, AdminFrame, adminLoader } from './admin.tsx';

type Action = 'withdraw' | 'reinstate';

interface Decision {
  readonly address: string;
  readonly action: Action;
  readonly state: 'waiting' | 'confirmed' | 'dropped';
  readonly reason: string;
  readonly askedBy: string;
  readonly askedAt: string;
  readonly confirmedBy?: string;
  readonly confirmedAt?: string;
}

interface Data extends AdminData {
  /** The oldest first. */
  readonly withdrawals: readonly Decision[];
  readonly releases: readonly { readonly address: string }[];
}

export const loadAdminWithdrawals = adminLoader('withdrawals', async (api) => ({
  ...(await load<object>(api, '/api/admin/releases')),
  ...(await load<object>(api, '/api/admin/releases/withdrawals')),
}));

/** Releases that are taken from view and brought back, each by two operators. */
export function AdminWithdrawals({ data }: { readonly data: Data }): ReactNode {
  return (
    <AdminFrame data={data}>{data.account ? <Withdrawals data={data} me={data.account.name} /> : null}</AdminFrame>
  );
}

interface Step {
  readonly action: Action;
  readonly step: 'ask' | 'confirm' | 'drop';
  readonly reason?: string;
}
type Decide = (work: Work, address: string, step: Step) => Promise<boolean>;

function Withdrawals({ data, me }: { readonly data: Data; readonly me: string }): ReactNode {
  const say = useAccountWords();
  const [decisions, setDecisions] = useState(data.withdrawals);
  const decide: Decide = async (work, address, step) => {
    const path = `/api/admin/releases/${address}/withdrawal`;
    const made = await work.run((): Promise<Answer<Decision>> => askTo('POST', path, step));
    if (!made) return false;
    const others = decisions.filter((d) => d.address !== address || d.state !== 'waiting');
    setDecisions(made.state === 'dropped' ? others : [...others, made]);
    return true;
  };
  const { here, gone } = sorted(data, decisions);
  return (
    <>
      <p>{say('withdrawalsIntro')}</p>
      {decisions.length === 0 ? <p>{say('none')}</p> : null}
      {decisions.length > 0 ? <Decisions rows={decisions.toReversed()} me={me} decide={decide} /> : null}
      {here.length > 0 ? <Ask action="withdraw" addresses={here} decide={decide} /> : null}
      {gone.length > 0 ? <Ask action="reinstate" addresses={gone} decide={decide} /> : null}
    </>
  );
}

/** Releases that are in view and those that are not; of what waits for another operator nothing more can be asked. */
function sorted({ releases }: Data, decisions: readonly Decision[]): { here: string[]; gone: string[] } {
  const last = new Map(decisions.map((d) => [d.address, d]));
  const free = releases.map((r) => r.address).filter((address) => last.get(address)?.state !== 'waiting');
  const isGone = (address: string): boolean => last.get(address)?.action === 'withdraw';
  return { here: free.filter((address) => !isGone(address)), gone: free.filter(isGone) };
}

function Decisions({
  rows,
  me,
  decide,
}: {
  readonly rows: readonly Decision[];
  readonly me: string;
  readonly decide: Decide;
}): ReactNode {
  const say = useAccountWords();
  return (
    <Scroll label={say('adminWithdrawals')}>
      <table className="list">
        <thead>
          <tr>
            {(['resource', 'action', 'reason', 'asked', 'confirmedBy', 'state'] as const).map((key) => (
              <th key={key}>{say(key)}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={`${row.address} ${row.askedAt}`}>
              <th scope="row">
                <a href={`/${row.address}`}>{row.address}</a>
              </th>
              <td>{say(row.action)}</td>
              <td>{row.reason}</td>
              <td>
                {row.askedBy} <small>{when(row.askedAt)}</small>
              </td>
              <td>{row.confirmedBy ? <Confirmed row={row} /> : '–'}</td>
              <td>{row.state === 'waiting' ? <Waiting row={row} me={me} decide={decide} /> : say('inForce')}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}

function Confirmed({ row }: { readonly row: Decision }): ReactNode {
  return (
    <>
      {row.confirmedBy} <small>{when(row.confirmedAt)}</small>
    </>
  );
}

/** Who asked cannot confirm, but may drop it. */
function Waiting({
  row: { address, action, askedBy },
  me,
  decide,
}: {
  readonly row: Decision;
  readonly me: string;
  readonly decide: Decide;
}): ReactNode {
  const say = useAccountWords();
  const work = useWork();
  return (
    <>
      <span className="tag">{say('waitsForOther')}</span>{' '}
      {askedBy === me ? null : (
        <button type="button" disabled={work.busy} onClick={() => decide(work, address, { action, step: 'confirm' })}>
          {say('confirm')}
        </button>
      )}{' '}
      <button
        type="button"
        className="quiet"
        disabled={work.busy}
        onClick={() => decide(work, address, { action, step: 'drop' })}
      >
        {say('drop')}
      </button>
      <Problems errors={work.errors} />
    </>
  );
}

function Ask({
  action,
  addresses,
  decide,
}: {
  readonly action: Action;
  readonly addresses: readonly string[];
  readonly decide: Decide;
}): ReactNode {
  const say = useAccountWords();
  const id = useId();
  const work = useWork();
  return (
    <>
      <h2>{say(action === 'withdraw' ? 'askWithdraw' : 'askReinstate')}</h2>
      <AskForm
        className="ask inline"
        work={work}
        button={say('ask')}
        submit={async ({ text }, form) => {
          const step = { action, step: 'ask', reason: text('reason') } as const;
          if (await decide(work, text('address'), step)) form.reset();
        }}
      >
        <p className="field">
          <label htmlFor={id}>{say('resource')}</label>
          <select id={id} name="address">
            {addresses.map((address) => (
              <option key={address}>{address}</option>
            ))}
          </select>
        </p>
        <Field label={say('reason')} name="reason" hint={say('withdrawReasonHint')} required />
      </AskForm>
    </>
  );
}
