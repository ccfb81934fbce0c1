import type { Resolved } from '@lingtai/service-forms';
import type { ReactNode } from 'react';
import { type LoadRequest, load, type PageView } from '../page.ts';
import { useWords, wordOf } from '../words/context.tsx';

export async function loadFind({ api, query, lang }: LoadRequest): Promise<PageView> {
  const data = await load<Resolved>(api, `/api/resolve?q=${encodeURIComponent(query.get('q') ?? '')}`);
  const [only, ...others] = data.matches;
  return {
    page: 'find',
    data,
    title: data.query === '' ? wordOf('search', lang) : `${wordOf('search', lang)} · ${data.query}`,
    ...(only && others.length === 0 ? { redirect: only.url } : {}),
  };
}

const kinds = { position: 'kindPosition', id: 'kindId', designation: 'kindDesignation' } as const;

export function Find({ data }: { readonly data: Resolved }): ReactNode {
  const { w, t } = useWords();
  if (data.query === '') {
    return (
      <>
        <h1>{w('search')}</h1>
        <p>{w('emptyQuery')}</p>
        <p>{w('searchHelp')}</p>
      </>
    );
  }
  return (
    <>
      <h1>
        {w('resolveTitle')} <q>{data.query}</q>
      </h1>
      {data.matches.length === 0 ? (
        <p>
          {w('resolveNothing')}: <q>{data.query}</q>. {data.hint ? t(data.hint) : w('searchHelp')}
        </p>
      ) : null}
      {data.matches.length === 1 ? <p>{w('goingThere')}</p> : null}
      <ul className="matches">
        {data.matches.map((match) => (
          <li key={match.url}>
            <a href={match.url}>
              <span className="tag">{w(kinds[match.kind])}</span> {match.label}
            </a>{' '}
            <small>{match.address}</small>
          </li>
        ))}
      </ul>
    </>
  );
}
