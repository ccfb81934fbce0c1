import { type Manifest, type TreeManifest, treeOfFile } from '@lingtai/release';

/** Of what a file of a release is: of the release itself, of a table's rows, or of the files of a product. */
export type RawPart =
  | { readonly kind: 'release' }
  | { readonly kind: 'table' | 'product'; readonly name: string; readonly tree: TreeManifest | undefined };

/**
 * Reads from a file's path of what it is. `undefined`: of nothing that is known here, so that nobody gets it. `tree` is the
 * tree that holds the file; absent in releases that are not built in trees.
 */
export function rawPartOf(path: string, manifest: Manifest): RawPart | undefined {
  const { descriptor, report } = manifest;
  if ([descriptor.path, report.path, report.rejects, report.text].includes(path)) return { kind: 'release' };
  const treePath = treeOfFile(path);
  const tree = manifest.trees?.find((t) => t.path === treePath);
  if (treePath !== '' && !tree) return undefined;
  const [room, name = '', ...rest] = path.slice(treePath.length).split('/');
  const map = manifest.maps.find((m) => m.path === path);
  if (map) return room === 'maps' ? { kind: 'table', name: map.table, tree } : undefined;
  if (rest.length === 0) return undefined;
  if (room === 'tables') {
    const table = manifest.tables.find((t) => name === t.name || name === `${t.name}${noPosition}`);
    return table && { kind: 'table', name: table.name, tree };
  }
  if (room !== 'products' && room !== 'arrays') return undefined;
  return manifest.products.some((p) => p.name === name) ? { kind: 'product', name, tree } : undefined;
}

/** Behind the name of a table: the folder of its rows without a position. */
const noPosition = '-nopos';
