import { randomUUID } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fail, type LingtaiError, nearest } from '@lingtai/diagnostics';
import type { ViewTable } from '@lingtai/query';
import type { LooseTables } from '@lingtai/release';
import type { SentFile } from '../body.ts';
import { type FetchOptions, fetchTable } from './fetch-url.ts';
import { type UploadItem, uploadItems } from './parameter.ts';
import { readTableFile } from './read-file.ts';
import type { TableFile, UploadLimits } from './source.ts';

export interface UploadOptions extends UploadLimits {
  /** Where the rows are kept. */
  readonly tables: LooseTables;
  /** Where files are put while they are read. */
  readonly tempFolder: string;
  /** Whether tables may be fetched from the public Internet. */
  readonly byUrl: boolean;
  /** The most time for one URL. */
  readonly maxUrlSeconds: number;
  readonly fetching?: Pick<FetchOptions, 'isAllowed' | 'resolve'>;
}

/** Uploaded tables, `tap_upload.NAME`, as queries see them. */
export interface Uploads {
  readonly tables: readonly ViewTable[];
  /** Removes their rows. */
  dispose(): Promise<void>;
}

const uploadSchema = 'tap_upload';

/**
 * Reads what UPLOAD names: files of the request (`param:`) or URLs. All or nothing: when one cannot be read, nothing is
 * kept. `id` names the rows among the loose tables; without one they have a name of their own.
 */
export async function readUploads(
  values: readonly string[],
  files: ReadonlyMap<string, SentFile>,
  options: UploadOptions,
  id: string = `upload/${randomUUID()}`,
): Promise<Uploads> {
  const items = uploadItems(values);
  const dispose = (): Promise<void> => options.tables.remove(id);
  if (items.length === 0) return { tables: [], dispose: async () => undefined };
  const folder = join(options.tempFolder, randomUUID());
  await mkdir(folder, { recursive: true });
  try {
    const tables: ViewTable[] = [];
    for (const item of items)
      tables.push(await readUpload(item, files, options, folder, `${id}/${item.name.toLowerCase()}`));
    return { tables, dispose };
  } catch (error) {
    await dispose();
    throw error;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function readUpload(
  item: UploadItem,
  files: ReadonlyMap<string, SentFile>,
  options: UploadOptions,
  folder: string,
  id: string,
): Promise<ViewTable> {
  const file = await fileOf(item, files, options, folder);
  const { fields, batches } = await readTableFile(file, folder, options);
  const { storage, rowCount } = await options.tables.write(id, fields, batches);
  return {
    name: `${uploadSchema}.${item.name}`,
    storage,
    columns: fields.map((field) => ({ ...field, verb: 1, searchable: true })),
    key: '',
    rowCount,
  };
}

async function fileOf(
  { name, uri }: UploadItem,
  files: ReadonlyMap<string, SentFile>,
  options: UploadOptions,
  folder: string,
): Promise<TableFile> {
  if (/^param:/i.test(uri)) {
    const part = uri.slice('param:'.length);
    const sent = files.get(part);
    if (sent) return { path: sent.path, name, mimeType: sent.mimeType };
    throw noPart(part, files);
  }
  if (!/^https?:/i.test(uri)) throw badScheme(uri);
  if (!options.byUrl) throw noUrls();
  const fetching = { maxBytes: options.maxBytes, maxSeconds: options.maxUrlSeconds, ...options.fetching };
  return fetchTable(uri, name, join(folder, `${name}.fetched`), fetching);
}

const place = { parameter: 'UPLOAD' };

function noPart(part: string, files: ReadonlyMap<string, SentFile>): LingtaiError {
  return fail(
    'usage',
    'UPLOAD-NO-PART',
    {
      en: `The request has no file part "${part}". It must be multipart/form-data with the file in a part of that name.`,
      zh: `请求中没有名为“${part}”的文件部分。请求须为 multipart/form-data，并以该名称附带文件。`,
    },
    { place, nearest: nearest(part, [...files.keys()]) },
  );
}

function badScheme(uri: string): LingtaiError {
  const shown = uri.length > 60 ? `${uri.slice(0, 60)}…` : uri;
  return fail(
    'usage',
    'UPLOAD-URI',
    {
      en: `"${shown}" is neither param:PART nor an http or https address.`,
      zh: `“${shown}”既不是 param：部分名，也不是 http 或 https 地址。`,
    },
    { place },
  );
}

function noUrls(): LingtaiError {
  return fail(
    'unsupported',
    'UPLOAD-BY-URL',
    {
      en: 'This site fetches no tables from other addresses. Send the table with the request (param:).',
      zh: '本站不从其他地址获取表。请随请求直接发送该表（param:）。',
    },
    { place },
  );
}
