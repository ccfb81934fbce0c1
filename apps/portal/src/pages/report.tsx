import type { ReleaseDetail, Report } from '@lingtai/service-forms';
import { type LoadRequest, load, type PageView } from '../page.ts';
import { useWords, wordOf } from '../words/context.tsx';
import { Crumbs } from './tables.tsx';

interface ReportData {
  readonly release: ReleaseDetail;
  readonly report: Report;
}

export async function loadReport({ api, params, lang }: LoadRequest): Promise<PageView> {
  const base = `/api/${params['dataset']}/${params['release']}/${params['version']}`;
  const [release, report] = await Promise.all([load<ReleaseDetail>(api, base), load<Report>(api, `${base}/report`)]);
  const data: ReportData = { release, report };
  return {
    page: 'report',
    data,
    title: `${wordOf('report', lang)} · ${release.datasetTitle[lang]} ${release.release} ${release.version}`,
  };
}

export function ReportPage({ data: { release, report } }: { readonly data: ReportData }) {
  const { w, t, n } = useWords();
  return (
    <>
      <Crumbs release={release} />
      <h1>{w('report')}</h1>
      <p className="lead">{w('reportText')}</p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reached by the keyboard */}
      <section className="scroll" tabIndex={0} aria-label={w('source')}>
        <table>
          <thead>
            <tr>
              <th scope="col">{w('source')}</th>
              {(['files', 'read', 'accepted', 'rejected'] as const).map((key) => (
                <th scope="col" className="number" key={key}>
                  {w(key)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {report.sources.map((source) => (
              <tr key={`${source.of} ${source.name}`}>
                <th scope="row">
                  {source.name} <small>{source.kind}</small>
                </th>
                {[source.files, source.read, source.accepted, source.rejected].map((value, i) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: four fixed columns
                  <td className="number" key={i}>
                    {n(value)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      {report.rowsRejected === 0 ? <p>{w('noRejects')}</p> : null}
      {report.sources
        .filter((source) => source.reasons.length + source.notes.length > 0)
        .map((source) => (
          <section key={`${source.of} ${source.name}`}>
            <h2>{source.name}</h2>
            {[...source.reasons, ...source.notes].map((reason) => (
              <details key={reason.code} open={source.reasons.includes(reason)}>
                <summary>
                  {t(reason.text)} <span className="tag">{n(reason.count)}</span> <code>{reason.code}</code>
                </summary>
                <ul>
                  {[...new Set(reason.examples)].map((example) => (
                    <li key={example}>
                      <code>{example}</code>
                    </li>
                  ))}
                </ul>
              </details>
            ))}
          </section>
        ))}
    </>
  );
}
