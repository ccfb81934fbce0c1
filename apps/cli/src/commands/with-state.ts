import { loadSite, openSiteState, type Site } from '@lingtai/app-server/site';
import type { Actor, State } from '@lingtai/state';
import { terminalLang } from '../terminal.ts';

export interface HomeOptions {
  readonly home: string;
  readonly json?: boolean;
}

/** How the audit log names whoever runs commands on the site's machine. */
export const terminal: Actor = { actor: 'terminal' };

/** Opens the state store of a home for one piece of work. */
export async function withState<T>(options: HomeOptions, use: (state: State, site: Site) => Promise<T>): Promise<T> {
  const site = loadSite(options.home);
  const state = await openSiteState(site, (text) => process.stderr.write(`${text[terminalLang()]}\n`));
  try {
    return await use(state, site);
  } finally {
    await state.close();
  }
}

/** A text in the language of the terminal, as a line. */
export function say(en: string, zh: string, out: NodeJS.WriteStream = process.stdout): void {
  out.write(`${terminalLang() === 'zh' ? zh : en}\n`);
}

export function minute(date: Date | undefined): string {
  return date?.toISOString().slice(0, 16).replace('T', ' ') ?? '-';
}
