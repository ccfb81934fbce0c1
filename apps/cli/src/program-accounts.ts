import { type Command, Option } from 'commander';
import { example, homeOption } from './program-parts.ts';

const collect = (text: string, before: readonly string[] | undefined): string[] => [...(before ?? []), text];

function usual(command: Command): Command {
  return command.option(homeOption[0], homeOption[1], homeOption[2]).option('--json', 'machine-readable output');
}

/** `lingtai account …`, `lingtai group …`, `lingtai audit`. */
export function addAccountCommands(root: Command): void {
  addAccounts(root.command('account').description('accounts: who may sign in, and what they may do'));
  addGroups(root.command('group').description('groups of accounts: who may see what before the public does'));
  const audit = root
    .command('audit')
    .description('export the audit log, or a part of it, the oldest first')
    .option('--since <date>', 'from then on')
    .option('--until <date>', 'before that; a date is its beginning (UTC)')
    .option('--actor <name>', 'what this account did; `terminal`: commands on this machine')
    .option('--action <word>', 'this action, or all that begin so: account, account.sign-in, group')
    .option('--resource <address>', 'what was done to it, or to a part of it: lamost/dr9')
    .addOption(new Option('--format <name>', 'form of the log').choices(['csv', 'json']).default('csv'))
    .option('--out <file>', 'write into this new file instead of standard output');
  example(
    usual(audit).action(async (options) => (await import('./commands/audit.ts')).auditCommand(options)),
    './lingtai audit --since 2026-11-01 --out audit.csv',
    './lingtai audit --action account --format json',
  );
}

function addAccounts(account: Command): void {
  example(account, './lingtai account operator ann', './lingtai account list', './lingtai account code bob');
  const add = (name: string, description: string, ...examples: string[]): Command =>
    example(usual(account.command(name).description(description)), ...examples);
  add(
    'operator',
    'print a link, good once and for an hour, with which a person becomes an operator',
    './lingtai account operator ann',
  )
    .argument('<name>', 'name of the account; it is made when there is none')
    .action(async (name, options) => (await import('./commands/account.ts')).operatorCommand(name, options));
  add('list', 'all accounts, and those that wait to be confirmed', './lingtai account list').action(async (options) =>
    (await import('./commands/account.ts')).listCommand(options),
  );
  add('add', 'make an account', './lingtai account add bob --email bob@example.org --display-name "Bob Li"')
    .argument('<name>', 'small letters, digits and underscores')
    .option('--email <address>', 'where messages reach the person')
    .option('--display-name <text>', "the person's name")
    .option('--role <name>', 'operator, editor, reviewer or member; may be repeated', collect)
    .action(async (name, options) => (await import('./commands/account.ts')).addCommand(name, options));
  add(
    'import',
    'make accounts and put people into groups from a list (CSV): all of it, or nothing',
    './lingtai account import people.csv --check',
    './lingtai account import people.csv',
  )
    .argument(
      '<file>',
      'first line: columns of name, email, display name, roles, groups, starts, ends, reason; several roles or groups with ; between',
    )
    .option('--check', 'only say what is wrong, or what would be made')
    .action(async (file, options) => (await import('./commands/account-import.ts')).importCommand(file, options));
  add('role', 'give an account these roles and no others', './lingtai account role bob member reviewer')
    .argument('<name>', 'name of the account')
    .argument('<role...>', 'operator, editor, reviewer, member')
    .action(async (name, roles, options) => (await import('./commands/account.ts')).roleCommand(name, roles, options));
  for (const [name, description] of [
    ['disable', 'sign an account out and refuse it; what it owns stays'],
    ['enable', 'let an account sign in again'],
  ] as const)
    add(name, description, `./lingtai account ${name} bob`)
      .argument('<name>', 'name of the account')
      .action(async (account, options) =>
        (await import('./commands/account.ts')).disableCommand(account, name === 'disable', options),
      );
  add(
    'code',
    'print a link to pass on where no mail is sent: it confirms an account, or sets a password',
    './lingtai account code bob',
  )
    .argument('<name>', 'name of the account, or of the one that was asked for')
    .option('--email <address>', 'of the person, where several wait under the name')
    .action(async (name, options) => (await import('./commands/account.ts')).codeCommand(name, options));
  add('password', 'set a password, read from standard input', './lingtai account password bob < password.txt')
    .argument('<name>', 'name of the account')
    .action(async (name, options) => (await import('./commands/account.ts')).passwordCommand(name, options));
}

function addGroups(group: Command): void {
  example(
    group,
    './lingtai group list',
    './lingtai group join working-group ann --reason "builds the pipeline" --until 2027-12-31',
  );
  const add = (name: string, description: string, ...examples: string[]): Command =>
    example(usual(group.command(name).description(description)), ...examples);
  add('list', 'all groups and how many are in them', './lingtai group list').action(async (options) =>
    (await import('./commands/group.ts')).listCommand(options),
  );
  add('add', 'make a group', './lingtai group add pilot --title "Pilot survey" --title-zh 先导巡天')
    .argument('<name>', 'small letters, digits and hyphens')
    .requiredOption('--title <text>', 'title in English')
    .option('--title-zh <text>', 'title in Chinese; default: as in English')
    .action(async (name, options) => (await import('./commands/group.ts')).addCommand(name, options));
  add(
    'join',
    'put an account into a group',
    './lingtai group join approved bob --reason "request 12" --until 2027-06-30',
  )
    .argument('<group>', 'name of the group')
    .argument('<account>', 'name of the account')
    .requiredOption('--reason <text>', 'why; it is kept')
    .option('--from <date>', 'from then on; default: now')
    .option('--until <date>', 'until then, a date until its beginning (UTC); default: open')
    .action(async (name, account, options) =>
      (await import('./commands/group.ts')).joinCommand(name, account, options),
    );
  add('leave', 'take an account out of a group', './lingtai group leave approved bob --reason "left the institute"')
    .argument('<group>', 'name of the group')
    .argument('<account>', 'name of the account')
    .requiredOption('--reason <text>', 'why; it is kept')
    .action(async (name, account, options) =>
      (await import('./commands/group.ts')).leaveCommand(name, account, options),
    );
  add('members', 'who is in a group, since when, by whom and why', './lingtai group members working-group')
    .argument('<group>', 'name of the group')
    .option('--past', 'also who was in it')
    .action(async (name, options) => (await import('./commands/group.ts')).membersCommand(name, options));
}
