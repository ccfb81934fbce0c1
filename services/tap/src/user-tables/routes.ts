import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { TapContext } from '../context.ts';
import { tapErrorHandler } from '../errors.ts';
import { headOf } from '../upload/format.ts';
import { readTableFile } from '../upload/read-file.ts';
import type { TableFile, TableRows } from '../upload/source.ts';
import { tidied } from '../upload/tidy.ts';
import { byteLimit, tooManyBytes } from '../upload/unpack.ts';
import { vosiTable } from './definition.ts';
import { fitted } from './fit.ts';
import { ownerFor } from './names.ts';
import type { UserTables } from './user-tables.ts';

const tags = ['tap'];
const mostDefinitionBytes = 4 * 1024 * 1024;

/**
 * Tables of one's own as CADC's youcat has them and pyvo asks for them: PUT and DELETE of `/tap/tables/NAME`, POST of rows
 * to `/tap/load/NAME`. Register it in a scope of its own: bodies of any kind are streams in it.
 */
export async function userTableRoutes(app: FastifyInstance, context: TapContext, own: UserTables): Promise<void> {
  app.setErrorHandler(tapErrorHandler);
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (_request, payload, done) => done(null, payload));
  const nameOf = (request: FastifyRequest): string => (request.params as { table: string }).table;

  app.put('/tap/tables/:table', { schema: { tags, summary: 'Make a table of your own' } }, async (request, reply) => {
    const asker = context.askerOf(request);
    ownerFor(asker);
    const table = await withBody(request, context, nameOf(request), async (file, folder) =>
      own.create(asker, nameOf(request), await definedRows(file, folder, context)),
    );
    return reply.code(201).type('text/plain; charset=utf-8').send(`${table.owner} ${table.name} ${table.rowCount}\n`);
  });
  app.delete(
    '/tap/tables/:table',
    { schema: { tags, summary: 'Drop a table of your own' } },
    async (request, reply) => {
      await own.drop(context.askerOf(request), nameOf(request));
      return reply.code(204).send();
    },
  );
  app.post(
    '/tap/load/:table',
    { schema: { tags, summary: 'Add rows to a table of your own' } },
    async (request, reply) => {
      const asker = context.askerOf(request);
      const { columns } = await own.own(asker, nameOf(request));
      const table = await withBody(request, context, nameOf(request), async (file, folder) => {
        const rows = await readTableFile(file, folder, context.uploads, columns);
        return own.append(asker, nameOf(request), fitted(rows, columns, file.name));
      });
      return reply.code(200).type('text/plain; charset=utf-8').send(`${table.owner} ${table.name} ${table.rowCount}\n`);
    },
  );
}

/** A VOTable, whose rows come into the table, or a description as VOSI has it. */
async function definedRows(file: TableFile, folder: string, context: TapContext): Promise<TableRows> {
  const { path, name } = file;
  const start = (await headOf(path)).toString('latin1');
  const isVosi = /<(\w+:)?table[\s>]/.test(start) && !/<(\w+:)?VOTABLE[\s>]/.test(start);
  if (!isVosi) return readTableFile({ path, name, mimeType: 'application/x-votable+xml' }, folder, context.uploads);
  if ((await stat(path)).size > mostDefinitionBytes) throw tooManyBytes(mostDefinitionBytes, name);
  const defined = await vosiTable(await readFile(path, 'utf8'), name);
  return tidied({ ...defined, batches: none() }, name, 0);
}

async function* none(): AsyncGenerator<never> {
  // A table without rows.
}

/** Puts the body into a file for as long as `work` takes. */
async function withBody<T>(
  request: FastifyRequest,
  context: TapContext,
  name: string,
  work: (file: TableFile, folder: string) => Promise<T>,
): Promise<T> {
  const folder = join(context.uploadFolder, randomUUID());
  await mkdir(folder, { recursive: true });
  try {
    const path = join(folder, 'body');
    const body = (request.body ?? request.raw) as Readable;
    await pipeline(body, byteLimit(context.uploads.maxBytes, name), createWriteStream(path, { flags: 'wx' }));
    const mimeType = request.headers['content-type'];
    return await work({ path, name, ...(mimeType === undefined ? {} : { mimeType }) }, folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
