import { accountStore } from '@lingtai/app-server/accounts';
import type { Site } from '@lingtai/app-server/site';
import { LingtaiError } from '@lingtai/diagnostics';
import { passOnCode } from '@lingtai/service-accounts';
import { inTransaction, makePeople, type PersonPlan, planPeople, type State } from '@lingtai/state';
import { type PeopleFile, readPeople } from '../people-file.ts';
import { printJson, terminalLang } from '../terminal.ts';
import { textTable } from '../text-table.ts';
import { pageAddress } from './account.ts';
import { type HomeOptions, minute, say, terminal, withState } from './with-state.ts';

/** What the list means for one person. */
interface Imported {
  readonly name: string;
  readonly account: 'new' | 'known';
  /** The groups that the person joins by it. */
  readonly joined: readonly string[];
  /** Where the owner of a new account sets a password. */
  readonly url?: string;
  readonly expires?: Date;
}

/** `lingtai account import FILE [--check]`: accounts and memberships from a list, all of them or nothing. */
export async function importCommand(file: string, options: HomeOptions & { readonly check?: boolean }): Promise<void> {
  const list = readPeople(file);
  const { check = false } = options;
  const people = await withState(options, (state, site) =>
    inTransaction(state, async (store) => {
      const plans = await soundPlans(store, list);
      return check ? plans.map(importedOf) : make(store, site, plans);
    }),
  );
  if (options.json) return printJson({ check, people });
  show(people, check);
}

/** The plans, where nothing speaks against the list; else everything that does, in the order of its lines. */
async function soundPlans(state: State, { people, faults }: PeopleFile): Promise<readonly PersonPlan[]> {
  const plan = await planPeople(state, people);
  const all = [...faults, ...plan.faults].sort((a, b) => (a.place?.line ?? 0) - (b.place?.line ?? 0));
  if (all.length > 0) throw new LingtaiError('data', all);
  return plan.plans;
}

async function make(state: State, site: Site, plans: readonly PersonPlan[]): Promise<Imported[]> {
  await makePeople(state, plans, terminal);
  const people: Imported[] = [];
  for (const person of plans.map(importedOf)) {
    if (person.account === 'known') people.push(person);
    else {
      const { secret, page, expires } = await passOnCode(accountStore(state), person.name, terminal);
      people.push({ ...person, url: pageAddress(site.baseUrl, page, secret), expires });
    }
  }
  return people;
}

function importedOf({ person, roles, groups }: PersonPlan): Imported {
  return { name: person.name, account: roles ? 'new' : 'known', joined: groups };
}

function show(people: readonly Imported[], check: boolean): void {
  const changed = people.filter(({ account, joined }) => account === 'new' || joined.length > 0);
  const zh = terminalLang() === 'zh';
  if (changed.length > 0)
    printTable(
      zh ? ['名称', '账户', '加入的用户组'] : ['NAME', 'ACCOUNT', 'JOINS'],
      changed.map(({ name, account, joined }) => [name, wordOf(account), joined.join(' ') || '-']),
      Math.max(80, process.stdout.columns ?? 120),
    );
  const made = changed.filter(({ account }) => account === 'new').length;
  const joined = changed.reduce((sum, person) => sum + person.joined.length, 0);
  const same = people.length - changed.length;
  if (check)
    say(
      `Nothing is wrong. To be made: accounts ${made}, memberships ${joined}; people as they are: ${same}.`,
      `没有错误。将建立账户 ${made} 个、成员资格 ${joined} 项；无需更改 ${same} 人。`,
    );
  else
    say(
      `Made: accounts ${made}, memberships ${joined}; people as they were: ${same}.`,
      `已建立账户 ${made} 个、成员资格 ${joined} 项；未更改 ${same} 人。`,
    );
  showLinks(changed);
}

/** The links stand in full, however wide the terminal is. */
function showLinks(people: readonly Imported[]): void {
  const links = people.flatMap(({ name, url }) => (url === undefined ? [] : [[name, url]]));
  if (links.length === 0) return;
  process.stdout.write('\n');
  printTable(terminalLang() === 'zh' ? ['名称', '链接'] : ['NAME', 'LINK'], links, Number.POSITIVE_INFINITY);
  const until = minute(people.find(({ expires }) => expires)?.expires);
  say(
    `Pass each address on to its person alone: a password is set there. It works once, until ${until} UTC; for a new one: lingtai account code NAME`,
    `请将每个地址只转交给本人，用于设置密码。只能使用一次，有效至 ${until} UTC；重新获取：lingtai account code 名称`,
    process.stderr,
  );
}

function wordOf(account: Imported['account']): string {
  if (terminalLang() === 'zh') return account === 'new' ? '新建' : '已有';
  return account;
}

function printTable(head: readonly string[], rows: readonly (readonly string[])[], lineWidth: number): void {
  process.stdout.write(
    textTable(
      head.map((name) => ({ name, right: false })),
      rows,
      lineWidth,
    ),
  );
}
