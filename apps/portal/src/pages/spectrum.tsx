import type { ReleaseDetail, TableDetail } from '@lingtai/service-forms';
import type { SpectrumDetail } from '@lingtai/service-spectra';
import type { ReactNode } from 'react';
import { type LoadRequest, load, type PageView, type SiteView } from '../page.ts';
import { cdsPortalUrl } from '../parts/cds.ts';
import { type CellJson, sexagesimal } from '../parts/cell.ts';
import { bytesText, Code, Copyable, Facts } from '../parts/facts.tsx';
import { headlineOf, pipelineOf, redshiftOf } from '../parts/headline.ts';
import { Metadata } from '../parts/metadata.tsx';
import { type SegmentFacts, SegmentTable, segmentFacts } from '../parts/segments.tsx';
import { useTrail } from '../parts/trail.ts';
import { Viewer } from '../viewer/viewer.tsx';
import { useWords, wordOf } from '../words/context.tsx';
import { Crumbs } from './tables.tsx';

/** A spectrum without its arrays: those the viewer fetches itself. */
type Spectrum = Omit<SpectrumDetail, 'segments'>;
interface SpectrumData {
  readonly release: ReleaseDetail;
  readonly table: TableDetail;
  readonly spectrum: Spectrum;
  readonly segments: readonly SegmentFacts[];
}

export async function loadSpectrum({ api, params, lang, site }: LoadRequest): Promise<PageView> {
  const address = `${params['dataset']}/${params['release']}/${params['version']}`;
  const [release, detail] = await Promise.all([
    load<ReleaseDetail>(api, `/api/${address}`),
    load<SpectrumDetail>(api, `/${address}/spectra/${encodeURIComponent(params['id']!)}.json`),
  ]);
  const table = await load<TableDetail>(api, `/api/${address}/tables/${detail.table}`);
  const { segments, ...spectrum } = detail;
  const data: SpectrumData = { release, table, spectrum, segments: segments.map(segmentFacts) };
  const name = `${release.datasetTitle[lang]} ${release.release} ${release.version}`;
  const title = `${nameOf(spectrum)} · ${wordOf('spectrum', lang)} · ${name}`;
  const canonical = `${site.baseUrl}/${release.address}/spectra/${encodeURIComponent(detail.id)}`;
  const facts = headlineOf(table.columns, spectrum.row).map(({ column, text }) => `${column.name} ${text}`);
  const description = `${wordOf('spectrum', lang)} ${nameOf(spectrum)} · ${name}${facts.length > 0 ? ` · ${facts.join(', ')}` : ''}`;
  return {
    page: 'spectrum',
    data,
    title,
    description,
    canonical,
    jsonLd: jsonLdOf(data, canonical, description, lang),
  };
}

const nameOf = ({ title, id }: Spectrum): string => (title === id ? id : `${title} (${id})`);

function jsonLdOf({ release, spectrum }: SpectrumData, url: string, description: string, lang: 'en' | 'zh'): unknown {
  return {
    '@context': 'https://schema.org',
    '@type': 'Dataset',
    name: nameOf(spectrum),
    description,
    url,
    identifier: [spectrum.obsPublisherDid, spectrum.creatorDid],
    version: `${release.release}/${release.version}`,
    license: release.licence.url ?? release.licence.name,
    creator: release.creators.map((c) => ({ '@type': 'Organization', name: c.name })),
    publisher: { '@type': 'Organization', name: release.publisher.name[lang], url: release.publisher.url },
    isPartOf: { '@type': 'Dataset', name: release.datasetTitle[lang], identifier: release.ivoid },
    distribution: (['fits', 'csv', 'parquet'] as const).map((format) => ({
      '@type': 'DataDownload',
      encodingFormat: format,
      contentUrl: spectrum.links[format],
    })),
  };
}

export function SpectrumPage({ data, site }: { readonly data: SpectrumData; readonly site: SiteView }): ReactNode {
  const { w, t, lang } = useWords();
  const { release, table, spectrum, segments } = data;
  return (
    <>
      <Crumbs release={release}>
        <Trail page={`/${release.address}/spectra/${encodeURIComponent(spectrum.id)}`} />
      </Crumbs>
      <h1>
        {spectrum.title} {spectrum.title === spectrum.id ? null : <small>{spectrum.id}</small>}
      </h1>
      <Headline data={data} />
      <Viewer
        url={new URL(spectrum.links.json).pathname}
        previewUrl={`${new URL(spectrum.links.png).pathname}?lang=${lang}`}
        title={nameOf(spectrum)}
        z={redshiftOf(table.columns, spectrum.row)}
        star={/^star$/i.test(String(valueByUcd(data, 'src.class')))}
        stroke={site.brand.colour}
      />
      <Downloads spectrum={spectrum} />
      {spectrum.notes.length > 0 ? (
        <details className="notes">
          <summary>
            {w('notes')} ({spectrum.notes.length})
          </summary>
          <ul>
            {Object.entries(Object.groupBy(spectrum.notes, (note) => t(note.message))).map(([text, notes]) => (
              <li key={text}>
                {text} {notes && notes.length > 1 ? `(${notes.length})` : ''}
              </li>
            ))}
          </ul>
        </details>
      ) : null}
      <h2>{w('metadata')}</h2>
      <Metadata columns={table.columns} row={spectrum.row} />
      {segments.length > 1 ? <SegmentTable segments={segments} /> : null}
      <section className="columns">
        <FileFacts spectrum={spectrum} segments={segments} />
        <Citation release={release} spectrum={spectrum} />
      </section>
    </>
  );
}

