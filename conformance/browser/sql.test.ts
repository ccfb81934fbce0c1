import { readFile } from 'node:fs/promises';
import type { Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { lingtai, present } from '../lingtai.ts';
import { browserPresent, digits, openSite, type Site, violations } from './kit.ts';
import { sampHub } from './samp-hub.ts';

interface Table {
  readonly key: string;
  readonly rowCount: number;
  readonly position: { readonly ra: string; readonly dec: string };
  readonly columns: readonly { readonly name: string; readonly unit?: string; readonly nullCount?: number }[];
}

describe.skipIf(!browserPresent())('the SQL page in a browser', () => {
  let site: Site;
  let table: Table;
  /** `schema.table` of the low-resolution spectra. */
  let lrs: string;

  beforeAll(async () => {
    site = await openSite();
    table = await site.ask(`/api${site.base}/tables/lrs`);
    lrs = `${(await site.ask<{ schemaName: string }>(`/api${site.base}`)).schemaName}.lrs`;
  }, 300_000);
  afterAll(async () => site?.close());
  afterEach(() => {
    expect(site.complaints.splice(0)).toEqual([]);
  });

  const on = async (
    query: string,
    use: (page: Page) => Promise<void>,
    options: { readonly width?: number; readonly lang?: string } = {},
  ): Promise<void> => {
    const page = await site.page({ viewport: { width: options.width ?? 1280, height: 900 }, acceptDownloads: true });
    // Without it functions are not completed.
    const language = page.waitForResponse('**/api/query/language');
    await page.goto(`/sql?${new URLSearchParams({ query, lang: options.lang ?? 'en' })}`);
    await ready(page);
    await (await language).finished();
    await use(page);
    await page.context().close();
  };
  const ready = (page: Page) => page.waitForSelector('.sql[data-ready] .cm-content');
  const text = async (page: Page): Promise<string> => (await page.locator('.cm-line').allTextContents()).join('\n');
  const option = (page: Page, label: string): Locator =>
    page.locator('.cm-completionLabel', { hasText: new RegExp(`^${label}$`) });
  const summary = (page: Page): Locator => page.locator('.sql-summary');

  test('names of tables, columns and functions are completed', () =>
    on('', async (page) => {
      await page.click('.cm-content');
      await page.keyboard.type(`SELECT  FROM ${lrs.slice(0, -1)}`);
      await option(page, 'lrs').click();
      await page.keyboard.type(' AS q');
      await page.keyboard.press('Escape');
      await page.keyboard.press('Home');
      for (let i = 0; i < 'SELECT '.length; i++) await page.keyboard.press('ArrowRight');
      await page.keyboard.type(`q.${table.key.slice(0, 3)}`);
      await option(page, table.key).click();
      await page.keyboard.type(', distan');
      await option(page, 'DISTANCE').click();
      expect(await text(page)).toBe(`SELECT q.${table.key}, DISTANCE( FROM ${lrs} AS q`);
    }));

  test('keys alone are enough: complete, run, read the rows, leave the editor', () =>
    on('', async (page) => {
      await page.focus('.cm-content');
      await page.keyboard.type(`SELECT TOP 3 ${table.key} FROM ${lrs.slice(0, -2)}`);
      await page
        .locator('.cm-tooltip-autocomplete:not(.cm-tooltip-autocomplete-disabled)', { has: option(page, 'lrs') })
        .waitFor();
      // CodeMirror takes no key in the first moment of its list, lest it catches one that was meant for the text.
      await page.waitForTimeout(150);
      await page.keyboard.press('Enter');
      expect(await text(page)).toBe(`SELECT TOP 3 ${table.key} FROM ${lrs}`);
      await page.keyboard.press('Control+Enter');
      await summary(page).waitFor();
      const reached = new Set<string>();
      for (let i = 0; i < 40; i++) {
        await page.keyboard.press('Tab');
        reached.add(
          await page.evaluate(() => {
            const { tagName, className, textContent } = document.activeElement as HTMLElement;
            return `${tagName} ${className} ${textContent.slice(0, 20)}`;
          }),
        );
      }
      for (const wanted of [/^BUTTON run/, /sql-grid/, /^A.*CSV/, /Permanent/, /Run again/, /^SUMMARY/]) {
        expect(
          [...reached].some((name) => wanted.test(name)),
          `${wanted} among ${[...reached].join(', ')}`,
        ).toBe(true);
      }
    }));

  test('colours tell the words of the language from names, texts and numbers', () =>
    on(`SELECT COUNT(*) FROM ${lrs} WHERE class = 'STAR' AND "z" > 0.1 -- near`, async (page) => {
      const of = (kind: string): Promise<string[]> => page.locator(`.cm-line .q-${kind}`).allTextContents();
      expect(await of('keyword')).toEqual(['SELECT', 'FROM', 'WHERE', 'AND']);
      expect(await of('function')).toEqual(['COUNT']);
      expect(await of('string')).toEqual(["'STAR'"]);
      expect(await of('delimited-name')).toEqual(['"z"']);
      expect(await of('number')).toEqual(['0.1']);
      expect(await of('comment')).toEqual(['-- near']);
    }));

  test('all that is wrong is told at once and mended by one click; the mended query runs', () =>
    on(`SELECT TOP 3 ${table.key}x, SQTR(${table.position.ra}) AS “size”\nFORM ${lrs}`, async (page) => {
      await page.locator('.sql-problems > .fix').click();
      // The syntax is right now, and names are known only then.
      await page.locator('.sql-problems li', { hasText: `${table.key}x` }).waitFor();
      await page.locator('.sql-problems > .fix').click();
      await page.getByText('Nothing is wrong with the query.').waitFor();
      expect(await text(page)).toBe(`SELECT TOP 3 ${table.key}, SQRT(${table.position.ra}) AS "size"\nFROM ${lrs}`);
      await page.click('.run');
      await summary(page).waitFor();
      expect(await page.locator('.sql-grid tbody tr').count()).toBe(3);
    }));

  test('a wrong name is told with its place and mended by one click; the cost is known before the run', () =>
    on(`SELECT ${table.key}, ${table.position.ra}x\nFROM ${lrs}`, async (page) => {
      const problem = page.locator('.sql-problems li');
      await problem.waitFor();
      expect(await problem.textContent()).toMatch(new RegExp(`line 1, column ${`SELECT ${table.key}, `.length + 1}`));
      expect(await page.locator('.cm-lintRange-error').textContent()).toBe(`${table.position.ra}x`);
      expect(await page.locator('.sql-cost').textContent()).toMatch(/unknown until/);
      await problem.locator('.fix').click();
      await page.getByText('Nothing is wrong with the query.').waitFor();
      expect(await text(page)).toBe(`SELECT ${table.key}, ${table.position.ra}\nFROM ${lrs}`);
      const [rows] = (await page.locator('.sql-cost span').textContent())!.split(' rows');
      await page.click('.sql-cost summary');
      const scan = await page.locator('.sql-cost li').textContent();
      expect(scan).toMatch(new RegExp(`lrs.*row groups.*${table.key}`));
      expect(Number(digits(rows!))).toBeGreaterThanOrEqual(table.rowCount);
      await page.waitForFunction(() => !new URLSearchParams(location.search).get('query')?.includes('rax'));
    }));

  test('syntax is checked without the server, in Chinese too', () =>
    on(
      '',
      async (page) => {
        await page.route('**/api/query/check', (route) => route.abort());
        await page.click('.cm-content');
        await page.keyboard.type('SELECT a FRM b');
        await page.locator('.sql-problems li.error').first().waitFor();
        expect(await page.locator('.sql-problems').textContent()).toMatch(/第 1 行第 \d+ 列.*FROM/);
        site.complaints.splice(0);
      },
      { lang: 'zh' },
    ));

  test('Ctrl+Enter runs; the grid has units, marked nulls and says whether it is cut', async () => {
    const holed = table.columns.find((c) => (c.nullCount ?? 0) > 0)!;
    const { ra } = table.position;
    const query = `SELECT ${table.key}, ${ra}, ${holed.name} FROM ${lrs} WHERE ${holed.name} IS NULL`;
    await on(query, async (page) => {
      await page.click('.cm-content');
      await page.keyboard.press('Control+Enter');
      await summary(page).waitFor();
      expect(await summary(page).textContent()).toMatch(/rows · complete/);
      const rows = await page.locator('.sql-grid tbody tr').count();
      expect(rows).toBe(Math.min(200, holed.nullCount!));
      expect(await page.locator('.sql-grid td.null').count()).toBe(rows);
      expect(await page.locator('.sql-grid th', { hasText: ra }).first().locator('small').textContent()).toBe('deg');
      const sticky = await page
        .locator('.sql-grid th')
        .first()
        .evaluate((node) => getComputedStyle(node).position);
      expect(sticky).toBe('sticky');
    });
  });

  test('a cut answer says what cut it', () =>
    on(`SELECT a.${table.key} FROM ${lrs} AS a, ${lrs} AS b`, async (page) => {
      await page.selectOption('.sql-controls label select', '100');
      await page.click('.run');
      await page.waitForSelector('.sql-summary.cut');
      expect(await summary(page).textContent()).toMatch(/only the first 100 rows, because of the limit “MAXREC=100”/);
      await page.getByText('It names the whole result').waitFor();
      await page.selectOption('.sql-controls label select', '1000');
      await page.click('.run');
      await page.getByText('only the first 1,000 rows').waitFor();
      await page.getByRole('button', { name: 'Next' }).click();
      expect(await page.locator('.sql-result .pages').textContent()).toContain('Rows 201–400 / 1,000');
    }));

  test('an empty editor is no fault, and a refusal names each thing without its code', () =>
    on('', async (page) => {
      await page.getByText('Write a query, or take a sample.').waitFor();
      expect(await page.locator('.cm-lint-marker').count()).toBe(0);
      await page.click('.cm-content');
      await page.keyboard.insertText(`SELECT first_such, second_such FROM ${lrs}`);
      await page.click('.run');
      const errors = page.locator('.sql-result .errors p');
      await errors.first().waitFor();
      expect(await errors.allTextContents()).toEqual([
        expect.stringMatching(/^line 1, column 8: .*first_such/),
        expect.stringMatching(/^line 1, column 20: .*second_such/),
      ]);
      site.complaints.splice(0);
    }));

  test('a refused query is told in the page’s language', () =>
    on(
      `SELECT nothing_such FROM ${lrs}`,
      async (page) => {
        await page.click('.run');
        expect(await page.locator('.sql-result .errors').textContent()).toContain('nothing_such');
        expect(await page.locator('.sql-result .errors').textContent()).toMatch(/[\u4e00-\u9fff]/);
        site.complaints.splice(0);
      },
      { lang: 'zh' },
    ));

  test('every format is saved, whole', () =>
    on(`SELECT TOP 7 ${table.key} FROM ${lrs}`, async (page) => {
      await page.click('.run');
      await summary(page).waitFor();
      const links = page.locator('.sql-after .exports a');
      const sizes: Record<string, number> = {};
      for (const link of await links.all()) {
        const [download] = await Promise.all([page.waitForEvent('download'), link.click()]);
        const bytes = await readFile(await download.path());
        sizes[(await link.textContent())!] = bytes.length;
        if (download.suggestedFilename() === 'result.csv') expect(bytes.toString().trim().split('\n')).toHaveLength(8);
      }
      expect(Object.keys(sizes)).toHaveLength(10);
      expect(Math.min(...Object.values(sizes))).toBeGreaterThan(50);
    }));

  test('a job runs, is kept over a reload, opens in the grid and is deleted', () =>
    on(`SELECT COUNT(*) AS n FROM ${lrs}`, async (page) => {
      await page.getByRole('button', { name: 'Run as a job' }).click();
      await page.waitForSelector('.sql-history li[data-kind=job][data-phase=COMPLETED]');
      await page.reload();
      const job = page.locator('.sql-history li[data-kind=job]');
      await job.waitFor();
      expect(await job.textContent()).toContain('COUNT(*)');
      await job.getByRole('button', { name: 'Show result' }).click();
      await summary(page).waitFor();
      expect(digits(await page.locator('.sql-grid td').textContent())).toBe(String(table.rowCount));
      await job.getByRole('button', { name: 'Run again' }).click();
      await page.waitForFunction(() => document.querySelectorAll('.sql-history li[data-phase=COMPLETED]').length === 2);
      await job.first().getByRole('button', { name: 'Delete' }).click();
      await page.waitForFunction(() => document.querySelectorAll('.sql-history li').length === 1);
      await job.getByRole('button', { name: 'Delete' }).click();
      await page.getByText('Nothing has been run here yet.').waitFor();
    }));

  test('the list keeps why a job failed, and a job that the server has forgotten', () =>
    on(
      `SELECT ${table.key} FROM ${lrs} WHERE nothing_such > 3`,
      async (page) => {
        await page.locator('.sql-controls .job button').click();
        const failed = page.locator('.sql-history li[data-phase=ERROR]');
        await failed.waitFor();
        await page.waitForFunction(() => document.querySelector('.sql-history .field-error'));
        expect(await failed.locator('.field-error').textContent()).toMatch(
          /nothing_such[\s\S]*[\u4e00-\u9fff]|[\u4e00-\u9fff][\s\S]*nothing_such/,
        );
        await page.locator('.sql-samples a').first().click();
        await page.locator('.sql-controls .job button').click();
        const done = page.locator('.sql-history li[data-phase=COMPLETED]');
        await done.waitFor();
        expect(await failed.locator('.field-error').textContent()).toMatch(/[\u4e00-\u9fff]/);
        const { jobs, query } = await page.evaluate(() => {
          const kept = JSON.parse(localStorage.getItem('lingtai.history')!) as { job: string; query: string }[];
          return { jobs: kept.map((entry) => entry.job), query: kept[0]!.query };
        });
        expect(jobs).toHaveLength(2);
        const deleted = await fetch(`${site.url}${jobs[0]}`, { method: 'DELETE' });
        expect(deleted.ok).toBe(true);
        await page.evaluate(() => {
          // As an older visit left it: still running.
          const kept = JSON.parse(localStorage.getItem('lingtai.history')!) as { phase: string }[];
          kept[0]!.phase = 'EXECUTING';
          localStorage.setItem('lingtai.history', JSON.stringify(kept));
        });
        await page.reload();
        const gone = page.locator('.sql-history li[data-phase=GONE]');
        await gone.waitFor();
        expect(await gone.locator('.query').textContent()).toBe(query);
        await gone.getByRole('button', { name: '重新运行' }).click();
        await done.waitFor();
        site.complaints.splice(0);
      },
      { lang: 'zh' },
    ));

  test('two tabs share the list', () =>
    on(`SELECT COUNT(*) AS n FROM ${lrs}`, async (page) => {
      const other = await page.context().newPage();
      await other.goto('/sql');
      await ready(other);
      await page.click('.run');
      await summary(page).waitFor();
      await other.locator('.sql-history li', { hasText: 'COUNT(*)' }).waitFor();
      await other.getByRole('button', { name: 'Delete' }).click();
      await page.getByText('Nothing has been run here yet.').waitFor();
      await page.click('.run');
      await page.locator('.sql-history li[data-phase=COMPLETED]').waitFor();
      expect(await page.locator('.sql-history li').count()).toBe(1);
    }));

  test('a token brings its owner’s jobs', async () => {
    const made = await lingtai('token', 'make', 'sql_page', '--home', site.home, '--json');
    expect(made.code, made.stderr).toBe(0);
    const { token } = JSON.parse(made.stdout) as { token: string };
    const query = `SELECT MAX(${table.key}) AS m FROM ${lrs}`;
    const started = await fetch(`${site.url}/tap/async`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${token}` },
      body: new URLSearchParams({ LANG: 'ADQL', QUERY: query, PHASE: 'RUN' }),
    });
    expect(started.ok).toBe(true);
    await on('', async (page) => {
      expect(await page.locator('.sql-history li').count()).toBe(0);
      await page.click('.sql-token summary');
      await page.fill('.sql-token input', token);
      await page.keyboard.press('Enter');
      const job = page.locator('.sql-history li', { hasText: query });
      await job.waitFor();
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        job.getByRole('button', { name: 'Save result' }).click(),
      ]);
      expect((await readFile(await download.path())).toString()).toContain('<VOTABLE');
    });
  });

  test('a permanent address leads to a page that cites and verifies', () =>
    on(`SELECT TOP 12 ${table.key} FROM ${lrs} ORDER BY ${table.key}`, async (page) => {
      await page.click('.run');
      await summary(page).waitFor();
      await page.getByRole('button', { name: 'Permanent address' }).click();
      await page.click('.sql-permanent a');
      await page.waitForURL(/\/queries\/[0-9a-f]{40}$/);
      const about = await site.ask<{ digest: string; query: string }>(`/api${new URL(page.url()).pathname}`);
      expect(await page.locator('main').textContent()).toContain(about.digest);
      expect(await page.locator('main').textContent()).toContain('@misc{lingtai-');
      const { acknowledgement } = await site.ask<{ acknowledgement: { en: string; zh: string } }>(`/api${site.base}`);
      expect(await page.locator('main').textContent()).toContain(acknowledgement.en);
      await page.click('.verification button');
      expect(await page.locator('.verification .equal').textContent()).toMatch(/12 rows/);
      expect(await violations(page)).toEqual([]);
      await page.setViewportSize({ width: 390, height: 900 });
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
      const here = page.url();
      await page.click('header a.lang');
      await page.waitForSelector('html[lang=zh-CN]');
      expect(await page.locator('main').textContent()).toContain(acknowledgement.zh);
      expect(await violations(page)).toEqual([]);
      await page.goto(`${here}?lang=en`);
      await page.click('main a.button');
      await ready(page);
      expect((await text(page)).replaceAll(/\s+/g, ' ')).toBe(about.query.replaceAll(/\s+/g, ' '));
    }));

  test('a query that cannot be repeated gets no permanent address and is told why, before the run and after', () =>
    on(`SELECT TOP 2 RAND() AS r FROM ${lrs}`, async (page) => {
      await page.getByText(/No permanent address: .*RAND/).waitFor();
      await page.click('.run');
      await summary(page).waitFor();
      await page.getByRole('button', { name: 'Permanent address' }).click();
      expect(await page.locator('.sql-permanent .errors').textContent()).toMatch(/RAND/);
      site.complaints.splice(0);
    }));

  test('the schema browser filters, describes and inserts; samples come into the editor', () =>
    on('SELECT ', async (page) => {
      await page.click('.cm-content');
      await page.keyboard.press('End');
      await page.fill('.sql-schema input', table.position.dec);
      const name = page
        .locator('.sql-schema li button.name', { hasText: new RegExp(`^${table.position.dec}$`) })
        .first();
      await name.waitFor();
      expect(await name.locator('xpath=..').textContent()).toMatch(/deg.*…/s);
      await name.click();
      expect(await text(page)).toContain(table.position.dec);
      await page.locator('.sql-samples a').first().click();
      await page.getByText('Nothing is wrong with the query.').waitFor();
    }));

  test('every sample of every table runs as it stands; all but joins find something', () =>
    on('', async (page) => {
      await page.$$eval('.sql-samples details', (all) =>
        all.forEach((node) => {
          (node as HTMLDetailsElement).open = true;
        }),
      );
      const samples = await page.locator('.sql-samples a').all();
      expect(samples.length).toBeGreaterThan(8);
      for (const sample of samples) {
        await sample.click();
        await page.click('.run');
        await page.locator('.sql-summary, .sql-result .errors').waitFor();
        const [query, found] = [await text(page), await summary(page).textContent()];
        // Whether two catalogues share an object, only their rows know.
        expect(found, query).toMatch(query.includes('JOIN') ? /rows · complete/ : /^[1-9][\d,]* rows/);
        await page.locator('.run', { hasText: /^Run$/ }).waitFor();
      }
    }));

  test.each(['entry-client', 'workbench'])('what is typed before %s has come is kept', async (script) => {
    const page = await site.page();
    let release = (): void => undefined;
    const held = new Promise<void>((done) => {
      release = done;
    });
    await page.route(`**/assets/${script}*.js`, async (route) => {
      await held;
      await route.continue();
    });
    await page.goto('/sql?lang=en', { waitUntil: 'commit' });
    if (script === 'workbench') await page.waitForLoadState('domcontentloaded');
    await page.fill('#sql-plain', 'SELECT 1 AS one');
    release();
    await ready(page);
    expect(await text(page)).toBe('SELECT 1 AS one');
    await page.context().close();
  });

  test.skipIf(!present())('SAMP carries the result to a program on this computer', () =>
    on(`SELECT TOP 5 ${table.key}, ${table.position.ra} FROM ${lrs}`, async (page) => {
      const hub = await sampHub();
      try {
        await page.click('.run');
        await summary(page).waitFor();
        await page.getByRole('button', { name: 'Send by SAMP' }).click();
        await page.getByText('Sent to the programs of the SAMP hub.').waitFor();
        expect(await hub.arrived).toMatchObject({
          sender: 'Lingtai',
          columns: [table.key, table.position.ra],
          rows: 5,
        });
      } finally {
        await hub.stop();
      }
      // The hub's address is the only one outside of the site.
      expect(site.complaints.splice(0).filter((c) => !/localhost:21012/.test(c))).toEqual([]);
    }),
  );

  test('without a SAMP hub the page says so', () =>
    on(`SELECT TOP 2 ${table.key} FROM ${lrs}`, async (page) => {
      await page.click('.run');
      await summary(page).waitFor();
      await page.getByRole('button', { name: 'Send by SAMP' }).click();
      await page.getByText('No SAMP hub runs on this computer').waitFor();
      // The hub's address is the only one outside of the site, and the browser reports that nobody answers there.
      expect(site.complaints.splice(0).every((c) => /localhost:21012|ERR_CONNECTION_REFUSED/.test(c))).toBe(true);
    }));

  test.each([
    ['en', 390],
    ['zh', 390],
    ['en', 1280],
    ['zh', 1280],
  ])('%s at %i px: nothing runs out of the page, and axe finds nothing', (lang, width) =>
    on(
      `SELECT TOP 3 * FROM ${lrs}`,
      async (page) => {
        await page.click('.run');
        await summary(page).waitFor();
        await page.click('.sql-schema details.table summary');
        await page.locator('.sql-schema li button.name').first().waitFor();
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
        expect(await page.title()).toMatch(lang === 'zh' ? /查询/ : /SQL/);
        expect(await violations(page)).toEqual([]);
        await page.click('.cm-content');
        await page.keyboard.press('Control+End');
        await page.keyboard.type(' WHERE');
        await page.locator('.sql-problems li').waitFor();
        expect(await violations(page)).toEqual([]);
      },
      { lang, width },
    ),
  );

  test('without scripts the form posts to the service', async () => {
    const page = await site.page({ javaScriptEnabled: false, acceptDownloads: true });
    await page.goto(`/sql?${new URLSearchParams({ query: `SELECT TOP 3 ${table.key} FROM ${lrs}` })}`);
    const [answer] = await Promise.all([
      page.waitForResponse((response) => response.url().endsWith('/tap/sync')),
      page.click('.sql-plain button'),
    ]);
    expect(answer.status()).toBe(200);
    expect(answer.headers()['lingtai-returned']).toBe('3');
    await page.context().close();
  });

  test('other pages do not load the editor', async () => {
    const page = await site.page();
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    await page.goto('/', { waitUntil: 'networkidle' });
    expect(asked.filter((url) => url.includes('workbench'))).toEqual([]);
    const scripts = await Promise.all(
      asked.filter((url) => url.endsWith('.js')).map(async (url) => (await fetch(url)).text()),
    );
    expect(scripts.length).toBeGreaterThan(0);
    // The editor's class names, the parser's codes and the printer's words.
    expect(scripts.flatMap((script) => script.match(/cm-content|ADQL-|ILIKE/g) ?? [])).toEqual([]);
    expect(await page.locator('header nav a[href="/sql"]').count()).toBe(1);
    await page.goto(`${site.base}/tables/lrs`);
    await page.click('main a[href^="/sql?query="]');
    await ready(page);
    expect(asked.some((url) => url.includes('workbench'))).toBe(true);
    expect(await text(page)).toContain(lrs);
    await page.context().close();
  });
});
