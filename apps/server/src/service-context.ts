import { type ServiceContext, type SiteFacts, Turns, turnFor } from '@lingtai/service-dali';
import type { FastifyRequest } from 'fastify';
import { askerOf } from './asker.ts';
import type { Installation } from './installation.ts';

/** What every service gets of an installation. */
export function serviceContext(installation: Installation, softwareVersion: string): ServiceContext {
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
  const takeTurn: ServiceContext['takeTurn'] = (request, reply) => turnFor(turns, whoAsks(request), reply);
  return { catalogue, engine, clock, site: facts, askerOf, takeTurn };
}

/** Users by their names; anybody else by his address, of which IPv6 gives everyone many. */
function whoAsks(request: FastifyRequest): string {
  const asker = askerOf(request);
  if (asker.kind === 'user') return asker.id;
  const address = request.ip.replace(/^::ffff:/, '');
  return address.includes(':') ? address.split(':').slice(0, 4).join(':') : address;
}
