import type { ReleaseFamilyDetail, ReleaseItem } from '@lingtai/service-releases';
import type { ReactNode } from 'react';
import { type LoadRequest, load, type PageView } from '../../page.ts';
import { useWords } from '../../words/context.tsx';
import { CountsText, DataState, ObservedText } from './item-facts.tsx';
import { releaseWord, useReleaseWords } from './words.ts';

interface FamilyData {
  readonly family: ReleaseFamilyDetail;
  readonly order: 'version' | 'date';
}

export async function loadFamily({ api, params, query, site, lang }: LoadRequest): Promise<PageView> {
  const dataset = params['dataset']!;
  const order = query.get('order') === 'date' ? 'date' : 'version';
  const family = await load<ReleaseFamilyDetail>(api, `/api/${dataset}/releases?ORDER=${order}`);
  const data: FamilyData = { family, order };
  return {
    page: 'family',
    data,
    title: `${releaseWord('allReleases', lang)} · ${family.title?.[lang] ?? dataset}`,
    description: releaseWord('familyLead', lang),
    canonical: `${site.baseUrl}/${dataset}/releases`,
  };
}

/** All releases and sub-versions of a dataset, also those whose data are elsewhere. */
export function Family({ data: { family, order } }: { readonly data: FamilyData }): ReactNode {
  const { t, n } = useWords();
  const { say } = useReleaseWords();
  return (
    <>
      <h1>
        {family.title ? t(family.title) : family.dataset} <small>{say('allReleases')}</small>
      </h1>
      <p className="lead">{say('familyLead')}</p>
      <p>
        <strong>{n(family.count)}</strong> {say('numbered')}
        {family.policy ? (
          <>
            {' · '}
            <a href={family.policy.url}>{t(family.policy.title)}</a>
          </>
        ) : null}
      </p>
      <nav className="parts" aria-label={say('order')}>
        {(['version', 'date'] as const).map((name) => (
          <a
            key={name}
            href={`/${family.dataset}/releases${name === 'date' ? '?order=date' : ''}`}
            {...(name === order ? { 'aria-current': 'page' as const } : {})}
          >
            {say(name === 'date' ? 'byDate' : 'byVersion')}
          </a>
        ))}
      </nav>
      <ReleaseTable family={family} />
      {family.seasons.length === 0 ? null : <Seasons family={family} />}
    </>
  );
}

function ReleaseTable({ family }: { readonly family: ReleaseFamilyDetail }): ReactNode {
  const { say } = useReleaseWords();
  return (
    <table className="family">
      <thead>
        <tr>
          {(['version', 'date', 'audience', 'observed', 'note', 'data'] as const).map((key) => (
            <th scope="col" key={key}>
              {say(key)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {family.releases.map((item) => (
          <ReleaseRow key={item.address} item={item} family={family} />
        ))}
      </tbody>
    </table>
  );
}

function ReleaseRow({ item, family }: { readonly item: ReleaseItem; readonly family: ReleaseFamilyDetail }): ReactNode {
  const { t } = useWords();
  const { say, audience, colon } = useReleaseWords();
  const groups = item.access ? [...new Set(item.access.flatMap((step) => step.audience))] : item.audience;
  return (
    <tr>
      <th scope="row">
        <a href={`/${item.address}`}>
          {item.release.toUpperCase()} {item.version}
        </a>
        {item.batch === undefined ? null : <span className="tag">{item.batch}</span>}
      </th>
      <td data-label={say('date')}>
        {item.date}
        {item.public !== undefined && item.public !== item.date ? (
          <small className="line">
            {say('public')}
            {colon}
            {item.public}
          </small>
        ) : null}
      </td>
      <td data-label={say('audience')}>{groups ? audience(groups) : null}</td>
      <td data-label={say('observed')}>
        <ObservedText item={item} names={family} />
        <CountsText item={item} names={family} />
      </td>
      <td data-label={say('note')}>{item.note ? t(item.note) : null}</td>
      <td data-label={say('data')}>
        <DataState item={item} />
      </td>
    </tr>
  );
}

function Seasons({ family }: { readonly family: ReleaseFamilyDetail }): ReactNode {
  const { t } = useWords();
  const { say, colon } = useReleaseWords();
  return (
    <>
      <h2>{say('seasons')}</h2>
      <ul className="plain">
        {family.seasons.map((season) => (
          <li key={season.name}>
            {t(season.title)}
            {colon}
            {season.from ?? '…'} {say('to')} {season.to}
          </li>
        ))}
      </ul>
    </>
  );
}
