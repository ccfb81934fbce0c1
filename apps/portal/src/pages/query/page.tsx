import type { ReleaseDetail } from '@lingtai/service-forms';
import { type ReactNode, useState } from 'react';
import { type AskApi, type LoadRequest, load, type PageView } from '../../page.ts';
import { Code, Copyable, Facts } from '../../parts/facts.tsx';
import { type LocalText, useWords } from '../../words/context.tsx';
import { savedFormats, sqlPageAddress } from '../sql/formats.ts';
import { permanentTitle, useSay } from '../sql/words.ts';

/** What `/api/queries/ID` says. */
export interface PermanentQueryData {
  readonly id: string;
  readonly url: string;
  readonly query: string;
  readonly reads: readonly { readonly address: string; readonly digest: string }[];
  readonly formatVersion: string | number;
  readonly rowCount: number;
  readonly digest: string;
  readonly created: string;
  readonly citation: { readonly text: string; readonly bibtex: string };
}

interface QueryPageData extends PermanentQueryData {
  /** What the surveys whose data it reads ask authors to write. */
  readonly acknowledgements: readonly LocalText[];
}

export async function loadQuery({ api, params, lang }: LoadRequest): Promise<PageView> {
  const query = await load<PermanentQueryData>(api, `/api/queries/${encodeURIComponent(params['id'] ?? '')}`);
  const data: QueryPageData = { ...query, acknowledgements: await acknowledgementsOf(api, query) };
  return {
    page: 'query',
    data,
    title: `${permanentTitle[lang]} ${data.id.slice(0, 12)}`,
    description: data.citation.text,
    canonical: data.url,
    jsonLd: {
      '@context': 'https://schema.org',
      '@type': 'Dataset',
      name: `Query ${data.id}`,
      description: data.query,
      url: data.url,
      identifier: data.digest,
      dateCreated: data.created,
      isBasedOn: data.reads.map((read) => read.address),
    },
  };
}

/** Each once. A release that the reader may not see says nothing. */
async function acknowledgementsOf(api: AskApi, { reads }: PermanentQueryData): Promise<LocalText[]> {
  const answers = await Promise.all(reads.map(({ address }) => api(`/api/${address}`)));
  const texts = answers.flatMap(({ status, body }) =>
    status === 200 ? [(body as ReleaseDetail).acknowledgement] : [],
  );
  return [...new Map(texts.map((text) => [text.en, text])).values()];
}

/** A permanent query for people: what it reads, what it gave, how to cite it, and whether it still gives the same. */
export function PermanentQueryPage({ data }: { readonly data: QueryPageData }): ReactNode {
  const say = useSay();
  const { n, t, w } = useWords();
  return (
    <>
      <h1>
        {say('permanentTitle')} <small>{data.id.slice(0, 12)}</small>
      </h1>
      <p className="lead">{say('permanentIntro')}</p>
      <pre className="sql-text">
        <code>{data.query}</code>
      </pre>
      <p className="entries-line">
        <a className="button" href={sqlPageAddress(data.query)}>
          {say('openInSql')}
        </a>
      </p>
      <Facts
        rows={[
          [say('address'), <Code key="url" text={data.url} of={say('address')} />],
          [say('rowCount'), n(data.rowCount)],
          [say('rowDigest'), <Code key="digest" text={data.digest} of={say('rowDigest')} />],
          [say('formatVersion'), String(data.formatVersion)],
          [say('made'), data.created.slice(0, 19).replace('T', ' ').concat(' UTC')],
          [say('releasesRead'), <Reads key="reads" reads={data.reads} />],
        ]}
      />
      <Verification data={data} />
      <h2>{say('downloads')}</h2>
      <p className="exports">
        {savedFormats.map((format) => (
          <a
            key={format.name}
            href={`/api/queries/${data.id}/result?RESPONSEFORMAT=${encodeURIComponent(format.name)}`}
            download={`lingtai-${data.id.slice(0, 12)}.${format.extension}`}
          >
            {format.label}
          </a>
        ))}
      </p>
      <h2>{say('citation')}</h2>
      <Copyable text={data.citation.text} of={say('citation')} />
      <div className="bibtex">
        <Copyable text={data.citation.bibtex} of="BibTeX" />
      </div>
      {data.acknowledgements.length > 0 ? <h2>{w('acknowledgement')}</h2> : null}
      {data.acknowledgements.map((text) => (
        <Copyable key={text.en} text={t(text)} of={w('acknowledgement')} />
      ))}
    </>
  );
}

function Reads({ reads }: { readonly reads: PermanentQueryData['reads'] }): ReactNode {
  return (
    <ul className="plain">
      {reads.map((read) => (
        <li key={read.address}>
          <a href={`/${read.address}`}>{read.address}</a> <Code text={read.digest} of={read.address} />
        </li>
      ))}
    </ul>
  );
}

interface Verified {
  readonly found: string;
  readonly rowCount: number;
  readonly equal: boolean;
}

type State = 'idle' | 'asking' | Verified | { readonly failed: string };

function Verification({ data }: { readonly data: PermanentQueryData }): ReactNode {
  const say = useSay();
  const { t, n } = useWords();
  const [state, setState] = useState<State>('idle');
  const verify = async (): Promise<void> => {
    setState('asking');
    try {
      const answer = await fetch(`/api/queries/${data.id}/verification`);
      const body = (await answer.json()) as Verified & { errors?: { message: { en: string; zh: string } }[] };
      setState(answer.ok ? body : { failed: (body.errors ?? []).map((e) => t(e.message)).join(' ') });
    } catch {
      setState({ failed: say('offline') });
    }
  };
  return (
    <p className="verification needs-script">
      <button type="button" onClick={() => void verify()} disabled={state === 'asking'}>
        {say('verify')}
      </button>{' '}
      <span role="status">
        {state === 'asking' ? say('verifying') : null}
        {typeof state === 'object' && 'equal' in state ? (
          <span className={state.equal ? 'equal' : 'field-error'}>
            {state.equal ? say('verifyEqual', { n: n(state.rowCount) }) : `${say('verifyDifferent')} ${state.found}`}
          </span>
        ) : null}
        {typeof state === 'object' && 'failed' in state ? (
          <span className="field-error">{`${say('verifyFailed')} ${state.failed}`}</span>
        ) : null}
      </span>
    </p>
  );
}
