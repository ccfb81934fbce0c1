import type { Asker } from '@lingtai/access';
import { apiErrorHandler } from '@lingtai/service-dali';
import type { Actor, Quota, QuotaLimits } from '@lingtai/state';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { BodyReader } from './body.ts';
import { type QuotaJson, QuotaSchema, QuotasSchema } from './schemas/admin-answers.ts';
import { QuotaBody } from './schemas/bodies.ts';
import { actorOf, userWith } from './who.ts';

/** One limit of the asker with what he uses of it now. */
export interface LimitUse {
  readonly name: string;
  readonly unit: 'queries' | 'requests' | 'rows' | 'bytes' | 'tables' | 'tokens' | 'seconds';
  /** Absent: it is no sum that fills up, but the most of each. */
  readonly used?: number;
  /** Absent: there is no limit. */
  readonly limit?: number;
}

export interface LimitsContext {
  askerOf(request: FastifyRequest): Asker;
  usesOf(request: FastifyRequest): Promise<readonly LimitUse[]>;
  listQuotas(): Promise<readonly Quota[]>;
  setQuota(quota: Pick<Quota, 'limits' | 'reason'> & { readonly subject: string }, by: Actor): Promise<void>;
  /** The limits that a quota may set. */
  readonly quotaKeys: readonly (keyof QuotaLimits)[];
}

const UsesSchema = Type.Object({
  signedIn: Type.Boolean(),
  limits: Type.Array(
    Type.Object({
      name: Type.String(),
      unit: Type.String(),
      used: Type.Optional(Type.Number()),
      limit: Type.Optional(Type.Number({ description: 'Absent: none.' })),
    }),
  ),
});

/** What everybody may use and uses, and quotas for operators. */
export async function limitsPlugin(app: FastifyInstance, context: LimitsContext): Promise<void> {
  app.setErrorHandler(apiErrorHandler);
  app.addHook('onSend', async (_request, reply) => void reply.header('Cache-Control', 'no-store'));
  app.get(
    '/api/account/limits',
    {
      schema: {
        tags: ['account'],
        summary: 'Your limits, and what you use of them now',
        response: { 200: UsesSchema },
      },
    },
    async (request) => ({
      signedIn: context.askerOf(request).kind === 'user',
      limits: await context.usesOf(request),
    }),
  );
  app.get(
    '/api/admin/quotas',
    {
      schema: {
        tags: ['admin'],
        summary: 'Limits of people and groups that differ from those of the site',
        response: { 200: QuotasSchema },
      },
    },
    async (request) => {
      userWith(context, request, 'operator');
      return { keys: context.quotaKeys, quotas: (await context.listQuotas()).map(quotaJson) };
    },
  );
  app.put(
    '/api/admin/quotas/:subject',
    {
      schema: {
        tags: ['admin'],
        summary:
          'Set the limits of anonymous, users, group:NAME or user:NAME, for a reason; none: the site’s own again',
        body: QuotaBody,
        response: { 200: QuotaSchema },
      },
    },
    async (request) => {
      const operator = userWith(context, request, 'operator');
      const { subject } = request.params as { readonly subject: string };
      const body = new BodyReader(request);
      const reason = body.text('reason');
      const limits = limitsOf(body, context.quotaKeys);
      body.done();
      await context.setQuota({ subject, limits, reason }, actorOf(operator, request));
      const quota = (await context.listQuotas()).find((one) => one.subject === subject);
      return quota ? quotaJson(quota) : { subject, limits: {} };
    },
  );
}

function limitsOf(body: BodyReader, keys: LimitsContext['quotaKeys']): QuotaLimits {
  return Object.fromEntries(
    keys.flatMap((key) => {
      const value = body.optionalNumber(key, 0, Number.MAX_SAFE_INTEGER);
      return value === undefined ? [] : [[key, value]];
    }),
  );
}

function quotaJson({ changed, ...quota }: Quota): QuotaJson {
  return { ...quota, changed: changed.toISOString() };
}
