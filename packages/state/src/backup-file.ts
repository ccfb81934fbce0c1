import { type FileHandle, link, open, readdir, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { fail, fileReason } from '@lingtai/diagnostics';
import { processRuns } from './embedded/process.ts';

/**
 * Writes a new file, which appears at once and whole (mode 0600) or not at all. One that is there is refused. What
 * killed processes of this machine left in the folder is removed.
 */
export async function writeNewFile(path: string, chunks: AsyncIterable<Uint8Array>): Promise<void> {
  const folder = dirname(resolve(path));
  await onDisk(path, removeLeftovers(folder));
  const part = join(folder, `${partPrefix}${process.pid}-${basename(path)}`);
  try {
    const file = await onDisk(path, open(part, 'w', 0o600));
    try {
      for await (const chunk of chunks) await onDisk(path, writeAll(file, chunk));
      await onDisk(path, file.sync());
    } finally {
      await file.close();
    }
    await onDisk(path, link(part, path));
  } finally {
    await rm(part, { force: true });
  }
  const handle = await onDisk(path, open(folder, 'r'));
  await onDisk(path, handle.sync()).finally(() => handle.close());
}

async function writeAll(file: FileHandle, chunk: Uint8Array): Promise<void> {
  for (let at = 0; at < chunk.length; ) at += (await file.write(chunk, at)).bytesWritten;
}

const partPrefix = `.lingtai-backup-${hostname()}-`;

async function removeLeftovers(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (!name.startsWith(partPrefix)) continue;
    const pid = Number.parseInt(name.slice(partPrefix.length), 10);
    if (pid > 0 && !(await processRuns(pid))) await rm(join(folder, name), { force: true });
  }
}

/** Work on the file of a backup; its errors tell of the file, not of the store. */
export async function onDisk<T>(path: string, work: Promise<T>): Promise<T> {
  return work.catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'EEXIST') throw fileExists(path);
    const reason = fileReason(error.code) ?? { en: error.message, zh: error.message };
    throw fail(
      'unavailable',
      'STATE-BACKUP-FILE',
      {
        en: `The backup cannot be written or read: ${reason.en}.`,
        zh: `无法读写备份文件：${reason.zh}。`,
      },
      { place: { file: path }, cause: error },
    );
  });
}

export function fileExists(path: string): Error {
  return fail(
    'conflict',
    'STATE-BACKUP-EXISTS',
    {
      en: 'There is a file of this name already. Choose another name, or remove it first.',
      zh: '同名文件已存在。请换用其他名称，或先将其删除。',
    },
    { place: { file: path } },
  );
}
