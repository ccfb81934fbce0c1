import { type FileHandle, open } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import { fail } from '@lingtai/diagnostics';
import type { ByteSource } from './source.ts';

/** An open file as a source; close it when done (`await using` does). */
export interface FileSource extends ByteSource, AsyncDisposable {
  close(): Promise<void>;
}

async function readAt(handle: FileHandle, from: number, to: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(to - from);
  let got = 0;
  while (got < bytes.length) {
    const { bytesRead } = await handle.read(bytes, got, bytes.length - got, from + got);
    if (bytesRead === 0) break;
    got += bytesRead;
  }
  return bytes.subarray(0, got);
}

/** Opens a file for positioned reads. Its name in messages is `name`, by default the path as given. */
export async function openFile(path: string, name: string = path): Promise<FileSource> {
  let handle: FileHandle;
  try {
    handle = await open(path, 'r');
  } catch (cause) {
    throw fail(
      'not-found',
      'FITS-FILE',
      { en: 'The file cannot be opened.', zh: '无法打开文件。' },
      { place: { file: name }, cause },
    );
  }
  const lengthBytes = (await handle.stat()).size;
  const close = () => handle.close();
  return {
    name,
    lengthBytes,
    slice: (from, to) => readAt(handle, from, Math.min(to, lengthBytes)),
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** The option `gunzip` of `openFitsSync`, by Node's zlib. */
export function gunzip(bytes: Uint8Array, maxBytes: number): Uint8Array {
  return gunzipSync(bytes, { maxOutputLength: maxBytes });
}
