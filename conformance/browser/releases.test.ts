import { loadSite, openSiteState } from '@lingtai/app-server/site';
import { createAccount } from '@lingtai/state';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { lingtai } from '../lingtai.ts';
import { browserPresent, openSite, type Site, violations, withLang } from './kit.ts';

/** Where pictures of the pages go, for people who look at them. */
const pictures = process.env['LINGTAI_PICTURES'];

describe.skipIf(!browserPresent())('pages of release families', () => {
  let site: Site;
  const gone = { address: '', reason: 'Withdrawn to look at its page.' };

  beforeAll(async () => {
    site = await openSite();
    gone.address = site.base;
    await run('release', 'records', 'load', 'surveys/lamost/releases.yaml');
    await run('release', 'records', 'load', 'surveys/lamost/lamost.yaml');
    // Servers read records anew after a moment; those of the descriptor came last.
    await answers('/api/lamost/releases/dr10/v2', 200);
  }, 300_000);
  afterAll(async () => site?.close());
  afterEach(() => {
    expect(site.complaints.splice(0)).toEqual([]);
  });

  const answers = (path: string, status: number): Promise<void> =>
    vi.waitFor(async () => expect((await fetch(site.url + path)).status).toBe(status), {
      timeout: 30_000,
      interval: 200,
    });

  async function run(...args: string[]): Promise<void> {
    const { code, stderr } = await lingtai(...args, '--home', site.home);
    if (code !== 0) throw new Error(stderr);
  }

  const sizes = [
    ['en', 390],
    ['zh', 390],
    ['en', 1280],
    ['zh', 1280],
  ] as const;

  async function look(path: string, name: string, lang: string, width: number, words: RegExp): Promise<void> {
    const page = await site.page({ viewport: { width, height: 900 } });
    await page.goto(withLang(path, lang));
    expect(await page.textContent('main')).toMatch(words);
    await page.locator('details.picker').evaluateAll((all) => {
      for (const details of all) (details as HTMLDetailsElement).open = true;
    });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    expect(await violations(page)).toEqual([]);
    if (pictures !== undefined)
      await page.screenshot({ path: `${pictures}/${name}-${lang}-${width}.png`, fullPage: true });
    await page.context().close();
  }

  describe.each(sizes)('%s at %i px', (lang, width) => {
    const zh = lang === 'zh';
    test('the family', () =>
      look(
        '/lamost/releases',
        'family',
        lang,
        width,
        zh ? /DR10[\s\S]*不在本站[\s\S]*先导巡天/ : /DR10[\s\S]*not on this site[\s\S]*Pilot survey/,
      ));
    test('a record without data', () =>
      look(
        '/lamost/dr1/v1',
        'record',
        lang,
        width,
        zh
          ? /本站没有此次发布的数据[\s\S]*2015-03-19[\s\S]*2,204,696/
          : /are not on this site[\s\S]*2015-03-19[\s\S]*2,204,696/,
      ));
    test('a release with data', () => look(site.base, 'release', lang, width, zh ? /全部数据发布/ : /All releases/));
  });

  test('the picker leads from a release to another', async () => {
    const page = await site.page();
    await page.goto('/lamost/dr1/v1?lang=en');
    await page.click('details.picker summary');
    await page.click('details.picker a[href="/lamost/dr7/v1.3"]');
    await page.waitForURL(/\/lamost\/dr7\/v1\.3$/);
    expect(await page.textContent('h1')).toMatch(/DR7 V1\.3/);
    await page.click('.crumbs a');
    await page.click('nav.parts a[href$="order=date"]');
    await page.waitForURL(/order=date$/);
    expect(await page.getAttribute('nav.parts a[href$="order=date"]', 'aria-current')).toBe('page');
    await page.context().close();
  });

  describe('after a withdrawal', () => {
    beforeAll(async () => {
      const state = await openSiteState(loadSite(site.home));
      for (const name of ['ann', 'bob']) await createAccount(state, { name, roles: ['operator'] }, { actor: 'test' });
      await state.close();
      await run('release', 'withdraw', gone.address.slice(1), '--by', 'ann', '--reason', gone.reason);
      await run('release', 'withdraw', gone.address.slice(1), '--by', 'bob', '--confirm');
      await answers(`/api${gone.address}`, 410);
    }, 300_000);

    test.each(sizes)('%s at %i px: the tombstone', async (lang, width) => {
      await look(
        gone.address,
        'tombstone',
        lang,
        width,
        lang === 'zh' ? /已撤回[\s\S]*Withdrawn to look/ : /was withdrawn[\s\S]*Withdrawn to look/,
      );
      // The browser reports the status of the page itself.
      expect(site.complaints.splice(0).every((complaint) => /410/.test(complaint))).toBe(true);
    });
  });
});
