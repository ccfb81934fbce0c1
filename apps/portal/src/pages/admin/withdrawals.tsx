import { type ReactNode, useId, useState } from 'react';
import { load } from '../../page.ts';
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
      <ul className="plain asked">
        {decisions.toReversed().map((decision) => (
          <DecisionItem key={`${decision.address} ${decision.askedAt}`} decision={decision} me={me} decide={decide} />
        ))}
      </ul>
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

function DecisionItem({
  decision,
  me,
  decide,
}: {
  readonly decision: Decision;
  readonly me: string;
  readonly decide: Decide;
}): ReactNode {
  const say = useAccountWords();
  const { address, action, state, reason, askedBy, askedAt, confirmedBy, confirmedAt } = decision;
  return (
    <li>
      <strong>{say(action)}</strong> <a href={`/${address}`}>{address}</a>
      <span className="tag">{say(state === 'waiting' ? 'waitsForOther' : 'inForce')}</span>
      <br />
      {reason}
      <br />
      {say('asked')} {askedBy} <small>{when(askedAt)}</small>
      {confirmedBy ? (
        <>
          {' · '}
          {say('confirmedBy')} {confirmedBy} <small>{when(confirmedAt)}</small>
        </>
      ) : null}
      {state === 'waiting' ? <Waiting decision={decision} me={me} decide={decide} /> : null}
    </li>
  );
}

/** Who asked cannot confirm, but may drop it. */
function Waiting({
  decision: { address, action, askedBy },
  me,
  decide,
}: {
  readonly decision: Decision;
  readonly me: string;
  readonly decide: Decide;
}): ReactNode {
  const say = useAccountWords();
  const work = useWork();
  return (
    <>
      <p className="actions">
        {askedBy === me ? null : (
          <button type="button" disabled={work.busy} onClick={() => decide(work, address, { action, step: 'confirm' })}>
            {say('confirm')}
          </button>
        )}
        <button
          type="button"
          className="quiet"
          disabled={work.busy}
          onClick={() => decide(work, address, { action, step: 'drop' })}
        >
          {say('drop')}
        </button>
      </p>
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
