import { existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadSite, openSiteState, type Site } from '@lingtai/app-server/site';
import { backupState, openState, restoreState } from '@lingtai/state';

/**
 * A home with the same releases and a copy of the state: what the proof makes there, accounts and tokens, touches nothing
 * of the operator's. Jobs stay behind, so that nobody's job runs twice.
 */
export async function copyOfHome(home: string, folder: string, softwareVersion: string): Promise<string> {
  const site = loadSite(home);
  const copy = join(folder, 'home');
  mkdirSync(copy, { recursive: true });
  const file = join(folder, 'state.backup');
  await backedUp(site, file, softwareVersion);
  const { authority, stores } = site;
  writeFileSync(join(copy, 'lingtai.yaml'), JSON.stringify({ authority, stores: { releases: stores.releases } }));
  const derived = join(site.homeDir, 'derived');
  if (existsSync(derived)) symlinkSync(derived, join(copy, 'derived'));
  const state = await openSiteState(loadSite(copy));
  try {
    await restoreState(state, file, { replace: true });
    await state.db.deleteFrom('job').execute();
  } finally {
    await state.close();
    rmSync(file, { force: true });
  }
  return copy;
}

async function backedUp({ homeDir, stores }: Site, file: string, softwareVersion: string): Promise<void> {
  const state = await openState({ homeDir, ...(stores.state === undefined ? {} : { url: stores.state }) });
  try {
    await backupState(state, file, { softwareVersion });
  } finally {
    await state.close();
  }
}
