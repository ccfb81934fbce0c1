import { schemaNameOf } from '@lingtai/catalogue';
import { type Descriptor, parsePublisherDid } from '@lingtai/descriptor';
import { openRelease } from '@lingtai/release';
import type { ServiceContext } from '@lingtai/service-dali';
import {
  goneError,
  isListed,
  oldAddress,
  ReleaseRegistry,
  type ReleasesAdminContext,
  type ReleasesContext,
  withdrawalOf,
} from '@lingtai/service-releases';
import {
  askWithdrawal,
  confirmWithdrawal,
  dropWithdrawal,
  listMetadataRevisions,
  listPublications,
  listReleaseFamilies,
  listReleaseRecords,
  listWithdrawals,
  listWithdrawn,
  type Publication,
  setReleaseAccess,
} from '@lingtai/state';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Installation } from './installation.ts';
import { describedBy } from './revisions.ts';

/** What is known of releases in this installation. */
export function releaseRegistry({ state }: Pick<Installation, 'state'>): ReleaseRegistry {
  return new ReleaseRegistry({
    families: () => listReleaseFamilies(state),
    records: () => listReleaseRecords(state),
    publications: () => listPublications(state),
    withdrawn: () => listWithdrawn(state),
  });
}

/** What the services of release families get. */
export function releasesContext(
  { state, store }: Pick<Installation, 'state' | 'store'>,
  context: ServiceContext,
  registry: ReleaseRegistry,
): ReleasesContext & ReleasesAdminContext {
  const from = (actor: string, address: string) => ({ actor, address });
  return {
    ...context,
    registry,
    revisions: (at) => listMetadataRevisions(state, at),
    descriptorAt: async (publication: Publication, revision: number): Promise<Descriptor> => {
      const { descriptor } = await openRelease(store, publication);
      return describedBy(state, { ...publication, revision }, descriptor);
    },
    withdrawals: () => listWithdrawals(state),
    ask: (decision, address) => askWithdrawal(state, decision, from(decision.by, address)),
    confirm: (decision, address) => confirmWithdrawal(state, decision, from(decision.by, address)),
    setAccess: (wanted, by, address) => setReleaseAccess(state, wanted, from(by, address)),
    drop: (decision, address) => dropWithdrawal(state, decision, from(decision.by, address)),
  };
}

/** Leads old addresses to the pages of their releases, for ever (301), and answers 410 for what was withdrawn. */
export function keepAddresses(app: FastifyInstance, context: ServiceContext, registry: ReleaseRegistry): void {
  app.addHook('onRequest', async (request, reply) => {
    const url = request.raw.url ?? '/';
    if (url.startsWith('/assets/')) return undefined;
    const known = await registry.known();
    if (request.method === 'GET' || request.method === 'HEAD') {
      const found = oldAddress(known, request.host ?? '', url);
      if (found) return reply.redirect(found.host ? `${context.site.baseUrl}${found.path}` : found.path, 301);
    }
    const path = pathOf(url);
    // The page of the release itself tells the same, and all that is recorded.
    if (isPageOfRelease(request, path)) return undefined;
    const withdrawal = withdrawalOf(known, path);
    if (withdrawal && isListed(known, withdrawal)) throw goneError(withdrawal);
    return undefined;
  });
}

function isPageOfRelease(request: FastifyRequest, path: string): boolean {
  if (path.split('/').length !== 4 || path.startsWith('/api/')) return false;
  return request.headers.accept?.includes('text/html') === true;
}

/** The path that a request is about, readable; that of a publisher DID is the path of its release. */
function pathOf(url: string): string {
  const parsed = URL.parse(url, 'http://site');
  if (!parsed) return '';
  const { pathname, searchParams } = parsed;
  const [, did] = [...searchParams].find(([name]) => name.toUpperCase() === 'ID') ?? [];
  const named = pathname === '/did' && did !== undefined ? parsePublisherDid(did) : undefined;
  if (named) return `/${named.dataset}/${named.release}/${named.version}/${named.id}`;
  try {
    return decodeURIComponent(pathname);
  } catch {
    return pathname;
  }
}

/** 410 for the withdrawn among some releases (`dataset/release/version`), whoever asks. */
export async function assertInView(registry: ReleaseRegistry, addresses: readonly string[]): Promise<void> {
  const known = await registry.known();
  for (const address of addresses) {
    const withdrawal = withdrawalOf(known, `/${address}`);
    if (withdrawal && isListed(known, withdrawal)) throw goneError(withdrawal);
  }
}

/** Why the tables of a schema are not there any more; `undefined` where none of a withdrawn release is meant. */
export function goneSchema(registry: ReleaseRegistry, name: string): Error | undefined {
  const known = registry.latest;
  for (const withdrawal of known.withdrawnAt.values()) {
    const { dataset, release, version } = withdrawal;
    const schema = schemaNameOf(`${dataset}/${release}/${version}`);
    if (schema === name.toLowerCase() && isListed(known, withdrawal)) return goneError(withdrawal);
  }
  return undefined;
}
