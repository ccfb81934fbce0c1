import { loadSite, openSiteState } from '@lingtai/app-server';
import { hashPassword } from '@lingtai/service-accounts';
import { createAccount } from '@lingtai/state';
import { expect, test } from 'vitest';
import { serve, temporaryHome } from '../conformance/lingtai.ts';
import { people } from './_accounts-load.ts';

const password = 'lamps along the quiet meridian';

// `./lingtai bench accounts` lets all thousand do it, 200 at once, on a table of 200,000 rows.
test('of 1,000 accounts a hundred sign in, search and download at once, without an error', async () => {
  const { home, remove } = temporaryHome();
  const server = await serve(home);
  const state = await openSiteState(loadSite(home));
  try {
    const passwordHash = await hashPassword(password);
    const names = Array.from({ length: 1000 }, (_, n) => `reader_${n}`);
    for (const name of names) await createAccount(state, { name, passwordHash }, { actor: 'terminal' });
    const ask = (query: string): string =>
      `/tap/sync?${new URLSearchParams({ LANG: 'ADQL', RESPONSEFORMAT: 'csv', QUERY: query })}`;
    const { steps, errors } = await people({
      url: server.url,
      password,
      names: names.filter((_, n) => n % 10 === 0),
      atOnce: 100,
      search: (n) => ask(`SELECT TOP ${1 + (n % 5)} table_name FROM TAP_SCHEMA.tables`),
      download: () => ask('SELECT * FROM TAP_SCHEMA.columns'),
    });
    expect(errors).toEqual([]);
    expect([steps['sign-in'].length, steps.search.length, steps.download.length]).toEqual([100, 300, 100]);
  } finally {
    await state.close();
    await server.stop();
    remove();
  }
}, 240_000);
