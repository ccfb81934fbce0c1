import { mkdirSync } from 'node:fs';
import type { LocalText } from '@lingtai/diagnostics';
import { openState, type State } from '@lingtai/state';
import type { Site } from './site.ts';

export { loadSite, type Site } from './site.ts';

/** The state store of a home, brought to this version. Apart from the server, so that commands that serve nothing start fast. */
export async function openSiteState(site: Site, log?: (text: LocalText) => void): Promise<State> {
  mkdirSync(site.homeDir, { recursive: true });
  const state = await openState({
    homeDir: site.homeDir,
    ...(site.stores.state === undefined ? {} : { url: site.stores.state }),
    ...(log ? { log } : {}),
  });
  await state.migrate();
  return state;
}
