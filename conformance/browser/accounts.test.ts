import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { lingtai } from '../lingtai.ts';
import { browserPresent, openSite, type Site, violations, withLang } from './kit.ts';

const password = 'seven terraces under one sky';

describe.skipIf(!browserPresent())('accounts in a browser', () => {
  let site: Site;
  let operator: BrowserContext;

  beforeAll(async () => {
    site = await openSite();
    operator = await enter('chief', 'operator');
    const records = ['release', 'records', 'load', 'surveys/lamost/releases.yaml', '--home', site.home];
    expect((await lingtai(...records)).code).toBe(0);
    const isKnown = async (): Promise<number> => (await fetch(`${site.url}/api/lamost/releases`)).status;
    await vi.waitFor(async () => expect(await isKnown()).toBe(200), { timeout: 30_000, interval: 200 });
  }, 300_000);
  afterAll(async () => site?.close());
  afterEach(() => {
    // What is refused is told by the status too, which browsers write down.
    expect(site.complaints.splice(0).filter((c) => !/status of 40[139]/.test(c))).toEqual([]);
  });

  /** A browser in which a person signed in, who got a one-time link from the terminal. */
  async function enter(name: string, kind: 'operator' | 'code'): Promise<BrowserContext> {
    const { code, stdout, stderr } = await lingtai('account', kind, name, '--home', site.home);
    if (code !== 0) throw new Error(stderr);
    const secret = /code=([\w-]+)/.exec(stdout)![1]!;
    const page = await site.page();
    await page.goto(`/${kind === 'operator' ? 'confirm' : 'reset'}?code=${secret}`);
    if (kind === 'operator') await page.click('main button[type=submit]');
    await page.fill('main input[name=password]', password);
    await page.click('main button[type=submit]');
    await page.waitForSelector('main [role=status]');
    await signIn(page, name);
    return page.context();
  }

  async function signIn(page: Page, name: string, back = '/account'): Promise<void> {
    await page.goto(`/sign-in?return=${encodeURIComponent(back)}`);
    await page.fill('main input[name=name]', name);
    await page.fill('main input[name=password]', password);
    await page.click('main button[type=submit]');
    await page.waitForURL(`**${back}`);
  }

  const who = (page: Page): Promise<string | null> => page.textContent('header .who a[href="/account"]');

  test('every page says who is signed in, with sign-out; after it nobody is', async () => {
    const context = await enterMember('reader_one');
    const page = await context.newPage();
    for (const path of ['/', site.base, '/sql', `${site.base}/tables`, '/account', '/nothing-here']) {
      await page.goto(path);
      expect(await who(page), path).toContain('Reader One');
      expect(await page.locator('header .who button').textContent()).toBe('Sign out');
    }
    site.complaints.splice(0);
    await page.goto(withLang('/', 'zh'));
    expect(await page.locator('header .who button').textContent()).toBe('退出登录');
    await Promise.all([page.waitForEvent('load'), page.click('header .who button')]);
    expect(await page.locator('header .who').count()).toBe(0);
    await page.goto('/account');
    expect(new URL(page.url()).pathname).toBe('/sign-in');
    await context.close();
  });

  async function enterMember(name: string): Promise<BrowserContext> {
    const [page] = operator.pages() as [Page];
    await page.goto('/admin/accounts');
    const form = page.locator('form', { has: page.locator('input[name=displayName]') });
    await form.locator('input[name=name]').fill(name);
    await form.locator('input[name=displayName]').fill('Reader One');
    await Promise.all([page.waitForEvent('load'), form.locator('button').click()]);
    await page.waitForSelector(`th:text-is("${name}")`);
    return enter(name, 'code');
  }

  test('a wrong password and an unknown name are told the same, and the page of the return address is ours only', async () => {
    const page = await site.page();
    const said: (string | null)[] = [];
    for (const name of ['chief', 'nobody_here']) {
      await page.goto('/sign-in?return=//elsewhere.example/');
      await page.fill('main input[name=name]', name);
      await page.fill('main input[name=password]', 'not the password');
      await page.click('main button[type=submit]');
      said.push(await page.locator('main [role=alert]').textContent());
    }
    expect(said[0]).toBe(said[1]);
    expect(said[0]).toContain('SIGN-IN-WRONG');
    await page.fill('main input[name=name]', 'chief');
    await page.fill('main input[name=password]', password);
    await page.click('main button[type=submit]');
    await page.waitForURL(`${site.url}/`);
    await page.context().close();
  });

  test('a token is made, shown once, works, and is refused when it was revoked', async () => {
    const page = await operator.newPage();
    await page.goto('/account');
    await page.fill('input[name=name]', 'script_one');
    await page.locator('form.inline button').click();
    const secret = (await page.locator('.copyable code').textContent())!;
    await page.locator('#tokens', { hasText: 'Valid now: 1 of 100' }).waitFor();
    const ask = (): Promise<Response> =>
      fetch(`${site.url}/api/account`, { headers: { authorization: `Bearer ${secret}` } });
    expect(((await (await ask()).json()) as { name: string }).name).toBe('chief');
    await page.reload();
    expect(await page.textContent('main')).not.toContain(secret);
    await page.locator('tr', { hasText: 'script_one' }).locator('button').click();
    await page.locator('tr', { hasText: 'revoked' }).waitFor();
    await expect.poll(async () => (await ask()).status, { timeout: 20_000 }).toBe(401);
    await page.close();
  });

  test('a member asks for early access, a reviewer approves with reason and end, both see it', async () => {
    const member = await enterMember('asker_two');
    const page = await member.newPage();
    await page.goto(`/account?resource=${site.base.slice(1)}`);
    await page.fill('input[name=reason]', 'My thesis on cool stars.');
    await page
      .locator('form', { has: page.locator('input[name=resource]') })
      .locator('button')
      .click();
    await page.locator('.asked .tag', { hasText: 'waiting' }).waitFor();
    const [desk] = operator.pages() as [Page];
    await desk.goto('/admin/requests');
    const item = desk.locator('.asked li', { hasText: 'asker_two' });
    await item.locator('input[name=reason]').fill('Agreed by the committee.');
    await item.locator('input[name=ends]').fill('2099-12-31');
    await item.locator('button', { hasText: 'Approve' }).click();
    await item.locator('.tag', { hasText: 'approved' }).waitFor();
    await page.goto('/account');
    expect(await page.textContent('.asked')).toMatch(/approved[\s\S]*Agreed by the committee\.[\s\S]*2099-12-31/);
    expect(await page.textContent('.facts')).toContain(site.base.slice(1));
    await desk.goto('/admin/audit?action=request.decide');
    expect(await desk.textContent('table')).toContain(site.base.slice(1));
    await member.close();
  });

  test('one operator asks for a withdrawal, another confirms it, and in the same way the release comes back', async () => {
    const address = site.base.slice(1);
    const reason = 'Wavelengths of March are wrong.';
    const deputy = await enter('deputy', 'operator');
    const first = await operator.newPage();
    const second = await deputy.newPage();
    const row = (page: Page, action: string, state: string) =>
      page.locator('.asked li', { hasText: action }).filter({ hasText: state });
    const press = (page: Page, word: string): Promise<void> => page.locator('.asked button', { hasText: word }).click();
    const status = async (): Promise<number> => (await fetch(`${site.url}/api${site.base}`)).status;

    for (const [action, button, ended] of [
      ['Withdraw', 'Ask for a withdrawal', 410],
      ['Bring back', 'Ask to bring back', 200],
    ] as const) {
      await first.goto('/admin/withdrawals');
      const form = first.locator(`h2:text-is("${button}") + form`);
      await form.locator('select').selectOption(address);
      await form.locator('input[name=reason]').fill('To be dropped.');
      await form.locator('button').click();
      await row(first, action, 'waits').waitFor();
      expect(await first.locator('.asked button', { hasText: 'Confirm' }).count()).toBe(0);
      await press(first, 'Drop');
      await form.waitFor();
      await form.locator('input[name=reason]').fill(reason);
      await form.locator('button').click();
      await row(first, action, 'waits').waitFor();
      expect(await status()).toBe(ended === 410 ? 200 : 410);

      await second.goto('/admin/withdrawals');
      expect(await row(second, action, 'waits').textContent()).toMatch(new RegExp(`${address}.*${reason}.*chief`));
      expect(await second.textContent('.asked')).not.toContain('To be dropped.');
      await press(second, 'Confirm');
      await row(second, action, 'confirmed').waitFor();
      expect(await row(second, action, 'confirmed').textContent()).toContain('deputy');
      await expect.poll(status, { timeout: 20_000 }).toBe(ended);
    }
    site.complaints.splice(0);
    await first.close();
    await deputy.close();
  });

  test('what is due and overdue at a day is listed', async () => {
    const page = await operator.newPage();
    await page.goto('/admin/due?AT=2022-12-31');
    const rows = page.locator('main section').nth(0).locator('tbody tr');
    const cells = (): Promise<string[][]> =>
      rows.evaluateAll((all) => all.map((row) => [...row.children].slice(0, 5).map((cell) => cell.textContent ?? '')));
    const [season, spectra] = ['Ninth year 2021-06-30', 'One-dimensional spectra'];
    // 18 months after the last night of the season; the catalogues six months after.
    expect(await cells()).toEqual([
      ['lamost', season, spectra, '2022-12-30', 'overdue'],
      ['lamost', season, 'Catalogues', '2023-06-30', 'due'],
    ]);
    expect(await page.locator('main section').nth(1).textContent()).toMatch(
      /First year.*released in time.*lamost\/dr1\/v1/,
    );
    await page.fill('main input[name=AT]', '2022-12-30');
    await page.click('main form button');
    await page.waitForURL('**/admin/due?AT=2022-12-30');
    expect((await cells()).map((row) => row[4])).toEqual(['due', 'due']);
    await page.close();
  });

  test('pages of operators are for nobody else', async () => {
    const page = await site.page();
    await page.goto('/admin/accounts');
    expect(new URL(page.url()).pathname).toBe('/sign-in');
    const member = await enterMember('curious_three');
    const inside = await member.newPage();
    for (const part of ['accounts', 'groups', 'requests', 'grants', 'releases', 'quotas', 'audit']) {
      await inside.goto(`/admin/${part}`);
      expect(await inside.textContent('main'), part).toContain('operators and reviewers');
      expect((await inside.request.get(`/api/admin/${part}`)).status(), part).toBe(403);
    }
    for (const part of ['withdrawals', 'due']) {
      await inside.goto(`/admin/${part}`);
      expect(await inside.textContent('main'), part).toContain('operators and reviewers');
      expect((await inside.request.get(`/api/admin/releases/${part}`)).status(), part).toBe(403);
    }
    await page.context().close();
    await member.close();
  });

  const entries = ['/sign-in', '/register', '/confirm', '/reset', '/account/limits'];
  const inside = [
    'account',
    'admin/accounts',
    'admin/groups',
    'admin/requests',
    'admin/grants',
    'admin/releases',
    'admin/withdrawals',
    'admin/due?AT=2022-12-31',
    'admin/quotas',
    'admin/audit',
  ];
  test.each([
    ['en', 390],
    ['zh', 390],
    ['en', 1280],
    ['zh', 1280],
  ] as const)('in %s, %i wide: nothing overflows, axe finds nothing serious', async (lang, width) => {
    const out = await site.page({ viewport: { width, height: 900 } });
    for (const path of entries) await look(out, path);
    const desk = await operator.newPage();
    await desk.setViewportSize({ width, height: 900 });
    for (const path of inside) await look(desk, `/${path}`);
    await desk.close();
    await out.context().close();

    async function look(page: Page, path: string): Promise<void> {
      await page.goto(withLang(path, lang));
      expect(await page.evaluate(() => document.documentElement.scrollWidth), path).toBeLessThanOrEqual(width);
      expect(await violations(page), path).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.lang)).toBe(lang === 'zh' ? 'zh-CN' : 'en');
    }
  });
});
