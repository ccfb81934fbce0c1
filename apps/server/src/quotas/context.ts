import type { Asker } from '@lingtai/access';
import type { LimitsContext, LimitUse } from '@lingtai/service-accounts';
import { maxrecOf, type ServiceContext } from '@lingtai/service-dali';
import type { UserTables } from '@lingtai/service-tap';
import { countValidTokens, listQuotas, quotaKeys, setQuota } from '@lingtai/state';
import type { FastifyRequest } from 'fastify';
import type { Installation } from '../installation.ts';
import { type Lines, searchesAtOnce, whoAsks } from '../service-context.ts';
import type { Quotas } from './quotas.ts';
import type { Usage } from './usage.ts';

export interface LimitsParts {
  readonly quotas: Quotas;
  readonly usage: Usage;
  readonly turns: Lines;
  readonly userTables: UserTables;
  /** Requests of the last minute of who asks, and how many he may make. */
  rateOf(request: FastifyRequest): { readonly used: number; readonly limit: number };
}

/** What the routes of limits get of an installation. */
export function limitsContext(
  { site, state }: Installation,
  context: ServiceContext,
  parts: LimitsParts,
): LimitsContext {
  return {
    askerOf: context.askerOf,
    quotaKeys,
    listQuotas: () => listQuotas(state),
    async setQuota(quota, by): Promise<void> {
      await setQuota(state, quota, by);
      parts.quotas.forget();
    },
    async usesOf(request): Promise<LimitUse[]> {
      const asker = context.askerOf(request);
      const { queriesAtOncePerUser, syncSeconds, asyncSeconds } = site.limits;
      const running = (line: keyof Lines): number => parts.turns[line].running(whoAsks(request));
      return [
        {
          name: 'queriesAtOnce',
          unit: 'queries',
          used: running('queries'),
          limit: asker.limits?.queriesAtOnce ?? queriesAtOncePerUser,
        },
        { name: 'searchesAtOnce', unit: 'queries', used: running('searches'), limit: searchesAtOnce(site, request) },
        { name: 'requestsPerMinute', unit: 'requests', ...parts.rateOf(request) },
        { name: 'rowsPerResult', unit: 'rows', limit: maxrecOf(asker, context.site).max },
        { name: 'syncSeconds', unit: 'seconds', limit: syncSeconds },
        { name: 'asyncSeconds', unit: 'seconds', limit: asyncSeconds },
        ...(asker.kind === 'user' ? await ofAccount(asker, { site, state }, parts) : []),
      ];
    },
  };
}

/** What only an account has. */
async function ofAccount(
  asker: Asker & { readonly kind: 'user' },
  { site, state }: Pick<Installation, 'site' | 'state'>,
  { usage, userTables }: LimitsParts,
): Promise<LimitUse[]> {
  const [today, tables, tokens] = await Promise.all([
    usage.ofToday(asker.name),
    userTables.usage(asker),
    countValidTokens(state, asker.name),
  ]);
  const allowed = userTables.allowed(asker);
  const bytesPerDay = asker.limits?.bytesPerDay;
  return [
    {
      name: 'bytesPerDay',
      unit: 'bytes',
      used: today.bytes,
      ...(bytesPerDay === undefined ? {} : { limit: bytesPerDay }),
    },
    { name: 'storageBytes', unit: 'bytes', used: tables.sizeBytes, limit: allowed.sizeBytes },
    { name: 'tables', unit: 'tables', used: tables.tables, limit: allowed.tables },
    { name: 'tokens', unit: 'tokens', used: tokens, limit: asker.limits?.tokens ?? site.limits.tokensPerUser },
  ];
}
