import type { ProductInTrees } from './build-product.ts';
import type { TableInTrees } from './build-table.ts';
import type { Manifest, TreeManifest } from './manifest.ts';
import { openTree } from './tree.ts';
import type { TreeDays } from './tree-parts.ts';

/** What lies in each tree, the open one first; nothing where there is no other. */
export function treeManifests(
  tables: readonly TableInTrees[],
  products: readonly ProductInTrees[],
  days: TreeDays,
): Pick<Manifest, 'trees'> {
  const named = [...tables, ...products].flatMap(({ trees }) => trees.map(({ tree }) => tree));
  const paths = [...new Set([openTree, ...named])].sort();
  if (paths.length === 1) return {};
  return { trees: paths.map((path) => treeManifest(path, tables, products, days)) };
}

function treeManifest(
  path: string,
  tables: readonly TableInTrees[],
  products: readonly ProductInTrees[],
  days: TreeDays,
): TreeManifest {
  return {
    path,
    ...days.of(path),
    tables: tables.flatMap(({ table: { name }, trees }) =>
      trees.filter((t) => t.tree === path).map(({ rowCount, statistics }) => ({ name, rowCount, statistics })),
    ),
    products: products.flatMap(({ product: { name }, trees }) =>
      trees.filter((t) => t.tree === path).map(({ count, sizeBytes }) => ({ name, count, sizeBytes })),
    ),
  };
}
