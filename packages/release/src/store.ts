import { fail, type LingtaiError } from '@lingtai/diagnostics';

/** One object of a store. */
export interface ObjectInfo {
  readonly key: string;
  readonly sizeBytes: number;
  /** Changes whenever the object would; objects never change, so it names these bytes at this place. */
  readonly etag: string;
}

/** What is put: bytes, a stream of bytes, or a finished local file (linked where the store can). */
export type PutBody = Uint8Array | AsyncIterable<Uint8Array> | { readonly file: string };

/**
 * Where releases lie: a directory or a bucket. Objects come into being whole or not at all, never change and are never
 * renamed or appended to. Every store passes `objectStoreCases`.
 *
 * Keys are segments joined by `/`; no segment is empty, `.`, `..`, longer than 255 bytes of UTF-8 or begins with
 * `.unfinished-`; a key has at most 1,024 bytes; no key is the folder of another one.
 */
export interface ObjectStore {
  /** For messages: the folder or the bucket's address. */
  readonly name: string;
  /** Finished objects whose keys begin with `prefix` (any text), ascending by UTF-16 code units. */
  list(prefix: string): AsyncIterable<ObjectInfo>;
  head(key: string): Promise<ObjectInfo | undefined>;
  /** Bytes `[from, to)`; fewer only at the end of the object. Fails with class `not-found`. */
  read(key: string, from?: number, to?: number): Promise<Uint8Array>;
  /** The same as a stream of pieces. */
  stream(key: string, from?: number, to?: number): AsyncIterable<Uint8Array>;
  /**
   * Makes the object, durable on return, unless one with this key exists: then nothing changes and the answer is
   * `exists`. Of any number of writers exactly one gets `created`. When the body fails, no object comes into being.
   */
  putIfAbsent(key: string, body: PutBody): Promise<'created' | 'exists'>;
  /** Deletes an object of an unfinished release; no error when there is none. Whoever calls it has made sure that no manifest names it. */
  remove(key: string): Promise<void>;
  /** Deletes what killed writers left under a prefix: of processes known to be dead, or older than `olderThanMs`. Returns how many. */
  cleanUnfinished(prefix: string, olderThanMs: number): Promise<number>;
  /** What an engine opens: an absolute path or a URL. */
  location(key: string): string;
}

/** Throws `STORE-KEY` unless the key keeps to the rules of `ObjectStore`. */
export function checkKey(key: string): void {
  const good =
    key.length > 0 &&
    key.isWellFormed() &&
    !key.includes('\0') &&
    Buffer.byteLength(key) <= 1024 &&
    key
      .split('/')
      .every(
        (s) => s !== '' && s !== '.' && s !== '..' && !s.startsWith('.unfinished-') && Buffer.byteLength(s) <= 255,
      );
  if (!good) {
    throw fail(
      'usage',
      'STORE-KEY',
      { en: `"${key}" cannot be the name of an object in a store.`, zh: `“${key}”不能作为存储对象的名称。` },
      { place: { parameter: 'key' } },
    );
  }
}

export function noObject(store: string, key: string): LingtaiError {
  return fail(
    'not-found',
    'STORE-NO-OBJECT',
    { en: `The store ${store} has no object with this key.`, zh: `存储 ${store} 中没有此键的对象。` },
    { place: { file: key } },
  );
}

/** All of a stream in one array; for small objects. */
export async function collect(stream: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for await (const part of stream) parts.push(part);
  return Buffer.concat(parts);
}
