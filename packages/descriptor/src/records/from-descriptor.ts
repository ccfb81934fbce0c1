import type { ReleaseEntry } from '../types.ts';
import type { ReleaseRecord } from './types.ts';

/** The record that a descriptor's own words make, for a release of which nothing more is known. */
export function releaseRecordOf(entry: ReleaseEntry): ReleaseRecord {
  const { release, version, title, note, observed, from } = entry;
  const audience = entry.audience === undefined ? undefined : [entry.audience].flat();
  return {
    release,
    version,
    ...(title ? { title } : {}),
    ...(from === undefined ? {} : { released: from }),
    ...(from !== undefined && audience?.includes('public') ? { public: from } : {}),
    ...(audience ? { audience } : {}),
    ...(observed ? { observed: [observed] } : {}),
    ...(note ? { note } : {}),
    ...(audience?.includes('hidden') ? { listed: false } : {}),
  };
}
