import type { Descriptor, ProductIdEntry } from './types.ts';

/** Percent-encoded but for RFC 3986's unreserved characters: the same text as engines' `url_encode` makes. */
const inQuery = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);

/** The dataset's IVOA identifier: the registered one, or `ivo://AUTHORITY/ID`. */
export function ivoidOf(descriptor: Pick<Descriptor, 'id' | 'ivoid'>, authority: string): string {
  return descriptor.ivoid ?? `ivo://${authority}/${descriptor.id}`;
}

/** The publisher DID of a product (IVOA Identifiers 2.0 §4.1): `ivo://AUTHORITY/DATASET?RELEASE/VERSION/ID`. */
export function obsPublisherDid(
  authority: string,
  dataset: string,
  release: string,
  version: string,
  id: string,
): string {
  return `ivo://${authority}/${dataset}?${inQuery(release)}/${inQuery(version)}/${inQuery(id)}`;
}

/** The creator DID: the same for the same observation in all releases and at all publishers. */
export function obsCreatorDid(authority: string, dataset: string, id: string): string {
  return `ivo://${authority}/${dataset}?${inQuery(id)}`;
}

/** Takes a publisher DID apart; `undefined` where it is none. */
export function parsePublisherDid(
  did: string,
): { authority: string; dataset: string; release: string; version: string; id: string } | undefined {
  const match = /^ivo:\/\/([^/?#]+)\/([^?#]+)\?([^/]+)\/([^/]+)\/(.+)$/.exec(did);
  if (!match) return undefined;
  const [, authority = '', dataset = '', ...rest] = match;
  try {
    const [release = '', version = '', id = ''] = rest.map(decodeURIComponent);
    return { authority, dataset, release, version, id };
  } catch {
    return undefined;
  }
}

/** The id that a file's path (below the input folder, with /) gives, or `undefined` where no expression fits. */
export function productIdFromPath(id: ProductIdEntry, path: string): string | undefined {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const match =
    (id.fileName === undefined ? null : new RegExp(id.fileName, 'u').exec(name)) ??
    (id.path === undefined ? null : new RegExp(id.path, 'u').exec(path));
  const groups = match?.slice(1).filter((group) => group !== undefined) ?? [];
  return groups.length > 0 ? groups.join('-') : undefined;
}

/** SHA-256 of the descriptor's bytes (a text is taken as UTF-8), as 64 hexadecimal digits. */
export async function descriptorDigest(text: string | Uint8Array<ArrayBuffer>): Promise<string> {
  const bytes = typeof text === 'string' ? new TextEncoder().encode(text) : text;
  const digest = new Uint8Array(await globalThis.crypto.subtle.digest('SHA-256', bytes));
  return [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
