import type { Asker } from '@lingtai/access';
import type { PublishedRelease } from '@lingtai/catalogue';
import type { LocalText } from '@lingtai/diagnostics';
import type { Plan } from '@lingtai/query';
import {
  type CompiledQuery,
  compileQuery,
  maxrecOf,
  type ResultInfo,
  type TableAnswer,
  whyNotReproducible,
} from '@lingtai/service-dali';
import type { TapContext } from './context.ts';
import type { TapRequest } from './request.ts';
import type { TapView } from './view.ts';

/** A request with what it means for this asker: the same for `/tap/sync` and for jobs. */
export interface TapAnswer extends TableAnswer {
  readonly compiled: CompiledQuery;
}

export function tapAnswer(
  context: TapContext,
  { snapshot, view }: TapView,
  request: TapRequest,
  asker: Asker,
): TapAnswer {
  const compiled = compileQuery(request.query, view);
  const releases = releasesRead(compiled.plan, snapshot.releases);
  return {
    compiled,
    plan: compiled.plan,
    ...limitOf(request.maxrec, maxrecOf(asker, context.site)),
    format: request.format,
    head: {
      tableName: 'result',
      infos: [
        ...infosOf(context, request, releases),
        ...reproducibleInfos(whyNotReproducible(compiled, view, snapshot.releases)),
      ],
      ...positionOf(compiled.plan, releases),
    },
  };
}

function limitOf(
  wanted: number | undefined,
  site: { readonly default: number; readonly max: number },
): { maxrec: number; limitName: string } {
  const maxrec = wanted ?? site.default;
  return maxrec > site.max ? { maxrec: site.max, limitName: 'site MAXREC' } : { maxrec, limitName: 'MAXREC' };
}

function releasesRead(plan: Plan, releases: readonly PublishedRelease[]): PublishedRelease[] {
  const digests = new Set(plan.reads.map((storage) => storage.releaseDigest));
  return releases.filter((release) => digests.has(release.digest));
}

/** Provenance as the IVOA's note on data origin names it, and our own words for releases and their digests. */
function infosOf(
  { site, clock }: TapContext,
  request: TapRequest,
  releases: readonly PublishedRelease[],
): ResultInfo[] {
  return [
    { name: 'QUERY', value: request.query },
    { name: 'service_protocol', value: 'ivo://ivoa.net/std/TAP' },
    { name: 'server_software', value: `Lingtai/${site.softwareVersion}` },
    { name: 'request_date', value: clock.now().toISOString().slice(0, 19) },
    ...(request.runId === undefined ? [] : [{ name: 'RUNID', value: request.runId }]),
    ...releases.flatMap(({ address, digest, revision, descriptor }) => [
      { name: 'Lingtai-Release', value: address },
      { name: 'Lingtai-Digest', value: digest },
      { name: 'Lingtai-Revision', value: `${revision}` },
      { name: 'publisher', value: descriptor.publisher.name.en },
      { name: 'creator', value: descriptor.creators.map((c) => c.name).join('; ') },
      { name: 'rights', value: descriptor.licence.name },
      { name: 'acknowledgement', value: descriptor.acknowledgement.en },
      { name: 'landing_page', value: `${site.baseUrl}/${address}` },
    ]),
  ];
}

function reproducibleInfos(reason: LocalText | undefined): ResultInfo[] {
  if (!reason) return [];
  return [
    { name: 'reproducible', value: 'false' },
    { name: 'reproducible_reason', value: reason.en },
  ];
}

/** The first table read whose position columns come out under their own names. */
function positionOf(plan: Plan, releases: readonly PublishedRelease[]): Pick<TableAnswer['head'], 'position'> {
  const names = new Set(plan.fields.filter((f) => f.unit === 'deg').map((f) => f.name));
  for (const storage of plan.reads) {
    const release = releases.find((r) => r.digest === storage.releaseDigest);
    const position = release?.descriptor.tables.find((t) => t.name === storage.table)?.position;
    if (position && names.has(position.ra) && names.has(position.dec)) return { position };
  }
  return {};
}
