import { fail, nearest } from '@lingtai/diagnostics';
import type { Selectable, Updateable } from 'kysely';
import { translated } from './errors.ts';
import { dbNow } from './job-row.ts';
import type { Schema } from './schema.ts';
import type { State } from './state.ts';
import type { NewUserTable, UserTable, UserTableStore } from './user-table.ts';

type Row = Selectable<Schema['user_table']>;
type Changes = Updateable<Schema['user_table']>;

function userTableOf(row: Row): UserTable {
  const sum = (of: 'rowCount' | 'sizeBytes'): number => row.files.reduce((total, file) => total + file[of], 0);
  return {
    owner: row.owner,
    name: row.name,
    columns: row.columns,
    rowCount: sum('rowCount'),
    sizeBytes: sum('sizeBytes'),
    files: row.files,
    created: row.created,
    changed: row.changed,
    sharedWith: row.shared_with,
    indexes: row.indexes,
    ...(row.description === null ? {} : { description: row.description }),
  };
}

/** The records of user tables in a state store. */
export function userTableStore(state: State): UserTableStore {
  const change = (owner: string, name: string, values: (row: Row) => Changes) =>
    changeTable(state, owner, name, values);
  return {
    create: (table) => createTable(state, table),
    find: (owner, name) => findTable(state, owner, name),
    visibleTo: (owner) => visibleTo(state, owner),
    append: (owner, name, file) => change(owner, name, ({ files }) => ({ files: JSON.stringify([...files, file]) })),
    share: (owner, name, sharedWith) => change(owner, name, () => ({ shared_with: sharedWith })),
    describe: (owner, name, { description, columns }) =>
      change(owner, name, () => ({
        ...(description === undefined ? {} : { description }),
        ...(columns === undefined ? {} : { columns: JSON.stringify(columns) }),
      })),
    index: (owner, name, column) =>
      change(owner, name, ({ indexes }) => ({ indexes: JSON.stringify([...new Set([...indexes, column])]) })),
    drop: (owner, name) => dropTable(state, owner, name),
    usage: async (owner) => {
      const rows = await translated(state.db.selectFrom('user_table').selectAll().where('owner', '=', owner).execute());
      return { tables: rows.length, sizeBytes: rows.reduce((sum, row) => sum + userTableOf(row).sizeBytes, 0) };
    },
  };
}

async function createTable({ db }: State, table: NewUserTable): Promise<UserTable> {
  const row = await translated(
    db
      .insertInto('user_table')
      .values({
        owner: table.owner,
        name: table.name,
        description: table.description ?? null,
        columns: JSON.stringify(table.columns),
        files: JSON.stringify(table.files),
        shared_with: table.sharedWith ?? 'private',
      })
      .onConflict((conflict) => conflict.constraint('user_table_name').doNothing())
      .returningAll()
      .executeTakeFirst(),
  );
  if (row) return userTableOf(row);
  throw fail('conflict', 'USER-TABLE-EXISTS', {
    en: `${table.owner} has a table "${table.name}" already. Drop it first, or choose another name.`,
    zh: `${table.owner} 已有名为“${table.name}”的表。请先删除，或换一个名称。`,
  });
}

async function findTable({ db }: State, owner: string, name: string): Promise<UserTable | undefined> {
  const row = await translated(
    db.selectFrom('user_table').selectAll().where('owner', '=', owner).where('name', '=', name).executeTakeFirst(),
  );
  return row && userTableOf(row);
}

async function visibleTo({ db }: State, owner: string | undefined): Promise<UserTable[]> {
  const rows = await translated(
    db
      .selectFrom('user_table')
      .selectAll()
      .where((where) =>
        where.or([where('shared_with', '=', 'public'), ...(owner === undefined ? [] : [where('owner', '=', owner)])]),
      )
      .orderBy('owner')
      .orderBy('name')
      .execute(),
  );
  const own = (row: Row): boolean => row.owner === owner;
  return [...rows.filter(own), ...rows.filter((row) => !own(row))].map(userTableOf);
}

/** Reads and changes a row under its lock: of two that change it at once both do. */
async function changeTable(
  state: State,
  owner: string,
  name: string,
  values: (row: Row) => Changes,
): Promise<UserTable> {
  const changed = await translated(
    state.db.transaction().execute(async (trx) => {
      const row = await trx
        .selectFrom('user_table')
        .selectAll()
        .where('owner', '=', owner)
        .where('name', '=', name)
        .forUpdate()
        .executeTakeFirst();
      if (!row) return undefined;
      return trx
        .updateTable('user_table')
        .set({ ...values(row), changed: dbNow })
        .where('owner', '=', owner)
        .where('name', '=', name)
        .returningAll()
        .executeTakeFirstOrThrow();
    }),
  );
  return changed ? userTableOf(changed) : unknownTable(state, owner, name);
}

async function dropTable(state: State, owner: string, name: string): Promise<UserTable> {
  const row = await translated(
    state.db
      .deleteFrom('user_table')
      .where('owner', '=', owner)
      .where('name', '=', name)
      .returningAll()
      .executeTakeFirst(),
  );
  return row ? userTableOf(row) : unknownTable(state, owner, name);
}

async function unknownTable(state: State, owner: string, name: string): Promise<never> {
  const names = (await visibleTo(state, owner)).filter((table) => table.owner === owner).map((table) => table.name);
  throw fail(
    'not-found',
    'USER-TABLE-UNKNOWN',
    { en: `${owner} has no table "${name}".`, zh: `${owner} 没有名为“${name}”的表。` },
    { nearest: nearest(name, names) },
  );
}
