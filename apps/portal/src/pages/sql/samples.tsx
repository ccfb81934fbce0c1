import type { QuerySamples } from '@lingtai/service-tap/schemas';
import type { MouseEvent, ReactNode } from 'react';
import { useWords } from '../../words/context.tsx';
import { sqlPageAddress } from './formats.ts';
import type { SqlData, SqlRelease } from './page.tsx';
import { useSay } from './words.ts';

type Sample = QuerySamples['samples'][number];
type Use = (query: string) => void;

/** Queries that run as they stand, by release and table; links, so that they work without scripts. */
export function Samples({ data, use }: { readonly data: SqlData; readonly use?: Use }): ReactNode {
  const say = useSay();
  const { t } = useWords();
  const ofRelease = new Set(data.releases.flatMap((release) => release.tables.map((table) => nameOf(release, table))));
  const others = data.samples.filter(({ tables }) => !ofRelease.has(tables[0]?.toLowerCase() ?? ''));
  return (
    <section className="sql-samples" aria-labelledby="sql-samples">
      <h2 id="sql-samples">{say('samples')}</h2>
      {data.releases.map((release, i) => (
        <details key={release.address} open={i === 0}>
          <summary>{t(release.title)}</summary>
          {release.tables.map((table, k) => (
            <details className="table" key={table.name} open={i === 0 && k === 0}>
              <summary>
                <b>{table.name}</b> <small>{t(table.title)}</small>
              </summary>
              <SampleList samples={samplesOf(data, nameOf(release, table))} use={use} />
            </details>
          ))}
        </details>
      ))}
      <SampleList samples={others} use={use} />
    </section>
  );
}

const nameOf = ({ schemaName }: SqlRelease, { name }: { readonly name: string }): string =>
  `${schemaName}.${name}`.toLowerCase();

function samplesOf({ samples }: SqlData, table: string): readonly Sample[] {
  return samples.filter(({ tables }) => tables[0]?.toLowerCase() === table);
}

function SampleList({
  samples,
  use,
}: {
  readonly samples: readonly Sample[];
  readonly use: Use | undefined;
}): ReactNode {
  const { t } = useWords();
  const click = (event: MouseEvent, query: string): void => {
    if (!use || event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    use(query);
  };
  return (
    <ul className="plain">
      {samples.map(({ id, what, query }) => (
        <li key={id}>
          <a href={sqlPageAddress(query)} title={query} onClick={(event) => click(event, query)}>
            {t(what)}
          </a>
        </li>
      ))}
    </ul>
  );
}
