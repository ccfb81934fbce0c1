import type { Browser, BrowserContext, Page } from 'playwright-core';
import { chromium } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  freeAddress,
  openPortal,
  openTestProvider,
  type Portal,
  secretFile,
  type TestProvider,
} from '../sign-on-kit.ts';
import { browserPresent, chromiumOptions } from './kit.ts';

/**
 * Three portals in a real browser, each on a host of its own: A knows its users from an institute's provider; B and C know
 * theirs from A. B is told of sign-outs by A's server, C by a frame in the browser.
 */
describe.skipIf(!browserPresent())('one sign-in and one sign-out for several portals', () => {
  const key = secretFile();
  let institute: TestProvider;
  let a: Portal;
  let b: Portal;
  let c: Portal;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;

  beforeAll(async () => {
    const [atA, atB, atC, atK] = await Promise.all(
      ['127.0.0.2', '127.0.0.3', '127.0.0.7', '127.0.0.4'].map((host) => freeAddress(host)),
    );
    institute = await openTestProvider(
      atK!,
      [
        {
          client_id: 'portal-a',
          client_secret: key.secret,
          redirect_uris: [`${atA}/sign-in/institute/callback`],
          post_logout_redirect_uris: [`${atA}/sign-in/institute/signed-out`],
          backchannel_logout_uri: `${atA}/sign-in/institute/backchannel-logout`,
          backchannel_logout_session_required: true,
        },
      ],
      {
        ann: {
          preferred_username: 'ann',
          name: 'Ann Li',
          email: 'ann@example.org',
          email_verified: true,
          groups: ['wg'],
        },
      },
    );
    const portalClient = (id: string, at: string): object => ({
      id,
      title: { en: id, zh: id },
      secret: { file: key.file },
      redirectUris: [`${at}/sign-in/portal-a/callback`],
      postLogoutRedirectUris: [`${at}/sign-in/portal-a/signed-out`],
    });
    a = await openPortal(atA!, {
      signIn: {
        providers: [
          {
            name: 'institute',
            title: { en: 'Institute', zh: '研究所' },
            issuer: atK,
            clientId: 'portal-a',
            clientSecret: { file: key.file },
            scopes: ['openid', 'profile', 'email', 'groups'],
            groups: [{ claim: 'groups', value: 'wg', group: 'working-group' }],
          },
        ],
        clients: [
          { ...portalClient('portal-b', atB!), backchannelLogoutUri: `${atB}/sign-in/portal-a/backchannel-logout` },
          { ...portalClient('portal-c', atC!), frontchannelLogoutUri: `${atC}/sign-in/portal-a/frontchannel-logout` },
        ],
      },
    });
    const byA = (clientId: string): object => ({
      signIn: {
        providers: [
          {
            name: 'portal-a',
            title: { en: 'Portal A', zh: '门户甲' },
            issuer: `${atA}/oidc`,
            clientId,
            clientSecret: { file: key.file },
            scopes: ['openid', 'profile', 'email', 'groups'],
            groups: [{ claim: 'groups', pattern: '(working-group|approved)', group: '$1' }],
          },
        ],
      },
    });
    b = await openPortal(atB!, byA('portal-b'));
    c = await openPortal(atC!, byA('portal-c'));
    browser = await chromium.launch(chromiumOptions);
  }, 300_000);
  afterAll(async () => {
    await browser?.close();
    for (const portal of [b, c, a]) await portal?.close();
    await institute?.stop();
    key.remove();
  });
  beforeEach(async () => {
    context = await browser.newContext({ locale: 'en-GB' });
    context.setDefaultTimeout(20_000);
    page = await context.newPage();
  });
  afterEach(() => context.close());

  interface Who {
    readonly signedIn: boolean;
    readonly name?: string;
    readonly groups?: readonly { readonly name: string }[];
  }
  const whoAt = async (portal: Portal): Promise<Who> =>
    (await (await context.request.get(`${portal.url}/api/account`)).json()) as Who;
  const signedInAt = async (...portals: readonly Portal[]): Promise<boolean[]> =>
    Promise.all(portals.map(async (portal) => (await whoAt(portal)).signedIn));
  /** What a portal believes of a session is at most five seconds old. */
  const signedOutOf = (...portals: readonly Portal[]): Promise<void> =>
    expect.poll(() => signedInAt(...portals), { timeout: 30_000 }).toEqual(portals.map(() => false));
  /** By the button in the page's header; gives the addresses that were asked on the way. */
  async function signOutAt(portal: Portal): Promise<readonly string[]> {
    await page.goto(`${portal.url}/docs/api`);
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    await page.click('.who button');
    return asked;
  }
  async function signInAtA(): Promise<void> {
    await page.goto(`${a.url}/sign-in/institute?return=/docs/api`);
    await page.fill('[name=login]', 'ann');
    await page.click('button');
    await page.waitForURL(`${a.url}/docs/api`);
  }
  /** No form, no click: only redirects. */
  async function enter(portal: Portal): Promise<void> {
    await page.goto(`${portal.url}/sign-in/portal-a?return=/docs/api`);
    expect(page.url()).toBe(`${portal.url}/docs/api`);
  }

  test('who signed in at A is known to B and C without typing, with name and groups', async () => {
    await signInAtA();
    expect(await signedInAt(a, b, c)).toEqual([true, false, false]);
    await enter(b);
    await enter(c);
    for (const portal of [a, b, c])
      expect(await whoAt(portal)).toMatchObject({ signedIn: true, name: 'ann', groups: [{ name: 'working-group' }] });
  });

  test('who begins at B signs in at A and comes back to B', async () => {
    await page.goto(`${b.url}/sign-in/portal-a?return=/docs/api`);
    const asked = new URL(page.url());
    expect(`${asked.origin}${asked.pathname}`).toBe(`${a.url}/sign-in`);
    await page.click('a[href^="/sign-in/institute?"]');
    await page.fill('[name=login]', 'ann');
    await page.click('button');
    await page.waitForURL(`${b.url}/docs/api`);
    expect(await signedInAt(a, b, c)).toEqual([true, true, false]);
  });

  test('sign-out at A ends B by its server and C by a frame, and leads to the institute', async () => {
    await signInAtA();
    await enter(b);
    await enter(c);
    const asked = await signOutAt(a);
    await page.waitForURL(`${institute.issuer}/**`);
    expect(asked.some((url) => url.startsWith(`${a.url}/oidc/signed-out/`))).toBe(true);
    expect(asked.some((url) => url.startsWith(`${c.url}/sign-in/portal-a/frontchannel-logout?`))).toBe(true);
    await page.click('#yes');
    await page.waitForURL(`${a.url}/`);
    await signedOutOf(a, b, c);
    await page.goto(`${b.url}/sign-in/portal-a`);
    expect(new URL(page.url()).pathname).toBe('/sign-in');
    expect(new URL(page.url()).origin).toBe(a.url);
  });

  test('sign-out at B ends A, C and the institute, and comes back to B', async () => {
    await signInAtA();
    await enter(b);
    await enter(c);
    const asked = await signOutAt(b);
    await page.waitForURL(`${institute.issuer}/**`);
    expect(asked.some((url) => url.startsWith(`${a.url}/oidc/session/end?`))).toBe(true);
    await page.click('#yes');
    await page.waitForURL(`${b.url}/`);
    await signedOutOf(a, b, c);
    await page.goto(`${a.url}/sign-in/institute`);
    expect(await page.locator('[name=login]').count()).toBe(1);
  });

  test('a sign-out at the institute itself reaches A, and through A also B', async () => {
    await signInAtA();
    await enter(b);
    await page.goto(`${institute.issuer}/session/end`);
    await page.click('#yes');
    await signedOutOf(a, b);
  });

  test('a session that the operator ends at A is over at B too', async () => {
    await signInAtA();
    await enter(b);
    await a.state.db.updateTable('session').set({ ended: new Date() }).where('account', '=', 'ann').execute();
    await expect.poll(() => signedInAt(a, b), { timeout: 40_000, interval: 500 }).toEqual([false, false]);
  });

  test('B is told again when it was away', async () => {
    await signInAtA();
    await enter(b);
    const [before] = await b.state.db.selectFrom('session').select('id_sha256').where('ended', 'is', null).execute();
    await b.stop();
    await signOutAt(a);
    await page.waitForURL(`${institute.issuer}/**`);
    await b.start();
    await expect
      .poll(
        async () =>
          (
            await b.state.db
              .selectFrom('session')
              .select('ended')
              .where('id_sha256', '=', before!.id_sha256)
              .executeTakeFirst()
          )?.ended,
        { timeout: 60_000, interval: 500 },
      )
      .toBeInstanceOf(Date);
  });
});
