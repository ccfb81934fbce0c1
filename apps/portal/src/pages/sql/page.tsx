import type { DatasetList, ReleaseDetail, SiteInfo } from '@lingtai/service-forms';
import type { QuerySamples } from '@lingtai/service-tap/schemas';
import { type ComponentType, type ReactNode, type RefObject, useEffect, useRef, useState } from 'react';
import { type LoadRequest, load, type PageView } from '../../page.ts';
import type { LocalText } from '../../words/context.tsx';
import { savedFormats } from './formats.ts';
import { Samples } from './samples.tsx';
import { sqlTitle, useSay } from './words.ts';

const workbench = 'src/pages/sql/workbench.tsx';

export interface SqlRelease {
  readonly address: string;
  readonly schemaName: string;
  readonly title: LocalText;
  readonly tables: readonly {
    readonly name: string;
    readonly title: LocalText;
    readonly rowCount?: number;
    readonly columnCount: number;
  }[];
}

export interface SqlData {
  readonly query: string;
  readonly samples: QuerySamples['samples'];
  readonly releases: readonly SqlRelease[];
  readonly maxrec: SiteInfo['maxrec'];
}

export async function loadSql({ api, query, lang, site }: LoadRequest): Promise<PageView> {
  const [{ datasets }, { samples }, { maxrec }] = await Promise.all([
    load<DatasetList>(api, '/api/datasets'),
    load<QuerySamples>(api, '/api/query/samples'),
    load<SiteInfo>(api, '/api'),
  ]);
  const addresses = datasets.flatMap((d) => d.releases.map((r) => r.address));
  const releases = await Promise.all(addresses.map((a) => load<ReleaseDetail>(api, `/api/${a}`)));
  const first = samples.find((s) => s.tables.every((t) => !t.startsWith('TAP_SCHEMA.'))) ?? samples[0];
  const data: SqlData = {
    query: query.get('query') ?? first?.query ?? '',
    samples,
    releases: releases.map(releaseOf),
    maxrec,
  };
  return { page: 'sql', data, title: sqlTitle[lang], canonical: `${site.baseUrl}/sql`, loads: [workbench] };
}

function releaseOf({ address, schemaName, datasetTitle, release, version, tables }: ReleaseDetail): SqlRelease {
  return {
    address,
    schemaName,
    title: { en: `${datasetTitle.en} ${release} ${version}`, zh: `${datasetTitle.zh} ${release} ${version}` },
    tables: tables.map(({ name, title, rowCount, columnCount }) => ({
      ...{ name, title, columnCount },
      ...(rowCount === undefined ? {} : { rowCount }),
    })),
  };
}

/** A plain form until the workbench has come; it stays one where there are no scripts. */
export function Sql({ data }: { readonly data: SqlData }): ReactNode {
  const say = useSay();
  const [Workbench, setWorkbench] = useState<ComponentType<{ readonly data: SqlData }>>();
  const [failed, setFailed] = useState(false);
  const typed = useRef<HTMLTextAreaElement>(null);
  // What was typed while the scripts were on their way stays: React puts the first text back when it takes over the field.
  const [early] = useState(fieldText);
  const query = useRef(data.query);
  useEffect(() => {
    if (early !== undefined && typed.current) typed.current.value = early;
  }, [early]);
  useEffect(() => {
    import('./workbench.tsx').then(
      (module) => {
        query.current = typed.current?.value ?? data.query;
        setWorkbench(() => module.Workbench);
      },
      () => setFailed(true),
    );
  }, [data.query]);
  return (
    <>
      <h1>{say('title')}</h1>
      <p className="lead">{say('intro')}</p>
      {Workbench ? (
        <Workbench data={{ ...data, query: query.current }} />
      ) : (
        <PlainForm data={data} failed={failed} text={typed} />
      )}
    </>
  );
}

/** The text of the plain form before React has taken it over. */
function fieldText(): string | undefined {
  if (typeof document === 'undefined') return undefined;
  return document.querySelector<HTMLTextAreaElement>('#sql-plain')?.value;
}

function PlainForm({
  data,
  failed,
  text,
}: {
  readonly data: SqlData;
  readonly failed: boolean;
  readonly text: RefObject<HTMLTextAreaElement | null>;
}): ReactNode {
  const say = useSay();
  return (
    <>
      <p className={failed ? 'errors' : 'hint needs-script'} role={failed ? 'alert' : 'status'}>
        {say(failed ? 'loadFailed' : 'loading')}
      </p>
      <noscript>
        <p className="hint">{say('plainIntro')}</p>
      </noscript>
      <form className="sql-plain" method="post" action="/tap/sync">
        <input type="hidden" name="LANG" value="ADQL" />
        <label htmlFor="sql-plain">{say('query')}</label>
        <textarea
          ref={text}
          id="sql-plain"
          name="QUERY"
          rows={9}
          spellCheck={false}
          autoComplete="off"
          defaultValue={data.query}
        />
        <div className="actions">
          <button type="submit">{say('run')}</button>
          <label>
            {say('maxrec')}{' '}
            <input name="MAXREC" type="number" min={1} max={data.maxrec.max} defaultValue={data.maxrec.default} />
          </label>
          <label>
            {say('format')}{' '}
            <select name="RESPONSEFORMAT" defaultValue="csv">
              {savedFormats.map((format) => (
                <option key={format.name} value={format.name}>
                  {format.label}
                </option>
              ))}
            </select>
          </label>
        </div>
      </form>
      <Samples data={data} />
    </>
  );
}
