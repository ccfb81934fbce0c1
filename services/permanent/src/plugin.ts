import type { Asker } from '@lingtai/access';
import type { CatalogueSnapshot } from '@lingtai/catalogue';
import { fail, LingtaiError } from '@lingtai/diagnostics';
import { type CatalogueView, withholdsRows } from '@lingtai/query';
import {
  type CompiledQuery,
  errorHandler,
  errorJson,
  formatOf,
  ParameterReader,
  requestParameters,
  respondTable,
  type ServiceContext,
} from '@lingtai/service-dali';
import type { PermanentQuery } from '@lingtai/state';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { resultDigest } from './digest.ts';
import { compileStored, permanentId, recipeOf } from './recipe.ts';

/** What the application gives to permanent queries beside what every service gets. */
export interface PermanentContext extends ServiceContext {
  /** All that one may query, so that what cannot be permanent is refused by its reason and not as unknown. */
  viewFor(asker: Asker): Promise<{ readonly snapshot: CatalogueSnapshot; readonly view: CatalogueView }>;
  find(id: string): Promise<PermanentQuery | undefined>;
  store(query: Omit<PermanentQuery, 'createdAt'>): Promise<PermanentQuery>;
  /** Throws class `gone` where one of these releases (`dataset/release/version`) was withdrawn. */
  assertInView(addresses: readonly string[]): Promise<void>;
  /** A query is stopped after this time. */
  readonly seconds: number;
}

const tags = ['queries'];

/**
 * Permanent queries: a result with an address made of the query, the digests of the releases that it reads and the version
 * of the result format. Nothing but the recipe is stored; the rows are made again when they are asked for.
 */
export async function permanentPlugin(app: FastifyInstance, context: PermanentContext): Promise<void> {
  app.setErrorHandler(
    errorHandler((error, _request, reply) => {
      const changes = error.diagnostics.some((d) => d.code === 'PERMANENT-CHANGES');
      reply
        .type('application/json; charset=utf-8')
        .send({ ...(changes ? { reproducible: false } : {}), ...errorJson(error) });
    }),
  );
  const body = {
    type: 'object',
    required: ['query'],
    properties: { query: { type: 'string', description: 'ADQL 2.1.' } },
  } as const;
  app.post(
    '/api/queries',
    { schema: { tags, summary: 'Give the result of a query a permanent address', body } },
    (request, reply) => make(context, request, reply),
  );
  app.get(
    '/api/queries/:id',
    { schema: { tags, summary: 'A permanent query: its recipe, digest and citation' } },
    async (request) => described(context, (await found(context, request)).query),
  );
  app.get(
    '/api/queries/:id/result',
    { schema: { tags, summary: 'The rows of a permanent query, made again; RESPONSEFORMAT as everywhere' } },
    (request, reply) => result(context, request, reply),
  );
  app.get(
    '/api/queries/:id/verification',
    { schema: { tags, summary: 'Runs a permanent query again and compares the digest of its rows' } },
    (request, reply) => verification(context, request, reply),
  );
}

async function make(context: PermanentContext, request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
  const { query } = (request.body ?? {}) as { readonly query?: unknown };
  if (typeof query !== 'string' || query.trim() === '') {
    throw fail('usage', 'PERMANENT-QUERY', {
      en: 'A JSON object with the text of a query is expected: {"query": "SELECT …"}.',
      zh: '应提供包含查询文本的 JSON 对象：{"query": "SELECT …"}。',
    });
  }
  const { snapshot, view } = await context.viewFor(context.askerOf(request));
  const recipe = recipeOf(query, view, snapshot.releases);
  const id = permanentId(recipe);
  const known = await context.find(id);
  const digested = async () => digestOf(context, snapshot, recipe, await context.takeTurn(request, reply));
  const stored = known ?? (await context.store({ id, ...recipe, ...(await digested()) }));
  return reply
    .code(known ? 200 : 201)
    .header('Location', addressOf(context, id))
    .send(described(context, stored));
}

function digestOf(
  context: PermanentContext,
  snapshot: CatalogueSnapshot,
  recipe: Pick<PermanentQuery, 'query' | 'reads' | 'formatVersion'>,
  gone: AbortSignal,
): Promise<{ rowCount: number; digest: string }> {
  const { plan } = compileStored(recipe, snapshot, context.site);
  const signal = AbortSignal.any([gone, AbortSignal.timeout(context.seconds * 1000)]);
  return resultDigest(context.engine, plan, context.site.maxrec.max, signal);
}

function addressOf(context: PermanentContext, id: string): string {
  return `${context.site.baseUrl}/queries/${id}`;
}

