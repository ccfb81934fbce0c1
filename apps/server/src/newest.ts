import type { ServiceContext } from '@lingtai/service-dali';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

/** What may follow `/{dataset}` in an address that names no release. */
const parts = ['spectra', 'search', 'tables', 'report', 'files', 'tree'];

interface NewestPath {
  readonly dataset: string;
  readonly release?: string;
  readonly '*'?: string;
}

/**
 * Addresses without a release or a version lead to the newest that the asker may see: `/demo/spectra/101` and
 * `/demo/dr1`. The redirect is temporary: the newest of tomorrow is another one. Errors take the application's form.
 */
export async function newestPlugin(app: FastifyInstance, context: ServiceContext): Promise<void> {
  const redirect = (rest: (path: NewestPath) => string) => async (request: FastifyRequest, reply: FastifyReply) => {
    const path = request.params as NewestPath;
    const snapshot = await context.catalogue.snapshot(context.askerOf(request));
    const { address } = snapshot.releaseAt(path.dataset, path.release);
    const query = (request.raw.url ?? '').split('?')[1];
    return reply.redirect(`/${address}${rest(path)}${query === undefined ? '' : `?${query}`}`, 302);
  };
  for (const part of parts) {
    const schema = { hide: true };
    app.get(
      `/:dataset/${part}`,
      { schema },
      redirect(() => `/${part}`),
    );
    app.get(
      `/:dataset/${part}/*`,
      { schema },
      redirect((path) => `/${part}/${path['*']!.split('/').map(encodeURIComponent).join('/')}`),
    );
  }
  app.get(
    '/:dataset/:release',
    { schema: { hide: true } },
    redirect(() => ''),
  );
}
