import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { ask, present, shared } from '../lingtai.ts';
import {
  after,
  browserPresent,
  digits,
  openSite,
  real,
  type Site,
  sexagesimal,
  shown,
  violations,
  withLang,
} from './kit.ts';

interface Rows {
  readonly fields: readonly { readonly name: string }[];
  readonly rows: readonly (readonly (string | number | null)[])[];
}

describe.skipIf(!browserPresent())('the portal in a browser', () => {
  let site: Site;
  let lrs: { key: string; position: { ra: string; dec: string } };
  /** Id, right ascension and declination of one spectrum. */
  let star: readonly [string, number, number];
  let mrs: string;

  beforeAll(async () => {
    site = await openSite();
    lrs = await site.ask(`/api${site.base}/tables/lrs`);
    const { key, position } = lrs;
    const { rows } = await site.ask<Rows>(
      `/api${site.base}/tables/lrs/rows?COLUMNS=${key},${position.ra},${position.dec}&class=STAR&ORDER=-snrg&MAXREC=1`,
    );
    star = [String(rows[0]![0]), Number(rows[0]![1]), Number(rows[0]![2])];
    const found = await site.ask<Rows>(
      `/api${site.base}/tables/mrs/rows?COLUMNS=${(await site.ask<{ key: string }>(`/api${site.base}/tables/mrs`)).key}&ORDER=-snr_r&MAXREC=1`,
    );
    mrs = String(found.rows[0]![0]);
  }, 300_000);
  afterAll(async () => site?.close());
  afterEach(() => {
    expect(site.complaints.splice(0)).toEqual([]);
  });

  /** Runs a test on a page of its own. */
  const on = async (
    path: string,
    use: (page: Page) => Promise<void>,
    options?: Parameters<Site['page']>[0],
  ): Promise<void> => {
    const page = await site.page(options);
    await page.goto(path);
    await use(page);
    await page.context().close();
  };
  const spectrum = (id: string): string => `${site.base}/spectra/${encodeURIComponent(id)}`;

  test('a sexagesimal position leads from the first page to the spectrum and back', () =>
    on('/', async (page) => {
      expect(await page.locator('.banner').count()).toBe(real ? 0 : 1);
      await page.fill('#find-big', sexagesimal(star[1], star[2]));
      await page.press('#find-big', 'Enter');
      await page.waitForURL(/\/search\/lrs\?POS=/);
      const view = page.locator(`.results a[href="${spectrum(star[0])}"]`);
      expect(await view.count()).toBe(1);
      await view.click();
      await page.waitForSelector('.viewer[data-ready]');
      expect(await page.locator('.headline').textContent()).toMatch(
        /class STAR[\s\S]*subclass[\s\S]*z [-\d][\s\S]*snrg \d[\s\S]*(Pipeline|Data)/,
      );
      await page.click('.trail a:first-child');
      await page.waitForURL(/\/search\/lrs\?POS=/);
    }));

  test('wheel, keys, buttons, dragging and resizing change what is shown', () =>
    on(spectrum(star[0]), async (page) => {
      const whole = await shown(page);
      expect(whole.points).toBeGreaterThan(3000);
      const box = (await page.locator('.chart .u-over').boundingBox())!;
      await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
      const wheeled = await after(page, () => page.mouse.wheel(0, -400));
      expect(wheeled.max - wheeled.min).toBeLessThan(0.7 * (whole.max - whole.min));
      expect((wheeled.max + wheeled.min) / 2).toBeCloseTo((whole.max + whole.min) / 2, -2);
      const dragged = await after(page, async () => {
        await page.mouse.down();
        await page.mouse.move(box.x + box.width / 2 - 100, box.y + box.height / 2, { steps: 4 });
        await page.mouse.up();
      });
      expect(dragged.min).toBeGreaterThan(wheeled.min + 50);
      expect(dragged.max - dragged.min).toBeCloseTo(wheeled.max - wheeled.min, 3);
      await page.focus('.chart');
      const reset = await after(page, () => page.keyboard.press('0'));
      expect([reset.min, reset.max]).toEqual([whole.min, whole.max]);
      const closer = await after(page, () => page.keyboard.press('+'));
      expect(closer.max - closer.min).toBeCloseTo((whole.max - whole.min) / 2, 3);
      expect((await after(page, () => page.keyboard.press('ArrowRight'))).min).toBeGreaterThan(closer.min);
      expect((await after(page, () => page.getByRole('button', { name: 'Whole spectrum' }).click())).max).toBe(
        whole.max,
      );
      const boxZoom = await after(page, async () => {
        await page.keyboard.down('Shift');
        await page.mouse.move(box.x + 200, box.y + 100);
        await page.mouse.down();
        await page.mouse.move(box.x + 400, box.y + 100, { steps: 4 });
        await page.mouse.up();
        await page.keyboard.up('Shift');
      });
      expect(boxZoom.max - boxZoom.min).toBeLessThan(0.3 * (whole.max - whole.min));
      const width = () => page.$eval('.chart canvas', (canvas) => (canvas as HTMLCanvasElement).width);
      const before = await width();
      await page.setViewportSize({ width: 800, height: 900 });
      await page.waitForFunction(
        (old) => document.querySelector<HTMLCanvasElement>('.chart canvas')!.width < old,
        before,
      );
    }));

  test('two fingers zoom, and a fine screen gets fine pixels', () =>
    on(
      spectrum(star[0]),
      async (page) => {
        const whole = await shown(page);
        await page.locator('.chart').evaluate((chart) => chart.scrollIntoView({ block: 'center' }));
        const box = (await page.locator('.chart .u-over').boundingBox())!;
        const [y, middle] = [box.y + box.height / 2, box.x + box.width / 2];
        const fingers = (apart: number) => [
          { x: middle - apart, y, id: 1 },
          { x: middle + apart, y, id: 2 },
        ];
        const client = await page.context().newCDPSession(page);
        const touch = (
          type: 'touchStart' | 'touchMove' | 'touchEnd',
          touchPoints: { x: number; y: number; id: number }[],
        ) => client.send('Input.dispatchTouchEvent', { type, touchPoints });
        const pinched = await after(page, async () => {
          await touch('touchStart', fingers(30));
          for (const apart of [45, 60, 75, 90]) await touch('touchMove', fingers(apart));
          await touch('touchEnd', []);
        });
        expect(pinched.max - pinched.min).toBeLessThan(0.5 * (whole.max - whole.min));
        const ratio = await page.$eval('.chart canvas', (node) => (node as HTMLCanvasElement).width / node.clientWidth);
        expect(ratio).toBeCloseTo(3, 1);
      },
      { hasTouch: true, isMobile: true, deviceScaleFactor: 3, viewport: { width: 390, height: 844 } },
    ));

  test('the redshift moves by typing and by slider; the stored value stays', () =>
    on(spectrum(star[0]), async (page) => {
      await shown(page);
      const stored = await page.inputValue('.tools .z');
      await page.fill('.tools .z', '0.123');
      await page.getByRole('button', { name: /catalogue:/ }).waitFor();
      expect(await page.getAttribute('.chart', 'data-redshift')).toBe('0.123');
      await page.getByRole('button', { name: /catalogue:/ }).click();
      await page.waitForFunction((was) => document.querySelector<HTMLInputElement>('.tools .z')!.value === was, stored);
      await page.focus('.tools .slider');
      await page.keyboard.press('ArrowRight');
      await page.waitForFunction((was) => document.querySelector<HTMLInputElement>('.tools .z')!.value !== was, stored);
      const cell = await page.locator('.metadata div:has(> dt code:text-is("z")) dd').textContent();
      expect(Number(cell)).toBeCloseTo(Number(stored), 7);
      await page.selectOption('.tools label:has-text("Wavelengths") select', 'air');
      await page.waitForFunction(() => Number(document.querySelector<HTMLElement>('.chart')!.dataset['min']) < 3699.5);
      await page.click('.values summary');
      await page.waitForSelector('.values tbody tr');
      expect(await page.locator('.values tbody tr').count()).toBeGreaterThan(50);
    }));

  test('a medium-resolution spectrum shows every exposure and arm', () =>
    on(spectrum(mrs), async (page) => {
      const coadd = await shown(page);
      const detail = await site.ask<{ segments: { role: string; arm?: string; name: string }[] }>(
        `${spectrum(mrs)}.json`,
      );
      const exposures = new Set(detail.segments.filter((s) => s.role === 'exposure').map((s) => s.name.slice(2)));
      expect(await page.locator('.stepper option').count()).toBe(1 + exposures.size);
      await page.focus('.chart');
      for (const _ of exposures) {
        const one = await after(page, () => page.keyboard.press(']'));
        expect(one.points).toBeGreaterThan(2000);
        expect(one.fluxMax).toBeGreaterThan(one.fluxMin);
        expect(one.fluxMax).not.toBe(coadd.fluxMax);
        expect(await page.locator('.readout').textContent()).toMatch(/B-\d+: [\d,]+ pixels, S\/N [\d.]+ · R-\d+/);
      }
      const blue = await after(page, () => page.selectOption('.tools label:has-text("Arms") select', 'b'));
      expect(blue.max).toBeLessThan(5600);
      expect(await page.locator('section:has(> table) tbody th').allTextContents()).toEqual(
        detail.segments.map((s) => s.name),
      );
    }));

  test('every download of the spectrum answers', () =>
    on(spectrum(star[0]), async (page) => {
      const links = await page.$$eval('.exports a', (all) => all.map((a) => (a as HTMLAnchorElement).href));
      expect(links.map((url) => url.split('.').at(-1))).toEqual(['fits', 'csv', 'parquet', 'json', 'png']);
      for (const url of links) {
        const answer = await fetch(url);
        expect([url, answer.status]).toEqual([url, 200]);
        expect((await answer.arrayBuffer()).byteLength).toBeGreaterThan(1000);
      }
      expect(await page.locator('.identifier code').allTextContents()).toContainEqual(
        expect.stringMatching(/^ivo:\/\//),
      );
    }));

  test('the language changes in place', () =>
    on(`${site.base}/search/lrs?class=STAR&page=2`, async (page) => {
      expect(await page.getAttribute('html', 'lang')).toBe('en');
      await page.click('nav .lang');
      await page.waitForURL(/class=STAR&page=2&lang=zh/);
      expect(await page.getAttribute('html', 'lang')).toBe('zh-CN');
      expect(await page.locator('h1').textContent()).toMatch(/[\u4e00-\u9fff]/);
      await page.goto('/');
      expect(await page.getAttribute('html', 'lang')).toBe('zh-CN');
    }));

  test('a search is counted, refined by removing a constraint, and sorted', () =>
    on(`${site.base}/search/lrs`, async (page) => {
      await page.locator('summary', { hasText: 'Signal-to-noise' }).click();
      await page.fill('[name="snrg.min"]', '20');
      await page.locator('summary', { hasText: /^Class/ }).click();
      await page.check('[name=class][value=STAR]');
      await page.click('.actions button.quiet');
      const counted = digits(await page.locator('.actions output', { hasText: 'found' }).textContent());
      await page.click('.actions button[type=submit]');
      await page.waitForSelector('.results');
      expect(new URL(page.url()).search).toBe('?class=STAR&snrg.min=20&run=1');
      expect(digits(await page.locator('.found .count').textContent())).toBe(counted);
      expect((await page.locator('.results thead th').allInnerTexts()).map((t) => t.trim().split(/\s/)[0])).toEqual([
        '#',
        'FITS',
        'PNG',
        'View',
        'CDS',
        'obsid',
        'obsdate',
        'lmjd',
        'mjd',
        'planid',
        'spid',
        'fiberid',
        'class',
        'subclass',
        'z',
      ]);
      await page.hover('.results tbody tr:first-child .peek a');
      await page.waitForFunction(() => document.querySelector<HTMLImageElement>('.peek img')!.naturalWidth > 100);
      await page.locator('.chips a', { hasText: 'snrg' }).click();
      await page.waitForURL((url) => !url.search.includes('snrg'));
      await page.click('.results thead a:text-is("z")');
      await page.waitForURL(/ORDER=z/);
      const zs = (await page.locator('.results tbody td:last-child').allTextContents()).map(Number);
      expect(zs).toEqual([...zs].sort((a, b) => a - b));
    }));

  test.each(['en', 'zh'])('the form counts while one types, and says what cannot be counted (%s)', (lang) =>
    on(withLang(`${site.base}/search/lrs`, lang), async (page) => {
      const output = page.locator('.actions output');
      const asked: string[] = [];
      page.on('request', (request) => {
        if (request.url().includes('/count?')) asked.push(new URL(request.url()).search);
      });
      await page.locator('summary', { hasText: lang === 'en' ? 'Signal-to-noise' : '信噪比' }).click();
      // However slow the machine is, the strokes follow one another for the page.
      await page.clock.install();
      await page.clock.pauseAt(Date.now() + 60_000);
      await page.locator('[name="snrg.min"]').pressSequentially('100');
      await page.clock.resume();
      await output.getByText(lang === 'en' ? 'found' : '条符合').waitFor();
      // One question for three strokes.
      expect(asked).toEqual(['?snrg=100..']);
      const { count } = await site.ask<{ count: number }>(`/api${site.base}/tables/lrs/count?snrg=100..`);
      expect(digits(await output.textContent())).toBe(String(count));
      await page.selectOption('[name=size]', '50');
      await page.fill('[name=POS]', '10 100');
      await page.waitForSelector('.actions output.field-error');
      expect(await output.textContent()).toMatch(lang === 'en' ? /POS .*[Dd]eclination/ : /POS .*赤纬/);
      expect(asked).toHaveLength(2);
      // The browser reports the refused question itself.
      expect(site.complaints.splice(0).filter((c) => !/400/.test(c))).toEqual([]);
      await page.route('**/count?*', (route) => route.abort());
      await page.fill('[name=POS]', '');
      await output.getByText(lang === 'en' ? 'cannot be reached' : '无法连接服务器').waitFor();
      expect(site.complaints.splice(0).filter((c) => !/ERR_FAILED/.test(c))).toEqual([]);
    }),
  );

  test('errors stand beside their fields', () =>
    on(`${site.base}/search/lrs?snrg.min=abc&POS=10+100`, async (page) => {
      expect(await page.getAttribute('[name="snrg.min"]', 'aria-invalid')).toBe('true');
      expect(await page.locator('#field-snrg .field-error').textContent()).toContain('abc');
      expect(await page.locator('#error-POS').textContent()).toMatch(/[Dd]eclination/);
      expect(await page.locator('[role=alert] a').count()).toBe(2);
    }));

  test('without scripts: search, pages, metadata and preview', () =>
    on(
      `${site.base}/search/lrs`,
      async (page) => {
        await page.locator('summary', { hasText: /^Class/ }).click();
        await page.check('[name=class][value=STAR]');
        await page.click('.actions button[type=submit]');
        await page.waitForSelector('.results');
        await page.click('[rel=next]');
        await page.waitForURL(/page=2/);
        expect(await page.locator('.results tbody td:first-child').first().textContent()).toBe('21');
        await page.click('.results tbody tr:first-child td:nth-child(4) a');
        await page.waitForURL(/\/spectra\//);
        expect(await page.locator('.metadata dd').count()).toBeGreaterThan(20);
        await expect
          .poll(() => page.$eval('img.preview', (img) => (img as HTMLImageElement).naturalWidth), { timeout: 10_000 })
          .toBe(900);
        expect(await page.locator('.viewer.loading').isVisible()).toBe(false);
      },
      { javaScriptEnabled: false },
    ));

  const pages = (): string[] => [
    '/',
    '/search?q=nothing-like-this',
    '/docs/api',
    site.base,
    `${site.base}/tables`,
    `${site.base}/tables/lrs`,
    `${site.base}/report`,
    `${site.base}/search/lrs`,
    `${site.base}/search/lrs?class=STAR&snrg.min=10`,
    `${site.base}/search/lrs?snrg.min=abc`,
    spectrum(star[0]),
    spectrum(mrs),
  ];

  test.each(['en', 'zh'])(
    'every page: no serious fault of accessibility, headings in order, no wider than its screen (%s)',
    async (lang) => {
      const page = await site.page();
      const faults: string[] = [];
      for (const path of pages()) {
        await page.setViewportSize({ width: 1280, height: 900 });
        await page.goto(withLang(path, lang));
        if (path.includes('/spectra/')) await shown(page);
        faults.push(...(await violations(page)).map((v) => `${path}: ${v}`));
        const levels = await page.$$eval('h1, h2, h3, h4', (all) => all.map((h) => Number(h.tagName[1])));
        const inOrder =
          levels[0] === 1 && levels.every((level, i) => i === 0 || (level > 1 && level - levels[i - 1]! <= 1));
        if (!inOrder) faults.push(`${path}: headings ${levels}`);
        if (!/.+ · .+/.test(await page.title())) faults.push(`${path}: title ${await page.title()}`);
        for (const width of [768, 390, 320]) {
          await page.setViewportSize({ width, height: 800 });
          const over = await page.evaluate(
            () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
          );
          if (over > 0) faults.push(`${path}: ${over} pixels wider than ${width}`);
        }
      }
      await page.context().close();
      expect(faults).toEqual([]);
    },
  );

  test('by keyboard alone: skip link, visible focus, no trap', () =>
    on(`${site.base}/search/lrs?class=STAR`, async (page) => {
      await page.keyboard.press('Tab');
      expect(await page.evaluate(() => document.activeElement!.className)).toBe('skip');
      const seen = new Set<string>();
      for (let i = 0; i < 40; i++) {
        await page.keyboard.press('Tab');
        const focus = await page.evaluate(() => {
          const node = document.activeElement as HTMLElement;
          return {
            text: `${node.tagName} ${node.getAttribute('href') ?? node.id} ${node.textContent?.slice(0, 20)}`,
            outline: getComputedStyle(node).outlineStyle,
          };
        });
        expect(focus).toMatchObject({ outline: 'solid' });
        seen.add(focus.text);
      }
      expect(seen.size).toBeGreaterThan(30);
    }));

  test('pages say what they are to machines', async () => {
    for (const path of ['/', site.base, spectrum(star[0])]) {
      const html = await (await fetch(site.url + path, { headers: { 'Accept-Language': 'zh' } })).text();
      expect(html).toContain('<html lang="zh-CN">');
      const jsonLd = JSON.parse(/<script type="application\/ld\+json">(.*?)<\/script>/.exec(html)![1]!) as {
        '@context': string;
        name: string;
      };
      expect(jsonLd['@context']).toBe('https://schema.org');
      expect(/<link rel="canonical" href="([^"]*)"/.exec(html)![1]).toBe(`${site.url}${path}`);
      expect(html.match(/<link rel="alternate" hreflang="(en|zh-CN)"/g)).toHaveLength(2);
    }
  });

  const layouts = [
    ['DR1', 'dr1-55862-B6212_sp06-003', 'lrs/dr1_v2.6.4_image_f4/spec-55862-B6212_sp06-003.fits'],
    ['DR2', 'dr2-56257-GAC089N38V2_sp01-006', 'lrs/dr2_v2.7.5_image_f8/spec-56257-GAC089N38V2_sp01-006.fits'],
    ['DR8', 'dr8-55859-F5907_sp09-107', 'lrs/dr8_image_f4/spec-55859-F5907_sp09-107.fits.gz'],
    [
      'DR10',
      'dr10-57278-EG224429N215706B01_sp01-001',
      'lrs/dr10_bintable/spec-57278-EG224429N215706B01_sp01-001.fits.gz',
    ],
    [
      'DR13',
      'dr13q1-60591-LN042429N340750BM01_sp01-005',
      'lrs/dr13q1_bintable/spec-60591-LN042429N340750BM01_sp01-005.fits.gz',
    ],
    [
      'MRS of DR7',
      'dr7-58408-TD230151N343645T01_sp01-015',
      'mrs/dr7_loglam_rows/med-58408-TD230151N343645T01_sp01-015.fits',
    ],
    ['MRS of DR9', 'dr9-58149-HIP265740401_sp09-191', 'mrs/dr9_bintable/med-58149-HIP265740401_sp09-191.fits'],
  ] as const;

  test.skipIf(!present('data/lamost'))(
    'every layout is drawn with the pixels and fluxes that astropy reads',
    async () => {
      const files = layouts.map(([, , file]) => `data/lamost/${file}`);
      const expected = await ask<Record<string, { points: number; min: number; max: number }>>(
        'portal.py',
        shared,
        ...files,
      );
      const page = await site.page();
      for (const [name, id, file] of layouts) {
        await page.goto(spectrum(id));
        const { points, fluxMin, fluxMax } = await shown(page);
        const { min, max, points: pixels } = expected[`data/lamost/${file}`]!;
        expect([name, points]).toEqual([name, pixels]);
        expect(Math.fround(fluxMin)).toBe(Math.fround(min));
        expect(Math.fround(fluxMax)).toBe(Math.fround(max));
      }
      await page.context().close();
    },
  );
});
