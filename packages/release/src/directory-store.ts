import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, open, readdir, rmdir, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname, join, resolve, sep } from 'node:path';
import { fail, type LingtaiError } from '@lingtai/diagnostics';
import { hasCode, inFolder, linkIfAbsent, syncFile, syncFolder, unlinkQuietly, writeAll } from './durable.ts';
import { step } from './fault.ts';
import { checkKey, noObject, type ObjectInfo, type ObjectStore, type PutBody } from './store.ts';

const unfinishedPrefix = '.unfinished-';
const host = hostname()
  .replaceAll(/[^A-Za-z0-9.]/g, '_')
  .slice(0, 64);

/**
 * A store in a folder of the file system. An object is written to a temporary file beside its place, synced, and linked
 * to its name: the link fails when the name is taken, so nothing is ever replaced.
 */
export function directoryStore(root: string): ObjectStore {
  const base = resolve(root);
  const pathOf = (key: string): string => {
    checkKey(key);
    return join(base, ...key.split('/'));
  };
  return {
    name: base,
    list: (prefix) => listBelow(base, prefix),
    head: (key) => headOf(pathOf(key), key),
    async read(key, from = 0, to = Number.POSITIVE_INFINITY) {
      const handle = await openObject(base, pathOf(key), key);
      try {
        const { size } = await handle.stat();
        const bytes = Buffer.allocUnsafe(Math.max(0, Math.min(to, size) - from));
        const { bytesRead } = bytes.byteLength === 0 ? { bytesRead: 0 } : await readFull(handle, bytes, from);
        return bytes.subarray(0, bytesRead);
      } finally {
        await handle.close();
      }
    },
    async *stream(key, from = 0, to) {
      const path = pathOf(key);
      const handle = await openObject(base, path, key);
      if (to !== undefined && to <= from) return handle.close();
      yield* createReadStream(path, {
        fd: handle,
        start: from,
        ...(to === undefined ? {} : { end: to - 1 }),
        highWaterMark: 1 << 20,
      });
    },
    putIfAbsent: (key, body) => put(base, pathOf(key), key, body),
    async remove(key) {
      const path = pathOf(key);
      await unlinkQuietly(path);
      await removeEmptyFolders(base, dirname(path));
    },
    cleanUnfinished: (prefix, olderThanMs) => cleanBelow(base, prefix, olderThanMs),
    location: pathOf,
  };
}

async function readFull(handle: FileHandle, bytes: Uint8Array, from: number): Promise<{ bytesRead: number }> {
  let done = 0;
  while (done < bytes.byteLength) {
    const { bytesRead } = await handle.read(bytes, done, bytes.byteLength - done, from + done);
    if (bytesRead === 0) break;
    done += bytesRead;
  }
  return { bytesRead: done };
}

async function openObject(base: string, path: string, key: string): Promise<FileHandle> {
  try {
    const handle = await open(path, 'r');
    if ((await handle.stat()).isFile()) return handle;
    await handle.close();
  } catch (error) {
    if (!hasCode(error, 'ENOENT', 'ENOTDIR')) throw error;
  }
  throw noObject(base, key);
}

async function headOf(path: string, key: string): Promise<ObjectInfo | undefined> {
  try {
    const info = await stat(path, { bigint: true });
    if (!info.isFile()) return undefined;
    return {
      key,
      sizeBytes: Number(info.size),
      etag: `${info.ino.toString(36)}-${info.size.toString(36)}-${info.mtimeNs.toString(36)}`,
    };
  } catch (error) {
    if (hasCode(error, 'ENOENT', 'ENOTDIR')) return undefined;
    throw error;
  }
}

async function put(base: string, path: string, key: string, body: PutBody): Promise<'created' | 'exists'> {
  const folder = dirname(path);
  try {
    if ((await headOf(path, key)) !== undefined) return 'exists';
    const created = 'file' in body ? await putFile(path, body.file) : await putBytes(path, body);
    await syncFolder(folder);
    if (created) return 'created';
    if ((await headOf(path, key)) === undefined) throw keyIsFolder(key);
    return 'exists';
  } catch (error) {
    throw explained(error, base, key);
  }
}

/** Links a finished local file, or copies it where it lies on another file system. */
async function putFile(path: string, file: string): Promise<boolean> {
  await syncFile(file);
  try {
    return await inFolder(dirname(path), () => linkIfAbsent(file, path));
  } catch (error) {
    if (!hasCode(error, 'EXDEV', 'EPERM', 'EMLINK')) throw error;
    return putBytes(path, createReadStream(file, { highWaterMark: 1 << 20 }));
  }
}

