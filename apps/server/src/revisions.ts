import { type Descriptor, type MetadataChanges, revised } from '@lingtai/descriptor';
import { listMetadataRevisions, type Publication, type State } from '@lingtai/state';

/** What is said about a release now: what it was built with, corrected by its revisions up to the publication's. */
export async function describedBy(state: State, publication: Publication, built: Descriptor): Promise<Descriptor> {
  if (!publication.revision) return built;
  const revisions = await listMetadataRevisions(state, publication);
  return revisions
    .filter(({ revision }) => revision <= publication.revision!)
    .reduce(
      (descriptor, { changes }) => revised(descriptor, publication, changes as unknown as MetadataChanges),
      built,
    );
}
