import type { ReleaseDetail, TableDetail } from '@lingtai/service-forms';
import type { SpectrumDetail } from '@lingtai/service-spectra';
import { type LoadRequest, load, type PageView, type SiteView } from '../page.ts';
import { type CellJson, cellText, setBits } from '../parts/cell.ts';
import { bytesText, Facts } from '../parts/facts.tsx';
import { Viewer } from '../viewer/viewer.tsx';
import { useWords, wordOf } from '../words/context.tsx';
import { Crumbs } from './tables.tsx';

/** A spectrum without its arrays: those the viewer fetches itself. */
interface SpectrumData {
  readonly release: ReleaseDetail;
  readonly table: TableDetail;
  readonly spectrum: Omit<SpectrumDetail, 'segments'>;
  readonly segments: readonly { readonly name: string; readonly pixels: number; readonly from: number; readonly to: number; readonly unit: string; readonly snr?: number; readonly dateObs?: string }[];
}

export async function loadSpectrum({ api, params, lang, site }: LoadRequest): Promise<PageView> {
  const address = `${params['dataset']}/${params['release']}/${params['version']}`;
  const [release, detail] = await Promise.all([load<ReleaseDetail>(api, `/api/${address}`), load<SpectrumDetail>(api, `/${address}/spectra/${params['id']}.json`)]);
  const table = await load<TableDetail>(api, `/api/${address}/tables/${detail.table}`);
  const { segments, ...spectrum } = detail;
  const data: SpectrumData = { release, table, spectrum, segments: segments.map(segmentFacts) };
  const title = `${detail.title} · ${wordOf('spectrum', lang)} ${detail.id} · ${release.datasetTitle[lang]} ${release.release} ${release.version}`;
  return { page: 'spectrum', data, title, canonical: `${site.baseUrl}/${release.address}/spectra/${encodeURIComponent(detail.id)}` };
}

function segmentFacts(segment: SpectrumDetail['segments'][number]): SpectrumData['segments'][number] {
  const { name, wavelength, wavelengthUnit: unit, snr, dateObs } = segment;
  return { name, pixels: wavelength.length, from: wavelength[0] ?? 0, to: wavelength.at(-1) ?? 0, unit, ...(snr === undefined ? {} : { snr }), ...(dateObs === undefined ? {} : { dateObs }) };
}

export function SpectrumPage({ data, site }: { readonly data: SpectrumData; readonly site: SiteView }) {
  const { w, t, n } = useWords();
  const { release, table, spectrum, segments } = data;
  const value = (name: string) => spectrum.row.find((cell) => cell.name === name)?.value as CellJson | undefined;
  const z = value('z');
  const headline = ['class', 'subclass', 'z', 'rv', 'teff', 'logg', 'feh', 'snrg', 'snrr'].flatMap((name) => {
    const column = table.columns.find((c) => c.name === name);
    const found = value(name);
    return column && found !== undefined && found !== null && found !== '' ? [[name, cellText(found, column), column.unit ?? ''] as const] : [];
  });
  return (
    <>
      <Crumbs release={release} />
      <h1>
        {spectrum.title} <small>{spectrum.id}</small>
      </h1>
      <p className="headline">
        {headline.map(([name, text, unit]) => (
          <span key={name}>
            <b>{name}</b> {text} {unit}
          </span>
        ))}
      </p>
      <Viewer url={new URL(spectrum.links.json).pathname} z={typeof z === 'number' ? z : undefined} className={site.brand.colour} />
      <p className="exports">
        {w('download')}{' '}
        {(['fits', 'png', 'csv', 'json', 'parquet'] as const).map((format) => (
          <a key={format} href={new URL(spectrum.links[format]).pathname} {...(format === 'png' || format === 'json' ? {} : { download: true })}>
            {format === 'parquet' ? 'Parquet' : format.toUpperCase()}
          </a>
        ))}
      </p>
      {spectrum.notes.length > 0 ? (
        <details className="notes">
          <summary>
            {w('notes')} ({spectrum.notes.length})
          </summary>
          <ul>
            {spectrum.notes.map((note) => (
              <li key={`${note.code} ${note.message.en}`}>{t(note.message)}</li>
            ))}
          </ul>
        </details>
      ) : null}
      <section className="columns">
        <div>
          <h2>{w('metadata')}</h2>
          <MetadataTable table={table} spectrum={spectrum} />
        </div>
        <div>
          <h2>{w('fileName')}</h2>
          <Facts
            rows={[
              [w('fileName'), spectrum.file.name],
              [w('size'), bytesText(spectrum.file.sizeBytes)],
              ['SHA-256', <code key="sha" className="digest">{spectrum.file.sha256}</code>],
              [w('layout'), spectrum.layout],
              [w('publisherDid'), <code key="pub" className="digest">{spectrum.obsPublisherDid}</code>],
              [w('creatorDid'), <code key="creator" className="digest">{spectrum.creatorDid}</code>],
            ]}
          />
          <h3>{w('segment')}</h3>
          <ul className="plain">
            {segments.map((segment) => (
              <li key={segment.name}>
                <b>{segment.name}</b> {n(segment.pixels)} {w('pixels')}, {segment.from.toFixed(1)}–{segment.to.toFixed(1)} {segment.unit === 'Angstrom' ? 'Å' : segment.unit}
                {segment.snr === undefined ? '' : `, S/N ${segment.snr.toFixed(1)}`} {segment.dateObs ?? ''}
              </li>
            ))}
          </ul>
          {spectrum.releases.length > 1 ? (
            <>
              <h3>{w('otherReleases')}</h3>
              <ul className="plain">
                {spectrum.releases.map((other) => (
                  <li key={other.address}>{other.address === spectrum.address ? <b>{other.address}</b> : <a href={new URL(other.url).pathname}>{other.address}</a>}</li>
                ))}
              </ul>
            </>
          ) : null}
        </div>
      </section>
    </>
  );
}

/** The catalogue row, by group of the descriptor; bits are told in words. */
function MetadataTable({ table, spectrum }: { readonly table: TableDetail; readonly spectrum: Omit<SpectrumDetail, 'segments'> }) {
  const { w, t } = useWords();
  return (
    <table className="metadata">
      <tbody>
        {spectrum.row.map(({ name, value }) => {
          const column = table.columns.find((c) => c.name === name);
          const cell = value as CellJson;
          const bits = column?.bits ? setBits(cell) : [];
          const listed = column?.values?.find((v) => String(v.value) === String(cell));
          return (
            <tr key={name} className={cell === null ? 'missing' : undefined}>
              <th scope="row" title={column ? t(column.description) : undefined}>
                {name}
              </th>
              <td>
                {cell === null ? '–' : cellText(cell, column)} {column?.unit ? <small>{column.unit}</small> : null}
                {listed?.title ? <small> {t(listed.title)}</small> : null}
                {bits.map((bit) => (
                  <div key={bit}>
                    <small>
                      {w('bit')} {bit}: {t(column?.bits?.find((b) => b.bit === bit)?.title ?? { en: '?', zh: '?' })}
                    </small>
                  </div>
                ))}
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
