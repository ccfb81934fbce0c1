import { fail } from '@lingtai/diagnostics';
import { type TarMember, tarEnd, tarHeader, tarPadding } from './header.ts';

/** A member with its content: bytes, or chunks of exactly `sizeBytes` together. */
export interface TarEntry extends TarMember {
  readonly content: Uint8Array | Iterable<Uint8Array> | AsyncIterable<Uint8Array>;
}

/** An archive as a stream. A content that is not as long as its header says stops the stream with an error. */
export async function* tarWriter(entries: Iterable<TarEntry> | AsyncIterable<TarEntry>): AsyncGenerator<Uint8Array> {
  for await (const entry of entries) {
    yield tarHeader(entry);
    let written = 0;
    for await (const chunk of entry.content instanceof Uint8Array ? [entry.content] : entry.content) {
      written += chunk.length;
      if (written > entry.sizeBytes) break;
      yield chunk;
    }
    if (written !== entry.sizeBytes) {
      throw fail('data', 'TAR-LENGTH', {
        en: `"${entry.name}" was announced with ${entry.sizeBytes} bytes and has ${written > entry.sizeBytes ? 'more' : `only ${written}`}.`,
        zh: `“${entry.name}”声明的大小为 ${entry.sizeBytes} 字节，实际${written > entry.sizeBytes ? '更多' : `只有 ${written} 字节`}。`,
      });
    }
    yield tarPadding(entry.sizeBytes);
  }
  yield tarEnd();
}
