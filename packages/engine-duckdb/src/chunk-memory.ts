import { youngMemory } from '@lingtai/engine';

/** Tells that a chunk was read and let go: its memory is freed when the garbage collector finds its handle, and there is no other way. */
export const chunkDropped: (sizeBytes: number) => void = youngMemory(12 * 1024 * 1024);
