import type { CatalogueSnapshot, PublishedRelease } from '@lingtai/catalogue';
import { coneTables, conePath } from '@lingtai/service-cone';
import { apiErrorHandler, type ServiceContext } from '@lingtai/service-dali';
import type { FastifyInstance } from 'fastify';

/** Where things are: `/.well-known/lingtai.json`, `/sitemap.xml`, `/robots.txt`, `/api/openapi.json`. */
export async function discoveryPlugin(app: FastifyInstance, context: ServiceContext): Promise<void> {
  app.setErrorHandler(apiErrorHandler);
  app.get('/api/openapi.json', { schema: { hide: true } }, async () => app.swagger());
  app.get('/.well-known/lingtai.json', { schema: { tags: ['site'], summary: 'The services of this site, with an example for each' } }, async (request) => {
    const snapshot = await context.catalogue.snapshot(context.askerOf(request));
    return {
      software: { name: 'Lingtai', version: context.site.softwareVersion },
      name: context.site.name,
      api: { url: `${context.site.baseUrl}/api`, openapi: `${context.site.baseUrl}/api/openapi.json` },
      services: servicesOf(snapshot, context.site.baseUrl),
    };
  });
  app.get('/sitemap.xml', { schema: { hide: true } }, async (request, reply) => {
    const snapshot = await context.catalogue.snapshot(context.askerOf(request));
    return reply.type('application/xml; charset=utf-8').send(sitemap(snapshot, context.site.baseUrl));
  });
  app.get('/robots.txt', { schema: { hide: true } }, async (_request, reply) =>
    reply.type('text/plain; charset=utf-8').send(`User-agent: *\nDisallow: /api/\nSitemap: ${context.site.baseUrl}/sitemap.xml\n`),
  );
}

interface ServiceEntry {
  readonly url: string;
  readonly example: string;
  readonly table?: string;
}

/** The first cone search stands under `cone`; `all` lists every one. */
function servicesOf(snapshot: CatalogueSnapshot, baseUrl: string): Record<string, ServiceEntry & { readonly all: readonly ServiceEntry[] }> {
  const cones = snapshot.releases.flatMap((release) => coneTables(release).map((table) => coneEntry(release, table.name, baseUrl)));
  const [first] = cones;
  return first ? { cone: { ...first, all: cones } } : {};
}

function coneEntry(release: PublishedRelease, table: string, baseUrl: string): ServiceEntry {
  const url = `${baseUrl}${conePath(release.address, table)}`;
  const { raDeg, decDeg } = examplePosition(release, table);
  return { url, example: `${url}?RA=${raDeg}&DEC=${decDeg}&SR=0.5`, table: `${release.address}/${table}` };
}

/** The middle of what the table covers in each coordinate, from the manifest's statistics. */
function examplePosition(release: PublishedRelease, table: string): { raDeg: number; decDeg: number } {
  const stored = release.manifest.tables.find((t) => t.name === table);
  const middle = (columnName: string | undefined): number => {
    const statistics = columnName === undefined ? undefined : stored?.statistics[columnName];
    const [min, max] = [Number(statistics?.min ?? 0), Number(statistics?.max ?? 0)];
    return Number(((min + max) / 2).toFixed(4));
  };
  return { raDeg: middle(stored?.position?.ra), decDeg: middle(stored?.position?.dec) };
}

const escapeXml = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');

function sitemap(snapshot: CatalogueSnapshot, baseUrl: string): string {
  const paths = ['/', ...new Set(snapshot.releases.map((r) => `/${r.dataset}`)), ...snapshot.releases.flatMap(releasePages)];
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
