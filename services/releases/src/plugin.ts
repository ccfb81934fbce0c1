import type { PublishedRelease } from '@lingtai/catalogue';
import type { Descriptor, MetadataChanges } from '@lingtai/descriptor';
import { fail } from '@lingtai/diagnostics';
import { apiErrorHandler, ParameterReader, requestParameters, type ServiceContext } from '@lingtai/service-dali';
import type { MetadataRevision, Publication, PublicationAddress } from '@lingtai/state';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { changesAsSeen, descriptorAsSeen } from './as-seen.ts';
import { type FamilyOrder, factsOf, familyOf, itemOf, type Seen } from './family.ts';
import { addressKey, type ReleaseRegistry } from './registry.ts';
import {
  ReleaseFamilySchema,
  type ReleaseItem,
  ReleaseRecordSchema,
  RevisionListSchema,
  RevisionSchema,
} from './schemas.ts';

/** What the application gives to the pages and services of release families. */
export interface ReleasesContext extends ServiceContext {
  readonly registry: ReleaseRegistry;
  revisions(at: PublicationAddress): Promise<readonly MetadataRevision[]>;
  /** What a release was built with, corrected by its revisions up to that number. */
  descriptorAt(publication: Publication, revision: number): Promise<Descriptor>;
}

type Contact = NonNullable<NonNullable<ReleaseItem['withdrawn']>['contact']>;

const tags = ['releases'];
const path = (...names: string[]) => Type.Object(Object.fromEntries(names.map((n) => [n, Type.String()])));

interface ReleasePath {
  readonly dataset: string;
  readonly release: string;
  readonly version: string;
  readonly revision: string;
}

/** All that is known of a dataset's releases and sub-versions, whether or not their data are here. */
export async function releasesPlugin(app: FastifyInstance, context: ReleasesContext): Promise<void> {
  app.setErrorHandler(apiErrorHandler);
  const one = '/api/:dataset/releases/:release/:version';
  const params = path('dataset', 'release', 'version');
  app.get(
    '/api/:dataset/releases',
    {
      schema: {
        tags,
        summary: 'All releases and sub-versions of a dataset, newest first',
        params: path('dataset'),
        querystring: Type.Object({
          ORDER: Type.Optional(Type.String({ description: '`version` (default) or `date`, newest first.' })),
          UNTIL: Type.Optional(Type.String({ description: 'Only those dated up to then: `2020-12`.' })),
        }),
        response: { 200: ReleaseFamilySchema },
      },
    },
    async (request) => {
      const { dataset } = request.params as ReleasePath;
      return familyOf(await seenBy(context, request), dataset, orderOf(request));
    },
  );
  app.get(
    one,
    {
      schema: {
        tags,
        summary: 'What is known of one release; 410 with the reason where it was withdrawn',
        params,
        response: { 200: ReleaseRecordSchema, 410: ReleaseRecordSchema },
      },
    },
    (request, reply) => answerRecord(context, request, reply),
  );
  app.get(
    `${one}/revisions`,
    {
      schema: {
        tags,
        summary: 'The numbered corrections of what is said about a release; its data never change',
        params,
        response: { 200: RevisionListSchema },
      },
    },
    async (request) => {
      const { publication, open } = await openPublication(context, request);
      const revisions = await context.revisions(publication);
      return { ...named(publication), revisions: revisions.map((revision) => shown(revision, open)) };
    },
  );
  app.get(
    `${one}/revisions/:revision`,
    {
      schema: {
        tags,
        summary: 'What was said about a release under one revision; 0 is what it was built with',
        params: path('dataset', 'release', 'version', 'revision'),
        response: { 200: RevisionSchema },
      },
    },
    async (request) => {
      const { publication, open } = await openPublication(context, request);
      const { revision } = request.params as ReleasePath;
      const found = (await context.revisions(publication)).find((r) => String(r.revision) === revision);
      if (!found && revision !== '0') throw noRevision(publication, revision);
      const said = await context.descriptorAt(publication, Number(revision));
      const descriptor = descriptorAsSeen(said, open);
      return { ...named(publication), ...(found ? shown(found, open) : {}), revision: Number(revision), descriptor };
    },
  );
}

