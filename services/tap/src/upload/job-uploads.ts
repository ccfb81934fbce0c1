import { randomUUID } from 'node:crypto';
import type { ViewTable } from '@lingtai/query';
import type { LooseTables } from '@lingtai/release';
import type { JobFiles } from '@lingtai/service-dali';
import type { SentFile } from '../body.ts';
import { uploadItems } from './parameter.ts';
import { readUploads, type UploadOptions } from './read-uploads.ts';

/** What a job keeps of one upload. */
interface KeptUpload {
  readonly uri: string;
  readonly table: ViewTable;
}

const recordFile = 'uploads.json';
const idOf = (jobId: string): string => `job/${jobId}`;

/**
 * Reads the uploads of a job that is made or changed and keeps their rows until the job goes. An upload that was read
 * before (same name, same URI, no new file) is left as it is.
 */
export async function keepJobUploads(
  jobId: string,
  values: readonly string[],
  files: ReadonlyMap<string, SentFile>,
  jobFiles: JobFiles,
  options: UploadOptions,
): Promise<readonly ViewTable[]> {
  const before = await recordOf(jobFiles, jobId);
  const items = uploadItems(values);
  const isKept = (name: string, uri: string): KeptUpload | undefined =>
    files.has(uri.replace(/^param:/i, ''))
      ? undefined
      : before.find((k) => k.uri === uri && k.table.name.endsWith(`.${name}`));
  const wanted = items.filter((item) => !isKept(item.name, item.uri));
  if (wanted.length === 0) return jobUploads(jobFiles, jobId);
  // The record first: a job that never comes to be is swept away with its rows.
  if (before.length === 0) await jobFiles.write(jobId, recordFile, bytesOf('[]'));
  // Never that of another: rows that are there already are not written again.
  const serial = `${idOf(jobId)}/${randomUUID()}`;
  const { tables } = await readUploads(
    wanted.map((i) => `${i.name},${i.uri}`),
    files,
    options,
    serial,
  );
  const kept = items.map((item): KeptUpload => {
    const at = wanted.indexOf(item);
    return at < 0 ? isKept(item.name, item.uri)! : { uri: item.uri, table: tables[at]! };
  });
  await jobFiles.write(jobId, recordFile, bytesOf(JSON.stringify(kept)));
  return kept.map((k) => k.table);
}

/** The uploaded tables of a job. */
export async function jobUploads(jobFiles: JobFiles, jobId: string): Promise<readonly ViewTable[]> {
  return (await recordOf(jobFiles, jobId)).map((k) => k.table);
}

/** The files of jobs, whose uploaded tables go when a job's files go. */
export function filesWithUploads(jobFiles: JobFiles, tables: LooseTables): JobFiles {
  return {
    write: (jobId, name, bytes) => jobFiles.write(jobId, name, bytes),
    read: (jobId, name, range) => jobFiles.read(jobId, name, range),
    async remove(jobId) {
      await tables.remove(idOf(jobId));
      await jobFiles.remove(jobId);
    },
    // Who has rows has a record of them among his files.
    ids: (before) => jobFiles.ids(before),
  };
}

async function* bytesOf(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}

async function recordOf(jobFiles: JobFiles, jobId: string): Promise<KeptUpload[]> {
  const file = await jobFiles.read(jobId, recordFile);
  if (!file) return [];
  const pieces: Uint8Array[] = [];
  for await (const piece of file.bytes) pieces.push(piece);
  return JSON.parse(Buffer.concat(pieces).toString('utf8')) as KeptUpload[];
}
