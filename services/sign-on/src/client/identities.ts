import { apiErrorHandler } from '@lingtai/service-dali';
import { listIdentities, removeIdentity } from '@lingtai/state';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { TSchema } from 'typebox';
import type { SignOnContext } from '../context.ts';
import { identityUnknown, lastWay, signInFirst } from './faults.ts';
import { IdentitiesSchema, RemovedIdentitySchema } from './schemas.ts';

/** The own identities at other providers. They are linked by `POST /sign-in/:provider`. */
export function identitiesPlugin(app: FastifyInstance, context: SignOnContext): void {
  const ownName = (request: FastifyRequest): string => {
    const asker = context.askerOf(request);
    if (asker.kind !== 'user') throw signInFirst();
    return asker.name;
  };
  const says = (summary: string, answer: TSchema): object => ({
    schema: { tags: ['account'], summary, response: { 200: answer } },
  });
  app.setErrorHandler(apiErrorHandler);
  app.addHook('onSend', async (_request, reply) => void reply.header('Cache-Control', 'no-store'));

  app.get('/api/account/identities', says('Your accounts at sign-in providers', IdentitiesSchema), async (request) => {
    const identities = await listIdentities(context.state, ownName(request));
    return {
      identities: identities.map(({ id, provider, subject, email, linked }) => {
        const title = context.providers.find(({ name }) => name === provider)?.title;
        return { id, provider, title: title ?? null, subject, email: email ?? null, linked: linked.toISOString() };
      }),
    };
  });

  app.delete<{ Params: { readonly id: string } }>(
    '/api/account/identities/:id',
    says('Take one of them from your account', RemovedIdentitySchema),
    async (request) => {
      const account = ownName(request);
      const done = await removeIdentity(context.state, { account, id: request.params.id, address: request.ip });
      if (done === 'unknown') throw identityUnknown();
      if (done === 'last') throw lastWay();
      context.forget();
      return { removed: request.params.id };
    },
  );
}
