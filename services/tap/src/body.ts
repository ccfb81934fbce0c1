import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import multipart from '@fastify/multipart';
import { fail } from '@lingtai/diagnostics';
import { type ParameterMap, parametersOf, requestUrl } from '@lingtai/service-dali';
import type { FastifyInstance, FastifyRequest } from 'fastify';

/** A file that came with a request, in a folder that goes when the request ends. */
export interface SentFile {
  readonly path: string;
  readonly fileName: string;
  readonly mimeType: string;
  readonly sizeBytes: number;
}

/** What was sent: the parameters of address and body together, and the files by the name of their part. */
export interface Sent {
  readonly parameters: ParameterMap;
  readonly files: ReadonlyMap<string, SentFile>;
  /** Removes the files. */
  discard(): Promise<void>;
}

export interface BodyLimits {
  /** A form without its files. */
  readonly formBytes: number;
  /** One file. */
  readonly fileBytes: number;
}

const mostParts = 100;
const mostParameters = 1000;

/** Makes a scope take forms: `application/x-www-form-urlencoded` and `multipart/form-data`. */
export async function takeForms(app: FastifyInstance, limits: BodyLimits): Promise<void> {
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'buffer', bodyLimit: limits.formBytes },
    (request, body, done) => {
      try {
        done(null, formOf(body as Buffer, request.headers['content-type'] ?? ''));
      } catch (error) {
        done(error as Error);
      }
    },
  );
  await app.register(multipart, {
    limits: { fieldSize: limits.formBytes, fileSize: limits.fileBytes, files: 20, fields: mostParts, parts: mostParts },
  });
}

/** A form is UTF-8 (URL standard); what is not is refused rather than read with holes. */
function formOf(body: Buffer, contentType: string): URLSearchParams {
  const charset = /charset="?([^";\s]+)/i.exec(contentType)?.[1] ?? 'utf-8';
  if (!/^(utf-?8|us-ascii)$/i.test(charset)) throw badCharset(charset);
  const bytes = body
    .toString('latin1')
    .replace(/%([0-9a-f]{2})/gi, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)));
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(bytes, 'latin1'));
  } catch {
    throw badCharset('?');
  }
  const form = new URLSearchParams(body.toString('utf8'));
  if (form.size > mostParameters) throw tooManyParameters();
  return form;
}

function tooManyParameters() {
  return fail('usage', 'HTTP-PARAMETERS', {
    en: `The form has more than ${mostParameters} parameters.`,
    zh: `该表单的参数超过 ${mostParameters} 个。`,
  });
}

function badCharset(charset: string) {
  return fail('usage', 'TAP-CHARSET', {
    en: `The form must be in UTF-8${charset === '?' ? ', and it holds bytes that are none' : `, not ${charset}`}.`,
    zh: `表单须用 UTF-8 编码${charset === '?' ? '，但其中含有无效字节' : `,而不是 ${charset}`}。`,
  });
}

function tooLarge(fileName: string) {
  return fail('too-large', 'TAP-FILE-LARGE', {
    en: `The file ${fileName} is larger than this service takes.`,
    zh: `文件 ${fileName} 超出本服务允许的大小。`,
  });
}

function formTooLarge({ formBytes }: BodyLimits) {
  return fail('too-large', 'TAP-FORM-LARGE', {
    en: `The form without its files is larger than the ${formBytes} bytes that this service takes.`,
    zh: `表单（不计文件）超过本服务允许的 ${formBytes} 字节。`,
  });
}

/** Reads address and body of a request; files go into a new folder below `folder`. */
export async function sentWith(request: FastifyRequest, folder: string, limits: BodyLimits): Promise<Sent> {
  const all = new URLSearchParams(requestUrl(request).search);
  const own = join(folder, randomUUID());
  const files = new Map<string, SentFile>();
  const discard = (): Promise<void> => rm(own, { recursive: true, force: true });
  if (request.isMultipart()) {
    try {
      await readParts(request, all, files, own, limits);
    } catch (error) {
      await discard();
      throw error;
    }
  } else if (request.body instanceof URLSearchParams) for (const [name, value] of request.body) all.append(name, value);
  return { parameters: parametersOf(all), files, discard };
}

async function readParts(
  request: FastifyRequest,
  parameters: URLSearchParams,
  files: Map<string, SentFile>,
  folder: string,
  limits: BodyLimits,
): Promise<void> {
  let formBytes = 0;
  for await (const part of request.parts()) {
    if (part.type === 'field') {
      const value = String(part.value);
      formBytes += Buffer.byteLength(value);
      if (part.valueTruncated || part.fieldnameTruncated || formBytes > limits.formBytes) throw formTooLarge(limits);
      parameters.append(part.fieldname, value);
      continue;
    }
    await mkdir(folder, { recursive: true });
    const path = join(folder, randomUUID());
    await pipeline(part.file, createWriteStream(path, { flags: 'wx' }));
    if (part.file.truncated) throw tooLarge(part.filename);
    files.set(part.fieldname, {
      path,
      fileName: part.filename,
      mimeType: part.mimetype,
      sizeBytes: part.file.bytesRead,
    });
  }
}