async function putBytes(path: string, body: Uint8Array | AsyncIterable<Uint8Array>): Promise<boolean> {
  const unfinished = join(dirname(path), `${unfinishedPrefix}${host}-${process.pid}-${randomUUID()}`);
  const handle = await inFolder(dirname(path), () => {
    step('file.create');
    return open(unfinished, 'wx');
  });
  try {
    try {
      if (body instanceof Uint8Array) await writeAll(handle, body);
      else for await (const piece of body) await writeAll(handle, piece);
      step('file.sync');
      await handle.sync();
    } finally {
      await handle.close();
    }
    return await linkIfAbsent(unfinished, path);
  } finally {
    await unlinkQuietly(unfinished);
  }
}

function explained(error: unknown, base: string, key: string): unknown {
  if (hasCode(error, 'ENOSPC', 'EDQUOT')) {
    return fail(
      'unavailable',
      'STORE-FULL',
      {
        en: `No space is left in ${base}; nothing was kept of this object.`,
        zh: `${base} 空间已满；此对象没有留下任何内容。`,
      },
      { place: { file: key }, cause: error },
    );
  }
  if (hasCode(error, 'EEXIST', 'ENOTDIR', 'EISDIR')) return keyIsFolder(key, error);
  return error;
}

function keyIsFolder(key: string, cause?: unknown): LingtaiError {
  return fail(
    'conflict',
    'STORE-KEY-FOLDER',
    {
      en: 'An object cannot have the key of a folder of others, nor lie below another object.',
      zh: '对象的键不能是其他对象的文件夹，也不能位于另一对象之下。',
    },
    { place: { file: key }, cause },
  );
}

/** Ascending by key: a folder sorts as its name with `/`. */
async function* walk(
  folder: string,
  keyOfFolder: string,
  prefix: string,
): AsyncIterable<{ key: string; path: string }> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
    if (hasCode(error, 'ENOENT', 'ENOTDIR')) return [];
    throw error;
  });
  const named = entries.map((e) => ({
    name: e.isDirectory() ? `${e.name}/` : e.name,
    folder: e.isDirectory(),
    file: e.isFile(),
  }));
  named.sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of named) {
    const key = keyOfFolder + entry.name;
    if (!key.startsWith(prefix) && !(entry.folder && prefix.startsWith(key))) continue;
    const path = join(folder, entry.name);
    if (entry.folder) yield* walk(path, key, prefix);
    else if (entry.file) yield { key, path };
  }
}

async function* listBelow(base: string, prefix: string): AsyncIterable<ObjectInfo> {
  for await (const { key, path } of walk(base, '', prefix)) {
    if (nameOf(key).startsWith(unfinishedPrefix)) continue;
    const info = await headOf(path, key);
    if (info) yield info;
  }
}

const nameOf = (key: string): string => key.slice(key.lastIndexOf('/') + 1);

async function cleanBelow(base: string, prefix: string, olderThanMs: number): Promise<number> {
  let count = 0;
  for await (const { key, path } of walk(base, '', prefix)) {
    if (!nameOf(key).startsWith(unfinishedPrefix) || !(await isAbandoned(path, nameOf(key), olderThanMs))) continue;
    await unlinkQuietly(path);
    await removeEmptyFolders(base, dirname(path));
    count++;
  }
  return count;
}

async function isAbandoned(path: string, name: string, olderThanMs: number): Promise<boolean> {
  const owner = /^\.unfinished-(.+)-(\d+)-[0-9a-f]{8}-[0-9a-f-]{27}$/.exec(name);
  if (owner?.[1] === host && Number(owner[2]) !== process.pid && !isAlive(Number(owner[2]))) return true;
  try {
    return Date.now() - (await stat(path)).mtimeMs > olderThanMs;
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return false;
    throw error;
  }
}

/** Whether a process of this machine lives; one of another user does too. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return hasCode(error, 'EPERM');
  }
}

/** Removes a folder and those above it, up to `base`, while they are empty. */
export async function removeEmptyFolders(base: string, folder: string): Promise<void> {
  for (let at = folder; at !== base && at.startsWith(base + sep); at = dirname(at)) {
    step('folder.remove');
    try {
      await rmdir(at);
    } catch (error) {
      if (hasCode(error, 'ENOTEMPTY', 'EEXIST')) return;
      if (!hasCode(error, 'ENOENT')) throw error;
    }
  }
}
