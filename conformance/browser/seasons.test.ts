import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadReleaseFamily } from '@lingtai/descriptor';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { lingtai, root } from '../lingtai.ts';
import { browserPresent, digits, openSite, real, type Site, violations, withLang } from './kit.ts';

interface Option {
  readonly title: { readonly en: string; readonly zh: string };
  readonly range: string;
}

describe.skipIf(!browserPresent())('observing seasons in a browser', () => {
  let site: Site;
  /** A season with rows, and how many, and another one. */
  let chosen: Option;
  let other: Option;
  let count: number;
  let form: string;

  beforeAll(async () => {
    site = await openSite();
    form = `${site.base}/search/lrs`;
    if (real) await loadSeasons();
    const options = await vi.waitFor(
      async () => {
        const release = await site.ask<{ forms: { name: string; seasons?: { options: Option[] } }[] }>(
          `/api${site.base}`,
        );
        return release.forms.find((f) => f.name === 'lrs')!.seasons!.options;
      },
      { timeout: 30_000, interval: 200 },
    );
    const counts = await Promise.all(options.map(countOf));
    const best = counts.indexOf(Math.max(...counts));
    [chosen, other, count] = [options[best]!, options[best === 0 ? 1 : 0]!, counts[best]!];
    expect(count).toBeGreaterThan(0);
  }, 300_000);
  afterAll(async () => site?.close());
  afterEach(() => {
    expect(site.complaints.splice(0)).toEqual([]);
  });

  const countOf = async ({ range }: Option): Promise<number> =>
    (await site.ask<{ count: number }>(`/api${site.base}/tables/lrs/count?obsdate=${range}`)).count;

  /** The excerpt of LAMOST's data gets the seasons of LAMOST. */
  async function loadSeasons(): Promise<void> {
    const text = readFileSync(join(root, 'surveys/lamost/releases.yaml'), 'utf8');
    const { lingtai: format, noonUtcHour, seasons } = loadReleaseFamily(text);
    const [, dataset, release, version] = site.base.split('/');
    const file = join(site.home, 'seasons.json');
    writeFileSync(
      file,
      JSON.stringify({ lingtai: format, dataset, noonUtcHour, seasons, records: [{ release, version }] }),
    );
    const { code, stderr } = await lingtai('release', 'records', 'load', file, '--home', site.home);
    if (code !== 0) throw new Error(stderr);
  }

  test.each([
    ['en', 390],
    ['zh', 390],
    ['en', 1280],
    ['zh', 1280],
  ] as const)(
    'in %s, %i wide: a season is chosen, counted, searched for, changed and taken away',
    async (lang, width) => {
      const page = await site.page({ viewport: { width, height: 900 } });
      const title = chosen.title[lang];
      await page.goto(withLang(form, lang));
      const field = page.getByLabel(lang === 'zh' ? '观测季' : 'Observing season', { exact: true });
      await field.selectOption(chosen.range);
      await expect
        .poll(async () => digits(await page.textContent('form.search output')), { timeout: 15_000 })
        .toBe(String(count));
      expect(await violations(page)).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
      await page.click('form.search button[type=submit]');
      await page.waitForURL((url) => url.searchParams.get('obsdate') === chosen.range);
      expect(new URL(page.url()).searchParams.has('obsdate.min')).toBe(false);
      expect(digits(await page.textContent('.found .count'))).toBe(String(count));
      expect(await page.textContent('.chips')).toContain(
        lang === 'zh' ? `观测季：${title}` : `Observing season: ${title}`,
      );
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
      expect(await violations(page)).toEqual([]);
      await page.click('.searchbox > summary');
      expect(await field.inputValue()).toBe(chosen.range);
      await field.selectOption(other.range);
      await page.click('form.search button[type=submit]');
      await page.waitForURL((url) => url.searchParams.get('obsdate') === other.range);
      expect(digits(await page.textContent('.found .count'))).toBe(String(await countOf(other)));
      await page.click('.chips a');
      await page.waitForURL((url) => !url.searchParams.has('obsdate'));
      await page.context().close();
    },
  );

  test('it works without scripts, and beside bounds of the date', async () => {
    const page = await site.page({ javaScriptEnabled: false });
    await page.goto(form);
    await page.selectOption('#field-season', chosen.range);
    await page.click('form.search button[type=submit]');
    expect(digits(await page.textContent('.found .count'))).toBe(String(count));
    const [, end] = chosen.range.split('..') as [string, string];
    await page.goto(`${form}?obsdate=${chosen.range}&obsdate.min=${end}`);
    expect(await page.textContent('.found .count')).toBe('0');
    expect(await page.inputValue('input[name="obsdate.min"]')).toBe(end);
    expect(await page.inputValue('input[name="obsdate.max"]')).toBe('');
    await page.context().close();
  });
});
