import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { FileEntry } from './manifest.ts';

/** Size and SHA-256 of a stream of bytes. */
export async function digestOf(stream: AsyncIterable<Uint8Array>): Promise<FileEntry> {
  const sum = createHash('sha256');
  let sizeBytes = 0;
  for await (const piece of stream) {
    sum.update(piece);
    sizeBytes += piece.byteLength;
  }
  return { sizeBytes, sha256: sum.digest('hex') };
}

/** Size and SHA-256 of a local file. */
export function digestOfFile(path: string): Promise<FileEntry> {
  return digestOf(createReadStream(path, { highWaterMark: 1 << 20 }));
}

/** Paths below a folder, with `/`, in order. */
export async function filesBelow(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  const names = entries.filter((e) => e.isFile()).map((e) => join(e.parentPath, e.name).slice(folder.length + 1));
  return names.map((name) => name.split('\\').join('/')).sort();
}
