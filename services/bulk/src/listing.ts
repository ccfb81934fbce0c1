import type { PublishedRelease, RawFile, RawFiles } from '@lingtai/catalogue';
import { mediaTypeOf } from './media-type.ts';
import type { ReleaseTree } from './schemas.ts';

/** The files as JSON tells them, at most `maxrec` of them. */
export function treeJson(
  { address, digest }: Pick<PublishedRelease, 'address' | 'digest'>,
  raw: RawFiles,
  base: string,
  maxrec: number,
): ReleaseTree {
  return {
    address,
    digest,
    whole: raw.isWhole,
    base,
    fileCount: raw.files.size,
    sizeBytes: raw.trees.reduce((sum, tree) => sum + tree.sizeBytes, 0),
    trees: [...raw.trees],
    files: listed(raw, maxrec).map(({ path, sizeBytes, sha256 }) => ({
      path,
      sizeBytes,
      sha256,
      mediaType: mediaTypeOf(path),
    })),
  };
}

/** The same as `sha256sum` writes it, and reads it with `-c`. */
export function treeText(raw: RawFiles, maxrec: number): string {
  return listed(raw, maxrec)
    .map(({ path, sha256 }) => `${sha256}  ${path}\n`)
    .join('');
}

const listed = ({ files }: RawFiles, maxrec: number): RawFile[] => files.values().take(maxrec).toArray();
