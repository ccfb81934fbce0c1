import type { CatalogueSnapshot, PublishedRelease } from '@lingtai/catalogue';
import type { VosiSchema, VosiTable } from '@lingtai/service-dali';

/** The schemas of the releases in a snapshot, newest release of a dataset first. */
export function releaseSchemas(snapshot: CatalogueSnapshot): VosiSchema[] {
  return snapshot.releases.map((release) => ({
    name: release.schemaName,
    title: `${release.descriptor.title.en} ${release.release} ${release.version}`,
    description: release.descriptor.description.en,
    tables: release.tableNames.flatMap((name) => releaseTable(snapshot, release, name)),
  }));
}

function releaseTable(snapshot: CatalogueSnapshot, release: PublishedRelease, name: string): VosiTable[] {
  const table = snapshot.view.table([{ text: release.schemaName }, { text: name }]);
  const entry = release.descriptor.tables.find((t) => t.name === name);
  if (!table || !entry) return [];
  return [{ table, title: entry.title.en, description: (entry.description ?? entry.title).en }];
}
