import { fail } from '@lingtai/diagnostics';
import { dateIn } from '@lingtai/service-dali';
import type { NewReleaseAccess, Publication, PublicationAddress, ReleaseStep } from '@lingtai/state';
import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { operatorOf, type ReleasesAdminContext } from './admin.ts';

const tags = ['admin'];

const StepSchema = Type.Object({
  audience: Type.Array(Type.String({ description: '`public`, or the name of a group.' }), { minItems: 1 }),
  from: Type.String({ description: 'ISO 8601; a date is its beginning in UTC.' }),
});
const ReleaseAccessSchema = Type.Object({
  address: Type.String(),
  steps: Type.Array(StepSchema),
  parts: Type.Record(Type.String(), Type.Array(StepSchema), {
    description: 'Steps of parts that were changed since publishing: `table`, `table.column`, `product:NAME`.',
  }),
});

/** For operators: who may see each release, from when. */
export function releaseAccessRoutes(app: FastifyInstance, context: ReleasesAdminContext): void {
  app.get(
    '/api/admin/releases',
    {
      schema: {
        tags,
        summary: 'Who may see each published release, from when',
        response: { 200: Type.Object({ releases: Type.Array(ReleaseAccessSchema) }) },
      },
    },
    async (request) => {
      operatorOf(context, request);
      return { releases: [...(await context.registry.known()).publicationAt.values()].map(accessJson) };
    },
  );
  app.post(
    '/api/admin/releases/:dataset/:release/:version/access',
    {
      schema: {
        tags,
        summary: 'Set who may see a release or a part of it, from when; what is sent replaces all steps',
        params: Type.Object({ dataset: Type.String(), release: Type.String(), version: Type.String() }),
        body: Type.Object({
          steps: Type.Array(StepSchema),
          part: Type.Optional(Type.String({ description: '`table`, `table.column` or `product:NAME`.' })),
          reason: Type.String({ description: 'Kept with the change.' }),
        }),
        response: { 200: ReleaseAccessSchema },
      },
    },
    async (request) => {
      const by = operatorOf(context, request);
      const { steps, reason, part } = (request.body ?? {}) as Readonly<Record<string, unknown>>;
      if (typeof reason !== 'string' || (part !== undefined && typeof part !== 'string')) throw wrongBody();
      const wanted = { ...(request.params as PublicationAddress), steps: stepsOf(steps), reason };
      return accessJson(
        await context.setAccess({ ...wanted, ...(part === undefined ? {} : { part }) }, by, request.ip),
      );
    },
  );
}

/** How access is changed. */
export type SetAccess = (wanted: NewReleaseAccess, by: string, address: string) => Promise<Publication>;

function stepsOf(steps: unknown): ReleaseStep[] {
  if (!Array.isArray(steps)) throw wrongBody();
  return steps.map((step: unknown) => {
    const { audience, from } = (step ?? {}) as { readonly audience?: unknown; readonly from?: unknown };
    const names = Array.isArray(audience) && audience.every((name) => typeof name === 'string') ? audience : undefined;
    if (!names || typeof from !== 'string') throw wrongBody();
    const day = dateIn(from);
    if (!day) throw noDay(names, from);
    return { audience: names, from: day };
  });
}

function wrongBody(): Error {
  return fail('usage', 'ADMIN-ACCESS', {
    en: 'A JSON object is expected: {"steps": [{"audience": ["domestic"], "from": "2027-01-01"}], "reason": "…"}.',
    zh: '应提供 JSON 对象：{"steps": [{"audience": ["domestic"], "from": "2027-01-01"}], "reason": "…"}。',
  });
}

function noDay(names: readonly string[], from: string): Error {
  const audience = names.join(', ');
  return fail(
    'usage',
    'ADMIN-ACCESS-DAY',
    from === ''
      ? { en: `From which day does ${audience} see it?`, zh: `请为 ${audience} 填写开放日期。` }
      : { en: `"${from}" is no day such as 2027-01-01.`, zh: `“${from}”不是 2027-01-01 这样的日期。` },
    { place: { parameter: 'from' } },
  );
}

function accessJson({ dataset, release, version, access, partAccess }: Publication) {
  return {
    address: `${dataset}/${release}/${version}`,
    steps: stepsJson(access),
    parts: Object.fromEntries(Object.entries(partAccess).map(([part, steps]) => [part, stepsJson(steps)])),
  };
}

function stepsJson(steps: readonly ReleaseStep[]) {
  return steps.map(({ audience, from }) => ({ audience: [...audience], from: from.toISOString() }));
}
