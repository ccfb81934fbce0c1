import fastifySwagger from '@fastify/swagger';
import type { PublishedRelease } from '@lingtai/catalogue';
import type { ReleaseReader } from '@lingtai/release';
import { conePlugin } from '@lingtai/service-cone';
import { errorJson, shownError, statusOf } from '@lingtai/service-dali';
import { formsPlugin } from '@lingtai/service-forms';
import { permanentPlugin } from '@lingtai/service-permanent';
import { filesPlugin, spectraPlugin } from '@lingtai/service-spectra';
import { queryApiPlugin, tapPlugin, tapView, userTablesPlugin } from '@lingtai/service-tap';
import { findPermanentQuery, storePermanentQuery } from '@lingtai/state';
import Fastify, { type FastifyInstance, type FastifyReply } from 'fastify';
import { recogniseAskers } from './asker.ts';
import { discoveryPlugin } from './discovery.ts';
import { answerPreflight, protectionHeaders } from './headers.ts';
import type { Installation } from './installation.ts';
import { newestPlugin } from './newest.ts';
import { plainPath } from './plain-path.ts';
import { portalPlugin } from './portal.ts';
import { PreviewCache } from './previews.ts';
import { serviceContext } from './service-context.ts';
import { runJobs, tapContext } from './tap.ts';

export interface ServerOptions {
  readonly softwareVersion: string;
  readonly logLevel?: string;
  /** Told of each route: `/api/:dataset` and its methods. */
  readonly onRoute?: (url: string, method: string | readonly string[]) => void;
}

/** The server of one installation, not yet listening. It reads as the list of what it serves. */
export async function buildServer(installation: Installation, options: ServerOptions): Promise<FastifyInstance> {
  const app = Fastify({
    logger: { level: options.logLevel ?? 'warn', stream: process.stderr },
    routerOptions: { maxParamLength: 512 },
    bodyLimit: 1024 * 1024,
    // The time for a whole request: an upload over a slow line takes its minutes.
    requestTimeout: 600_000,
    rewriteUrl: ({ url }) => plainPath(url ?? '/'),
    // Behind a web server of this machine the asker's address is the one that it names.
    trustProxy: 'loopback',
    // Addresses that cannot be read reach no route and so no error handler of one.
    frameworkErrors: (error, _request, reply) => {
      const shown = shownError(error);
      void (reply as FastifyReply).code(statusOf(shown)).type('application/json; charset=utf-8').send(errorJson(shown));
    },
  });
  // The schemas describe the API; each service reads its own parameters, tells all that is wrong at once and in both languages.
  app.setValidatorCompiler(() => () => true);
  const context = serviceContext(installation, options.softwareVersion);

  app.addHook('onListen', async () => {
    const [at] = app.addresses();
    if (installation.site.baseUrl === undefined && at && typeof at === 'object')
      installation.address.baseUrl = `http://${installation.site.host}:${at.port}`;
  });
  const { onRoute } = options;
  if (onRoute) app.addHook('onRoute', ({ url, method }) => onRoute(url, method));
  app.addHook('onSend', protectionHeaders);
  app.addHook('onRequest', answerPreflight);
  recogniseAskers(app, installation.state);
  await app.register(fastifySwagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Lingtai',
        version: options.softwareVersion,
        description:
          'Everything that the portal does, this API does. Results say whether they are complete: Lingtai-Returned, Lingtai-Complete, Lingtai-Total.',
        license: { name: 'GPL-3.0-or-later', identifier: 'GPL-3.0-or-later' },
      },
    },
  });
  await app.register(async (scope) => conePlugin(scope, context));
  await app.register(async (scope) =>
    formsPlugin(scope, { ...context, reportOf: (release) => readerOf(release).report() }),
  );
  const tap = tapContext(installation, context);
  runJobs(app, tap);
  await app.register(async (scope) => tapPlugin(scope, tap));
  await app.register(async (scope) => userTablesPlugin(scope, tap));
  await app.register(async (scope) => queryApiPlugin(scope, tap));
  await app.register(async (scope) =>
    permanentPlugin(scope, {
      ...context,
      engine: installation.queryEngine,
      seconds: installation.site.limits.asyncSeconds,
      viewFor: (asker) => tapView(tap, asker),
      find: (id) => findPermanentQuery(installation.state, id),
      store: (query) => storePermanentQuery(installation.state, query),
    }),
  );
  await app.register(async (scope) => discoveryPlugin(scope, tap));
  const portal = await portalPlugin(app, context, installation.site);
  const previews = new PreviewCache(installation.site.homeDir);
  const products = {
    ...context,
    productFile: (release: PublishedRelease, product: string, id: string) => readerOf(release).product(product, id),
  };
  await app.register(async (scope) => filesPlugin(scope, products));
  await app.register(async (scope) => newestPlugin(scope, context));
  await app.register(async (scope) =>
    spectraPlugin(scope, {
      ...products,
      page: portal.page,
      cachedPreview: (key, draw) => previews.get(key, draw),
    }),
  );
  return app;
}

/** The reader that `openInstallation` gave to the catalogue. */
function readerOf(release: PublishedRelease): ReleaseReader {
  return release.reader as ReleaseReader;
}
