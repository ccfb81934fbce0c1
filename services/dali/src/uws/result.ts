import { Readable } from 'node:stream';
import { fail, nearest } from '@lingtai/diagnostics';
import type { Job, JobResult } from '@lingtai/state';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { begun } from '../begun.ts';
import { byteRange } from '../range.ts';
import { jobOfRequest } from './reading.ts';
import type { UwsOptions } from './types.ts';

/** A result file, whole or one range of it (RFC 9110 section 14). */
export async function fetchResult(
  options: UwsOptions,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const job = await jobOfRequest(options, request);
  const result = resultOf(job, (request.params as { result: string }).result);
  await options.assertReadable?.(job, result, options.askerOf(request));
  const tag = `"${job.id}-${result.file}"`;
  const condition = request.headers['if-range'];
  const fresh = condition === undefined || condition === tag;
  const range = fresh ? byteRange(request.headers.range, result.sizeBytes) : undefined;
  reply.header('ETag', tag).header('Accept-Ranges', 'bytes').header('Cache-Control', 'private, no-cache');
  if (range === 'unsatisfiable') {
    return reply.code(416).header('Content-Range', `bytes */${result.sizeBytes}`).send();
  }
  if (request.headers['if-none-match'] === tag) return reply.code(304).send();
  const file = await options.files.read(job.id, result.file, range);
  if (file?.sizeBytes !== result.sizeBytes) throw lostFile(result);
  const bytes = await begun(file.bytes);
  completeness(reply, result);
  if (range) {
    reply.code(206).header('Content-Range', `bytes ${range.from}-${range.to - 1}/${result.sizeBytes}`);
  }
  return reply
    .type(result.mime)
    .header('Content-Length', range ? range.to - range.from : result.sizeBytes)
    .send(Readable.from(bytes, { objectMode: false }));
}

function resultOf(job: Job, name: string): JobResult {
  const found = job.results.find((result) => result.name === name);
  if (found) return found;
  const names = job.results.map((result) => result.name);
  const text =
    job.phase === 'COMPLETED'
      ? { en: `Job "${job.id}" has no result "${name}".`, zh: `作业“${job.id}”没有结果“${name}”。` }
      : {
          en: `Job "${job.id}" is ${job.phase}; it has results when it is COMPLETED.`,
          zh: `作业“${job.id}”处于 ${job.phase} 阶段；完成（COMPLETED）后才有结果。`,
        };
  throw fail('not-found', 'JOB-NO-RESULT', text, { nearest: nearest(name, names) });
}

function lostFile({ name }: JobResult): Error {
  return fail('gone', 'JOB-RESULT-LOST', {
    en: `The file of the result "${name}" is no longer on the server. Run the job again.`,
    zh: `结果“${name}”的文件已不在服务器上。请重新运行该作业。`,
  });
}

function completeness(reply: FastifyReply, { rows, complete, downloadName }: JobResult): void {
  if (rows !== undefined) reply.header('Lingtai-Returned', rows);
  if (complete !== undefined) reply.header('Lingtai-Complete', String(complete));
  if (downloadName !== undefined && /^[\w.-]+$/.test(downloadName))
    reply.header('Content-Disposition', `attachment; filename="${downloadName}"`);
}
