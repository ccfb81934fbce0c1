import type { ReleaseFamilyDetail, ReleaseRecordDetail } from '@lingtai/service-releases';
import type { ReactNode } from 'react';
import type { LoadRequest, PageView } from '../../page.ts';
import { useWords } from '../../words/context.tsx';
import { ItemFacts } from './item-facts.tsx';
import { ReleasePicker } from './picker.tsx';
import { useReleaseWords } from './words.ts';

interface RecordData {
  readonly record: ReleaseRecordDetail;
  readonly family: ReleaseFamilyDetail | undefined;
}

/**
 * The page of a release whose data cannot be shown: they are not here, not open to the asker, or withdrawn. `undefined`
 * where nothing is known of it. `status` is that of the data's own address.
 */
export async function loadRecord(
  { api, params, site, lang }: LoadRequest,
  status: number,
): Promise<PageView | undefined> {
  const { dataset, release, version } = params;
  const answer = await api(`/api/${dataset}/releases/${release}/${version}`);
  if (answer.status !== 200 && answer.status !== 410) return undefined;
  const record = answer.body as ReleaseRecordDetail;
  const item = record.release;
  const family = await familyOf(api, item.dataset);
  const data: RecordData = { record, family };
  return {
    page: 'release-record',
    data,
    title: item.title?.[lang] ?? `${record.title?.[lang] ?? item.dataset} ${item.release} ${item.version}`,
    ...(item.note ? { description: item.note[lang] } : {}),
    canonical: `${site.baseUrl}/${item.address}`,
    // What is only recorded is all there: its page is a good answer.
    status: item.withdrawn ? 410 : item.loaded ? status : 200,
  };
}

/** For the picker: a page is whole without it. */
export async function familyOf(api: LoadRequest['api'], dataset: string): Promise<ReleaseFamilyDetail | undefined> {
  const { status, body } = await api(`/api/${dataset}/releases`);
  return status === 200 ? (body as ReleaseFamilyDetail) : undefined;
}

export function ReleaseRecordPage({ data: { record, family } }: { readonly data: RecordData }): ReactNode {
  const { t } = useWords();
  const { say } = useReleaseWords();
  const item = record.release;
  const state = item.withdrawn ? 'gone' : item.loaded ? 'closed' : 'none';
  return (
    <>
      <p className="crumbs">
        <a href={`/${item.dataset}/releases`}>{say('allReleases')}</a>
      </p>
      <h1>
        {item.title ? t(item.title) : record.title ? t(record.title) : item.dataset}{' '}
        <small>{`${item.release} ${item.version}`}</small>
      </h1>
      <p className={`notice ${state}`} role="note">
        {say(state === 'gone' ? 'goneLead' : state === 'closed' ? 'closedLead' : 'noData')}{' '}
        {state === 'closed' ? (
          <a href={`/sign-in?return=${encodeURIComponent(`/${item.address}`)}`}>{say('askAccess')}</a>
        ) : null}
      </p>
      {family ? <ReleasePicker dataset={item.dataset} releases={family.releases} current={item.address} /> : null}
      <ItemFacts item={item} names={record} />
    </>
  );
}
