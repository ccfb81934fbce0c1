import { compareReleases, compareVersions } from '@lingtai/descriptor';
import type { PublishedRelease } from './published.ts';

type Addressed = Pick<PublishedRelease, 'dataset' | 'release' | 'version'>;

/** By dataset, then the newest release and version first. */
export function newestFirst(a: Addressed, b: Addressed): number {
  if (a.dataset !== b.dataset) return a.dataset < b.dataset ? -1 : 1;
  return compareReleases(b.release, a.release) || compareVersions(b.version, a.version);
}
