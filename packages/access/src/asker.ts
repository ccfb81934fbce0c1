/** Who asks. `key` is the same for askers with the same rights: caches are keyed by it. */
export interface Asker {
  readonly kind: 'anonymous';
  readonly key: string;
}

export const anonymous: Asker = { kind: 'anonymous', key: 'public' };
