import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Command, InvalidArgumentError } from 'commander';

export const repositoryRoot: string = fileURLToPath(new URL('../../../', import.meta.url));

export function softwareVersion(): string {
  return (JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')) as { version: string })
    .version;
}

const homeOption = ['--home <dir>', 'where the release store, the state and the work files live', '.lingtai'] as const;

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

/** `dr8/v1.1` → its two parts. */
function releaseAndVersion(text: string): { release: string; version: string } {
  const [release, version, ...rest] = text.split('/');
  if (release && version && rest.length === 0) return { release, version };
  throw new InvalidArgumentError('RELEASE/VERSION is wanted, for example dr8/v1.1.');
}

function example(command: Command, ...lines: string[]): Command {
  return command.addHelpText('after', `\nExamples:\n${lines.map((line) => `  $ ${line}`).join('\n')}`);
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
      command.option('--audience <name>', 'who may see it; default: as the descriptor says');
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
  const state = root.command('state').description('the state store: accounts, jobs, publications');
  example(state, './lingtai state show', './lingtai state migrate');
  for (const [name, description] of [
    ['migrate', 'bring the state store to this version'],
    ['show', 'where it is, its version and what it holds'],
  ] as const) {
    example(
      state
        .command(name)
        .description(description)
        .option(homeOption[0], homeOption[1], homeOption[2])
        .option('--json', 'machine-readable output')
        .action(async (options) => {
          const commands = await import('./commands/state.ts');
          await { migrate: commands.migrateCommand, show: commands.showCommand }[name](options);
        }),
      `./lingtai state ${name}`,
    );
  }
  const token = root.command('token').description('bearer tokens: they give jobs and user tables an owner');
  example(token, './lingtai token make alice --days 90', './lingtai token list', './lingtai token revoke alice');
  example(
    token
      .command('make')
      .description('make a token and print it, this once')
      .argument('<name>', 'name of the token, and of the user unless --owner names another')
      .option('--owner <name>', 'the user whom it names')
      .option('--days <n>', 'for how many days it is valid; default: until it is revoked', positiveInteger)
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
      .option(homeOption[0], homeOption[1], homeOption[2])
      .option('--json', 'machine-readable output')
      .action(async (name, options) => (await import('./commands/token.ts')).revokeCommand(name, options)),
    './lingtai token revoke alice',
  );
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
        'run a benchmark: cone, crash, fits, formats, fuzz, http, ingest, jobs, permanent, query, spectra, trino',
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
