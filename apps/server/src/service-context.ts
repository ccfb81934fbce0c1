import { clientOf, isLoopback, type ServiceContext, type SiteFacts, Turns, turnFor } from '@lingtai/service-dali';
import type { FastifyRequest } from 'fastify';
import { askerNamed, askerOf } from './asker.ts';
import type { Installation } from './installation.ts';
import { Quotas } from './quotas/quotas.ts';
import type { Site } from './site.ts';

/** One line for each engine, by the same limits: the hardest queries of somebody keep no search waiting, not even his own. */
export interface Lines {
  readonly queries: Turns;
  readonly searches: Turns;
}

/** What every service gets of an installation. */
export function serviceContext(
  installation: Installation,
  softwareVersion: string,
  quotas: Quotas = new Quotas(installation),
): ServiceContext & { readonly turns: Lines } {
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
  const limits = { atOnce: queriesAtOnce, atOncePerUser: queriesAtOncePerUser, waitSeconds: syncSeconds };
  const turns = {
    queries: new Turns(limits),
    // They are short: whoever sends as many as he has connections gets them all, some at a time.
    searches: new Turns({ ...limits, waitingPerUser: 256 }),
  };
  const takeTurn: ServiceContext['takeTurn'] = (request, reply) =>
    turnFor(turns.queries, whoAsks(request), reply, askerOf(request).limits?.queriesAtOnce);
  const takeSearchTurn: ServiceContext['takeSearchTurn'] = (request, reply) =>
    turnFor(turns.searches, whoAsks(request), reply, searchesAtOnce(site, request));
  const named: ServiceContext['askerNamed'] = async (name) => quotas.withLimits(await askerNamed(installation, name));
  return { catalogue, engine, clock, site: facts, askerOf, askerNamed: named, takeTurn, takeSearchTurn, turns };
}

/**
 * How many searches of who asks run at the same time. Whoever asks from this machine itself has no address to be counted by
 * (a web server in front of us that does not name its clients would make all of them one): he may have those of all.
 */
export function searchesAtOnce({ limits }: Pick<Site, 'limits'>, request: FastifyRequest): number {
  const asker = askerOf(request);
  const local = asker.kind === 'anonymous' && isLoopback(request.ip);
  return asker.limits?.queriesAtOnce ?? (local ? limits.queriesAtOnce : limits.queriesAtOncePerUser);
}

/** Users by their names; anybody else by his address. */
export function whoAsks(request: FastifyRequest): string {
  const asker = askerOf(request);
  return asker.kind === 'user' ? asker.id : clientOf(request.ip);
}
