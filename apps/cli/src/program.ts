import { Command, InvalidArgumentError } from 'commander';
import { addAccountCommands } from './program-accounts.ts';
import { example, homeOption, softwareVersion } from './program-parts.ts';
import { addQuotaCommands } from './program-quotas.ts';
import { addStateCommands } from './program-state.ts';

export { repositoryRoot, softwareVersion } from './program-parts.ts';

function positiveInteger(text: string): number {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value > 0) return value;
  throw new InvalidArgumentError('a whole number above 0 is wanted.');
}

function portNumber(text: string): number {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value >= 0 && value < 65_536) return value;
  throw new InvalidArgumentError('a port from 0 to 65535 is wanted (0: any free one).');
}

function fraction(text: string): number {
  const value = Number(text);
  if (value > 0 && value <= 1) return value;
  throw new InvalidArgumentError('a number above 0 and up to 1 is wanted.');
}

const collect = (text: string, before: string[]): string[] => [...before, text];

/** `dr8/v1.1` → its two parts. */
function releaseAndVersion(text: string): { release: string; version: string } {
  const [release, version, ...rest] = text.split('/');
  if (release && version && rest.length === 0) return { release, version };
  throw new InvalidArgumentError('RELEASE/VERSION is wanted, for example dr8/v1.1.');
}

