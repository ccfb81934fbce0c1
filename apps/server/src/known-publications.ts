import type { KnownPublication } from '@lingtai/catalogue';
import { listReleaseRecords, publicationsInView, type State } from '@lingtai/state';

/** The publications in view; of those whose record is listed everybody may learn, whoever may see the data. */
export async function knownPublications(state: State): Promise<KnownPublication[]> {
  const [publications, records] = await Promise.all([publicationsInView(state), listReleaseRecords(state)]);
  const listed = new Map(
    records.filter(({ record }) => record.listed !== false).map((stored) => [keyOf(stored), stored.record]),
  );
  return publications.map((publication) => {
    const record = listed.get(keyOf(publication));
    return record ? { ...publication, listed: record.title ? { title: record.title } : {} } : publication;
  });
}

const keyOf = (at: { readonly dataset: string; readonly release: string; readonly version: string }): string =>
  `${at.dataset}/${at.release}/${at.version.toLowerCase()}`;
