import { youngMemory } from '@lingtai/engine';

/** Tells that a part was made of so many bytes and sent: what is made of some bytes leaves more of them behind, in each thread. */
export const partSent: (sizeBytes: number) => void = youngMemory(6 * 1024 * 1024);
