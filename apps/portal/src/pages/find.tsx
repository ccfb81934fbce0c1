import type { Resolved } from '@lingtai/service-forms';
import { type LoadRequest, load, type PageView } from '../page.ts';
import { useWords, wordOf } from '../words/context.tsx';

export async function loadFind({ api, query, lang }: LoadRequest): Promise<PageView> {
  const data = await load<Resolved>(api, `/api/resolve?q=${encodeURIComponent(query.get('q') ?? '')}`);
  return { page: 'find', data, title: `${wordOf('search', lang)} · ${data.query}` };
}

const kinds = { position: 'kindPosition', id: 'kindId', designation: 'kindDesignation' } as const;

export function Find({ data }: { readonly data: Resolved }) {
  const { w, t } = useWords();
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