/** The first value with a UCD, of the survey's own columns. */
function valueByUcd({ table, spectrum }: SpectrumData, ucd: string): CellJson {
  const names = table.columns.filter((c) => c.ucd === ucd).map((c) => c.name);
  return (names.map((name) => spectrum.row.find((cell) => cell.name === name)?.value ?? null).find((v) => v !== null) ??
    null) as CellJson;
}

function Trail({ page }: { readonly page: string }): ReactNode {
  const { w } = useWords();
  const trail = useTrail(page);
  if (!trail) return null;
  return (
    <span className="trail">
      <a href={trail.results}>↑ {w('backToResults')}</a>
      {trail.previous ? (
        <a href={trail.previous} rel="prev">
          ‹ {w('previousSpectrum')}
        </a>
      ) : null}
      {trail.next ? (
        <a href={trail.next} rel="next">
          {w('nextSpectrum')} ›
        </a>
      ) : null}
      <small>
        {trail.place} {w('ofResults')}
      </small>
    </span>
  );
}

/** Class, redshift, parameters, S/N, pipeline and place on the sky: what the page is about. */
function Headline({ data }: { readonly data: SpectrumData }): ReactNode {
  const { w, t } = useWords();
  const { table, spectrum } = data;
  const pipeline = pipelineOf(table.columns, spectrum.row);
  const cell = (name: string | undefined) => spectrum.row.find((c) => c.name === name)?.value;
  const [ra, dec] = [cell(table.position?.ra), cell(table.position?.dec)];
  return (
    <ul className="headline">
      {headlineOf(table.columns, spectrum.row).map(({ column, text }) => (
        <li key={column.name} title={t(column.description)}>
          <b>{column.name}</b> {text} {column.unit}
        </li>
      ))}
      {pipeline ? (
        <li>
          <b>{w('pipeline')}</b> {pipeline}
        </li>
      ) : null}
      {typeof ra === 'number' && typeof dec === 'number' ? (
        <li>
          <b>{table.position?.frame}</b> {sexagesimal(ra, 'ra')} {sexagesimal(dec, 'dec')}{' '}
          <a href={cdsPortalUrl(ra, dec)} title={w('cdsTitle')}>
            {w('cds')}
          </a>
        </li>
      ) : null}
    </ul>
  );
}

function Downloads({ spectrum }: { readonly spectrum: Spectrum }): ReactNode {
  const { w } = useWords();
  return (
    <p className="exports">
      <b>{w('download')}</b>
      {(['fits', 'csv', 'parquet', 'json', 'png'] as const).map((format) => (
        <a
          key={format}
          href={new URL(spectrum.links[format]).pathname}
          {...(format === 'png' || format === 'json' ? {} : { download: true })}
        >
          {format === 'parquet' ? 'Parquet' : format.toUpperCase()}
          {format === 'fits' ? ` (${bytesText(spectrum.file.sizeBytes)})` : ''}
        </a>
      ))}
    </p>
  );
}

function FileFacts({
  spectrum,
  segments,
}: {
  readonly spectrum: Spectrum;
  readonly segments: readonly SegmentFacts[];
}): ReactNode {
  const { w } = useWords();
  const [only] = segments;
  return (
    <div>
      <h2>{w('fileAndIds')}</h2>
      <Facts
        rows={[
          [w('fileName'), <Code key="name" text={spectrum.file.name} of={w('fileName')} />],
          [w('size'), bytesText(spectrum.file.sizeBytes)],
          ['SHA-256', <Code key="sha" text={spectrum.file.sha256} of="SHA-256" />],
          [w('layout'), spectrum.layout],
          [w('wavelength'), only && segments.length === 1 ? <SegmentText key="segment" segment={only} /> : undefined],
          [w('publisherDid'), <Code key="publisher" text={spectrum.obsPublisherDid} of={w('publisherDid')} />],
          [w('creatorDid'), <Code key="creator" text={spectrum.creatorDid} of={w('creatorDid')} />],
        ]}
      />
      <h3>{w('otherReleases')}</h3>
      <ul className="plain">
        {spectrum.releases.map((other) => (
          <li key={other.address}>
            {other.address === spectrum.address ? (
              <>
                <b>{other.address}</b> <span className="tag">{w('thisRelease')}</span>
              </>
            ) : (
              <a href={new URL(other.url).pathname}>{other.address}</a>
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}

function SegmentText({ segment }: { readonly segment: SegmentFacts }): ReactNode {
  const { w, n } = useWords();
  return (
    <>
      {segment.from.toFixed(1)}–{segment.to.toFixed(1)} {segment.unit} · {n(segment.pixels)} {w('pixels')} ·{' '}
      {w(segment.medium)}
    </>
  );
}

function Citation({ release, spectrum }: { readonly release: ReleaseDetail; readonly spectrum: Spectrum }): ReactNode {
  const { w, t, lang } = useWords();
  const cite = `${t(release.datasetTitle)} ${release.release} ${release.version}${lang === 'zh' ? '，' : ', '}${spectrum.obsPublisherDid}`;
  return (
    <div>
      <h2>{w('cite')}</h2>
      <p>{w('citeText')}</p>
      <Copyable text={cite} of={w('cite')} />
      <p>{w('acknowledgement')}</p>
      <Copyable text={t(release.acknowledgement)} of={w('acknowledgement')} />
      <p>
        {w('licence')}:{' '}
        {release.licence.url ? <a href={release.licence.url}>{release.licence.name}</a> : release.licence.name} ·{' '}
        <a href={`/${release.address}#references`}>{w('references')}</a>
      </p>
    </div>
  );
}
