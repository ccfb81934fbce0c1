/**
 * The same pieces, when the first is there: what cannot be read at all is an error and no broken answer. Not a generator:
 * where the answer is refused before anything of it was read, one that never began could not let go of its file.
 */
export async function begun<T>(pieces: AsyncIterable<T>): Promise<AsyncIterable<T>> {
  const iterator = pieces[Symbol.asyncIterator]();
  let first: IteratorResult<T> | undefined = await iterator.next();
  const all: AsyncIterator<T> = {
    next: async () => {
      const next = first ?? iterator.next();
      first = undefined;
      return next;
    },
    return: async () => {
      await iterator.return?.();
      return { done: true, value: undefined };
    },
  };
  return { [Symbol.asyncIterator]: () => all };
}
