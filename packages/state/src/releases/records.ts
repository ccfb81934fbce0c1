import { isDeepStrictEqual } from 'node:util';
import type { FamilyFacts, ReleaseFamily, ReleaseRecord } from '@lingtai/descriptor';
import type { Kysely } from 'kysely';
import type { Actor } from '../accounts/account.ts';
import { audit } from '../accounts/audit.ts';
import { translated } from '../errors.ts';
import type { PublicationAddress } from '../publications.ts';
import type { Schema } from '../schema.ts';
import type { State } from '../state.ts';
import type { RecordsLoaded, StoredFamily, StoredRecord } from './record.ts';

type Store = Pick<State, 'db'>;

/** Loads a family's records, all or none. Again changes nothing; records that the document does not name stay. */
export async function loadReleaseRecords(state: Store, family: ReleaseFamily, by: Actor): Promise<RecordsLoaded> {
  const { lingtai: _format, dataset, records, ...facts } = family;
  return translated(
    state.db.transaction().execute(async (db) => {
      const familyChanged = await saveFamily(db, dataset, facts);
      const loaded = { added: [] as string[], changed: [] as string[], unchanged: [] as string[] };
      for (const record of records)
        loaded[await saveRecord(db, dataset, record)].push(`${record.release}/${record.version}`);
      const { added, changed } = loaded;
      if (familyChanged || added.length + changed.length > 0)
        await audit({ db }, { ...by, action: 'release.records', resource: dataset, detail: { added, changed } });
      return loaded;
    }),
  );
}

/** Adds a record where there is none; the one that is there stays. Tells whether it was added. */
export async function addReleaseRecord(
  state: Store,
  dataset: string,
  record: ReleaseRecord,
  by: Actor,
): Promise<boolean> {
  return translated(
    state.db.transaction().execute(async (db) => {
      const { release, version } = record;
      const added = await db
        .insertInto('release_record')
        .values({ dataset, release, version, record: JSON.stringify(record) })
        .onConflict((conflict) => conflict.doNothing())
        .returning('dataset')
        .executeTakeFirst();
      const resource = `${dataset}/${release}/${version}`;
      if (added) await audit({ db }, { ...by, action: 'release.record', resource });
      return added !== undefined;
    }),
  );
}

async function saveFamily(db: Kysely<Schema>, dataset: string, facts: FamilyFacts): Promise<boolean> {
  const known = await db.selectFrom('release_family').selectAll().where('dataset', '=', dataset).executeTakeFirst();
  if (known && isDeepStrictEqual(known.family, facts)) return false;
  const family = JSON.stringify(facts);
  await db
    .insertInto('release_family')
    .values({ dataset, family })
    .onConflict((conflict) => conflict.column('dataset').doUpdateSet({ family, changed: new Date() }))
    .execute();
  return true;
}

async function saveRecord(
  db: Kysely<Schema>,
  dataset: string,
  record: ReleaseRecord,
): Promise<'added' | 'changed' | 'unchanged'> {
  const { release, version } = record;
  const known = await db
    .selectFrom('release_record')
    .select('record')
    .where('dataset', '=', dataset)
    .where('release', '=', release)
    .where('version', '=', version)
    .executeTakeFirst();
  if (known && isDeepStrictEqual(known.record, record)) return 'unchanged';
  const text = JSON.stringify(record);
  await db
    .insertInto('release_record')
    .values({ dataset, release, version, record: text })
    .onConflict((conflict) =>
      conflict.constraint('release_record_address').doUpdateSet({ record: text, changed: new Date() }),
    )
    .execute();
  return known ? 'changed' : 'added';
}

export async function listReleaseFamilies({ db }: Store): Promise<StoredFamily[]> {
  const rows = await translated(db.selectFrom('release_family').selectAll().orderBy('dataset').execute());
  return rows.map(({ dataset, family, changed }) => ({ dataset, facts: family, changed }));
}

/** All records, by dataset; their order inside is the caller's. */
export async function listReleaseRecords({ db }: Store): Promise<StoredRecord[]> {
  const rows = await translated(
    db.selectFrom('release_record').selectAll().orderBy('dataset').orderBy('release').orderBy('version').execute(),
  );
  return rows.map(({ dataset, release, version, record, changed }) => ({ dataset, release, version, record, changed }));
}

export async function findReleaseRecord({ db }: Store, at: PublicationAddress): Promise<StoredRecord | undefined> {
  return translated(
    db
      .selectFrom('release_record')
      .selectAll()
      .where('dataset', '=', at.dataset)
      .where('release', '=', at.release)
      .where('version', '=', at.version)
      .executeTakeFirst(),
  );
}
