import { loadSite } from '@lingtai/app-server/site';
import { openState } from '@lingtai/state';
import { printJson } from '../terminal.ts';

interface Options {
  readonly home: string;
  readonly json?: boolean;
}

async function withState<T>(
  options: Options,
  use: (state: Awaited<ReturnType<typeof openState>>) => Promise<T>,
): Promise<T> {
  const site = loadSite(options.home);
  const state = await openState({
    homeDir: site.homeDir,
    ...(site.stores.state === undefined ? {} : { url: site.stores.state }),
  });
  try {
    return await use(state);
  } finally {
    await state.close();
  }
}

export async function migrateCommand(options: Options): Promise<void> {
  const ran = await withState(options, (state) => state.migrate());
  if (options.json) printJson({ migrated: ran });
  else process.stdout.write(ran.length === 0 ? 'The state store is up to date.\n' : `Migrated: ${ran.join(', ')}\n`);
}

export async function showCommand(options: Options): Promise<void> {
  const status = await withState(options, (state) => state.status());
  if (options.json) return printJson(status);
  const lines = Object.entries(status).map(
    ([key, value]) => `${key.padEnd(14)} ${Array.isArray(value) ? value.join(', ') || '-' : String(value)}`,
  );
  process.stdout.write(`${lines.join('\n')}\n`);
}
