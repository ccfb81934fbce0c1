import { auditRecords, createAccount, startSession } from '@lingtai/state';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { chromium } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { lingtai } from '../lingtai.ts';
import {
  freeAddress,
  openPortal,
  openTestProvider,
  type Portal,
  secretFile,
  type TestProvider,
} from '../sign-on-kit.ts';
import { browserPresent, chromiumOptions } from './kit.ts';

/** The page of one's account, and a real provider: identities are linked and taken away again. */
describe.skipIf(!browserPresent())('identities on the page of the account', () => {
  const key = secretFile();
  let institute: TestProvider;
  let portal: Portal;
  let browser: Browser;
  const contexts: BrowserContext[] = [];
  const by = { actor: 'terminal' };

  beforeAll(async () => {
    const [at, atProvider] = await Promise.all([freeAddress('127.0.0.11'), freeAddress('127.0.0.12')]);
    institute = await openTestProvider(
      atProvider!,
      [
        {
          client_id: 'lingtai',
          client_secret: key.secret,
          redirect_uris: [`${at}/sign-in/institute/callback`],
          post_logout_redirect_uris: [`${at}/sign-in/institute/signed-out`],
        },
      ],
      { ann: { preferred_username: 'ann', name: 'Ann Li', email: 'ann@example.org', email_verified: true } },
    );
    const provider = {
      name: 'institute',
      title: { en: 'The Institute', zh: '研究所' },
      issuer: atProvider,
      clientId: 'lingtai',
      clientSecret: { file: key.file },
      createAccounts: false,
    };
    portal = await openPortal(at!, { signIn: { providers: [provider] } });
    for (const name of ['mona', 'nils']) await createAccount(portal.state, { name }, by);
    browser = await chromium.launch(chromiumOptions);
  }, 300_000);
  afterAll(async () => {
    await browser?.close();
    await portal?.close();
    await institute?.stop();
    key.remove();
  });
  beforeEach(async () => {
    for (const context of contexts.splice(0)) await context.close();
  });

  async function newPage(locale: string): Promise<Page> {
    const context = await browser.newContext({ locale });
    contexts.push(context);
    context.setDefaultTimeout(20_000);
    return context.newPage();
  }

  /** The account's page in a browser that has a session of that account. */
  async function accountOf(name: string, locale = 'en-GB'): Promise<Page> {
    const page = await newPage(locale);
    const { secret } = await startSession(portal.state, { account: name, days: 1 });
    await page.context().addCookies([{ name: 'lingtai_session', value: secret, url: portal.url }]);
    await page.goto(`${portal.url}/account`);
    return page;
  }

  const identities = (page: Page) =>
    page.locator('section', { has: page.locator('h2', { hasText: /other providers|其他登录方式/ }) });
  const button = (page: Page, name: string) => identities(page).getByRole('button', { name, exact: true });
  const whoIs = async (page: Page): Promise<string | undefined> =>
    ((await (await page.context().request.get(`${portal.url}/api/account`)).json()) as { name?: string }).name;

  /** At the provider, after the page has led there. */
  async function signInThere(page: Page): Promise<void> {
    await page.waitForURL(`${institute.issuer}/**`);
    await page.fill('[name=login]', 'ann');
    await page.click('button');
  }

  async function enterByInstitute(locale = 'en-GB'): Promise<Page> {
    const page = await newPage(locale);
    await page.goto(`${portal.url}/sign-in?return=/account`);
    await page.click('a[href^="/sign-in/institute"]');
    await signInThere(page);
    await page.waitForURL(`${portal.url}/**`);
    return page;
  }

  test('nobody comes in by an identity that is linked to no account', async () => {
    const page = await enterByInstitute();
    expect(await whoIs(page)).toBeUndefined();
    expect(await page.textContent('main')).toContain('There is no account here for your account at The Institute');
  });

  test('a click links it: the account stays the same, and is entered by it from then on', async () => {
    const page = await accountOf('mona');
    expect(await identities(page).textContent()).toContain('The Institute');
    await button(page, 'Link').click();
    await signInThere(page);
    await page.waitForURL(`${portal.url}/account`);
    expect(await identities(page).textContent()).toContain('ann@example.org');
    expect(await button(page, 'Link').count()).toBe(0);
    expect(await button(page, 'Unlink').count()).toBe(1);
    expect(await whoIs(page)).toBe('mona');
    expect(await whoIs(await enterByInstitute())).toBe('mona');
  });

  test('what is linked to one account cannot be linked to another', async () => {
    const page = await accountOf('nils', 'zh-CN');
    await button(page, '关联').click();
    await signInThere(page);
    await page.waitForURL(`${portal.url}/sign-in/institute/callback**`);
    expect(await page.textContent('main')).toContain('该研究所账户已关联到本站的另一个账户');
    expect(await whoIs(page)).toBe('nils');
    await page.goto(`${portal.url}/account`);
    expect(await button(page, '取消关联').count()).toBe(0);
    expect(await whoIs(await enterByInstitute())).toBe('mona');
  });

  test('the last way in is not taken away; with a password it is, and leads in no more', async () => {
    for (const [locale, unlink, words] of [
      ['en-GB', 'Unlink', 'Without it you could not sign in any more.'],
      ['zh-CN', '取消关联', '移除后您将无法再登录。'],
    ] as const) {
      const page = await accountOf('mona', locale);
      await button(page, unlink).click();
      await page.getByText(words).waitFor();
      await page.reload();
      expect(await button(page, unlink).count()).toBe(1);
    }
    const { stdout } = await lingtai('account', 'code', 'mona', '--home', portal.home);
    const reset = await newPage('en-GB');
    await reset.goto(`${portal.url}/reset?code=${/code=([\w-]+)/.exec(stdout)![1]}`);
    await reset.fill('main input[name=password]', 'seven terraces under one sky');
    await reset.click('main button[type=submit]');
    await reset.waitForSelector('main [role=status]');
    const page = await accountOf('mona');
    await button(page, 'Unlink').click();
    await button(page, 'Link').waitFor();
    await page.reload();
    expect(await button(page, 'Unlink').count()).toBe(0);
    expect(await whoIs(page)).toBe('mona');
    const after = await enterByInstitute('zh-CN');
    expect(await whoIs(after)).toBeUndefined();
    expect(await after.textContent('main')).toContain('尚无对应的本站账户');
    const told: string[] = [];
    for await (const { actor, action } of auditRecords(portal.state, { resource: 'account:mona' }))
      if (/link/.test(action)) told.push(`${actor} ${action}`);
    expect(told).toEqual(['mona account.link', 'mona account.unlink']);
  });
});
