import { type FileHandle, link, mkdir, open, rename, rm, stat, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { piecesOf, step } from './fault.ts';

/** True when an error is one of Node's with this code, like `ENOENT`. */
export function hasCode(error: unknown, ...codes: string[]): boolean {
  return error instanceof Error && 'code' in error && codes.includes(String(error.code));
}

/** Makes the entries of a folder durable. */
export async function syncFolder(folder: string): Promise<void> {
  step('folder.sync');
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Makes a folder and those above it, each durable in the one above. */
export async function makeFolder(folder: string): Promise<void> {
  if (await isThere(folder)) return;
  const parent = dirname(folder);
  if (parent !== folder) await makeFolder(parent);
  step('folder.make');
  try {
    await mkdir(folder);
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) throw error;
  }
  await syncFolder(parent);
}

/**
 * Makes a folder and something in it. Whoever removes the last file of a folder takes the folder too, also between the
 * two: then both are done again.
 */
export async function inFolder<T>(folder: string, make: () => Promise<T>): Promise<T> {
  for (let left = 100; ; left--) {
    try {
      await makeFolder(folder);
      return await make();
    } catch (error) {
      if (left === 0 || !hasCode(error, 'ENOENT')) throw error;
    }
  }
}

export async function isThere(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    if (hasCode(error, 'ENOENT', 'ENOTDIR')) return false;
    throw error;
  }
}

/** Writes all bytes at the handle's position. */
export async function writeAll(handle: FileHandle, bytes: Uint8Array): Promise<void> {
  for (const piece of piecesOf(bytes)) {
    step('file.write');
    let done = 0;
    while (done < piece.byteLength) done += (await handle.write(piece, done)).bytesWritten;
  }
}

export async function syncFile(path: string): Promise<void> {
  step('file.sync');
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Replaces a file of our own working folders: whole and durable, or as it was. */
export async function replaceFile(path: string, bytes: Uint8Array | string): Promise<void> {
  const unfinished = `${path}.unfinished`;
  const handle = await open(unfinished, 'w');
  try {
    await writeAll(handle, typeof bytes === 'string' ? Buffer.from(bytes) : bytes);
    step('file.sync');
    await handle.sync();
  } finally {
    await handle.close();
  }
  step('file.rename');
  await rename(unfinished, path);
  await syncFolder(dirname(path));
}

/** Deletes a working folder. Its marker file goes first, so that half a folder never counts as a finished one. */
export async function removeFolder(folder: string, marker?: string): Promise<void> {
  if (marker !== undefined) {
    step('file.unlink');
    await rm(join(folder, marker), { force: true });
    if (await isThere(folder)) await syncFolder(folder);
  }
  step('folder.remove');
  await rm(folder, { recursive: true, force: true });
}

/** Hard link that never replaces; `false` when the name is taken. */
export async function linkIfAbsent(from: string, to: string): Promise<boolean> {
  step('file.link');
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    throw error;
  }
}

export async function unlinkQuietly(path: string): Promise<void> {
  step('file.unlink');
  try {
    await unlink(path);
  } catch (error) {
    if (!hasCode(error, 'ENOENT')) throw error;
  }
}
