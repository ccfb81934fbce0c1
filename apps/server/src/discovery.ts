import type { CatalogueSnapshot, PublishedRelease } from '@lingtai/catalogue';
import type { TableEntry } from '@lingtai/descriptor';
import { conePath, coneTables } from '@lingtai/service-cone';
import { apiErrorHandler, type ServiceContext } from '@lingtai/service-dali';
import { samplesOf, type TapContext } from '@lingtai/service-tap';
import type { FastifyInstance } from 'fastify';
import { examplePosition } from './example-position.ts';

/** Where things are: `/.well-known/lingtai.json`, `/sitemap.xml`, `/robots.txt`, `/api/openapi.json`. */
export async function discoveryPlugin(app: FastifyInstance, context: TapContext): Promise<void> {
  app.setErrorHandler(apiErrorHandler);
  app.get('/api/openapi.json', { schema: { hide: true } }, async () => app.swagger());
  app.get(
    '/.well-known/lingtai.json',
    { schema: { tags: ['site'], summary: 'The services of this site, with an example for each' } },
    async (request) => {
      const snapshot = await context.catalogue.snapshot(context.askerOf(request));
      return {
        software: { name: 'Lingtai', version: context.site.softwareVersion },
        name: context.site.name,
        signIn: {
          page: `${context.site.baseUrl}/sign-in`,
          api: `${context.site.baseUrl}/api/account`,
          securityMethods: ['ivo://ivoa.net/sso#cookie', 'ivo://ivoa.net/sso#token'],
        },
        api: { url: `${context.site.baseUrl}/api`, openapi: `${context.site.baseUrl}/api/openapi.json` },
        services: await servicesOf(context, snapshot),
      };
    },
  );
  app.get('/sitemap.xml', { schema: { hide: true } }, async (request, reply) => {
    const snapshot = await context.catalogue.snapshot(context.askerOf(request));
    return reply.type('application/xml; charset=utf-8').send(sitemap(snapshot, context.site.baseUrl));
  });
  app.get('/robots.txt', { schema: { hide: true } }, async (_request, reply) =>
    reply
      .type('text/plain; charset=utf-8')
      .send(`User-agent: *\nDisallow: /api/\nSitemap: ${context.site.baseUrl}/sitemap.xml\n`),
  );
}

interface ServiceEntry {
  readonly url: string;
  readonly example: string;
  readonly table?: string;
}

interface TapEntry {
  readonly url: string;
  /** Address of a query that runs as it stands. */
  readonly example: string;
  /** `schema.table` that it reads. */
  readonly exampleTable: string;
}

/** The first cone search stands under `cone`; `all` lists every one. */
async function servicesOf(
  context: TapContext,
  snapshot: CatalogueSnapshot,
): Promise<{ readonly tap: TapEntry; readonly cone?: ServiceEntry & { readonly all: readonly ServiceEntry[] } }> {
  const cones = await Promise.all(
    snapshot.releases.flatMap((release) =>
      coneTables(release).map((table) => coneEntry(context, snapshot, release, table)),
    ),
  );
  const [first] = cones;
  return { tap: await tapEntry(context, snapshot), ...(first ? { cone: { ...first, all: cones } } : {}) };
}

/** The example is the first sample of a release, or the list of tables where there is none. */
async function tapEntry(context: TapContext, snapshot: CatalogueSnapshot): Promise<TapEntry> {
  const [schema, release] = await samplesOf(context, snapshot);
  const { query, tables } = release ?? schema!;
  const url = `${context.site.baseUrl}/tap`;
  return {
    url,
    example: `${url}/sync?${new URLSearchParams({ LANG: 'ADQL', QUERY: query })}`,
    exampleTable: tables[0]!,
  };
}

async function coneEntry(
  context: ServiceContext,
  snapshot: CatalogueSnapshot,
  release: PublishedRelease,
  table: TableEntry,
): Promise<ServiceEntry> {
  const url = `${context.site.baseUrl}${conePath(release.address, table.name)}`;
  const found = await examplePosition(context.engine, snapshot, release, table);
  const { raDeg, decDeg } = found ?? { raDeg: 0, decDeg: 0 };
  return { url, example: `${url}?RA=${raDeg}&DEC=${decDeg}&SR=0.5`, table: `${release.address}/${table.name}` };
}

const escapeXml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');

function sitemap(snapshot: CatalogueSnapshot, baseUrl: string): string {
  const paths = [
    '/',
    '/search',
    '/sql',
    '/docs/api',
    ...new Set(snapshot.releases.map((r) => `/${r.dataset}`)),
    ...snapshot.releases.flatMap(releasePages),
  ];
  const urls = paths.map((path) => `  <url><loc>${escapeXml(baseUrl + path)}</loc></url>`);
  return `<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n${urls.join('\n')}\n</urlset>\n`;
}

/** The pages of a release; spectra have pages too, but millions of them are found by search and not by a site map. */
function releasePages(release: PublishedRelease): string[] {
  const base = `/${release.address}`;
  const forms = (release.descriptor.forms ?? []).filter((f) => release.tableNames.includes(f.table));
  return [
    base,
    `${base}/report`,
    `${base}/tables`,
    ...release.tableNames.map((t) => `${base}/tables/${t}`),
    ...forms.map((f) => `${base}/search/${f.name}`),
  ];
}
