import { fail } from '@lingtai/diagnostics';
import { withMaxrec } from '@lingtai/query';
import { apiErrorHandler, compileQuery } from '@lingtai/service-dali';
import type { UserTable } from '@lingtai/state';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import type { TapContext } from '../context.ts';
import { tidied } from '../upload/tidy.ts';
import { tapView } from '../view.ts';
import { ownerFor, userSchema } from './names.ts';
import type { UserTables } from './user-tables.ts';

const tags = ['query'];

const TableSchema = Type.Object({
  name: Type.String({ description: 'As queries write it.' }),
  owner: Type.String(),
  description: Type.Optional(Type.String()),
  rowCount: Type.Integer(),
  sizeBytes: Type.Integer(),
  shared: Type.Union([Type.Literal('public'), Type.Literal('private')]),
  columns: Type.Array(Type.Object({}, { additionalProperties: true })),
  indexes: Type.Array(Type.String()),
  created: Type.String({ format: 'date-time' }),
  changed: Type.String({ format: 'date-time' }),
});
const ListSchema = Type.Object({
  tables: Type.Array(TableSchema),
  usage: Type.Optional(Type.Object({ tables: Type.Integer(), sizeBytes: Type.Integer(), quotaBytes: Type.Integer() })),
});

/** Tables of one's own for pages and scripts: list, store the result of a query, share, drop. */
export async function userTableApi(app: FastifyInstance, context: TapContext, own: UserTables): Promise<void> {
  app.setErrorHandler(apiErrorHandler);
  const summary = (text: string, response: object) => ({ schema: { tags, summary: text, response } });
  const nameOf = (request: FastifyRequest): string => (request.params as { name: string }).name;

  app.get(
    '/api/user-tables',
    summary('Your tables, and those shared with everybody', { 200: ListSchema }),
    async (request) => {
      const asker = context.askerOf(request);
      const tables = (await own.visibleTo(asker)).map(tableJson);
      if (asker.kind === 'anonymous') return { tables };
      return { tables, usage: { ...(await own.usage(asker)), quotaBytes: own.allowed(asker).sizeBytes } };
    },
  );
  app.post(
    '/api/user-tables',
    summary('Keep the result of a query as a table of yours', { 201: TableSchema }),
    async (request, reply) => {
      const asker = context.askerOf(request);
      ownerFor(asker);
      const { name, query, description } = textsOf(request.body, ['name', 'query'], ['description']);
      const { view } = await tapView(context, asker);
      const { plan } = compileQuery(query!, view);
      const gone = await context.takeTurn(request, reply);
      const signal = AbortSignal.any([gone, AbortSignal.timeout(context.limits.syncSeconds * 1000)]);
      const { maxRows } = context.uploads;
      const result = await context.engine.run(withMaxrec(plan, maxRows), { signal });
      const rows = tidied({ ...result, ...(description === undefined ? {} : { description }) }, name!, maxRows);
      return reply.code(201).send(tableJson(await own.create(asker, name!, rows)));
    },
  );
  app.post(
    '/api/user-tables/:name',
    summary('Share a table of yours with everybody, or no longer', { 200: TableSchema }),
    async (request) => {
      const { shared } = textsOf(request.body, ['shared'], []);
      if (shared !== 'public' && shared !== 'private')
        throw badBody('shared', { en: 'shared is public or private.', zh: 'shared 的可用值：public、private。' });
      return tableJson(await own.share(context.askerOf(request), nameOf(request), shared));
    },
  );
  app.delete(
    '/api/user-tables/:name',
    summary('Drop a table of yours', { 204: Type.Null() }),
    async (request, reply) => {
      await own.drop(context.askerOf(request), nameOf(request));
      return reply.code(204).send();
    },
  );
}

function tableJson(table: UserTable) {
  const { owner, name, description, rowCount, sizeBytes, sharedWith, columns, indexes, created, changed } = table;
  return {
    name: `${userSchema(owner)}.${name}`,
    owner,
    ...(description === undefined ? {} : { description }),
    rowCount,
    sizeBytes,
    shared: sharedWith,
    columns,
    indexes,
    created: created.toISOString(),
    changed: changed.toISOString(),
  };
}

function textsOf(body: unknown, required: readonly string[], optional: readonly string[]): Record<string, string> {
  const given = (body ?? {}) as Record<string, unknown>;
  const texts: Record<string, string> = {};
  for (const name of [...required, ...optional]) {
    const value = given[name];
    if (typeof value === 'string') texts[name] = value;
    else if (required.includes(name) || value !== undefined)
      throw badBody(name, {
        en: `The body must be JSON with a text "${name}".`,
        zh: `请求体须为 JSON，且含文本“${name}”。`,
      });
  }
  return texts;
}

function badBody(name: string, text: { en: string; zh: string }) {
  return fail('usage', 'USER-TABLE-BODY', text, { place: { parameter: name } });
}