/** Every command. Each loads its own code when it runs, so that starting stays fast. */
export function program(): Command {
  const root = new Command('lingtai')
    .description('Lingtai, the open-source data centre for sky surveys.')
    .version(softwareVersion(), '-V, --version')
    .showSuggestionAfterError(true)
    .showHelpAfterError(false)
    .exitOverride();
  example(
    root,
    './lingtai demo',
    './lingtai check surveys/lamost/lamost.yaml',
    './lingtai serve --home /data/lingtai --port 8080',
  );

  example(
    root
      .command('demo')
      .description('make a simulated survey, publish it and start the portal')
      .option('--spectra <n>', 'number of spectra', positiveInteger, 20_000)
      .option('--port <n>', 'port on loopback', portNumber, 8080)
      .option(homeOption[0], homeOption[1], homeOption[2])
      .option('--seed <n>', 'seed of the simulation', positiveInteger, 1)
      .option('--no-serve', 'stop when the survey is published')
      .option('--json', 'say `ready` as JSON')
      .action(async (options) => (await import('./commands/demo.ts')).demo(options)),
    './lingtai demo',
    './lingtai demo --spectra 2000 --port 9000 --home /tmp/sky',
  );
  example(
    root
      .command('serve')
      .description('answer on loopback: pages, API, cone search')
      .option('--port <n>', 'port on loopback', portNumber, 8080)
      .option(homeOption[0], homeOption[1], homeOption[2])
      .option('--json', 'say `ready` as JSON')
      .action(async (options) => (await import('./commands/serve.ts')).serve(options)),
    './lingtai serve --port 8080 --home .lingtai',
  );
  example(
    root
      .command('check')
      .description('check a descriptor and tell what it would serve')
      .argument('<file...>', 'descriptor in YAML')
      .option('--json', 'machine-readable output')
      .action(async (files, options) => (await import('./commands/check.ts')).check(files, options)),
    './lingtai check surveys/demo/lingtai-demo.yaml',
  );
  example(
    root
      .command('schema')
      .description('print the JSON Schema of descriptors')
      .option('--json', 'the schema is JSON with and without it')
      .action(async () => (await import('./commands/check.ts')).schema()),
    './lingtai schema > descriptor.schema.json',
  );
  example(
    root
      .command('ingest')
      .description('read catalogues and product files, check them, stage them')
      .argument('<descriptor>', 'descriptor in YAML')
      .requiredOption('--from <dir>', 'folder with the files that the descriptor names')
      .option(
        '--release <release/version>',
        'which release of the descriptor; needed when it has several',
        releaseAndVersion,
      )
      .option(homeOption[0], homeOption[1], homeOption[2])
      .option('--json', 'print the report as JSON')
      .action(async (descriptor, options) =>
        (await import('./commands/pipeline.ts')).ingestCommand(descriptor, options),
      ),
    './lingtai ingest surveys/lamost/lamost.yaml --release dr8/v1.1 --from /data/dr8',
  );
  for (const [name, description] of [
    ['build', 'make the immutable release from what was ingested'],
    ['publish', 'make a built release visible, in one step'],
    ['verify', 'find any flipped, missing or extra byte of a release'],
  ] as const) {
    const command = root
      .command(name)
      .description(description)
      .argument('<dataset/release/version>', 'address of the release')
      .option(homeOption[0], homeOption[1], homeOption[2])
      .option('--json', 'machine-readable output');
    if (name === 'publish') {
      command.option(
        '--audience <groups>',
        'who may see it: public, or groups parted by commas; default: as the descriptor says',
      );
      command.option('--from <date>', 'from when, ISO 8601; default: as the descriptor says, or now');
    }
    if (name === 'build') command.option('--pack-size <mib>', 'size of a product pack in MiB', positiveInteger, 1024);
    example(command, `./lingtai ${name} lamost/dr8/v1.1`);
    command.action(async (address, options) => {
      const pipeline = await import('./commands/pipeline.ts');
      await { build: pipeline.buildCommand, publish: pipeline.publishCommand, verify: pipeline.verifyCommand }[name](
        address,
        options,
      );
    });
  }
  addQuotaCommands(root);
  addStateCommands(root);
  addAccountCommands(root);
  const token = root.command('token').description('bearer tokens: programs ask in the name of a user');
  example(token, './lingtai token make alice --days 90', './lingtai token list', './lingtai token revoke alice');
  example(
    token
      .command('make')
      .description('make a token and print it, this once')
      .argument('<name>', 'name of the token, and of the user unless --owner names another')
      .option('--owner <name>', 'the user whom it names')
      .option('--days <n>', 'for how many days it is valid; default: until it is revoked', positiveInteger)
      .option(
        '--scope <name>',
        'read, tables, account or admin; may be repeated; default: read and tables',
        collect,
        [],
      )
      .option(homeOption[0], homeOption[1], homeOption[2])
      .option('--json', 'machine-readable output')
      .action(async (name, options) => (await import('./commands/token.ts')).makeCommand(name, options)),
    './lingtai token make alice --days 90',
    './lingtai token make alice_laptop --owner alice',
  );
  example(
    token
      .command('list')
      .description('all tokens and when they were used; never their secrets')
      .option(homeOption[0], homeOption[1], homeOption[2])
      .option('--json', 'machine-readable output')
      .action(async (options) => (await import('./commands/token.ts')).listCommand(options)),
    './lingtai token list',
  );
  example(
    token
      .command('revoke')
      .description('refuse a token from now on; its user keeps jobs and tables')
      .argument('<name>', 'name of the token')
      .option('--owner <name>', 'whose token, where several users have one of this name')
      .option(homeOption[0], homeOption[1], homeOption[2])
      .option('--json', 'machine-readable output')
      .action(async (name, options) => (await import('./commands/token.ts')).revokeCommand(name, options)),
    './lingtai token revoke alice',
  );
  const access = root.command('access').description('who may see a release, from when');
  example(access, './lingtai access show lamost/dr9/v0');
  example(
    access
      .command('show')
      .description('the steps of a release and its parts, and who changed them')
      .argument('<address>', 'DATASET/RELEASE/VERSION')
      .option(homeOption[0], homeOption[1], homeOption[2])
      .option('--json', 'machine-readable output')
      .action(async (address, options) => (await import('./commands/access.ts')).showCommand(address, options)),
    './lingtai access show lamost/dr9/v0',
  );
  example(
    access
      .command('set')
      .description('set who may see a release or a part of it; what is given replaces all steps')
      .argument('<address>', 'DATASET/RELEASE/VERSION, or a part: …#table, …#table.column, …#product:NAME')
      .requiredOption('--audience <groups>', 'public, or groups parted by commas; once for each step', collect, [])
      .requiredOption('--from <date>', 'from when (UTC); once for each step', collect, [])
      .requiredOption('--reason <text>', 'why: it is kept')
      .option(homeOption[0], homeOption[1], homeOption[2])
      .option('--json', 'machine-readable output')
      .action(async (address, options) => (await import('./commands/access.ts')).setCommand(address, options)),
    "./lingtai access set lamost/dr9/v1 --audience domestic,collaborator --from 2021-06-30 --audience public --from 2022-12-31 --reason 'data policy'",
  );
  example(
    access
      .command('report')
      .description('who sees what now; with --check the proof that nothing leaks, on a server of its own')
      .option('--home <dir>', 'this installation; default: .lingtai, and with --check a survey made for the purpose')
      .option(
        '--check',
        'ask every route in the name of every class of user, around every date; 1 when something leaks',
      )
      .option('--seed <n>', 'seed of the survey and of the choice of requests', positiveInteger, 1)
      .option('--share <fraction>', 'which part of all requests is made, 0 to 1', fraction, 0.02)
      .option('--json', 'machine-readable output')
      .action(async ({ check, ...options }) => {
        const { checkCommand, reportCommand } = await import('./commands/access-report.ts');
        await (check ? checkCommand(options) : reportCommand(options));
      }),
    './lingtai access report --home /data/lingtai',
    './lingtai access report --check',
  );
  const grant = root.command('grant').description('access before its time, for an account or a group');
  example(grant, './lingtai grant list lamost');
  example(
    grant
      .command('make')
      .description('grant a dataset, a release or a part of one')
      .argument('<resource>', 'lamost, lamost/dr9, lamost/dr9/v0, lamost/dr9/v0#table …')
      .option('--user <name>', 'the account')
      .option('--group <name>', 'or the group')
      .requiredOption('--reason <text>', 'why: it is kept')
      .option('--from <date>', 'from when; default: now')
      .option('--until <date>', 'until when; default: without end')
      .option(homeOption[0], homeOption[1], homeOption[2])
      .option('--json', 'machine-readable output')
      .action(async (resource, options) => (await import('./commands/grant.ts')).makeCommand(resource, options)),
    "./lingtai grant make lamost/dr9/v0 --user ann --until 2027-01-01 --reason 'committee, 3 March'",
  );
  example(
    grant
      .command('list')
      .description('grants, also those that are over')
      .argument('[resource]', 'of this resource and what it holds')
      .option('--user <name>', 'of this account')
      .option('--group <name>', 'of this group')
      .option(homeOption[0], homeOption[1], homeOption[2])
      .option('--json', 'machine-readable output')
      .action(async (resource, options) => (await import('./commands/grant.ts')).listCommand(resource, options)),
    './lingtai grant list --user ann',
  );
  example(
    grant
      .command('end')
      .description('end a grant now')
      .argument('<id>', 'its number, as `grant list` shows it')
      .requiredOption('--reason <text>', 'why: it is kept')
      .option(homeOption[0], homeOption[1], homeOption[2])
      .option('--json', 'machine-readable output')
      .action(async (id, options) => (await import('./commands/grant.ts')).endCommand(id, options)),
    "./lingtai grant end 12 --reason 'project ended'",
  );
  releaseCommands(root);
  const fits = root.command('fits').description('FITS files');
  example(fits, './lingtai fits info spec-55859-F5902_sp01-001.fits.gz');
  example(
    fits
      .command('info')
      .description('print the structure of a FITS file, or why it cannot be read')
      .argument('<file>', 'FITS file, plain or gzip')
      .option('--json', 'machine-readable output')
      .action(async (file, options) => (await import('./commands/fits.ts')).fitsInfo(file, options)),
    './lingtai fits info spec-55859-F5902_sp01-001.fits.gz',
  );
  example(
    root
      .command('query')
      .description('ask a running server, or an installation, in ADQL')
      .argument('[query]', 'the query; absent or `-`: from standard input')
      .option('--url <url>', 'address of the server; default: http://127.0.0.1:8080')
      .option('--home <dir>', 'open this installation instead of asking a server')
      .option('--format <name>', 'table, csv, tsv, json, votable, fits, parquet …', 'table')
      .option('--out <file>', 'write here instead of standard output')
      .option('--maxrec <n>', 'the most rows', positiveInteger)
      .option('--json', 'the same as --format json; with --permanent, all that is known of it')
      .option('--permanent', 'give the result a permanent address; print it, its digest and its citation')
      .action(async (query, options) => (await import('./commands/query.ts')).queryCommand(query, options)),
    './lingtai query --url http://127.0.0.1:8080 < query.adql',
    './lingtai query --home .lingtai --format parquet --out stars.parquet < query.adql',
    './lingtai query --permanent < query.adql',
  );
  const adql = root.command('adql').description('queries in ADQL 2.1');
  example(adql, './lingtai adql parse < query.adql');
  example(
    adql
      .command('parse')
      .description('read one query from standard input; print its canonical text, or what is wrong and how to mend it')
      .option('--json', 'print the tree and the diagnostics as JSON')
      .action(async (options) => (await import('./commands/adql.ts')).adqlParse(options)),
    './lingtai adql parse < query.adql',
    './lingtai adql parse --json < query.adql',
  );
  example(
    root
      .command('bench')
      .description(
        'run a benchmark: accounts, cone, crash, fits, formats, fuzz, http, ingest, jobs, permanent, query, spectra, trino',
      )
      .argument('<name>', 'name of the benchmark, or `all`')
      .option('--rows <n>', 'number of rows', positiveInteger)
      .option('--places <n>', 'number of places (crash)', positiveInteger)
      .option('--write', 'write the result into bench/RESULTS.md')
      .option('--json', 'print the result as JSON: its Markdown under `markdown`')
      .action(async (name, options) => (await import('./commands/bench.ts')).benchCommand(name, options)),
    './lingtai bench cone --rows 10000000',
    './lingtai bench crash --places 200',
  );
  return root;
}

