import fastifySwagger from '@fastify/swagger';
import type { PublishedRelease } from '@lingtai/catalogue';
import type { ReleaseReader } from '@lingtai/release';
import { accountPlugin, adminPlugin, limitsPlugin } from '@lingtai/service-accounts';
import { bulkPlugin } from '@lingtai/service-bulk';
import { conePlugin } from '@lingtai/service-cone';
import { errorJson, shownError, statusOf } from '@lingtai/service-dali';
import { formsPlugin } from '@lingtai/service-forms';
import { permanentPlugin } from '@lingtai/service-permanent';
import { releasesAdminPlugin, releasesPlugin } from '@lingtai/service-releases';
import { filesPlugin, spectraPlugin } from '@lingtai/service-spectra';
import { queryApiPlugin, tapPlugin, tapView, userTablesPlugin } from '@lingtai/service-tap';
import { findPermanentQuery, storePermanentQuery } from '@lingtai/state';
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { accountsContext } from './accounts/context.ts';
import { sweepHourly } from './accounts/sweep.ts';
import { askerOf, recogniseAskers } from './asker.ts';
import { closeInOrder } from './closing.ts';
import { discoveryPlugin } from './discovery.ts';
import { examplePosition } from './example-position.ts';
import { answerPreflight, protectionHeaders } from './headers.ts';
import type { Installation } from './installation.ts';
import { newestPlugin } from './newest.ts';
import { plainPath } from './plain-path.ts';
import { portalPlugin } from './portal.ts';
import { PreviewCache } from './previews.ts';
import { limitsContext } from './quotas/context.ts';
import { limitAskers } from './quotas/hooks.ts';
import { Quotas } from './quotas/quotas.ts';
import { Usage } from './quotas/usage.ts';
import { assertInView, keepAddresses, releasesContext } from './releases.ts';
import { answerClientError } from './security/client-errors.ts';
import { limitConnections } from './security/connections.ts';
import { loggerOptions } from './security/log.ts';
import { refuseOddRequests, requestLimits } from './security/request-limits.ts';
import { limitRequests, refuseGuessers } from './security/request-rate.ts';
import { serviceContext } from './service-context.ts';
import { signOnOf } from './sign-on.ts';
import { runJobs, tapContext } from './tap.ts';

export interface ServerOptions {
  readonly softwareVersion: string;
  readonly logLevel?: string;
  /** Told of each route: `/api/:dataset` and its methods. */
  readonly onRoute?: (url: string, method: string | readonly string[]) => void;
}

/** The server of one installation, not yet listening. It reads as the list of what it serves. */
export async function buildServer(installation: Installation, options: ServerOptions): Promise<FastifyInstance> {
  const https = installation.site.baseUrl?.startsWith('https:') === true;
  const protect = protectionHeaders({ https, askerOf });
  const app = Fastify({
    ...requestLimits,
    logger: loggerOptions(options.logLevel ?? 'warn'),
    clientErrorHandler: answerClientError,
    rewriteUrl: ({ url }) => plainPath(url ?? '/'),
    // Behind a web server of this machine the asker's address is the one that it names.
    trustProxy: 'loopback',
    // Addresses that cannot be read reach no route and so no hook and no error handler of one.
    frameworkErrors: (error, request, reply) => {
      const shown = shownError(error);
      protect(request as FastifyRequest, reply as FastifyReply);
      const answer = (reply as FastifyReply).code(statusOf(shown)).header('Cache-Control', 'no-store');
      void answer.type('application/json; charset=utf-8').send(errorJson(shown));
    },
  });
  // The schemas describe the API; each service reads its own parameters, tells all that is wrong at once and in both languages.
  app.setValidatorCompiler(() => () => true);
  const quotas = new Quotas(installation);
  const usage = new Usage(
    installation.state,
    () => installation.clock.now(),
    (error) => app.log.error({ err: error }, 'usage'),
  );
  const context = serviceContext(installation, options.softwareVersion, quotas);

  app.addHook('onListen', async () => {
    const [at] = app.addresses();
    if (installation.site.baseUrl === undefined && at && typeof at === 'object')
      installation.address.baseUrl = `http://${installation.site.host}:${at.port}`;
  });
  const { onRoute } = options;
  if (onRoute) app.addHook('onRoute', ({ url, method }) => onRoute(url, method));
  closeInOrder(app);
  limitConnections(app.server, { total: 4096, perClient: 256 });
  app.addHook('onSend', protect);
  app.addHook('onRequest', answerPreflight);
  refuseOddRequests(app);
  refuseGuessers(app);
  const recogniser = recogniseAskers(app, {
    state: installation.state,
    clock: installation.clock,
    baseUrl: () => installation.address.baseUrl,
  });
  installation.accessLog.watch(app);
  limitAskers(app, quotas, usage, () => installation.clock.now());
  const rateOf = limitRequests(app, { perMinute: installation.site.limits.requestsPerMinute, askerOf });
  keepAddresses(app, context, installation.releases);
  await app.register(fastifySwagger, {
    // What a route calls `*` has a name there.
    transform: ({ schema, url }) => ({ schema, url: url.replace(/\/\*$/, '/:path') }),
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
  const signOn = await signOnOf(app, installation, recogniser);
  await app.register(async (scope) =>
    conePlugin(scope, {
      ...context,
      examplePosition: (snapshot, release, table) => examplePosition(installation.engine, snapshot, release, table),
    }),
  );
  await app.register(async (scope) =>
    formsPlugin(scope, {
      ...context,
      reportOf: (release) => readerOf(release).report(),
      seasonsOf: async (dataset) => (await installation.releases.known()).families.get(dataset),
    }),
  );
  const tap = tapContext(installation, context);
  runJobs(app, tap, installation.accessLog);
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
      assertInView: (addresses) => assertInView(installation.releases, addresses),
    }),
  );
  const releases = releasesContext(installation, context, installation.releases);
  await app.register(async (scope) => releasesPlugin(scope, releases));
  await app.register(async (scope) => releasesAdminPlugin(scope, releases));
  const accounts = accountsContext(installation, context, recogniser, signOn);
  sweepHourly(app, installation.state);
  await app.register(async (scope) => accountPlugin(scope, accounts));
  await app.register(async (scope) => adminPlugin(scope, accounts));
  const limits = { quotas, usage, turns: context.turns, userTables: tap.userTables, rateOf };
  await app.register(async (scope) => limitsPlugin(scope, limitsContext(installation, context, limits)));
  await app.register(async (scope) => discoveryPlugin(scope, tap));
  const portal = await portalPlugin(app, context, installation.site);
  const previews = new PreviewCache(installation.site.homeDir);
  const products = {
    ...context,
    productFile: (release: PublishedRelease, product: string, id: string) => {
      installation.accessLog.noteProduct({ address: release.address, digest: release.digest, product });
      return readerOf(release).product(product, id);
    },
  };
  await app.register(async (scope) => filesPlugin(scope, products));
  await app.register(async (scope) =>
    bulkPlugin(scope, {
      ...context,
      releaseFile: (release, { path, part }) => {
        installation.accessLog.noteFile({ address: release.address, digest: release.digest, path, part });
        const reader = readerOf(release);
        return {
          bytes: (from, to) => reader.read(path, from, to),
          stream: (from, to) => reader.stream(path, from, to),
        };
      },
    }),
  );
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
