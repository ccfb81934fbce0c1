// For tests: each runs on the home's own PostgreSQL and on one by URL, as in production.
import { readdirSync, symlinkSync } from 'node:fs';
import { basename, join } from 'node:path';
import { sql } from 'kysely';
import { isRoot, packagedPostgres, publicBinaries, publicFolder, unprivilegedUser } from './embedded/binaries.ts';
import { type OpenOptions, openState, type State } from './index.ts';
import { usualSystemDir } from './state.ts';
import { type Bench, foreignServer, testBench } from './test-homes.ts';

export type StoreKind = 'embedded' | 'by URL';
export const storeKinds: readonly StoreKind[] = ['embedded', 'by URL'];

export interface TestStores {
  /** How to open a store that holds nothing yet. */
  newStore(): Promise<OpenOptions>;
  /** An open store: that of the options, or else a new one, migrated. */
  open(options?: OpenOptions): Promise<State>;
  /** Closes what is open. The homes are used again, with nothing in them. */
  end(): Promise<void>;
  clean(): Promise<void>;
}

export function testStores(kind: StoreKind): TestStores {
  const bench = testBench();
  const opened: State[] = [];
  let server: ReturnType<typeof otherServer> | undefined;
  let databases = 0;
  const newDatabase = async (): Promise<OpenOptions> => {
    server ??= otherServer(bench);
    const url = new URL((await server).url);
    const admin = await openState({ url: url.href, homeDir: '/nonexistent' });
    url.pathname = `/store${databases++}`;
    await sql`create database ${sql.ref(url.pathname.slice(1))}`.execute(admin.db);
    await admin.close();
    return { url: url.href, homeDir: '/nonexistent' };
  };
  const used: OpenOptions[] = [];
  const free: OpenOptions[] = [];
  let lent: Promise<void> | undefined;
  const newHome = async (): Promise<OpenOptions> => {
    lent ??= lendBinaries(bench);
    await lent;
    const known = free.pop();
    const home = known ?? { homeDir: bench.home(), systemDir: bench.systemDir };
    used.push(home);
    if (known) await empty(known);
    return home;
  };
  const newStore = (): Promise<OpenOptions> => (kind === 'embedded' ? newHome() : newDatabase());
  const end = async (): Promise<void> => {
    for (const state of opened.splice(0)) await state.close();
    free.push(...used.splice(0));
  };
  return {
    newStore,
    async open(options): Promise<State> {
      const state = await openState(options ?? (await newStore()));
      opened.push(state);
      if (!options) await state.migrate();
      return state;
    },
    end,
    async clean(): Promise<void> {
      await end();
      await (await server)?.stop();
      await bench.clean();
    },
  };
}

async function empty(options: OpenOptions): Promise<void> {
  const state = await openState(options);
  await sql`drop schema public cascade`.execute(state.db);
  await sql`create schema public`.execute(state.db);
  await state.close();
}

/** The binaries that this machine's homes share, made where there are none: to copy them for each bench takes a second. */
async function lendBinaries({ systemDir }: Bench): Promise<void> {
  if (!isRoot) return;
  const shared = await publicBinaries(await packagedPostgres(), usualSystemDir);
  await publicFolder(systemDir);
  symlinkSync(shared, join(systemDir, basename(shared)));
}

/** Another PostgreSQL than the embedded one where there is one: the folder in LINGTAI_POSTGRES, or the system's oldest. */
function otherBinaries(): string | undefined {
  if (process.env['LINGTAI_POSTGRES']) return process.env['LINGTAI_POSTGRES'];
  const installed = '/usr/lib/postgresql';
  try {
    const majors = readdirSync(installed)
      .map(Number)
      .filter((major) => major >= 14);
    return majors.length === 0 ? undefined : join(installed, String(Math.min(...majors)), 'bin');
  } catch {
    return undefined;
  }
}

/** With the collation of a language, unlike the embedded one: nothing may depend on how a server sorts. */
async function otherServer(bench: Bench): ReturnType<typeof foreignServer> {
  const user = isRoot ? await unprivilegedUser() : undefined;
  const other = otherBinaries();
  if (other !== undefined) return foreignServer(bench, other, user, ['--locale-provider=icu', '--icu-locale=en-US']);
  const packaged = await packagedPostgres();
  const dir = isRoot ? await publicBinaries(packaged, bench.systemDir) : packaged.dir;
  return foreignServer(bench, join(dir, 'bin'), user);
}
