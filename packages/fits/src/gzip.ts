import { fail } from '@lingtai/diagnostics';
import { placeOf } from './errors.ts';
import { type ByteSource, bytesSource } from './source.ts';

const CHUNK = 1 << 20;

/** The packed bytes as a stream, a chunk at a time. */
function streamOf(source: ByteSource): ReadableStream<Uint8Array<ArrayBuffer>> {
  let at = 0;
  return new ReadableStream({
    async pull(controller) {
      const to = Math.min(at + CHUNK, source.lengthBytes);
      if (at < to) controller.enqueue((await source.slice(at, to)) as Uint8Array<ArrayBuffer>);
      at = to;
      if (at >= source.lengthBytes) controller.close();
    },
  });
}

function joined(parts: readonly Uint8Array[], length: number): Uint8Array {
  const all = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/**
 * Unpacks a gzip source into memory. Nothing is allocated ahead of the data, and what does not begin as a FITS file is
 * given up after its first bytes. Throws `FITS-GZIP` for damaged data, `FITS-GZIP-SIZE` beyond `maxBytes`.
 */
export async function gunzipSource(source: ByteSource, maxBytes: number): Promise<ByteSource> {
  const place = placeOf({ file: source.name, hdu: 0 });
  const reader = streamOf(source).pipeThrough(new DecompressionStream('gzip')).getReader();
  const parts: Uint8Array[] = [];
  let length = 0;
  for (;;) {
    let step: Awaited<ReturnType<typeof reader.read>>;
    try {
      step = await reader.read();
    } catch (cause) {
      throw fail(
        'data',
        'FITS-GZIP',
        {
          en: `The gzip data are damaged or cut off after ${length} unpacked bytes.`,
          zh: `gzip 数据在解压 ${length} 字节后损坏或中断。`,
        },
        { place, cause },
      );
    }
    if (step.done) return bytesSource(joined(parts, length), source.name);
    parts.push(step.value);
    length += step.value.length;
    const isOther = parts.length === 1 && length >= 6 && String.fromCharCode(...step.value.subarray(0, 6)) !== 'SIMPLE';
    if (length > maxBytes || isOther) await reader.cancel();
    if (isOther) return bytesSource(step.value, source.name);
    if (length > maxBytes) {
      throw fail(
        'too-large',
        'FITS-GZIP-SIZE',
        { en: `The gzip file unpacks to more than ${maxBytes} bytes.`, zh: `gzip 文件解压后超过 ${maxBytes} 字节。` },
        { place },
      );
    }
  }
}
