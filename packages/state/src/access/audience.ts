import { fail, nearest } from '@lingtai/diagnostics';
import { translated } from '../errors.ts';
import type { State } from '../state.ts';

/** Refuses an audience of which a group does not exist: nobody would see what is meant for it. */
export async function assertAudience({ db }: Pick<State, 'db'>, audience: readonly string[]): Promise<void> {
  const groups = await translated(db.selectFrom('access_group').select('name').execute());
  const known = ['public', ...groups.map((group) => group.name)];
  const unknown = audience.find((name) => !known.includes(name));
  if (unknown === undefined) return;
  throw fail(
    'usage',
    'ACCESS-GROUP',
    {
      en: `There is no group "${unknown}". Known: ${known.join(', ')}. Make the group first.`,
      zh: `没有用户组“${unknown}”。现有：${known.join('、')}。请先建立该用户组。`,
    },
    { place: { parameter: 'audience' }, nearest: nearest(unknown, known) },
  );
}
