import { fail, type LocalText, nearest } from '@lingtai/diagnostics';
import { type Selectable, sql } from 'kysely';
import { translated } from '../errors.ts';
import type { Schema } from '../schema.ts';
import type { State } from '../state.ts';
import type { Actor } from './account.ts';
import { audit } from './audit.ts';
import type { Group } from './group.ts';

type Store = Pick<State, 'db'>;

/** `public` is everybody, whoever he is. */
const reserved = ['public', 'anonymous', 'operator'];

export async function listGroups({ db }: Store): Promise<Group[]> {
  return (await translated(db.selectFrom('access_group').selectAll().orderBy('name').execute())).map(groupOfRow);
}

/** The group of that name; the error names the nearest. */
export async function groupOf(state: Store, name: string): Promise<Group> {
  const groups = await listGroups(state);
  const found = groups.find((group) => group.name === name);
  if (found) return found;
  throw fail(
    'not-found',
    'GROUP-UNKNOWN',
    { en: `There is no group "${name}".`, zh: `没有名为“${name}”的用户组。` },
    {
      nearest: nearest(
        name,
        groups.map((group) => group.name),
      ),
    },
  );
}

/** Whether a group could have this name. */
export function isGroupName(name: string): boolean {
  return /^[a-z][a-z0-9-]{0,63}$/.test(name) && !reserved.includes(name);
}

/** Makes a group; nobody is in it. */
export async function createGroup(
  state: Store,
  wanted: { readonly name: string; readonly title: LocalText; readonly description?: LocalText },
  by: Actor,
): Promise<Group> {
  const { name, title, description } = wanted;
  if (!isGroupName(name)) {
    throw fail(
      'usage',
      'GROUP-NAME',
      {
        en: `The name of a group has small letters, digits and hyphens and begins with a letter; ${reserved.join(', ')} are reserved.`,
        zh: `用户组名由小写字母、数字和连字符组成，且以字母开头；${reserved.join('、')} 为保留名称。`,
      },
      { place: { parameter: 'name' } },
    );
  }
  const row = await translated(
    state.db.transaction().execute(async (db) => {
      // No account is made while a group is: each sees that the other has the name.
      await sql`lock table account in share row exclusive mode`.execute(db);
      const made = await db
        .insertInto('access_group')
        .values({
          name,
          title: JSON.stringify(title),
          description: description === undefined ? null : JSON.stringify(description),
        })
        .onConflict((conflict) => conflict.doNothing())
        .returningAll()
        .executeTakeFirst();
      if (made) await audit({ db }, { ...by, action: 'group.make', resource: `group:${name}`, detail: { title } });
      return made;
    }),
  );
  if (row) return groupOfRow(row);
  throw fail('conflict', 'GROUP-EXISTS', {
    en: `There is a group "${name}" already.`,
    zh: `已有名为“${name}”的用户组。`,
  });
}

/** Changes what people read of a group; its name stays. */
export async function changeGroup(
  state: Store,
  name: string,
  changes: { readonly title?: LocalText; readonly description?: LocalText },
  by: Actor,
): Promise<Group> {
  await groupOf(state, name);
  const { title, description } = changes;
  return translated(
    state.db.transaction().execute(async (db) => {
      await audit({ db }, { ...by, action: 'group.change', resource: `group:${name}`, detail: { ...changes } });
      const row = await db
        .updateTable('access_group')
        .set({
          name,
          ...(title === undefined ? {} : { title: JSON.stringify(title) }),
          ...(description === undefined ? {} : { description: JSON.stringify(description) }),
        })
        .where('name', '=', name)
        .returningAll()
        .executeTakeFirstOrThrow();
      return groupOfRow(row);
    }),
  );
}

function groupOfRow({ name, title, description, created }: Selectable<Schema['access_group']>): Group {
  return { name, title, ...(description === null ? {} : { description }), created };
}
