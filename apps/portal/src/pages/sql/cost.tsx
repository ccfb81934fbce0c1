import type { QueryCheck } from '@lingtai/service-tap/schemas';
import type { ReactNode } from 'react';
import { bytesText } from '../../parts/facts.tsx';
import { useWords } from '../../words/context.tsx';
import type { Checked } from './use-check.ts';
import { type Say, useSay } from './words.ts';

type Cost = NonNullable<QueryCheck['cost']>;

/** What the run would read, before it runs, and whether its result may have an address. What is not known is said to be unknown. */
export function CostLine({ checked }: { readonly checked: Checked }): ReactNode {
  const say = useSay();
  const { t } = useWords();
  const { cost, reproducibleReason: reason } = checked.server ?? {};
  return (
    <div className="sql-cost">
      <p>
        <b>{say('cost')}</b>{' '}
        <span>{cost ? <Sum cost={cost} /> : say(checked.state === 'checking' ? 'checking' : 'costUnknown')}</span>
      </p>
      {cost?.scans && cost.scans.length > 0 ? <Scans scans={cost.scans} /> : null}
      {reason ? <p className="hint">{`${say('notPermanent')} ${t(reason)}`}</p> : null}
    </div>
  );
}

function Sum({ cost: { rowsRead, bytesRead, seconds, secondsRange } }: { readonly cost: Cost }): ReactNode {
  const say = useSay();
  const { n } = useWords();
  const [from, to] = (secondsRange ?? []).map(secondsText);
  const time = seconds === undefined ? say('secondsUnknown') : timeText(say, seconds);
  return [
    rowsRead === undefined ? say('rowsUnknown') : say('rowsOf', { n: n(rowsRead) }),
    bytesRead === undefined ? say('bytesUnknown') : bytesText(bytesRead),
    from === undefined || to === undefined || from === to ? time : `${time} ${say('costRange', { from, to })}`,
  ].join(' · ');
}

/** The same for each table. */
function Scans({ scans }: { readonly scans: NonNullable<Cost['scans']> }): ReactNode {
  const say = useSay();
  const { n } = useWords();
  return (
    <details>
      <summary>{say('costScans')}</summary>
      <ul className="plain">
        {scans.map(({ releaseAddress, table, columns, rowsRead, bytesRead, rowGroupsRead, rowGroups }, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a table may be read twice
          <li key={i}>
            <b>{`${releaseAddress} ${table}`}</b>{' '}
            {[
              say('rowsOf', { n: n(rowsRead) }),
              bytesText(bytesRead),
              say('costGroups', { n: n(rowGroupsRead), all: n(rowGroups) }),
            ].join(' · ')}{' '}
            <code>{columns.join(', ')}</code>
          </li>
        ))}
      </ul>
    </details>
  );
}

const leastSeconds = 0.01;
const secondsText = (seconds: number): string =>
  seconds < leastSeconds ? '0' : String(Number(seconds.toPrecision(2)));

function timeText(say: Say, seconds: number): string {
  return seconds < leastSeconds ? say('costInstant') : say('costSeconds', { n: secondsText(seconds) });
}
