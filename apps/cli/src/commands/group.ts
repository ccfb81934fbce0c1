import { fail } from '@lingtai/diagnostics';
import { createGroup, groupOf, joinGroup, leaveGroup, listGroups, listMemberships } from '@lingtai/state';
import { dateOption } from '../date-option.ts';
import { printJson, terminalLang } from '../terminal.ts';
import { textTable } from '../text-table.ts';
import { type HomeOptions, minute, say, terminal, withState } from './with-state.ts';

const lineWidth = (): number => Math.max(80, process.stdout.columns ?? 120);
const columns = (...names: readonly string[]) => names.map((name) => ({ name, right: false }));

/** `lingtai group list`: all groups and how many are in them now. */
export async function listCommand(options: HomeOptions): Promise<void> {
  const groups = await withState(options, async (state) => {
    const memberships = await listMemberships(state);
    return (await listGroups(state)).map((group) => ({
      ...group,
      members: new Set(memberships.filter((m) => m.group === group.name && inForce(m)).map(({ account }) => account))
        .size,
    }));
  });
  if (options.json) return printJson(groups);
  const zh = terminalLang() === 'zh';
  const head = zh ? ['名称', '标题', '成员'] : ['NAME', 'TITLE', 'MEMBERS'];
  const rows = groups.map(({ name, title, members }) => [name, title[zh ? 'zh' : 'en'], String(members)]);
  process.stdout.write(textTable(columns(...head), rows, lineWidth()));
}

function inForce({ revoked, starts, ends }: { revoked?: Date; starts: Date; ends?: Date }): boolean {
  const now = Date.now();
  return revoked === undefined && starts.getTime() <= now && (ends === undefined || now < ends.getTime());
}

/** `lingtai group add NAME --title EN --title-zh ZH`. */
export async function addCommand(
  name: string,
  options: HomeOptions & { readonly title: string; readonly titleZh?: string },
): Promise<void> {
  const { title, titleZh = title } = options;
  const made = await withState(options, (state) =>
    createGroup(state, { name, title: { en: title, zh: titleZh } }, terminal),
  );
  if (options.json) return printJson(made);
  say(`Group "${name}" is made.`, `用户组“${name}”已建立。`);
}

/** `lingtai group join GROUP ACCOUNT --reason TEXT [--from DATE] [--until DATE]`. */
export async function joinCommand(
  group: string,
  account: string,
  options: HomeOptions & { readonly reason: string; readonly from?: string; readonly until?: string },
): Promise<void> {
  const { reason, from, until } = options;
  const term = {
    ...(from === undefined ? {} : { starts: dateOption('--from', from) }),
    ...(until === undefined ? {} : { ends: dateOption('--until', until) }),
  };
  const made = await withState(options, (state) => joinGroup(state, { account, group, reason, ...term }, terminal));
  if (options.json) return printJson(made);
  const [en, zh] = made.ends ? [` until ${minute(made.ends)} UTC`, `，至 ${minute(made.ends)} UTC`] : ['', ''];
  say(
    `${account} is in "${group}"${en} (membership ${made.id}).`,
    `${account} 已加入“${group}”${zh}（成员资格 ${made.id}）。`,
  );
}

/** `lingtai group leave GROUP ACCOUNT --reason TEXT`: takes back all memberships in force and to come. */
export async function leaveCommand(
  group: string,
  account: string,
  options: HomeOptions & { readonly reason: string },
): Promise<void> {
  const { reason } = options;
  const ended = await withState(options, async (state) => {
    await groupOf(state, group);
    const now = Date.now();
    const mine = (await listMemberships(state, { account, group })).filter(
      ({ revoked, ends }) => revoked === undefined && (ends === undefined || now < ends.getTime()),
    );
    if (mine.length === 0)
      throw fail('not-found', 'MEMBERSHIP-UNKNOWN', {
        en: `${account} is not in the group "${group}".`,
        zh: `${account} 不在用户组“${group}”中。`,
      });
    return Promise.all(mine.map(({ id }) => leaveGroup(state, { group, id, reason }, terminal)));
  });
  if (options.json) return printJson(ended);
  say(`${account} is no longer in "${group}".`, `${account} 已退出“${group}”。`);
}

/** `lingtai group members GROUP`: who is in it, since when, by whom and why; with --past also who was. */
export async function membersCommand(group: string, options: HomeOptions & { readonly past?: boolean }): Promise<void> {
  const members = await withState(options, async (state) => {
    await groupOf(state, group);
    const all = await listMemberships(state, { group });
    return all.filter(
      ({ revoked, ends }) =>
        options.past || (revoked === undefined && (ends === undefined || Date.now() < ends.getTime())),
    );
  });
  if (options.json) return printJson(members);
  if (members.length === 0) return say('Nobody is in it.', '该组没有成员。');
  const head =
    terminalLang() === 'zh'
      ? ['编号', '账户', '始于', '止于', '授予者', '理由']
      : ['ID', 'ACCOUNT', 'FROM', 'UNTIL', 'BY', 'REASON'];
  const rows = members.map((m) => [
    m.id,
    m.account,
    minute(m.starts),
    minute(m.revoked ?? m.ends),
    m.grantor,
    m.reason,
  ]);
  process.stdout.write(textTable(columns(...head), rows, lineWidth()));
}
