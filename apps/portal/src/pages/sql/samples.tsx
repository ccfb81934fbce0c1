import type { MouseEvent, ReactNode } from 'react';
import { useWords } from '../../words/context.tsx';
import { sqlPageAddress } from './formats.ts';
import type { SqlData } from './page.tsx';
import { useSay } from './words.ts';

/** Queries that run as they stand, by release; links, so that they work without scripts. */
export function Samples({ data, use }: { readonly data: SqlData; readonly use?: (query: string) => void }): ReactNode {
  const say = useSay();
  const { t } = useWords();
  const groups = [
    ...data.releases.map(({ schemaName, title }) => ({ schemaName, title: t(title) })),
    { schemaName: 'TAP_SCHEMA', title: 'TAP_SCHEMA' },
  ].map((group) => ({
    ...group,
    samples: data.samples.filter((s) => s.tables[0]?.toLowerCase().startsWith(`${group.schemaName.toLowerCase()}.`)),
  }));
  const click = (event: MouseEvent, query: string): void => {
    if (!use || event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    use(query);
  };
  return (
    <section className="sql-samples" aria-labelledby="sql-samples">
      <h2 id="sql-samples">{say('samples')}</h2>
      {groups
        .filter((group) => group.samples.length > 0)
        .map((group, i) => (
          <details key={group.schemaName} open={i === 0}>
            <summary>{group.title}</summary>
            <ul className="plain">
              {group.samples.map((sample) => (
                <li key={sample.id}>
                  <a
                    href={sqlPageAddress(sample.query)}
                    title={sample.query}
                    onClick={(event) => click(event, sample.query)}
                  >
                    {t(sample.title)}
                  </a>
                </li>
              ))}
            </ul>
          </details>
        ))}
    </section>
  );
}
