import { createReadStream, createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { fail, type LingtaiError, LingtaiError as OurError } from '@lingtai/diagnostics';
import { headOf } from './format.ts';
import type { TableFile } from './source.ts';

/** The file itself or, where it is packed by gzip, what it unpacks to in `folder`. */
export async function unpacked(file: TableFile, folder: string, maxBytes: number): Promise<TableFile> {
  const head = await headOf(file.path);
  if (head[0] !== 0x1f || head[1] !== 0x8b) return file;
  const path = join(folder, `${file.path.split('/').at(-1)}.unpacked`);
  try {
    await pipeline(
      createReadStream(file.path),
      createGunzip(),
      byteLimit(maxBytes, file.name),
      createWriteStream(path, { flags: 'wx' }),
    );
  } catch (cause) {
    if (cause instanceof OurError) throw cause;
    throw fail(
      'data',
      'UPLOAD-GZIP',
      { en: 'The gzip data are damaged or cut off.', zh: 'gzip 数据已损坏或不完整。' },
      { place: { file: file.name }, cause },
    );
  }
  const { mimeType } = file;
  const says = mimeType !== undefined && !/gzip/i.test(mimeType) ? { mimeType } : {};
  return { path, name: file.name, ...says };
}

/** Passes bytes on until there are too many. */
export function byteLimit(maxBytes: number, name: string): Transform {
  let count = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      count += chunk.length;
      if (count > maxBytes) done(tooManyBytes(maxBytes, name));
      else done(null, chunk);
    },
  });
}

export function tooManyBytes(maxBytes: number, name: string): LingtaiError {
  const limit = maxBytes >= 1e6 ? `${Math.round(maxBytes / 1e5) / 10} MB` : `${maxBytes} B`;
  return fail(
    'too-large',
    'UPLOAD-BYTES',
    {
      en: `The upload has more than ${maxBytes} bytes (${limit}), the most that this site takes for one table.`,
      zh: `上传的数据超过 ${maxBytes} 字节（${limit}），这是本站单个表的上限。`,
    },
    { place: { file: name } },
  );
}
