/**
 * Anything with a length that can be sliced: a file, a buffer, an HTTP range. The reader asks for headers ten blocks at a
 * time and for exactly the data that are wanted.
 */
export interface ByteSource {
  /** For messages: a file name or an address. */
  readonly name?: string;
  readonly lengthBytes: number;
  /** Bytes `[from, to)`; fewer only at the end of the source. */
  slice(from: number, to: number): Promise<Uint8Array> | Uint8Array;
}

/** A source over bytes in memory. */
export function bytesSource(bytes: Uint8Array, name?: string): ByteSource {
  return {
    ...(name === undefined ? {} : { name }),
    lengthBytes: bytes.byteLength,
    slice: (from, to) => bytes.subarray(from, to),
  };
}

/** A source over a browser's `File` or `Blob`. */
export function blobSource(blob: Blob, name?: string): ByteSource {
  return {
    ...(name === undefined ? {} : { name }),
    lengthBytes: blob.size,
    slice: async (from, to) => new Uint8Array(await blob.slice(from, to).arrayBuffer()),
  };
}
