import { existsSync } from 'node:fs';
import { join } from 'node:path';
import axe from 'axe-core';
import { type Browser, type BrowserContextOptions, chromium, type LaunchOptions, type Page } from 'playwright-core';
import { lingtai, publishAll, root, type Server, serve, shared, temporaryHome } from '../lingtai.ts';

const executable = process.env['LINGTAI_CHROMIUM'] || '/usr/bin/chromium';

export const chromiumOptions: LaunchOptions = {
  executablePath: executable,
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--no-first-run',
  ],
};

/** Whether there is a browser to test with; says when there is none. */
export function browserPresent(): boolean {
  if (existsSync(executable)) return true;
  console.warn(`skipped, missing: ${executable} (LINGTAI_CHROMIUM names another Chromium)`);
  return false;
}

/** The real LAMOST excerpt where the shared data are, else a small simulated survey. */
export const real: boolean = existsSync(join(shared, 'data/lamost'));

export interface Site {
  readonly url: string;
  readonly home: string;
  /** `/dataset/release/version` of what is served. */
  readonly base: string;
  /** An answer of the API, as JSON. */
  ask<T>(path: string): Promise<T>;
  /** Opens a page that reports errors and foreign addresses into `complaints`. */
  page(options?: BrowserContextOptions): Promise<Page>;
  readonly complaints: string[];
  close(): Promise<void>;
}

/** One server and one browser. */
export async function openSite(): Promise<Site> {
  const { home, remove } = temporaryHome();
  await publish(home);
  const server = await serve(home);
  const browser = await chromium.launch(chromiumOptions);
  const complaints: string[] = [];
  const ask = async <T>(path: string): Promise<T> => (await (await fetch(server.url + path)).json()) as T;
  const { datasets } = await ask<{ datasets: { releases: { address: string }[] }[] }>('/api/datasets');
  return {
    url: server.url,
    home,
    base: `/${datasets[0]!.releases[0]!.address}`,
    ask,
    complaints,
    page: (options) => openPage(browser, server, complaints, options),
    close: async () => {
      await browser.close();
      await server.stop();
      remove();
    },
  };
}

async function publish(home: string): Promise<void> {
  if (real) {
    await publishAll(
      home,
      join(root, 'surveys/lamost-excerpt/lamost-excerpt.yaml'),
      join(shared, 'data/lamost'),
      'lamost-excerpt/excerpt/v1',
    );
    return;
  }
  const { code, stderr } = await lingtai('demo', '--spectra', '200', '--no-serve', '--home', home);
  if (code !== 0) throw new Error(`lingtai demo ended with ${code}: ${stderr.slice(-2000)}`);
}

async function openPage(
  browser: Browser,
  server: Server,
  complaints: string[],
  options: BrowserContextOptions = {},
): Promise<Page> {
  const context = await browser.newContext({
    baseURL: server.url,
    viewport: { width: 1280, height: 900 },
    locale: 'en-GB',
    ...options,
  });
  context.setDefaultTimeout(30_000);
  context.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(`${server.url}/`) && !/^(data|blob):/.test(url)) complaints.push(`foreign request: ${url}`);
  });
  context.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning')
      complaints.push(`${message.page()?.url()}: ${message.text()}`);
  });
  context.on('weberror', (error) => complaints.push(String(error.error())));
  return context.newPage();
}

/** What axe calls serious or critical on the page as it is now, with the elements. */
export async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const found = await page.evaluate(async () => {
    const { axe: inPage } = globalThis as unknown as {
      axe: {
        run(): Promise<{
          violations: { id: string; impact: string; nodes: { html: string; failureSummary: string }[] }[];
        }>;
      };
    };
    return (await inPage.run()).violations;
  });
  return found
    .filter((v) => v.impact === 'serious' || v.impact === 'critical')
    .flatMap((v) => v.nodes.map((node) => `${v.id}: ${node.html.slice(0, 160)} ${node.failureSummary.slice(0, 300)}`));
}

export interface Shown {
  readonly min: number;
  readonly max: number;
  readonly points: number;
  readonly fluxMin: number;
  readonly fluxMax: number;
}

/** What the chart says that it shows. */
export async function shown(page: Page): Promise<Shown> {
  await page.waitForSelector('.chart[data-min]');
  return page.$eval(
    '.chart',
    (node) =>
      Object.fromEntries(
        Object.entries((node as HTMLElement).dataset).map(([key, value]) => [key, Number(value)]),
      ) as unknown as Shown,
  );
}

/** Changes what the chart shows and waits for its next drawing. */
export async function after(page: Page, change: () => Promise<unknown>): Promise<Shown> {
  await change();
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  return shown(page);
}

/** Digits of a number that is written with separators. */
export const digits = (text: string | null): string => (text ?? '').replace(/\D/g, '');

/** A path with the language asked for. */
export const withLang = (path: string, lang: string): string => `${path}${path.includes('?') ? '&' : '?'}lang=${lang}`;

/** Degrees as a person would type the position. */
export function sexagesimal(raDeg: number, decDeg: number): string {
  const parts = (value: number, digits: number): string => {
    const units = Math.round(Math.abs(value) * 3600 * 10 ** digits);
    const [minute, hour] = [60 * 10 ** digits, 3600 * 10 ** digits];
    const two = (n: number): string => String(n).padStart(2, '0');
    return `${two(Math.floor(units / hour))}:${two(Math.floor((units % hour) / minute))}:${((units % minute) / 10 ** digits).toFixed(digits)}`;
  };
  return `${parts(raDeg / 15, 3)} ${decDeg < 0 ? '-' : '+'}${parts(decDeg, 2)}`;
}
