import type { OldPath } from '@lingtai/descriptor';
import type { StoredRecord } from '@lingtai/state';
import type { KnownReleases } from './registry.ts';

/** What may follow the address of a release here; it stays where it stood behind an old address. */
const ownParts = new Set(['cone', 'files', 'report', 'search', 'spectra', 'tables', 'tree']);
const versionLike = /^v\d/i;

interface Target {
  readonly record: StoredRecord;
  readonly paths: readonly OldPath[];
  /** One that the record itself names goes before one made from a pattern. */
  readonly own: boolean;
}

/** Where an old address leads now. `host` tells that its host was an old one, so that the new address needs one. */
export interface OldAddressFound {
  readonly path: string;
  readonly host: boolean;
}

const kept = new WeakMap<KnownReleases, ReadonlyMap<string, Target>>();

/**
 * The page of a release that stood at an old address: by its host (`dr6.lamost.org/v1/`), or by its path on any host
 * (`/dr8/V0/`), in any case. The target is made of the record's own address, so it never leaves this site.
 */
export function oldAddress(known: KnownReleases, host: string, url: string): OldAddressFound | undefined {
  const table = kept.get(known) ?? tableOf(known);
  kept.set(known, table);
  if (table.size === 0) return undefined;
  const mark = url.indexOf('?');
  const segments = (mark < 0 ? url : url.slice(0, mark)).split('/').filter((part) => part !== '');
  const query = mark < 0 ? '' : url.slice(mark + 1);
  for (const name of [host.toLowerCase().replace(/:\d+$/, ''), '']) {
    if (name === '' && (segments.length === 0 || isDataset(known, segments[0]!))) continue;
    for (let length = Math.min(segments.length, 4); length >= 0; length--) {
      const target = table.get(`${name}/${segments.slice(0, length).join('/').toLowerCase()}`);
      const rest = segments.slice(length);
      if (target && !versionLike.test(rest[0] ?? '')) return { path: pathTo(target, rest, query), host: name !== '' };
    }
  }
  return undefined;
}

function isDataset(known: KnownReleases, name: string): boolean {
  return known.families.has(name) || known.records.some((record) => record.dataset === name);
}

function pathTo({ record, paths }: Target, rest: readonly string[], query: string): string {
  const page = `/${record.dataset}/${record.release}/${record.version}`;
  if (rest.length === 0) return page;
  const mapped = paths.find((path) => path.from.toLowerCase() === rest.join('/').toLowerCase());
  if (mapped) {
    const value = mapped.query === undefined ? '' : (new URLSearchParams(query).get(mapped.query) ?? '');
    if (mapped.query === undefined) return `${page}/${mapped.to}`;
    return /^\.*$/.test(value) ? page : `${page}/${mapped.to.replace('{value}', encodeURIComponent(value))}`;
  }
  const stays = ownParts.has(rest[0]!) && !rest.some((part) => /^(\.|%2e)+$/i.test(part));
  return stays ? `${page}/${rest.join('/')}${query === '' ? '' : `?${query}`}` : page;
}

function tableOf(known: KnownReleases): ReadonlyMap<string, Target> {
  const table = new Map<string, Target>();
  for (const record of known.records) {
    if (record.record.listed === false) continue;
    const facts = known.families.get(record.dataset);
    const paths = facts?.oldPaths ?? [];
    const patterns = (facts?.oldAddresses ?? []).map((pattern) =>
      pattern.replaceAll('{release}', record.release).replaceAll('{version}', record.version),
    );
    for (const address of record.record.oldAddresses ?? []) put(table, address, { record, paths, own: true });
    for (const address of patterns) put(table, address, { record, paths, own: false });
  }
  return table;
}

/** Batches and their whole may share an address: it is the whole's. */
function put(table: Map<string, Target>, address: string, target: Target): void {
  const { hostname, pathname } = new URL(address);
  const path = pathname.replace(/\/+$/, '').replace(/^\/+/, '').toLowerCase();
  const names = path.split('/')[0] === target.record.release ? [hostname.toLowerCase(), ''] : [hostname.toLowerCase()];
  for (const name of names) {
    const key = `${name}/${path}`;
    const present = table.get(key);
    const better =
      !present ||
      (target.own && !present.own) ||
      (target.own === present.own &&
        present.record.record.batch !== undefined &&
        target.record.record.batch === undefined);
    if (better) table.set(key, target);
  }
}
