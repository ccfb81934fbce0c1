import { fail } from '@lingtai/diagnostics';

/** Where a VOTable comes from: bytes, a stream, or anything that gives chunks of bytes in order. */
export type VotableSource = Uint8Array | ReadableStream<Uint8Array> | AsyncIterable<Uint8Array>;

const chunkBytes = 1 << 18;

async function* chunksOf(source: VotableSource): AsyncGenerator<Uint8Array> {
  if (source instanceof Uint8Array) {
    for (let at = 0; at < source.length; at += chunkBytes) yield source.subarray(at, at + chunkBytes);
  } else yield* source as AsyncIterable<Uint8Array>;
}

async function* unzipped(first: Uint8Array, rest: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  const iterator = rest;
  let pending: Uint8Array | undefined = first;
  const input = new ReadableStream<Uint8Array<ArrayBuffer>>({
    async pull(controller) {
      const next = pending ? { value: pending, done: false } : await iterator.next();
      pending = undefined;
      if (next.done) controller.close();
      else controller.enqueue(new Uint8Array(next.value));
    },
  });
  const reader = input.pipeThrough(new DecompressionStream('gzip')).getReader();
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    yield value;
  }
}

function encodingOf(first: Uint8Array): string {
  if (first[0] === 0xff && first[1] === 0xfe) return 'utf-16le';
  if (first[0] === 0xfe && first[1] === 0xff) return 'utf-16be';
  const start = new TextDecoder('latin1').decode(first.subarray(0, 200));
  return /^(?:\u00ef\u00bb\u00bf)?\s*<\?xml[^>]*encoding=["']([\w.-]+)["']/.exec(start)?.[1] ?? 'utf-8';
}

function decoderOf(encoding: string): InstanceType<typeof TextDecoder> {
  try {
    return new TextDecoder(encoding, { fatal: true });
  } catch (cause) {
    throw fail(
      'data',
      'VOTABLE-ENCODING',
      { en: `The character encoding "${encoding}" is not known.`, zh: `无法识别字符编码“${encoding}”。` },
      { cause },
    );
  }
}

/** The text of a source in pieces; gzip is unpacked, the encoding taken from the byte order mark or the XML declaration. */
export async function* textOf(source: VotableSource): AsyncGenerator<string> {
  const chunks = chunksOf(source);
  let first = await chunks.next();
  while (!first.done && first.value.length === 0) first = await chunks.next();
  if (first.done) return;
  if (first.value[0] === 0x1f && first.value[1] === 0x8b) {
    yield* textOf(unzipped(first.value, chunks));
    return;
  }
  const encoding = encodingOf(first.value);
  const decoder = decoderOf(encoding);
  try {
    yield decoder.decode(first.value, { stream: true });
    for await (const chunk of chunks) yield decoder.decode(chunk, { stream: true });
    const last = decoder.decode();
    if (last !== '') yield last;
  } catch (cause) {
    if (!(cause instanceof TypeError)) throw cause;
    throw fail(
      'data',
      'VOTABLE-ENCODING',
      { en: `The text is not valid ${encoding}.`, zh: `文本不是有效的 ${encoding} 编码。` },
      { cause },
    );
  }
}
