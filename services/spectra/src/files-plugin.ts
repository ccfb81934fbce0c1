import type { CatalogueSnapshot, PublishedRelease } from '@lingtai/catalogue';
import { ivoidOf, parsePublisherDid } from '@lingtai/descriptor';
import { fail, nearest } from '@lingtai/diagnostics';
import { answerFile, ParameterReader, requestParameters } from '@lingtai/service-dali';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { findProduct, type SpectraContext } from './find.ts';

interface FilePath {
  readonly dataset: string;
  readonly release: string;
  readonly version: string;
  readonly product: string;
  readonly id: string;
}

/**
 * `/{dataset}/{release}/{version}/files/{product}/{id}`: the bytes of a product of any type; `/did?ID=ivo://…`: where an
 * identifier leads. Errors take the application's form: a page for people, JSON for programs.
 */
export async function filesPlugin(app: FastifyInstance, context: SpectraContext): Promise<void> {
  const params = Type.Object({
    dataset: Type.String(),
    release: Type.String(),
    version: Type.String(),
    product: Type.String(),
    id: Type.String(),
  });
  app.get(
    '/:dataset/:release/:version/files/:product/:id',
    {
      schema: {
        tags: ['products'],
        summary: 'The file of a product as it was delivered, with its own media type',
        params,
      },
    },
    async (request, reply) => {
      const snapshot = await context.catalogue.snapshot(context.askerOf(request));
      const { dataset, release, version, product, id } = request.params as FilePath;
      const found = await productAt(context, snapshot, snapshot.releaseAt(dataset, release, version), product, id);
      return answerFile(found.file, found.product.mime, request, reply);
    },
  );
  app.get(
    '/did',
    {
      schema: {
        tags: ['products'],
        summary: 'Leads from a publisher DID to what it names',
        querystring: Type.Object({ ID: Type.String({ description: 'ivo://AUTHORITY/DATASET?RELEASE/VERSION/ID' }) }),
      },
    },
    async (request, reply) =>
      redirectDid(context, await context.catalogue.snapshot(context.askerOf(request)), request, reply),
  );
}

async function productAt(
  context: SpectraContext,
  snapshot: CatalogueSnapshot,
  release: PublishedRelease,
  name: string,
  id: string,
) {
  const products = release.descriptor.products ?? [];
  const product = products.find((p) => p.name === name);
  if (!product) {
    const text = { en: `${release.address} has no product "${name}".`, zh: `${release.address} 没有产品“${name}”。` };
    throw fail('not-found', 'PRODUCT-UNKNOWN', text, {
      nearest: nearest(
        name,
        products.map((p) => p.name),
      ),
    });
  }
  const found = await findProduct(context, snapshot, release, product, id);
  if (found) return found;
  throw fail('not-found', 'PRODUCT-NONE', {
    en: `${release.address} has no ${name} "${id}".`,
    zh: `${release.address} 的 ${name} 中没有“${id}”。`,
  });
}

/** To the page for people, to the description for programs; 404 for what is not here or not for this asker. */
async function redirectDid(
  context: SpectraContext,
  snapshot: CatalogueSnapshot,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const reader = new ParameterReader(requestParameters(request));
  const did = reader.required('ID', reader.text('ID'), 'ivo://AUTHORITY/DATASET?RELEASE/VERSION/ID');
  reader.done();
  const parts = parsePublisherDid(did!);
  const release =
    parts &&
    snapshot.releases.find(
      (r) =>
        r.release === parts.release &&
        r.version.toLowerCase() === parts.version.toLowerCase() &&
        names(r, context, parts),
    );
  for (const product of release?.descriptor.products ?? []) {
    if (!(await findProduct(context, snapshot, release!, product, parts!.id))) continue;
    const id = encodeURIComponent(parts!.id);
    const wantsPage = request.headers.accept?.includes('text/html') === true;
    const at = product.type === 'spectrum' ? `spectra/${id}${wantsPage ? '' : '.json'}` : `files/${product.name}/${id}`;
    return reply
      .header('Cache-Control', 'no-cache')
      .header('Vary', 'Accept')
      .redirect(`/${release!.address}/${at}`, 303);
  }
  throw fail(
    'not-found',
    'DID-UNKNOWN',
    { en: `Nothing here has the identifier "${did}".`, zh: `此处没有标识为“${did}”的内容。` },
    { place: { parameter: 'ID' } },
  );
}

/** Authorities are compared without case (IVOA Identifiers 2.0 section 2.2). */
function names(
  release: PublishedRelease,
  context: SpectraContext,
  did: { readonly authority: string; readonly dataset: string },
): boolean {
  const wanted = `ivo://${did.authority}/${did.dataset}`.toLowerCase();
  return [
    `ivo://${context.site.authority}/${release.dataset}`,
    ivoidOf(release.descriptor, context.site.authority),
  ].some((own) => own.toLowerCase() === wanted);
}
