import { fail } from '@lingtai/diagnostics';
import { endGrant, type Grant, type GrantFilter, listGrants, makeGrant } from '@lingtai/state';
import { dateOption } from '../date-option.ts';
import { printJson, terminalLang } from '../terminal.ts';
import { type HomeOptions as Options, terminal, withState } from './with-state.ts';

interface Subject {
  readonly user?: string;
  readonly group?: string;
}

function subjectOf({ user, group }: Subject): Pick<Grant, 'subjectKind' | 'subject'> {
  if (user !== undefined && group === undefined) return { subjectKind: 'user', subject: user };
  if (group !== undefined && user === undefined) return { subjectKind: 'group', subject: group };
  throw fail('usage', 'CLI-SUBJECT', {
    en: 'Say to whom: --user NAME or --group NAME, one of them.',
    zh: '请说明授予对象：--user 名称 或 --group 名称，二者取一。',
  });
}

/** `lingtai grant make RESOURCE --user NAME --reason TEXT`. */
export async function makeCommand(
  resource: string,
  options: Options & Subject & { readonly reason: string; readonly from?: string; readonly until?: string },
): Promise<void> {
  const { reason, from, until } = options;
  const wanted = {
    ...subjectOf(options),
    resource,
    reason,
    ...(from === undefined ? {} : { starts: dateOption('--from', from) }),
    ...(until === undefined ? {} : { ends: dateOption('--until', until) }),
  };
  const grant = await withState(options, (state) => makeGrant(state, wanted, terminal));
  if (options.json) return printJson(grant);
  process.stdout.write(`${lineOf(grant)}\n`);
}

/** `lingtai grant list [RESOURCE]`: all grants, also those that are over. */
export async function listCommand(resource: string | undefined, options: Options & Subject): Promise<void> {
  const named = options.user === undefined && options.group === undefined ? {} : subjectOf(options);
  const filter: GrantFilter = { ...named, ...(resource === undefined ? {} : { resource }) };
  const grants = await withState(options, (state) => listGrants(state, filter));
  if (options.json) return printJson(grants);
  if (grants.length === 0) process.stdout.write(terminalLang() === 'zh' ? '没有授权。\n' : 'There are no grants.\n');
  for (const grant of grants) process.stdout.write(`${lineOf(grant)}\n`);
}

/** `lingtai grant end ID --reason TEXT`: from now on. */
export async function endCommand(id: string, options: Options & { readonly reason: string }): Promise<void> {
  const grant = await withState(options, (state) => endGrant(state, { id, reason: options.reason }, terminal));
  if (options.json) return printJson(grant);
  process.stdout.write(`${lineOf(grant)}\n`);
}

function lineOf({ id, subjectKind, subject, resource, starts, ends, revoked, reason }: Grant): string {
  const day = (date: Date): string => date.toISOString().slice(0, 10);
  if (terminalLang() === 'zh') {
    const state = revoked ? `已于 ${day(revoked)} 终止` : ends ? `至 ${day(ends)}` : '无期限';
    return `${id}  ${resource}  ${subjectKind === 'user' ? '账户' : '用户组'} ${subject}  自 ${day(starts)} 起，${state}  ${reason}`;
  }
  const state = revoked ? `ended ${day(revoked)}` : ends ? `until ${day(ends)}` : 'without end';
  return `${id}  ${resource}  ${subjectKind} ${subject}  from ${day(starts)}, ${state}  ${reason}`;
}
