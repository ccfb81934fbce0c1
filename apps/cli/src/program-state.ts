import type { Command } from 'commander';
import { example, homeOption, softwareVersion } from './program-parts.ts';

/** `lingtai state …` */
export function addStateCommands(root: Command): void {
  const state = root.command('state').description('the state store: accounts, jobs, publications');
  example(
    state,
    './lingtai state show',
    './lingtai state migrate',
    './lingtai state backup /backup/state-$(date +%F).tar',
    './lingtai state restore /backup/state-2027-01-31.tar',
  );
  example(
    state
      .command('migrate')
      .description('bring the state store to this version')
      .option('--to <name>', 'up or back to this migration, by name or number; back only where nothing is lost')
      .option(homeOption[0], homeOption[1], homeOption[2])
      .option('--json', 'machine-readable output')
      .action(async (options) => (await import('./commands/state.ts')).migrateCommand(options)),
    './lingtai state migrate',
    './lingtai state migrate --to 0003',
  );
  example(
    state
      .command('show')
      .description('where it is, its version and what it holds')
      .option(homeOption[0], homeOption[1], homeOption[2])
      .option('--json', 'machine-readable output')
      .action(async (options) => (await import('./commands/state.ts')).showCommand(options)),
    './lingtai state show',
  );
  example(
    state
      .command('backup')
      .description('write all of the state store into a new file, while it is in use or not')
      .argument('<file>', 'a tar archive that is made; one that is there is not written over')
      .option(homeOption[0], homeOption[1], homeOption[2])
      .option('--json', 'machine-readable output')
      .action(async (file, options) =>
        (await import('./commands/state.ts')).backupCommand(file, softwareVersion(), options),
      ),
    './lingtai state backup /backup/state-$(date +%F).tar',
  );
  example(
    state
      .command('restore')
      .description('put a backup into the state store: all of it or, if anything is wrong, nothing')
      .argument('<file>', 'made by state backup, of an embedded store or of any PostgreSQL')
      .option('--replace', 'what the store holds may go')
      .option(homeOption[0], homeOption[1], homeOption[2])
      .option('--json', 'machine-readable output')
      .action(async (file, options) => (await import('./commands/state.ts')).restoreCommand(file, options)),
    './lingtai state restore /backup/state-2027-01-31.tar',
    './lingtai state restore /backup/state-2027-01-31.tar --replace',
  );
}
