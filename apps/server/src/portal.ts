import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fastifyCompress from '@fastify/compress';
import fastifyStatic from '@fastify/static';
import { fail, type Lang, type LingtaiError } from '@lingtai/diagnostics';
import { errorHandler, errorJson, requestUrl, type ServiceContext, shownError, statusOf } from '@lingtai/service-dali';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { nonceOf } from './headers.ts';
import { languageCookie, requestLang } from './language.ts';
import type { Site } from './site.ts';

const portalFolder = new URL('../../portal/dist/', import.meta.url);

/** What the portal's server build exports: see apps/portal/src/entry-server.tsx. */
interface PortalBuild {
  renderPage(request: PageRequest): Promise<{
    readonly status: number;
    readonly html: string;
    /** Where the page sends the reader on. */
    readonly redirect?: string;
  }>;
}

interface PageRequest {
  readonly url: string;
  readonly lang: Lang;
  readonly site: {
    readonly name: { en: string; zh: string };
    readonly softwareVersion: string;
    readonly baseUrl: string;
    readonly brand: Site['brand'];
  };
  /** Asks our own API, as this asker. */
  readonly api: (path: string) => Promise<{ readonly status: number; readonly body: unknown }>;
  /** A session or a token came with the request. */
  readonly isSignedIn: boolean;
  /** Shown instead of the page. */
  readonly error?: { readonly status: number; readonly errors: readonly Record<string, unknown>[] };
  /** What style elements of the page carry, as its Content-Security-Policy says. */
  readonly nonce: string;
}

const pagePaths = [
  '/',
  '/search',
  '/sql',
  '/queries/:id',
  '/docs/api',
  '/sign-in',
  '/register',
  '/confirm',
  '/reset',
  '/account',
  '/account/limits',
  '/admin/quotas',
  '/admin/accounts',
  '/admin/groups',
  '/admin/requests',
  '/admin/grants',
  '/admin/releases',
  '/admin/withdrawals',
  '/admin/due',
  '/admin/audit',
  '/:dataset',
  '/:dataset/releases',
  '/:dataset/:release/:version',
  '/:dataset/:release/:version/tables',
  '/:dataset/:release/:version/tables/:table',
  '/:dataset/:release/:version/search/:form',
  '/:dataset/:release/:version/report',
];

/** The portal's pages, rendered on the server from the API's own answers, and its scripts and styles. */
export async function portalPlugin(
  app: FastifyInstance,
  context: ServiceContext,
  site: Site,
): Promise<{ page: (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply> }> {
  const build = await loadBuild();
  const render = async (request: FastifyRequest, reply: FastifyReply, error?: LingtaiError): Promise<FastifyReply> => {
    const url = requestUrl(request);
    const { lang, chosen } = requestLang(url, request.headers);
    if (chosen) reply.header('Set-Cookie', `${languageCookie}=${lang}; Path=/; Max-Age=31536000; SameSite=Lax`);
    const page = await build.renderPage({
      url: `${url.pathname.replace(/^\/+/, '/')}${url.search}`,
      lang,
      site: {
        name: site.name,
        softwareVersion: context.site.softwareVersion,
        baseUrl: context.site.baseUrl,
        brand: site.brand,
      },
      api: (path) => askApi(app, request, path),
      isSignedIn: context.askerOf(request).kind === 'user',
      ...(error ? { error: errorJson(error) } : {}),
      nonce: nonceOf(reply),
    });
    if (page.redirect !== undefined) return reply.redirect(page.redirect, 302);
    if (!error && page.status === 404 && !wantsPage(request)) throw nothingAt(url.pathname);
    reply.header('Vary', 'Accept-Language, Cookie').header('Content-Language', lang === 'zh' ? 'zh-CN' : 'en');
    return reply.code(page.status).type('text/html; charset=utf-8').send(page.html);
  };
  await app.register(async (pages) => {
    // Only here: the plugin would compress results too, which costs them more time than it saves.
    await pages.register(fastifyCompress, { threshold: 2048, encodings: ['gzip', 'identity'] });
    await pages.register(fastifyStatic, {
      root: fileURLToPath(new URL('client/assets/', portalFolder)),
      prefix: '/assets/',
      immutable: true,
      maxAge: '365d',
      decorateReply: false,
    });
    pages.setErrorHandler(errorHandler((error, request, reply) => answerError(error, request, reply, render)));
    for (const path of pagePaths)
      pages.get(path, { schema: { hide: true } }, (request, reply) => render(request, reply));
  });
  app.setNotFoundHandler((request, reply) => {
    return answerError(nothingAt(requestUrl(request).pathname), request, reply.code(404), render);
  });
  app.setErrorHandler(errorHandler((error, request, reply) => answerError(error, request, reply, render)));
  return { page: (request, reply) => render(request, reply) };
}

const nothingAt = (path: string): LingtaiError =>
  fail('not-found', 'HTTP-NO-PAGE', { en: `There is nothing at ${path}.`, zh: `${path} 处没有内容。` });

/** Browsers ask for HTML by name; programs take anything. */
function wantsPage(request: FastifyRequest): boolean {
  return request.headers.accept?.includes('text/html') === true && !request.raw.url?.startsWith('/api/');
}

/** A page for people, JSON for programs. */
function answerError(
  error: LingtaiError,
  request: FastifyRequest,
  reply: FastifyReply,
  render: (request: FastifyRequest, reply: FastifyReply, error: LingtaiError) => Promise<FastifyReply>,
): unknown {
  if (wantsPage(request)) return render(request, reply, error);
  return reply.code(statusOf(error)).type('application/json; charset=utf-8').send(errorJson(error));
}

async function askApi(
  app: FastifyInstance,
  request: FastifyRequest,
  path: string,
): Promise<{ status: number; body: unknown }> {
  const { cookie, authorization } = request.headers;
  const headers = {
    accept: 'application/json',
    ...(cookie ? { cookie } : {}),
    ...(authorization ? { authorization } : {}),
  };
  try {
    // From where the page was asked for: limits count it there.
    const answer = await app.inject({ method: 'GET', url: path, headers, remoteAddress: request.ip });
    return { status: answer.statusCode, body: answer.json() };
  } catch (error) {
    const shown = shownError(error);
    return { status: statusOf(shown), body: errorJson(shown) };
  }
}

async function loadBuild(): Promise<PortalBuild> {
  const file = new URL('server/entry-server.js', portalFolder);
  if (!existsSync(file)) {
    throw fail('unavailable', 'PORTAL-NOT-BUILT', {
      en: 'The portal has not been built. Run ./lingtai demo, or: pnpm --filter @lingtai/app-portal build',
      zh: '门户尚未构建。请运行 ./lingtai demo，或：pnpm --filter @lingtai/app-portal build',
    });
  }
  return (await import(file.href)) as PortalBuild;
}
