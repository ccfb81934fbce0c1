import type { DatasetList, DatasetSummary } from '@lingtai/service-forms';
import { type LoadRequest, load, type PageView, type SiteView } from '../page.ts';
import { bytesText } from '../parts/facts.tsx';
import { useWords } from '../words/context.tsx';

export async function loadHome({ api, site, lang }: LoadRequest): Promise<PageView> {
  const data = await load<DatasetList>(api, '/api/datasets');
  return { page: 'home', data, title: `${site.name[lang]} · ${site.brand.tagline[lang]}`, description: site.brand.tagline[lang] };
}

export function Home({ data, site }: { readonly data: DatasetList; readonly site: SiteView }) {
  const { w, t } = useWords();
  return (
    <>
      <section className="hero">
        <h1>{t(site.name)}</h1>
        <p>{t(site.brand.tagline)}</p>
        <form action="/search" className="find big" role="search">
          <label htmlFor="find-big">{w('searchLabel')}</label>
          <div>
            <input id="find-big" name="q" placeholder={w('searchPlaceholder')} autoComplete="off" spellCheck={false} />
            <button type="submit">{w('searchButton')}</button>
          </div>
          <small>{w('searchHelp')}</small>
        </form>
      </section>
      <h2>{w('homeDatasets')}</h2>
      {data.datasets.length === 0 ? <p>{w('homeNothing')}</p> : null}
      <div className="cards">
        {data.datasets.map((dataset) => (
          <DatasetCard key={dataset.id} dataset={dataset} />
        ))}
      </div>
    </>
  );
}

function DatasetCard({ dataset }: { readonly dataset: DatasetSummary }) {
  const { w, t, n } = useWords();
  const newest = dataset.releases[0]!;
  return (
    <article className="card">
      <h3>
        <a href={`/${newest.address}`}>{t(dataset.title)}</a>
      </h3>
      <p>{t(dataset.description)}</p>
      <p className="numbers">
        <strong>{n(newest.productCount)}</strong> {w('spectra')} · <strong>{n(newest.rowCount)}</strong> {w('rows')} · {bytesText(newest.sizeBytes)}
      </p>
      <ul className="releases">
        {dataset.releases.map((r) => (
          <li key={r.address}>
            <a href={`/${r.address}`}>
              {r.release} {r.version}
            </a>
            {r.newest ? <span className="tag">{w('newest')}</span> : null}
          </li>
        ))}
      </ul>
    </article>
  );
}
