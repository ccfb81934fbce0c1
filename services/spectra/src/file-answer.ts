import { byteRange } from '@lingtai/service-dali';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ProductFile } from './find.ts';

/** Released bytes never change: caches may keep them for ever, keyed by their digest. */
export function immutable(reply: FastifyReply, etag: string): void {
  reply.header('ETag', `"${etag}"`).header('Cache-Control', 'public, max-age=31536000, immutable');
}

const tagsOf = (header: string | undefined): string[] =>
  (header ?? '').split(',').map((tag) => tag.trim().replace(/^W\//, ''));

export function notModified(request: FastifyRequest, etag: string): boolean {
  return tagsOf(request.headers['if-none-match']).some((tag) => tag === `"${etag}"` || tag === '*');
}

/** The file as it was delivered, whole or one range of it (RFC 9110 section 14). */
export async function answerFile(
  file: ProductFile,
  mime: string,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  immutable(reply, file.sha256);
  if (notModified(request, file.sha256)) return reply.code(304).send();
  reply.header('Accept-Ranges', 'bytes').header('Content-Disposition', disposition(file.name)).type(mime);
  const condition = request.headers['if-range'];
  const fresh = condition === undefined || tagsOf(String(condition)).includes(`"${file.sha256}"`);
  const range = fresh ? byteRange(request.headers.range, file.sizeBytes) : undefined;
  if (range === 'unsatisfiable') {
    return reply.code(416).header('Content-Range', `bytes */${file.sizeBytes}`).send();
  }
  if (range) reply.code(206).header('Content-Range', `bytes ${range.from}-${range.to - 1}/${file.sizeBytes}`);
  const bytes = await (range ? file.bytes(range.from, range.to) : file.bytes());
  return reply
    .header('Content-Length', bytes.byteLength)
    .send(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
}

/** Names beyond ASCII as RFC 6266 writes them. */
function disposition(name: string): string {
  const plain = name.replace(/[^\x20-\x7e]|["\\]/g, '_');
  return plain === name
    ? `attachment; filename="${name}"`
    : `attachment; filename="${plain}"; filename*=UTF-8''${encodeURIComponent(name)}`;
}
