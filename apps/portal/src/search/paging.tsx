import type { ReactNode } from 'react';
import type { SearchData } from '../pages/search.tsx';
import { useWords } from '../words/context.tsx';
import { apiQuery, pageSizes, withParameters } from './query.ts';

const formats = [
  ['csv', 'CSV'],
  ['votable', 'VOTable'],
  ['fits', 'FITS'],
  ['parquet', 'Parquet'],
  ['json', 'JSON'],
] as const;

/** All rows of the search in a file, with full precision and every column. */
export function Exports({ data, count }: { readonly data: SearchData; readonly count: number }): ReactNode {
  const { w, n } = useWords();
  const query = apiQuery(data.table, new URLSearchParams(data.asked));
  query.set('COLUMNS', 'all');
  query.set('MAXREC', String(Math.max(1, count)));
  if (data.paging.order !== undefined) query.set('ORDER', data.paging.order);
  const href = (format: string) =>
    `/api/${data.release.address}/tables/${data.form.table}/rows?${query}&RESPONSEFORMAT=${format}`;
  return (
    <details className="menu">
      <summary>{w('saveAs')}</summary>
      <div>
        <p>
          {w('saveAll')} ({n(count)})
        </p>
        <ul className="plain">
          {formats.map(([format, name]) => (
            <li key={format}>
              <a href={href(format)} download>
                {name}
              </a>
            </li>
          ))}
        </ul>
      </div>
    </details>
  );
}

export function Pages({ data, count }: { readonly data: SearchData; readonly count: number }): ReactNode {
  const { w, n } = useWords();
  const { page, size } = data.paging;
  const last = Math.max(1, Math.ceil(count / size));
  const asked = new URLSearchParams(data.asked);
  const to = (number: number) => withParameters(asked, { page: number === 1 ? '' : String(number) });
  return (
    <nav className="pages" aria-label={w('page')}>
      {page > 1 ? (
        <>
          <a href={to(1)}>« {w('first')}</a>
          <a href={to(Math.min(page - 1, last))} rel="prev">
            ‹ {w('previous')}
          </a>
        </>
      ) : null}
      <span>
        {n(page)} / {n(last)}
      </span>
      {page < last ? (
        <>
          <a href={to(page + 1)} rel="next">
            {w('next')} ›
          </a>
          <a href={to(last)}>{w('last')} »</a>
        </>
      ) : null}
      <span className="sizes">
        {w('pageSize')}:{' '}
        {[...new Set([data.form.pageSize, ...pageSizes])].map((option) =>
          option === size ? (
            <strong key={option}>{option}</strong>
          ) : (
            <a
              key={option}
              href={withParameters(asked, { size: String(option), page: '' })}
              aria-label={`${w('pageSize')} ${option}`}
            >
              {option}
            </a>
          ),
        )}
      </span>
    </nav>
  );
}

const radii = [
  ['60', '1′'],
  ['600', '10′'],
  ['3600', '1°'],
  ['18000', '5°'],
] as const;

/** Nothing found: in a cone, the next wider circles. */
export function Wider({ data }: { readonly data: SearchData }): ReactNode {
  const { w } = useWords();
  const asked = new URLSearchParams(data.asked);
  const now = Number(asked.get('RADIUS') || 10);
  const inCone = (asked.get('POS') ?? '') !== '';
  return (
    <p className="nothing">
      {w('noneFound')}{' '}
      {inCone
        ? [
            w('wider'),
            ...radii.flatMap(([arcsec, text]) =>
              Number(arcsec) > now
                ? [
                    ' ',
                    <a key={arcsec} href={withParameters(asked, { RADIUS: arcsec, page: '' })}>
                      {text}
                    </a>,
                  ]
                : [],
            ),
          ]
        : null}
    </p>
  );
}
