import { randomUUID } from 'node:crypto';
import { type FileHandle, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { JobFile, JobFiles } from '@lingtai/service-dali';

const idPattern = /^[a-z2-7]{26}$/;
const namePattern = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,199}$/;

/** The files of jobs below one folder, one folder for each job. */
export function directoryJobFiles(folder: string): JobFiles {
  const folderOf = (jobId: string): string => join(folder, checked(idPattern, jobId));
  const fileOf = (jobId: string, name: string): string => join(folderOf(jobId), checked(namePattern, name));
  return {
    async write(jobId, name, bytes) {
      const file = fileOf(jobId, name);
      await mkdir(folderOf(jobId), { recursive: true });
      const temporary = `${file}.${randomUUID()}.part`;
      try {
        const sizeBytes = await writeWhole(temporary, bytes);
        await rename(temporary, file);
        await syncFolder(folderOf(jobId));
        return { sizeBytes };
      } catch (error) {
        await rm(temporary, { force: true });
        throw error;
      }
    },
    read: (jobId, name, range) => readFile(fileOf(jobId, name), range),
    remove: (jobId) => rm(folderOf(jobId), { recursive: true, force: true }),
    ids: (before) => idsBefore(folder, before),
  };
}

/** Names come from jobs, never from addresses; still none leaves the folder. */
function checked(pattern: RegExp, name: string): string {
  if (pattern.test(name)) return name;
  throw new Error(`no name of a job file: ${JSON.stringify(name)}`);
}

async function writeWhole(path: string, bytes: AsyncIterable<Uint8Array>): Promise<number> {
  const file = await open(path, 'wx');
  let sizeBytes = 0;
  try {
    for await (const piece of bytes) {
      await file.writeFile(piece);
      sizeBytes += piece.byteLength;
    }
    await file.sync();
  } finally {
    await file.close();
  }
  return sizeBytes;
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

async function readFile(path: string, range?: { from: number; to: number }): Promise<JobFile | undefined> {
  const file = await open(path, 'r').catch(absent);
  if (!file) return undefined;
  try {
    return { sizeBytes: (await file.stat()).size, bytes: pieces(file, range) };
  } catch (error) {
    await file.close();
    throw error;
  }
}

/** Opened before it is read: a file that is deleted meanwhile is still sent whole. */
function pieces(file: FileHandle, range: { from: number; to: number } | undefined): AsyncIterable<Uint8Array> {
  return file.createReadStream(range ? { start: range.from, end: range.to - 1 } : {});
}

async function idsBefore(folder: string, before: Date): Promise<string[]> {
  const names = (await readdir(folder).catch(absent)) ?? [];
  const ids: string[] = [];
  for (const name of names.filter((one) => idPattern.test(one))) {
    const found = await stat(join(folder, name)).catch(absent);
    if (found && found.mtime < before) ids.push(name);
  }
  return ids;
}

function absent(error: NodeJS.ErrnoException): undefined {
  if (error.code === 'ENOENT') return undefined;
  throw error;
}
