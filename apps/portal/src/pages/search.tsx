import type { FormDetail, ReleaseDetail, TableDetail } from '@lingtai/service-forms';
import type { ReactNode } from 'react';
import { type ApiErrors, type LoadRequest, load, PageError, type PageView } from '../page.ts';
import { Chips } from '../search/chips.tsx';
import { SearchForm } from '../search/form.tsx';
import { apiQuery, isAsked, type Paging, pagingOf, tidied } from '../search/query.ts';
import { type ResultRows, Results } from '../search/results.tsx';
import { useWords } from '../words/context.tsx';
import { Crumbs } from './tables.tsx';

export interface SearchData {
  readonly release: ReleaseDetail;
  readonly form: FormDetail;
  readonly table: TableDetail;
  readonly asked: string;
  readonly paging: Paging;
  readonly count?: number;
  readonly result?: ResultRows;
  readonly errors?: ApiErrors;
}

export async function loadSearch({ api, params, query, lang }: LoadRequest): Promise<PageView> {
  const base = `/api/${params['dataset']}/${params['release']}/${params['version']}`;
  const release = await load<ReleaseDetail>(api, base);
  const form = release.forms.find((f) => f.name === params['form']);
  if (!form) throw noForm(params['form'] ?? '', release);
  const table = await load<TableDetail>(api, `${base}/tables/${form.table}`);
  const paging = pagingOf(form, query);
  const data: SearchData = { release, form, table, asked: String(tidied(query)), paging };
  const title = `${form.title[lang]} · ${release.datasetTitle[lang]} ${release.release} ${release.version}`;
  const answer = isAsked(query) ? await search(data, api, query) : {};
  return { page: 'search', data: { ...data, ...answer }, title };
}

function noForm(name: string, release: ReleaseDetail): PageError {
  const names = release.forms.map((f) => f.name).join(', ');
  return new PageError({
    status: 404,
    errors: [
      {
        code: 'PORTAL-NO-FORM',
        message: {
          en: `There is no search form "${name}". There are: ${names}.`,
          zh: `没有检索表单“${name}”。现有：${names}。`,
        },
      },
    ],
  });
}

async function search(
  { release, form, paging, table }: SearchData,
  api: LoadRequest['api'],
  query: URLSearchParams,
): Promise<Partial<SearchData>> {
  const base = `/api/${release.address}/tables/${form.table}`;
  const constraints = apiQuery(table, query);
  const rows = new URLSearchParams(constraints);
  rows.set('COLUMNS', paging.columns === 'all' ? 'all' : shownColumns(table).join(','));
  rows.set('MAXREC', String(paging.size));
  rows.set('OFFSET', String((paging.page - 1) * paging.size));
  if (paging.order !== undefined) rows.set('ORDER', paging.order);
  try {
    const [result, { count }] = await Promise.all([
      load<ResultRows>(api, `${base}/rows?${rows}`),
      load<{ count: number }>(api, `${base}/count?${constraints}`),
    ]);
    return { result, count };
  } catch (error) {
    if (error instanceof PageError) return { errors: error.answer };
    throw error;
  }
}

/** The default columns, and those that the row's links need. */
function shownColumns(table: TableDetail): string[] {
  const links = [table.key, ...(table.position ? [table.position.ra, table.position.dec] : [])];
  return [...new Set([...table.defaultColumns, ...links])];
}

export function Search({ data }: { readonly data: SearchData }): ReactNode {
  const { w, t } = useWords();
  const { release, form, result, errors, count } = data;
  return (
    <>
      <Crumbs release={release}>
        {' › '}
        <a href={`/${release.address}/tables/${form.table}`}>{w('browse')}</a>
      </Crumbs>
      <h1>{t(form.title)}</h1>
      {errors ? <Errors errors={errors} /> : null}
      {result ? (
        <>
          <Chips data={data} />
          <details className="searchbox">
            <summary>{w('changeSearch')}</summary>
            <SearchForm data={data} open={false} />
          </details>
          <Results data={data} result={result} count={count ?? 0} />
        </>
      ) : (
        <SearchForm data={data} open />
      )}
    </>
  );
}

/** All that is wrong with a search, with links to the fields. */
function Errors({ errors: { errors } }: { readonly errors: ApiErrors }): ReactNode {
  const { w, t } = useWords();
  return (
    <div className="errors" role="alert">
      <ul>
        {errors.map((e) => (
          <li key={`${e.code} ${e.parameter}`}>
            {e.parameter ? (
              <a href={`#field-${e.parameter}`}>
                <code>{e.parameter}</code>
              </a>
            ) : null}{' '}
            {t(e.message)} {e.nearest ? `${w('nearest')} “${e.nearest}”?` : ''}
          </li>
        ))}
      </ul>
    </div>
  );
}
