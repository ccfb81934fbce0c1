import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { begun } from './begun.ts';
import { byteRange } from './range.ts';

/** A file whose bytes never change. */
export interface ServedFile {
  /** Without folders. */
  readonly name: string;
  readonly sizeBytes: number;
  readonly sha256: string;
  /** Bytes `[from, to)` of the file; all of it without arguments. */
  bytes(from?: number, to?: number): Promise<Uint8Array>;
  stream(from?: number, to?: number): AsyncIterable<Uint8Array>;
}

/** Released bytes never change: caches may keep them for ever, keyed by their digest. */
export function immutable(reply: FastifyReply, etag: string): void {
  reply.header('ETag', `"${etag}"`).header('Cache-Control', 'public, max-age=31536000, immutable');
}

const tagsOf = (header: string | undefined): string[] =>
  (header ?? '').split(',').map((tag) => tag.trim().replace(/^W\//, ''));

/** Whether the asker has these bytes already (`If-None-Match`). */
export function notModified(request: FastifyRequest, etag: string): boolean {
  return tagsOf(request.headers['if-none-match']).some((tag) => tag === `"${etag}"` || tag === '*');
}

/** What is larger is sent piece by piece. */
const atOnceBytes = 4 << 20;

/** The file as it was delivered, whole or one range of it (RFC 9110 section 14). */
export async function answerFile(
  file: ServedFile,
  mime: string,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  immutable(reply, file.sha256);
  if (notModified(request, file.sha256)) return reply.code(304).send();
  reply.header('Accept-Ranges', 'bytes').header('Content-Disposition', disposition(file.name)).type(mime);
  // A stream keeps the length that is told; the range of a HEAD request has no meaning.
  if (request.method === 'HEAD') return reply.header('Content-Length', file.sizeBytes).send(Readable.from([]));
  const condition = request.headers['if-range'];
  const fresh = condition === undefined || tagsOf(String(condition)).includes(`"${file.sha256}"`);
  const range = fresh ? byteRange(request.headers.range, file.sizeBytes) : undefined;
  if (range === 'unsatisfiable') {
    return reply.code(416).header('Content-Range', `bytes */${file.sizeBytes}`).send();
  }
  if (range) reply.code(206).header('Content-Range', `bytes ${range.from}-${range.to - 1}/${file.sizeBytes}`);
  const { from, to } = range ?? { from: 0, to: file.sizeBytes };
  reply.header('Content-Length', to - from);
  if (to - from > atOnceBytes)
    return reply.send(Readable.from(await begun(file.stream(from, to)), { objectMode: false }));
  const bytes = await file.bytes(from, to);
  return reply.send(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
}

/** Names beyond ASCII as RFC 6266 writes them. */
function disposition(name: string): string {
  const plain = name.replace(/[^\x20-\x7e]|["\\]/g, '_');
  return plain === name
    ? `attachment; filename="${name}"`
    : `attachment; filename="${plain}"; filename*=UTF-8''${encodeURIComponent(name)}`;
}
