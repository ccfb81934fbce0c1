import { type Command, InvalidArgumentError } from 'commander';
import { example, homeOption } from './program-parts.ts';

function amount(text: string): number {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value >= 0) return value;
  throw new InvalidArgumentError('a whole number is wanted; 0 allows nothing.');
}

/** `lingtai quota …` */
export function addQuotaCommands(root: Command): void {
  const quota = root.command('quota').description('limits of people and groups that differ from those of the site');
  example(
    quota,
    './lingtai quota list',
    './lingtai quota set group:domestic --bytes-per-day 500000000000 --reason "mirror"',
  );
  example(
    quota
      .command('list')
      .description('who has other limits than everybody, and why')
      .option(homeOption[0], homeOption[1], homeOption[2])
      .option('--json', 'machine-readable output')
      .action(async (options) => (await import('./commands/quota.ts')).listCommand(options)),
    './lingtai quota list',
  );
  example(
    quota
      .command('set')
      .description('set the limits of a subject; without any limit those of the site hold again')
      .argument('<subject>', 'anonymous (each address), users (each account), group:NAME or user:NAME')
      .option('--queries-at-once <n>', 'queries that run at the same time', amount)
      .option('--requests-per-minute <n>', 'requests in a minute', amount)
      .option('--rows-per-result <n>', 'the most rows of one result', amount)
      .option('--bytes-per-day <n>', 'bytes of answers in a day (UTC); accounts only', amount)
      .option('--storage-bytes <n>', 'bytes of the tables of one person', amount)
      .option('--tables <n>', 'number of the tables of one person', amount)
      .option('--tokens <n>', 'number of the valid tokens of one person', amount)
      .requiredOption('--reason <text>', 'why; it is kept')
      .option(homeOption[0], homeOption[1], homeOption[2])
      .option('--json', 'machine-readable output')
      .action(async (subject, options) => (await import('./commands/quota.ts')).setCommand(subject, options)),
    './lingtai quota set user:ann --rows-per-result 50000000 --reason "builds the catalogue"',
    './lingtai quota set user:ann --reason "as everybody again"',
  );
}