interface Found {
  readonly query: PermanentQuery;
  readonly snapshot: CatalogueSnapshot;
  readonly compiled: CompiledQuery;
}

/** The query, where the asker may see all that it reads; for anybody else it is not there, whatever the reason. */
async function found(context: PermanentContext, request: FastifyRequest): Promise<Found> {
  const { id } = request.params as { readonly id: string };
  const query = /^[0-9a-f]{40}$/.test(id) ? await context.find(id) : undefined;
  if (query) await context.assertInView(query.reads.map((read) => read.address));
  const snapshot = await context.catalogue.snapshot(context.askerOf(request));
  const compiled = query && seenBy(query, snapshot, context);
  if (query && compiled) return { query, snapshot, compiled };
  throw fail('not-found', 'PERMANENT-UNKNOWN', {
    en: `There is no permanent query "${id}".`,
    zh: `没有永久查询“${id}”。`,
  });
}

function seenBy(
  query: PermanentQuery,
  snapshot: CatalogueSnapshot,
  context: PermanentContext,
): CompiledQuery | undefined {
  try {
    const compiled = compileStored(query, snapshot, context.site);
    return withholdsRows(compiled.plan) ? undefined : compiled;
  } catch (error) {
    if (error instanceof LingtaiError && (error.class === 'usage' || error.class === 'not-found')) return undefined;
    throw error;
  }
}

function described(context: PermanentContext, query: PermanentQuery): Record<string, unknown> {
  const { id, reads, rowCount, digest, formatVersion, createdAt } = query;
  const url = addressOf(context, id);
  const year = createdAt.getUTCFullYear();
  const site = context.site.name.en;
  return {
    id,
    url,
    result: `${context.site.baseUrl}/api/queries/${id}/result`,
    query: query.query,
    reads,
    formatVersion,
    rowCount,
    digest,
    created: createdAt.toISOString(),
    reproducible: true,
    citation: {
      text: `${site} (${year}): query ${id} on ${reads.map((r) => r.address).join(', ')}, ${rowCount} rows, ${digest}. ${url}`,
      bibtex: bibtexOf(query, url, site),
    },
  };
}

function bibtexOf({ id, reads, rowCount, digest, createdAt }: PermanentQuery, url: string, site: string): string {
  const fields = {
    title: `{Query on ${reads.map((r) => r.address).join(', ')}}`,
    author: `{${site}}`,
    year: `{${createdAt.getUTCFullYear()}}`,
    url: `{${url}}`,
    note: `{${rowCount} rows, ${digest}}`,
  };
  const lines = Object.entries(fields).map(([name, value]) => `  ${name} = ${value}`);
  return `@misc{lingtai-${id.slice(0, 12)},\n${lines.join(',\n')}\n}`;
}

async function result(context: PermanentContext, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const { query, snapshot, compiled } = await found(context, request);
  const reader = new ParameterReader(requestParameters(request));
  const format = formatOf(reader);
  reader.done();
  const { plan } = compiled;
  await context.takeTurn(request, reply);
  return respondTable(context.engine, reply, {
    plan,
    timeLimitSeconds: context.seconds,
    maxrec: context.site.maxrec.max,
    limitName: 'site MAXREC',
    format,
    fileName: `lingtai-${query.id.slice(0, 12)}`,
    head: {
      tableName: 'result',
      infos: [
        { name: 'QUERY', value: query.query },
        { name: 'citation', value: addressOf(context, query.id) },
        { name: 'server_software', value: `Lingtai/${context.site.softwareVersion}` },
        { name: 'Lingtai-Result-Digest', value: query.digest },
        ...query.reads.flatMap((read) => [
          { name: 'Lingtai-Release', value: read.address },
          { name: 'Lingtai-Digest', value: read.digest },
          { name: 'Lingtai-Revision', value: `${revisionOf(snapshot, read.address)}` },
        ]),
      ],
    },
  });
}

/** Which revision of metadata describes the columns of this answer; the rows are the same under each. */
function revisionOf(snapshot: CatalogueSnapshot, address: string): number {
  return snapshot.releases.find((release) => release.address === address)?.revision ?? 0;
}

async function verification(
  context: PermanentContext,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<Record<string, unknown>> {
  const { query, snapshot } = await found(context, request);
  const now = await digestOf(context, snapshot, query, await context.takeTurn(request, reply));
  return {
    id: query.id,
    stored: query.digest,
    found: now.digest,
    rowCount: now.rowCount,
    equal: now.digest === query.digest,
  };
}
