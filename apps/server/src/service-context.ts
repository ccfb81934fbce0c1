import type { ServiceContext, SiteFacts } from '@lingtai/service-dali';
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
  return { catalogue, engine, clock, site: facts, askerOf };
}
