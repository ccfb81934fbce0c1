import { isWithheld, type TableRead } from '@lingtai/query';
import type { CatalogueSnapshot } from './catalogue.ts';

/** What of these reads is not for everybody: `d/r/v`, `d/r/v#table`, `d/r/v#table.column`; `everybody` is what all see. */
export function restrictedReads(reads: readonly TableRead[], everybody: CatalogueSnapshot): string[] {
  return reads.flatMap(({ storage, columns }) => {
    const { releaseAddress: address, releaseDigest, table, part } = storage;
    if (!isAddress(address)) return [];
    const release = everybody.releases.find((r) => r.address === address && r.digest === releaseDigest);
    if (!release) return [address];
    const seen = everybody.view.table([{ text: release.schemaName }, { text: table }]);
    // Rows that are not stored apart, while others are, never had an embargo.
    if (!seen || (isWithheld(seen) && !(seen.held && part === undefined))) return [`${address}#${table}`];
    const entry = release.descriptor.tables.find((t) => t.name === table);
    const hidden = columns.filter((name) => !name.startsWith('_') && !entry?.columns.some((c) => c.name === name));
    return hidden.map((name) => `${address}#${table}.${name}`);
  });
}

/** A file of a product that was read. */
export interface ProductRead {
  readonly address: string;
  readonly digest: string;
  readonly product: string;
}

/** The same of files: `d/r/v` or `d/r/v#product:NAME`. */
export function restrictedProducts(reads: readonly ProductRead[], everybody: CatalogueSnapshot): string[] {
  return reads.flatMap(({ address, digest, product }) => {
    const release = everybody.releases.find((r) => r.address === address && r.digest === digest);
    if (!release) return [address];
    return release.manifest.products.some((p) => p.name === product) ? [] : [`${address}#product:${product}`];
  });
}

/** Tables beside the releases (uploads, TAP_SCHEMA, people's own) have no address of a release. */
const isAddress = (address: string): boolean => address.split('/').length === 3;
