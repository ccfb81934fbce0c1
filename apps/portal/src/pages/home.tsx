import type { DatasetList, DatasetSummary, ReleaseDetail } from '@lingtai/service-forms';
import type { ReactNode } from 'react';
import { type LoadRequest, load, type PageView, type SiteView } from '../page.ts';
import { bytesText } from '../parts/facts.tsx';
import { useWords } from '../words/context.tsx';
import { releaseWord } from './releases/words.ts';

interface DatasetView extends DatasetSummary {
  /** Searches of the newest release that lead to spectra, with the number of rows. */
  readonly entries: readonly {
    readonly name: string;
    readonly title: { readonly en: string; readonly zh: string };
    readonly rowCount: number | undefined;
  }[];
}

interface HomeData {
  readonly datasets: readonly DatasetView[];
}

export async function loadHome({ api, site, lang }: LoadRequest): Promise<PageView> {
  const { datasets } = await load<DatasetList>(api, '/api/datasets');
  const data: HomeData = {
    datasets: await Promise.all(
      datasets.map(async (dataset) =>
        withEntries(dataset, await load<ReleaseDetail>(api, `/api/${dataset.releases[0]!.address}`)),
      ),
    ),
  };
  return {
    page: 'home',
    data,
    title: `${site.name[lang]} · ${site.brand.tagline[lang]}`,
    description: site.brand.tagline[lang],
    canonical: `${site.baseUrl}/`,
    jsonLd: {
      '@context': 'https://schema.org',
      '@type': 'DataCatalog',
      name: site.name[lang],
      description: site.brand.tagline[lang],
      url: `${site.baseUrl}/`,
      dataset: datasets.map((d) => ({
        '@type': 'Dataset',
        name: d.title[lang],
        description: d.description[lang],
        identifier: d.ivoid,
        url: `${site.baseUrl}/${d.releases[0]!.address}`,
      })),
    },
  };
}

function withEntries(dataset: DatasetSummary, { forms, tables, products }: ReleaseDetail): DatasetView {
  const own = forms.filter((form) => products.some((p) => p.table === form.table));
  const entries = (own.length > 0 ? own : forms).map(({ name, title, table }) => ({
    name,
    title,
    rowCount: tables.find((t) => t.name === table)!.rowCount,
  }));
  return { ...dataset, entries };
}

export function Home({ data, site }: { readonly data: HomeData; readonly site: SiteView }): ReactNode {
  const { w, t } = useWords();
  return (
    <>
      <section className="hero">
        <h1>{t(site.name)}</h1>
        <p>{t(site.brand.tagline)}</p>
        <form action="/search" className="find big">
          <label htmlFor="find-big">{w('searchLabel')}</label>
          <div>
            <input
              id="find-big"
              name="q"
              type="search"
              placeholder={w('searchPlaceholder')}
              aria-describedby="find-help"
              autoComplete="off"
              spellCheck={false}
            />
            <button type="submit">{w('searchButton')}</button>
          </div>
          <small id="find-help">{w('searchHelp')}</small>
        </form>
      </section>
      <h2>{w('homeDatasets')}</h2>
      {data.datasets.length === 0 ? <p>{w('homeNothing')}</p> : null}
      <div className="datasets">
        {data.datasets.map((dataset) => (
          <DatasetCard key={dataset.id} dataset={dataset} />
        ))}
      </div>
    </>
  );
}

function DatasetCard({ dataset }: { readonly dataset: DatasetView }): ReactNode {
  const { w, t, n, lang } = useWords();
  const newest = dataset.releases[0]!;
  const base = `/${newest.address}`;
  return (
    <article className="card">
      <h3>
        <a href={base}>{t(dataset.title)}</a>{' '}
        {dataset.simulated ? <span className="tag">{w('simulatedTag')}</span> : null}
      </h3>
      <p>{t(dataset.description)}</p>
      <p className="numbers">
        <strong>{n(newest.productCount)}</strong> {w('spectra')} · <strong>{n(newest.rowCount)}</strong> {w('rows')} ·{' '}
        {bytesText(newest.sizeBytes)} · {w('release')}{' '}
        <strong>
          {newest.release} {newest.version}
        </strong>
      </p>
      <nav className="entries" aria-label={t(dataset.title)}>
        {dataset.entries.map((entry) => (
          <a key={entry.name} className="entry" href={`${base}/search/${entry.name}`}>
            {t(entry.title)} <small>{n(entry.rowCount)}</small>
          </a>
        ))}
        <a className="entry" href={`${base}/tables`}>
          {w('catalogues')}
        </a>
        <a className="entry" href="/docs/api">
          {w('menuApi')}
        </a>
      </nav>
      <p>
        <a href={`/${dataset.id}/releases`}>{releaseWord('allReleases', lang)}</a>
      </p>
      {dataset.releases.length > 1 ? (
        <ul className="releases" aria-label={w('releases')}>
          {dataset.releases.map((r) => (
            <li key={r.address}>
              <a href={`/${r.address}`}>
                {r.release} {r.version}
              </a>
              {r.newest ? <span className="tag">{w('newest')}</span> : null}
            </li>
          ))}
        </ul>
      ) : null}
    </article>
  );
}
