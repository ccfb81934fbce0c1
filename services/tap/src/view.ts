import type { Asker } from '@lingtai/access';
import type { CatalogueSnapshot } from '@lingtai/catalogue';
import type { CatalogueView, ViewTable } from '@lingtai/query';
import type { VosiSchema } from '@lingtai/service-dali';
import type { TapContext } from './context.ts';
import { releaseSchemas } from './release-schemas.ts';
import { tapSchema } from './schema-view.ts';

/** Everything that one asker may query at this moment. */
export interface TapView {
  readonly snapshot: CatalogueSnapshot;
  /** TAP_SCHEMA first. */
  readonly schemas: readonly VosiSchema[];
  readonly view: CatalogueView;
}

const kept = new WeakMap<CatalogueSnapshot, Promise<TapView>>();

/** The releases that the asker may see, his own tables, and TAP_SCHEMA which describes them and itself. */
export async function tapView(context: TapContext, asker: Asker): Promise<TapView> {
  const snapshot = await context.catalogue.snapshot(asker);
  const more = await context.userTables.schemasFor(asker);
  // Snapshots do not change, so that without tables of his own every asker of the same rights gets the same view.
  if (more.length > 0) return viewOf(context, snapshot, more);
  const view = kept.get(snapshot) ?? viewOf(context, snapshot, []);
  kept.set(snapshot, view);
  view.catch(() => kept.delete(snapshot));
  return view;
}

async function viewOf(context: TapContext, snapshot: CatalogueSnapshot, more: readonly VosiSchema[]): Promise<TapView> {
  const others = [...releaseSchemas(snapshot), ...more];
  const schemas = [await tapSchema(others, context.looseTables), ...others];
  const added = schemas.filter((s) => !snapshot.releases.some((r) => r.schemaName === s.name));
  return {
    snapshot,
    schemas,
    view: tellingGone(
      withTables(
        snapshot.view,
        added.flatMap((s) => s.tables.map((t) => t.table)),
      ),
      context,
    ),
  };
}

/** A view that says of a withdrawn release's tables that they are gone, and not that they never were. */
function tellingGone(view: CatalogueView, context: TapContext): CatalogueView {
  return {
    ...view,
    table: (parts) => {
      const table = view.table(parts);
      const gone = table || parts.length < 2 ? undefined : context.goneSchema(parts[0]!.text);
      if (gone) throw gone;
      return table;
    },
  };
}

/** A view with some tables more; they go before tables of the same name. */
export function withTables(view: CatalogueView, tables: readonly ViewTable[]): CatalogueView {
  const byName = new Map(tables.map((t) => [t.name.toLowerCase(), t]));
  return {
    table: (parts) => byName.get(parts.map((p) => p.text.toLowerCase()).join('.')) ?? view.table(parts),
    tableNames: () => [...tables.map((t) => t.name), ...view.tableNames()],
    audienceKey: [
      view.audienceKey,
      ...tables.map((t) => `${t.name}=${t.storage.releaseDigest}/${t.storage.table}`),
    ].join(' '),
  };
}