async function seenBy(context: ReleasesContext, request: FastifyRequest): Promise<Seen> {
  const asker = context.askerOf(request);
  const [snapshot, known] = await Promise.all([context.catalogue.snapshot(asker), context.registry.known()]);
  return { asker, snapshot, known };
}

function orderOf(request: FastifyRequest): { readonly order: FamilyOrder; readonly until?: string } {
  const reader = new ParameterReader(requestParameters(request));
  const order = reader.text('ORDER') ?? 'version';
  const until = reader.text('UNTIL');
  reader.refuseUnknown();
  reader.done();
  if (order !== 'version' && order !== 'date')
    throw fail(
      'usage',
      'RELEASES-ORDER',
      {
        en: `"${order}" is no order; version and date are.`,
        zh: `“${order}”不是可用的排序方式，可用：version、date。`,
      },
      { place: { parameter: 'ORDER' } },
    );
  if (until !== undefined && !/^\d{4}(-\d{2}(-\d{2})?)?$/.test(until))
    throw fail(
      'usage',
      'RELEASES-DATE',
      {
        en: `"${until}" is not a date such as 2020, 2020-12 or 2020-12-31.`,
        zh: `“${until}”不是 2020、2020-12 或 2020-12-31 这样的日期。`,
      },
      { place: { parameter: 'UNTIL' } },
    );
  return { order, ...(until === undefined ? {} : { until }) };
}

async function answerRecord(context: ReleasesContext, request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
  const at = request.params as ReleasePath;
  const seen = await seenBy(context, request);
  const item = itemOf(seen, at);
  if (!item) throw noRelease(at);
  const withdrawn = item.withdrawn && { ...item.withdrawn, ...(await contactOf(context, seen, at)) };
  const release = withdrawn ? { ...item, withdrawn } : item;
  return reply.code(withdrawn ? 410 : 200).send({ ...factsOf(seen, at.dataset), release });
}

/** Whom one may ask about a release that is not there any more: the survey's contact, or else its publisher. */
async function contactOf(
  context: ReleasesContext,
  { known }: Seen,
  at: PublicationAddress,
): Promise<{ contact?: Contact }> {
  const publication = known.publicationAt.get(addressKey(at));
  if (!publication) return {};
  const { contact, publisher } = await context.descriptorAt(publication, 0);
  if (contact) return { contact: { name: { en: contact.name, zh: contact.name }, email: contact.email } };
  return { contact: { name: publisher.name, ...(publisher.url === undefined ? {} : { url: publisher.url }) } };
}

/** The publication of a release that the asker may see, and the release as he sees it. */
async function openPublication(
  context: ReleasesContext,
  request: FastifyRequest,
): Promise<{ readonly publication: Publication; readonly open: PublishedRelease }> {
  const { dataset, release, version } = request.params as ReleasePath;
  const { snapshot, known } = await seenBy(context, request);
  const open = snapshot.releaseAt(dataset, release, version);
  const publication = known.publicationAt.get(addressKey(open));
  if (!publication) throw noRelease(open);
  return { publication, open };
}

const named = (at: Publication) => ({
  address: `${at.dataset}/${at.release}/${at.version}`,
  digest: at.digest,
});

function shown({ revision, note, at, changes }: MetadataRevision, open: PublishedRelease) {
  const seen = changesAsSeen(changes as unknown as MetadataChanges, open);
  return { revision, note, at: at.toISOString(), changes: seen };
}

function noRelease({ dataset, release, version }: PublicationAddress): Error {
  return fail('not-found', 'RELEASES-NONE', {
    en: `Nothing is known of a release "${dataset}/${release}/${version}".`,
    zh: `没有关于“${dataset}/${release}/${version}”的记录。`,
  });
}

function noRevision({ dataset, release, version }: PublicationAddress, revision: string): Error {
  return fail('not-found', 'RELEASES-REVISION', {
    en: `${dataset}/${release}/${version} has no revision "${revision}" of its metadata.`,
    zh: `${dataset}/${release}/${version} 的元数据没有修订“${revision}”。`,
  });
}
