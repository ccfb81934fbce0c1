import { readFileSync } from 'node:fs';
import { renderToString } from 'react-dom/server';
import { App, type PageState } from './app.tsx';
import { type ApiErrors, type AskApi, PageError, type PageView, type SiteView } from './page.ts';
import { matchRoute } from './routes.ts';
import { type Lang, wordOf } from './words/context.tsx';

export interface PageRequest {
  readonly url: string;
  readonly lang: Lang;
  readonly site: SiteView;
  readonly api: AskApi;
  readonly error?: ApiErrors;
}

interface ManifestEntry {
  readonly file: string;
  readonly css?: readonly string[];
}

// The server build lies in dist/server, the browser's in dist/client.
const manifest = JSON.parse(readFileSync(new URL('../client/assets/manifest.json', import.meta.url), 'utf8')) as Record<string, ManifestEntry>;
const entry = manifest['src/entry-client.tsx']!;

/** Renders the page of an address; errors become pages too. */
export async function renderPage(request: PageRequest): Promise<{ readonly status: number; readonly html: string }> {
  const { view, status } = await viewOf(request);
  const state: PageState = { page: view.page, data: view.data, path: request.url, lang: request.lang, site: request.site };
  return { status, html: documentOf(view, state, request) };
}

async function viewOf(request: PageRequest): Promise<{ readonly view: PageView; readonly status: number }> {
  if (request.error) return errorView(request.error, request.lang);
  const url = new URL(request.url, 'http://localhost');
  const route = matchRoute(url.pathname);
  if (!route) return errorView(nothingAt(url.pathname), request.lang);
  try {
    const view = await route.load({ api: request.api, params: route.params, query: url.searchParams, lang: request.lang, site: request.site });
    return { view, status: 200 };
  } catch (error) {
    if (error instanceof PageError) return errorView(error.answer, request.lang);
    throw error;
  }
}

function nothingAt(path: string): ApiErrors {
  return { status: 404, errors: [{ code: 'PORTAL-NO-PAGE', message: { en: `There is nothing at ${path}.`, zh: `${path} 处没有内容。` } }] };
}

function errorView(answer: ApiErrors, lang: Lang): { readonly view: PageView; readonly status: number } {
  return { view: { page: 'error', data: answer, title: wordOf('errorTitle', lang) }, status: answer.status };
}

const escapeHtml = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
/** JSON that cannot end its script element. */
const embedded = (value: unknown): string => JSON.stringify(value).replaceAll('<', '\\u003c').replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029');

function documentOf(view: PageView, state: PageState, { site, url, lang }: PageRequest): string {
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
<title>${escapeHtml(view.title)}</title>
<meta name="generator" content="Lingtai ${escapeHtml(site.softwareVersion)}">
${view.description === undefined ? '' : `<meta name="description" content="${escapeHtml(view.description.slice(0, 300))}">\n`}<link rel="icon" href="data:,">
${view.canonical === undefined ? '' : `<link rel="canonical" href="${escapeHtml(view.canonical)}">\n`}<link rel="alternate" hreflang="en" href="${escapeHtml(inLang('en'))}">
<link rel="alternate" hreflang="zh-CN" href="${escapeHtml(inLang('zh'))}">
${(entry.css ?? []).map((file) => `<link rel="stylesheet" href="/${file}">`).join('\n')}
<style>:root{--brand:${escapeHtml(site.brand.colour)}}</style>
${view.jsonLd === undefined ? '' : `<script type="application/ld+json">${embedded(view.jsonLd)}</script>\n`}</head>
<body>
<div id="root">${renderToString(<App state={state} />)}</div>
<script type="application/json" id="state">${embedded(state)}</script>
<script type="module" src="/${entry.file}"></script>
</body>
</html>
`;
}
