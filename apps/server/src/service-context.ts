import { clientOf, type ServiceContext, type SiteFacts, Turns, turnFor } from '@lingtai/service-dali';
import type { FastifyRequest } from 'fastify';
import { askerNamed, askerOf } from './asker.ts';
import type { Installation } from './installation.ts';
import { Quotas } from './quotas/quotas.ts';

/** What every service gets of an installation. */
export function serviceContext(
  installation: Installation,
  softwareVersion: string,
  quotas: Quotas = new Quotas(installation),
): ServiceContext & { readonly turns: Turns } {
  const { site, catalogue, engine, clock } = installation;
  const facts: SiteFacts = {
    name: site.name,
    get baseUrl() {
      return installation.address.baseUrl;
    },
    authority: site.authority,
    softwareVersion,
    maxrec: { default: site.limits.maxrecDefault, max: site.limits.maxrecMax },
  };
  const { queriesAtOnce, queriesAtOncePerUser, syncSeconds } = site.limits;
  const turns = new Turns({ atOnce: queriesAtOnce, atOncePerUser: queriesAtOncePerUser, waitSeconds: syncSeconds });
  const takeTurn: ServiceContext['takeTurn'] = (request, reply) =>
    turnFor(turns, whoAsks(request), reply, askerOf(request).limits?.queriesAtOnce);
  const named: ServiceContext['askerNamed'] = async (name) => quotas.withLimits(await askerNamed(installation, name));
  return { catalogue, engine, clock, site: facts, askerOf, askerNamed: named, takeTurn, turns };
}

/** Users by their names; anybody else by his address. */
export function whoAsks(request: FastifyRequest): string {
  const asker = askerOf(request);
  return asker.kind === 'user' ? asker.id : clientOf(request.ip);
}
