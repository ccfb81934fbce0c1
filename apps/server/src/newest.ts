import { apiErrorHandler, requestUrl, type ServiceContext } from '@lingtai/service-dali';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

const paths = ['tables', 'tables/:table', 'search/:form', 'report', 'spectra/:file', 'files/:product/:id'];

/** Addresses without a release lead to the newest one that the asker may see: `/lamost/spectra/1.fits` → `/lamost/dr8/v1.1/spectra/1.fits`. */
export async function newestPlugin(app: FastifyInstance, context: ServiceContext): Promise<void> {
  app.setErrorHandler(apiErrorHandler);
  const redirect = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const snapshot = await context.catalogue.snapshot(context.askerOf(request));
    const { dataset } = request.params as { dataset: string };
    const { address } = snapshot.releaseAt(dataset);
    const { pathname, search } = requestUrl(request);
    const rest = pathname.slice(pathname.indexOf('/', 1));
    return reply.header('Cache-Control', 'no-cache').redirect(`/${address}${rest}${search}`, 302);
  };
  for (const path of paths) app.get(`/:dataset/${path}`, { schema: { hide: true } }, redirect);
}
