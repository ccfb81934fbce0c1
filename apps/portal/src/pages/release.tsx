import type { ReleaseTree } from '@lingtai/service-bulk';
import type { ReleaseDetail, Statistics, TableDetail } from '@lingtai/service-forms';
import type { ReleaseFamilyDetail } from '@lingtai/service-releases';
import { type ApiErrors, type LoadRequest, load, PageError, type PageView } from '../page.ts';
import { bytesText, Code, Copyable, Facts } from '../parts/facts.tsx';
import { useWords } from '../words/context.tsx';
import { ItemFacts } from './releases/item-facts.tsx';
import { ReleasePicker } from './releases/picker.tsx';
import { RawFiles } from './releases/raw-files.tsx';
import { familyOf, loadRecord } from './releases/record.tsx';
import { useReleaseWords } from './releases/words.ts';
import { tableInSql } from './sql/table-link.ts';

export interface ReleaseData {
  readonly release: ReleaseDetail;
  /** Counts by class of the tables that have classes. */
  readonly classes: readonly Statistics[];
  /** How many of its files the reader may have; the list itself is not in it. */
  readonly tree: ReleaseTree;
  /** The SQL page with its first table. */
  readonly inSql?: string;
  /** Its release and the others of the dataset, with what is recorded of them. */
  readonly family?: ReleaseFamilyDetail;
}

export async function loadRelease(request: LoadRequest): Promise<PageView> {
  const { dataset, release, version } = request.params;
  const answer = await request.api(release === undefined ? `/api/${dataset}` : `/api/${dataset}/${release}/${version}`);
  if (answer.status < 400) return releaseView(request, answer.body as ReleaseDetail);
  const other = release === undefined ? await toFamily(request) : await loadRecord(request, answer.status);
  if (other) return other;
  throw new PageError(answer.body as ApiErrors);
}

/** A dataset without data here may have records of its releases. */
async function toFamily({ api, params }: LoadRequest): Promise<PageView | undefined> {
  const family = await familyOf(api, params['dataset']!);
  return (
    family && { page: 'family', data: { family, order: 'version' }, title: '', redirect: `/${family.dataset}/releases` }
  );
}

async function releaseView({ api, site, lang }: LoadRequest, detail: ReleaseDetail): Promise<PageView> {
  const classes = await Promise.all(detail.tables.map((table) => classCounts({ api, detail, table: table.name })));
  const family = await familyOf(api, detail.dataset);
  const first = detail.tables[0];
  const data: ReleaseData = {
    release: detail,
    classes: classes.flatMap((c) => c ?? []),
    tree: await load<ReleaseTree>(api, `/${detail.address}/tree?MAXREC=0`),
    ...(family ? { family } : {}),
    ...(first ? { inSql: tableInSql(detail.schemaName, first.name) } : {}),
  };
  const title = `${detail.datasetTitle[lang]} ${detail.release} ${detail.version}`;
  return {
    page: 'release',
    data,
    title,
    description: detail.datasetDescription[lang],
    canonical: `${site.baseUrl}/${detail.address}`,
    jsonLd: jsonLdOf(detail, site.baseUrl, lang),
  };
}

async function classCounts({
  api,
  detail,
  table,
}: {
  api: LoadRequest['api'];
  detail: ReleaseDetail;
  table: string;
}): Promise<Statistics | undefined> {
  const { columns } = await load<TableDetail>(api, `/api/${detail.address}/tables/${table}`);
  const column = columns.find((c) => c.name === 'class' && c.values);
  return column && load<Statistics>(api, `/api/${detail.address}/tables/${table}/statistics?COLUMN=class`);
}

function jsonLdOf(release: ReleaseDetail, baseUrl: string, lang: 'en' | 'zh'): unknown {
  return {
    '@context': 'https://schema.org',
    '@type': 'Dataset',
    name: `${release.datasetTitle[lang]} ${release.release} ${release.version}`,
    description: release.datasetDescription[lang],
    url: `${baseUrl}/${release.address}`,
    identifier: release.ivoid,
    version: `${release.release}/${release.version}`,
    license: release.licence.url ?? release.licence.name,
    creator: release.creators.map((c) => ({
      '@type': c.orcid ? 'Person' : 'Organization',
      name: c.name,
      ...(c.orcid ? { sameAs: `https://orcid.org/${c.orcid}` } : {}),
    })),
    publisher: { '@type': 'Organization', name: release.publisher.name[lang], url: release.publisher.url },
    datePublished: release.publishedFrom.slice(0, 10),
  };
}

