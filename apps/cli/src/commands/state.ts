import { loadSite } from '@lingtai/app-server/site';
import {
  audit,
  type BackupManifest,
  backupState,
  openState,
  restoreState,
  type State,
  type StoreLoss,
} from '@lingtai/state';
import { printJson, terminalLang } from '../terminal.ts';
import { terminal } from './with-state.ts';

interface Options {
  readonly home: string;
  readonly json?: boolean;
}

async function withState<T>(options: Options, use: (state: State) => Promise<T>): Promise<T> {
  const site = loadSite(options.home);
  const state = await openState({
    homeDir: site.homeDir,
    ...(site.stores.state === undefined ? {} : { url: site.stores.state }),
    log: (text) => say(text.en, text.zh, process.stderr),
  });
  try {
    return await use(state);
  } finally {
    await state.close();
  }
}

function say(en: string, zh: string, to: NodeJS.WritableStream = process.stdout): void {
  to.write(`${terminalLang() === 'zh' ? zh : en}\n`);
}

/** `lingtai state migrate`: to this version, or up or back to the migration named. */
export async function migrateCommand(options: Options & { readonly to?: string }): Promise<void> {
  const { ran, applied } = await withState(options, async (state) => {
    const ran = await state.migrate(options.to);
    return { ran, applied: (await state.status()).applied };
  });
  if (options.json) return printJson({ migrated: ran, applied });
  if (ran.length === 0) {
    if (options.to === undefined) say('The state store is up to date.', '状态库已是当前版本。');
    else say('The state store is there already.', '状态库已处于该迁移。');
  } else if (applied.includes(ran[0]!)) say(`Migrated: ${ran.join(', ')}`, `已迁移：${ran.join('、')}`);
  else say(`Undone: ${ran.join(', ')}`, `已撤销：${ran.join('、')}`);
}

/** `lingtai state show` */
export async function showCommand(options: Options): Promise<void> {
  const status = await withState(options, (state) => state.status());
  if (options.json) return printJson(status);
  const lines = Object.entries(status).map(
    ([key, value]) => `${key.padEnd(14)} ${Array.isArray(value) ? value.join(', ') || '-' : String(value)}`,
  );
  process.stdout.write(`${lines.join('\n')}\n`);
}

const rowsOf = ({ tables }: BackupManifest): number => tables.reduce((sum, table) => sum + table.rowCount, 0);

/** `lingtai state backup FILE` */
export async function backupCommand(file: string, softwareVersion: string, options: Options): Promise<void> {
  const manifest = await withState(options, (state) => backupState(state, file, { softwareVersion }));
  if (options.json) return printJson(manifest);
  const [rows, tables] = [rowsOf(manifest), manifest.tables.length];
  say(
    `${file}: ${rows} rows of ${tables} tables, as of ${manifest.made}. It holds secrets: keep it safe.`,
    `${file}：${tables} 个表共 ${rows} 行，时刻 ${manifest.made}。其中含有机密信息，请妥善保管。`,
  );
}

/** `lingtai state restore FILE` */
export async function restoreCommand(file: string, options: Options & { readonly replace?: boolean }): Promise<void> {
  const { manifest, removed, migrated } = await withState(options, async (state) => {
    const restored = await restoreState(state, file, { replace: options.replace ?? false, onReplace: sayReplaced });
    // The log came from the file: this is the first line after it.
    await audit(state, { ...terminal, action: 'state.restore', detail: { made: restored.manifest.made } });
    return restored;
  });
  if (options.json) return printJson({ made: manifest.made, tables: manifest.tables, removed, migrated });
  const [rows, tables] = [rowsOf(manifest), manifest.tables.length];
  say(
    `Restored: ${rows} rows of ${tables} tables, as of ${manifest.made}.`,
    `已恢复：${tables} 个表共 ${rows} 行，时刻 ${manifest.made}。`,
  );
  if (migrated.length > 0) say(`Migrated: ${migrated.join(', ')}`, `已迁移：${migrated.join('、')}`);
}

function sayReplaced(removed: readonly StoreLoss[]): void {
  const rows = removed.reduce((sum, { rowCount }) => sum + rowCount, 0n);
  const names = removed.map(({ table, rowCount }) => `${table} ${rowCount}`);
  say(`Replacing ${rows} rows: ${names.join(', ')}`, `将替换现有的 ${rows} 行：${names.join('、')}`, process.stderr);
}
