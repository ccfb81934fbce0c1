import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Makes a file's bytes survive a power cut. */
async function syncFile(path: string): Promise<void> {
  const handle = await open(path, 'r+');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Makes a folder's entries survive a power cut. */
async function syncFolder(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/**
 * Lets `make` write a file beside `path` under a temporary name, then syncs it and gives it its name.
 * After a failure neither file is there.
 */
export async function writeDurably<T>(path: string, make: (temporary: string) => Promise<T>): Promise<T> {
  const temporary = `${path}.unfinished`;
  await rm(temporary, { force: true });
  try {
    const result = await make(temporary);
    await syncFile(temporary);
    await rename(temporary, path);
    await syncFolder(dirname(path));
    return result;
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}
