import type { ReleaseItem } from '@lingtai/service-releases';
import type { ReactNode } from 'react';
import { useReleaseWords } from './words.ts';

/** Leads to every release and sub-version of a dataset; the list is long, so that it opens on request. */
export function ReleasePicker({
  dataset,
  releases,
  current,
}: {
  readonly dataset: string;
  readonly releases: readonly ReleaseItem[];
  readonly current: string;
}): ReactNode {
  const { say } = useReleaseWords();
  return (
    <details className="picker">
      <summary>{say('otherReleases')}</summary>
      <p>
        <a href={`/${dataset}/releases`}>{say('allReleases')}</a>
      </p>
      <ul className="plain">
        {[...Map.groupBy(releases, (item) => item.release)].map(([release, items]) => (
          <li key={release}>
            <strong>{release.toUpperCase()}</strong>{' '}
            {items.map((item) => (
              <a
                key={item.version}
                href={`/${item.address}`}
                {...(item.address === current ? { 'aria-current': 'page' as const } : {})}
              >
                {item.version}
              </a>
            ))}
          </li>
        ))}
      </ul>
    </details>
  );
}
