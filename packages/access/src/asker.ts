/**
 * Who asks. `key` is the same for askers with the same rights: caches are keyed by it. `id` tells askers apart: jobs and
 * user tables belong to it. Users see the same releases as everybody, so far; so their key is that of the public.
 */
export type Asker =
  | { readonly kind: 'anonymous'; readonly key: string; readonly id: 'anonymous' }
  | { readonly kind: 'user'; readonly key: string; readonly id: string; readonly name: string };

export const anonymous: Asker = { kind: 'anonymous', key: 'public', id: 'anonymous' };

/** The asker whom a valid token names. */
export function userAsker(name: string): Asker {
  return { kind: 'user', key: 'public', id: `user:${name}`, name };
}

/** The name under which jobs and user tables of this asker are kept; nobody's for the anonymous. */
export function ownerOf(asker: Asker): string | undefined {
  return asker.kind === 'user' ? asker.name : undefined;
}