/** What is known and said of releases; none of these commands touches their data. */
function releaseCommands(root: Command): void {
  const release = root.command('release').description('what is known and said of releases; their data never change');
  example(
    release,
    './lingtai release records load surveys/lamost/releases.yaml',
    './lingtai release due --at 2026-01-01',
    "./lingtai release withdraw lamost/dr8/v1 --reason 'wrong wavelengths' --by ann",
  );
  const common = (command: Command): Command =>
    command.option(homeOption[0], homeOption[1], homeOption[2]).option('--json', 'machine-readable output');
  const records = release.command('records').description('records of releases, whether or not their data are here');
  example(records, './lingtai release records load surveys/lamost/releases.yaml');
  example(
    common(records.command('load'))
      .description('load a document of records, or the releases of a descriptor that have none; again changes nothing')
      .argument('<file>', 'document of records, or descriptor, in YAML')
      .action(async (file, options) => (await import('./commands/release.ts')).loadRecordsCommand(file, options)),
    './lingtai release records load surveys/lamost/releases.yaml',
  );
  example(
    records
      .command('check')
      .description('check a document of records')
      .argument('<file>', 'document of records in YAML')
      .option('--json', 'machine-readable output')
      .action(async (file, options) => (await import('./commands/release.ts')).checkRecordsCommand(file, options)),
    './lingtai release records check surveys/lamost/releases.yaml',
  );
  example(
    common(release.command('revise'))
      .description('correct what is said about a published release: a numbered revision, kept for ever')
      .argument('<dataset/release/version>', 'address of the release')
      .argument('<file>', 'the corrections in YAML')
      .requiredOption('--note <text>', 'what was corrected and why')
      .action(async (address, file, options) =>
        (await import('./commands/release.ts')).reviseCommand(address, file, options),
      ),
    "./lingtai release revise lamost/dr8/v1.1 correction.yaml --note 'unit of z_err'",
  );
  example(
    common(release.command('due'))
      .description('what is due or overdue by the policies of the datasets')
      .option('--at <date>', 'day of the report; default: today')
      .action(async (options) => (await import('./commands/release.ts')).dueCommand(options)),
    './lingtai release due --at 2026-01-01',
  );
  for (const [action, description] of [
    ['withdraw', 'take a release from view; two different operators decide, its bytes are kept'],
    ['reinstate', 'bring a withdrawn release back; two different operators decide'],
  ] as const) {
    example(
      common(release.command(action))
        .description(description)
        .argument('<dataset/release/version>', 'address of the release')
        .requiredOption('--by <name>', 'the operator who decides')
        .option('--reason <text>', 'why; everybody who comes to the address reads it')
        .option('--confirm', 'confirm what another operator asked for')
        .option('--drop', 'drop what was asked for')
        .action(async (address, options) =>
          (await import('./commands/withdraw.ts')).withdrawCommand(action, address, options),
        ),
      `./lingtai release ${action} lamost/dr8/v1 --reason 'wrong wavelengths' --by ann`,
      `./lingtai release ${action} lamost/dr8/v1 --confirm --by bob`,
    );
  }
  example(
    common(release.command('withdrawals'))
      .description('every decision to withdraw or reinstate a release, also those that wait')
      .action(async (options) => (await import('./commands/withdraw.ts')).withdrawalsCommand(options)),
    './lingtai release withdrawals',
  );
}
