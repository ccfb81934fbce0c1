import { type ReactNode, useState } from 'react';
import { load } from '../../page.ts';
import { askTo, useWork } from '../account/ask.ts';
import { AskForm, Field, when } from '../account/parts.tsx';
import { useAccountWords } from '../account/words.ts';
import { type AdminData, AdminFrame, adminLoader } from './admin.tsx';

interface Step {
  readonly audience: readonly string[];
  readonly from: string;
}

interface ReleaseRow {
  readonly address: string;
  readonly steps: readonly Step[];
}

interface Data extends AdminData {
  readonly releases: readonly ReleaseRow[];
}

export const loadAdminReleases = adminLoader('releases', (api) => load<object>(api, '/api/admin/releases'));

/** Who sees each release, from when. */
export function AdminReleases({ data }: { readonly data: Data }): ReactNode {
  const say = useAccountWords();
  const { account, releases = [] } = data;
  return (
    <AdminFrame data={data}>
      {account && releases.length === 0 ? <p>{say('none')}</p> : null}
      {releases.map((release) => (
        <Release key={release.address} given={release} />
      ))}
    </AdminFrame>
  );
}

/** The first to open first; a descriptor may name them in any order. */
function inOrder(steps: readonly Step[]): readonly Step[] {
  return steps.toSorted((a, b) => a.from.localeCompare(b.from));
}

function Release({ given }: { readonly given: ReleaseRow }): ReactNode {
  const say = useAccountWords();
  const [release, setRelease] = useState(given);
  return (
    <section>
      <h2>
        <a href={`/${release.address}`}>{release.address}</a>
      </h2>
      <ul className="plain">
        {inOrder(release.steps).map((step) => (
          <li key={`${step.from} ${step.audience.join(' ')}`}>
            {when(step.from, false)} · {step.audience.map((a) => (a === 'public' ? say('everybody') : a)).join(' · ')}
          </li>
        ))}
      </ul>
      <details>
        <summary>{say('setAccess')}</summary>
        <Steps release={release} changed={setRelease} />
      </details>
    </section>
  );
}

function Steps({
  release,
  changed,
}: {
  readonly release: ReleaseRow;
  readonly changed: (release: ReleaseRow) => void;
}): ReactNode {
  const say = useAccountWords();
  const work = useWork();
  const [count, setCount] = useState(release.steps.length);
  const steps = inOrder(release.steps);
  const rows = Array.from({ length: count }, (_, i) => ({ key: `step${i}`, step: steps[i] }));
  return (
    <AskForm
      work={work}
      button={say('save')}
      submit={async ({ all, text }) => {
        const days = all('from');
        const steps = all('audience')
          .map((words, i) => ({ audience: words.split(/[\s,，]+/).filter((w) => w !== ''), from: days[i]! }))
          .filter((step) => step.audience.length > 0);
        const path = `/api/admin/releases/${release.address}/access`;
        const answer = await work.run(() => askTo<ReleaseRow>('POST', path, { steps, reason: text('reason') }));
        if (answer) changed(answer);
      }}
    >
      <p className="hint">{say('accessHint')}</p>
      {rows.map(({ key, step }) => (
        <fieldset key={key} className="step">
          <Field label={say('audience')} name="audience" defaultValue={step?.audience.join(', ') ?? ''} />
          <Field label={say('opens')} name="from" type="date" defaultValue={step?.from.slice(0, 10) ?? ''} />
        </fieldset>
      ))}
      <button type="button" className="quiet" onClick={() => setCount(count + 1)}>
        {say('addStep')}
      </button>
      <Field label={say('reason')} name="reason" required />
    </AskForm>
  );
}
