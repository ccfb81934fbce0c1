/** More answers than this are not remembered, whoever asks. */
const mostRemembered = 10_000;

export interface Memory<T> {
  get(key: string): Promise<T>;
  clear(): void;
}

/** Asks once in a time for each key. Failures are not remembered. */
export function remembered<T>(forMs: number, ask: (key: string) => Promise<T>): Memory<T> {
  const known = new Map<string, { readonly until: number; readonly answer: Promise<T> }>();
  return {
    get(key) {
      const found = known.get(key);
      if (found && found.until > performance.now()) return found.answer;
      if (known.size >= mostRemembered) known.clear();
      const answer = ask(key);
      const entry = { until: performance.now() + forMs, answer };
      known.set(key, entry);
      answer.catch(() => known.get(key) === entry && known.delete(key));
      return answer;
    },
    clear: () => known.clear(),
  };
}
