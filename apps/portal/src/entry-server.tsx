import { readFileSync } from 'node:fs';
import { renderToString } from 'react-dom/server';
import { App, type PageState } from './app.tsx';
import { type ApiErrors, type AskApi, PageError, type PageView, type SiteView } from './page.ts';
import type { SignedInView } from './parts/signed-in.tsx';
import { matchRoute } from './routes.ts';
import { type Lang, wordOf } from './words/context.tsx';

export interface PageRequest {
  readonly url: string;
  readonly lang: Lang;
  readonly site: SiteView;
  readonly api: AskApi;
  /** Whether a session or a token came with the request. */
  readonly isSignedIn: boolean;
  readonly error?: ApiErrors;
  /** What style elements carry; the editor reads it from the page for those that it makes. */
  readonly nonce: string;
}

interface ManifestEntry {
  readonly file: string;
  readonly css?: readonly string[];
  /** Keys of what it imports. */
  readonly imports?: readonly string[];
}

// The server build lies in dist/server, the browser's in dist/client.
const manifest = JSON.parse(readFileSync(new URL('../client/assets/manifest.json', import.meta.url), 'utf8')) as Record<
  string,
  ManifestEntry
>;
const entry = manifest['src/entry-client.tsx']!;

/** The files of a source and of what it imports, without those that every page has. */
function filesOf(source: string): string[] {
  const found = manifest[source];
  if (!found || found === entry) return [];
  return [found.file, ...(found.imports ?? []).flatMap(filesOf)];
}

/** Renders the page of an address; errors become pages too. */
export async function renderPage(
  request: PageRequest,
): Promise<{ readonly status: number; readonly html: string; readonly redirect?: string }> {
  const { view, status } = await viewOf(request);
  // Nobody sees the page from which he is led away.
  if (view.redirect !== undefined) return { status, html: '', redirect: view.redirect };
  const simulated = await isSimulated(view.data, request.api);
  const account = request.isSignedIn ? await accountOf(request.api) : undefined;
  const state: PageState = {
    page: view.page,
    data: view.data,
    path: request.url,
    lang: request.lang,
    site: request.site,
    simulated,
    ...(account ? { account } : {}),
  };
  return {
    status,
    html: documentOf(view, state, request),
  };
}

/** Pages of a dataset know what they show; the others say it when everything here is simulated. */
async function isSimulated(data: unknown, api: AskApi): Promise<boolean> {
  const { simulated, release } = data as { simulated?: boolean; release?: { simulated?: boolean } };
  const known = simulated ?? release?.simulated;
  if (known !== undefined) return known;
  const { status, body } = await api('/api/datasets');
  const datasets = status === 200 ? (body as { datasets: { simulated: boolean }[] }).datasets : [];
  return datasets.length > 0 && datasets.every((d) => d.simulated);
}

/** What the header shows of who is signed in. */
async function accountOf(api: AskApi): Promise<SignedInView | undefined> {
  const { status, body } = await api('/api/account');
  const found = body as SignedInView & { readonly signedIn: boolean };
  if (status !== 200 || !found.signedIn) return undefined;
  return { name: found.name, displayName: found.displayName, roles: found.roles };
}

async function viewOf(request: PageRequest): Promise<{ readonly view: PageView; readonly status: number }> {
  if (request.error) return errorView(request.error, request.lang);
  const url = new URL(request.url, 'http://localhost');
  const route = matchRoute(url.pathname);
  if (!route) return errorView(nothingAt(url.pathname), request.lang);
  try {
    const view = await route.load({
      api: request.api,
      params: route.params,
      query: url.searchParams,
      lang: request.lang,
      site: request.site,
    });
    return { view, status: view.status ?? 200 };
  } catch (error) {
    if (error instanceof PageError) return errorView(error.answer, request.lang);
    throw error;
  }
}

function nothingAt(path: string): ApiErrors {
  return {
    status: 404,
    errors: [{ code: 'PORTAL-NO-PAGE', message: { en: `There is nothing at ${path}.`, zh: `${path} 处没有内容。` } }],
  };
}

function errorView(answer: ApiErrors, lang: Lang): { readonly view: PageView; readonly status: number } {
  return { view: { page: 'error', data: answer, title: wordOf('errorTitle', lang) }, status: answer.status };
}

const escapeHtml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
/** JSON that cannot end its script element. */
const embedded = (value: unknown): string =>
  JSON.stringify(value).replaceAll('<', '\\u003c').replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029');

/** The circle of the sky over a terrace. */
const icon = (colour: string): string =>
  encodeURIComponent(
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="7" fill="${colour}"/><g fill="none" stroke="#fff" stroke-width="2"><circle cx="16" cy="12.500" r="7"/><ellipse cx="16" cy="12.500" rx="7" ry="2.500"/></g><path d="M5 28h22l-3-5H8z" fill="#fff"/></svg>`,
  );

function documentOf(view: PageView, state: PageState, { site, url, lang, nonce }: PageRequest): string {
  const [path = '/', search = ''] = url.split('?');
  const query = new URLSearchParams(search);
  const inLang = (other: Lang) => {
    query.set('lang', other);
    return `${site.baseUrl}${path}?${query}`;
  };
  return `<!doctype html>
<html lang="${lang === 'zh' ? 'zh-CN' : 'en'}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(view.title.split(' · ').includes(site.name[lang]) ? view.title : `${view.title} · ${site.name[lang]}`)}</title>
<meta name="theme-color" content="${escapeHtml(site.brand.colour)}">
<meta property="og:title" content="${escapeHtml(view.title)}">
<meta property="og:site_name" content="${escapeHtml(site.name[lang])}">
<meta property="csp-nonce" nonce="${nonce}">
<meta name="generator" content="Lingtai ${escapeHtml(site.softwareVersion)}">
${view.description === undefined ? '' : `<meta name="description" content="${escapeHtml(view.description.slice(0, 300))}">\n`}<link rel="icon" href="data:image/svg+xml,${icon(site.brand.colour)}">
${view.canonical === undefined ? '' : `<link rel="canonical" href="${escapeHtml(view.canonical)}">\n`}<link rel="alternate" hreflang="en" href="${escapeHtml(inLang('en'))}">
<link rel="alternate" hreflang="zh-CN" href="${escapeHtml(inLang('zh'))}">
<link rel="alternate" hreflang="x-default" href="${escapeHtml(`${site.baseUrl}${url.replace(/[?&]lang=(en|zh)$/, '')}`)}">
${(entry.css ?? []).map((file) => `<link rel="stylesheet" href="/${file}">`).join('\n')}
${(view.loads ?? [])
  .flatMap(filesOf)
  .map((file) => `<link rel="modulepreload" href="/${file}">\n`)
  .join('')}<style nonce="${nonce}">:root{--brand:${escapeHtml(site.brand.colour)}}</style>
<noscript><style nonce="${nonce}">.needs-script{display:none!important}</style></noscript>
${view.jsonLd === undefined ? '' : `<script type="application/ld+json">${embedded(view.jsonLd)}</script>\n`}</head>
<body>
<div id="root">${renderToString(<App state={state} />)}</div>
<script type="application/json" id="state">${embedded(state)}</script>
<script type="module" src="/${entry.file}"></script>
</body>
</html>
`;
}