export function Release({ data }: { readonly data: ReleaseData }) {
  const { w, t, n, lang } = useWords();
  const { release, classes, tree, inSql, family } = data;
  const base = `/${release.address}`;
  const own = release.forms.filter((form) => release.products.some((p) => p.table === form.table));
  return (
    <>
      <h1>
        {t(release.datasetTitle)} <small>{`${release.release} ${release.version}`}</small>
      </h1>
      <p className="lead">{t(release.datasetDescription)}</p>
      {release.note ? <p>{t(release.note)}</p> : null}
      {family ? <ReleasePicker dataset={release.dataset} releases={family.releases} current={release.address} /> : null}
      <nav className="entries" aria-label={w('search')}>
        {own.map((form) => (
          <a key={form.name} className="entry" href={`${base}/search/${form.name}`}>
            {t(form.title)}
          </a>
        ))}
        <a className="entry" href={`${base}/tables`}>
          {w('catalogues')}
        </a>
        {inSql ? (
          <a className="entry" href={inSql}>
            {w('inSql')}
          </a>
        ) : null}
        <a className="entry" href={`${base}/report`}>
          {w('report')}
        </a>
      </nav>
      <section className="columns">
        <div>
          <h2>{w('statistics')}</h2>
          <table>
            <thead>
              <tr>
                <th scope="col">{w('table')}</th>
                <th scope="col" className="number">
                  {w('rows')}
                </th>
              </tr>
            </thead>
            <tbody>
              {release.tables.map((table) => (
                <tr key={table.name}>
                  <th scope="row">
                    <a href={`${base}/tables/${table.name}`}>{t(table.title)}</a>
                  </th>
                  <td className="number">{n(table.rowCount)}</td>
                </tr>
              ))}
            </tbody>
          </table>
          {classes.map((counts) => (
            <ClassTable key={counts.table} counts={counts} release={release} />
          ))}
        </div>
        <div>
          <h2>{w('release')}</h2>
          <Facts
            rows={[
              [w('publishedFrom'), release.publishedFrom.slice(0, 10)],
              [
                w('observed'),
                release.observed ? `${release.observed.from} ${w('to')} ${release.observed.to}` : undefined,
              ],
              [w('files'), n(release.productCount)],
              [w('size'), bytesText(release.sizeBytes)],
              [w('digest'), <Code key="digest" text={release.digest} of={w('digest')} />],
            ]}
          />
          {family ? <Recorded release={release} family={family} /> : null}
          <h2>{w('services')}</h2>
          <ul className="plain">
            {release.tables.flatMap((table) =>
              table.coneUrl
                ? [
                    <li key={table.name}>
                      {w('cone')} · {t(table.title)} <code className="address">{table.coneUrl}</code>
                    </li>,
                  ]
                : [],
            )}
          </ul>
        </div>
      </section>
      <RawFiles tree={tree} />
      <h2>{w('about')}</h2>
      <Facts
        rows={[
          [w('creators'), release.creators.map((c) => c.name).join(lang === 'zh' ? '、' : ', ')],
          [
            w('publisher'),
            release.publisher.url ? (
              <a key="publisher" href={release.publisher.url}>
                {t(release.publisher.name)}
              </a>
            ) : (
              t(release.publisher.name)
            ),
          ],
          [
            w('contact'),
            release.contact ? (
              <a key="contact" href={`mailto:${release.contact.email}`}>
                {release.contact.name}
              </a>
            ) : undefined,
          ],
          [
            w('licence'),
            release.licence.url ? (
              <a key="licence" href={release.licence.url}>
                {release.licence.name}
              </a>
            ) : (
              release.licence.name
            ),
          ],
          [w('facility'), release.facility.title ? t(release.facility.title) : release.facility.name],
          [
            w('instrument'),
            release.instrument
              ? release.instrument.title
                ? t(release.instrument.title)
                : release.instrument.name
              : undefined,
          ],
          ...(release.instrument?.facts ?? []).map(
            (fact) => [t(fact.name), `${fact.value}${fact.unit ? ` ${fact.unit}` : ''}`] as const,
          ),
          [w('identifiers'), [release.ivoid, ...release.identifiers.map((i) => `${i.kind}: ${i.value}`)].join(' · ')],
        ]}
      />
      {release.references.length > 0 ? (
        <>
          <h2 id="references">{w('references')}</h2>
          <ul>
            {release.references.map((r) => (
              <li key={r.title}>
                {r.url || r.doi ? <a href={r.url ?? `https://doi.org/${r.doi}`}>{r.title}</a> : r.title}
              </li>
            ))}
          </ul>
        </>
      ) : null}
      <h2>{w('acknowledgement')}</h2>
      <Copyable text={t(release.acknowledgement)} of={w('acknowledgement')} />
    </>
  );
}

function ClassTable({ counts, release }: { readonly counts: Statistics; readonly release: ReleaseDetail }) {
  const { w, t, n } = useWords();
  const title = release.tables.find((table) => table.name === counts.table)!.title;
  const total = counts.groups.reduce((sum, g) => sum + g.count, 0);
  const form = release.forms.find((f) => f.table === counts.table)?.name ?? counts.table;
  return (
    <table className="bars">
      <caption>
        {w('byClass')} · {t(title)}
      </caption>
      <tbody>
        {counts.groups.map((group) => (
          <tr key={group.value}>
            <th scope="row">
              {group.value === null ? (
                '–'
              ) : (
                <a href={`/${release.address}/search/${form}?class=${encodeURIComponent(group.value)}`}>
                  {group.value}
                </a>
              )}
            </th>
            <td className="number">{n(group.count)}</td>
            <td className="bar">
              <span style={{ width: `${(100 * group.count) / Math.max(1, total)}%` }} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** What is recorded of the release beside its data: dates, approval, policy, revisions of its metadata. */
function Recorded({ release, family }: { readonly release: ReleaseDetail; readonly family: ReleaseFamilyDetail }) {
  const { say } = useReleaseWords();
  const found = family.releases.find((r) => r.address === release.address);
  if (!found) return null;
  // The page begins with the change note.
  const { note: _note, ...item } = found;
  return (
    <>
      <ItemFacts item={item} names={family} />
      {item.revision ? (
        <p>
          {say('revision')} {item.revision} ·{' '}
          <a href={`/api/${item.dataset}/releases/${item.release}/${item.version}/revisions`}>{say('revisions')}</a>
        </p>
      ) : null}
    </>
  );
}
