import { type PublishedRelease, type RawFile, type RawFiles, rawFilesOf } from '@lingtai/catalogue';
import { fail, type LingtaiError, nearest } from '@lingtai/diagnostics';
import {
  answerFile,
  ParameterReader,
  requestParameters,
  type ServedFile,
  type ServiceContext,
} from '@lingtai/service-dali';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { treeJson, treeText } from './listing.ts';
import { mediaTypeOf } from './media-type.ts';
import { ReleaseTreeSchema } from './schemas.ts';

export interface BulkContext extends ServiceContext {
  /** The bytes of a file of the release. */
  releaseFile(release: PublishedRelease, file: RawFile): Pick<ServedFile, 'bytes' | 'stream'>;
}

interface TreePath {
  readonly dataset: string;
  readonly release: string;
  readonly version: string;
  readonly '*'?: string;
}

const place = { dataset: Type.String(), release: Type.String(), version: Type.String() };

/**
 * `/{dataset}/{release}/{version}/tree`: the files of a release that the asker may have as they are, and below it each of
 * them. Errors take the application's form: a page for people, JSON for programs.
 */
export async function bulkPlugin(app: FastifyInstance, context: BulkContext): Promise<void> {
  const filesFor = async (request: FastifyRequest): Promise<{ release: PublishedRelease; raw: RawFiles }> => {
    const snapshot = await context.catalogue.snapshot(context.askerOf(request));
    const { dataset, release: name, version } = request.params as TreePath;
    const release = snapshot.releaseAt(dataset, name, version);
    return { release, raw: rawFilesOf(snapshot, release) };
  };
  app.get(
    '/:dataset/:release/:version/tree',
    {
      schema: {
        tags: ['products'],
        summary: 'The files of a release that the asker may have: tables as HATS catalogues, packs, arrays, maps',
        params: Type.Object(place),
        querystring: Type.Object({
          RESPONSEFORMAT: Type.Optional(
            Type.String({ description: 'json, or text: digests and paths as sha256sum reads them; default json' }),
          ),
          MAXREC: Type.Optional(Type.Integer({ minimum: 0, description: 'At most so many files; default all' })),
        }),
        response: { 200: ReleaseTreeSchema },
      },
    },
    async (request, reply) => {
      const { format, maxrec } = listingOf(request);
      const { release, raw } = await filesFor(request);
      const { size } = raw.files;
      reply
        .header('Lingtai-Returned', Math.min(size, maxrec))
        .header('Lingtai-Complete', String(size <= maxrec))
        .header('Lingtai-Total', size)
        .header('Lingtai-Release', release.address)
        .header('Lingtai-Digest', release.digest)
        .header('Cache-Control', 'no-cache');
      if (format === 'json') return treeJson(release, raw, `${context.site.baseUrl}/${release.address}/tree/`, maxrec);
      return reply.type('text/plain; charset=utf-8').send(treeText(raw, maxrec));
    },
  );
  app.get(
    '/:dataset/:release/:version/tree/*',
    {
      schema: {
        tags: ['products'],
        summary: 'One of these files; its ETag is its SHA-256, and parts of it are had by Range',
        params: Type.Object({ ...place, path: Type.String({ description: 'Path of the file below the release.' }) }),
      },
    },
    async (request, reply) => {
      const { release, raw } = await filesFor(request);
      const path = (request.params as TreePath)['*'] ?? '';
      const file = raw.files.get(path);
      if (!file) throw noFile(release, raw, path);
      const name = path.slice(path.lastIndexOf('/') + 1);
      const served = { ...file, name, ...context.releaseFile(release, file) };
      return answerFile(served, mediaTypeOf(path), request, reply);
    },
  );
}

const formats = ['json', 'text'] as const;
type Format = (typeof formats)[number];
const mediaTypes: Readonly<Record<string, Format>> = { 'application/json': 'json', 'text/plain': 'text' };

function listingOf(request: FastifyRequest): { readonly format: Format; readonly maxrec: number } {
  const reader = new ParameterReader(requestParameters(request));
  const wanted = (reader.text('RESPONSEFORMAT') ?? 'json').toLowerCase();
  const format = formats.find((name) => name === wanted) ?? mediaTypes[wanted];
  if (!format)
    reader.complain(
      'DALI-FORMAT',
      'RESPONSEFORMAT',
      {
        en: `RESPONSEFORMAT=${wanted} is not made here: json or text.`,
        zh: `此处不提供 RESPONSEFORMAT=${wanted}，可用 json 或 text。`,
      },
      nearest(wanted, formats),
    );
  const maxrec = reader.integer('MAXREC', { min: 0 }) ?? Number.POSITIVE_INFINITY;
  reader.refuseUnknown();
  reader.done();
  return { format: format!, maxrec };
}

function noFile({ address }: PublishedRelease, { files }: RawFiles, path: string): LingtaiError {
  const near = nearest(path, nearPaths([...files.keys()], path));
  return fail(
    'not-found',
    'TREE-NO-FILE',
    {
      en: `${address} has no file "${path}" for you. The list is at /${address}/tree.`,
      zh: `${address} 中没有可供您获取的文件“${path}”。列表见 /${address}/tree。`,
    },
    near === undefined ? {} : { nearest: near },
  );
}

const mostCompared = 500;

/** Some of the files that lie nearest in the tree: to compare with all of them would take long. */
function nearPaths(paths: readonly string[], wanted: string): readonly string[] {
  const folders = wanted.split('/').slice(0, -1);
  for (let depth = folders.length; depth > 0; depth--) {
    const folder = `${folders.slice(0, depth).join('/')}/`;
    const near = paths.filter((path) => path.startsWith(folder));
    if (near.length > 0) return near.slice(0, mostCompared);
  }
  return paths.slice(0, mostCompared);
}
