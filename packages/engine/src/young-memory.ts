import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as (options: { readonly type: 'minor' }) => void;

/**
 * A counter of bytes that were used and let go outside the heap that the garbage collector watches: it sees handles of a
 * few bytes and has no reason to hurry, so that memory would grow. After so many bytes it is asked to look among what is
 * young, which takes it about a millisecond.
 */
export function youngMemory(collectAfterBytes: number): (sizeBytes: number) => void {
  let bytes = 0;
  return (sizeBytes) => {
    bytes += sizeBytes;
    if (bytes < collectAfterBytes) return;
    bytes = 0;
    collect({ type: 'minor' });
  };
}
