import { join } from 'node:path';
import type { ProductEntry, TableEntry } from '@lingtai/descriptor';
import { columnOf } from '@lingtai/descriptor';
import type { SplitRows } from '@lingtai/engine';
import type { BuildWork } from './build.ts';
import { builderColumn, storedColumns } from './columns.ts';
import { dayOfEmbargo } from './embargo-day.ts';
import { step } from './fault.ts';
import { openTree, treeOfDay } from './tree.ts';

/** The staged rows of one tree. */
export interface TreePart {
  readonly tree: string;
  readonly rowCount: number;
  readonly stagedFiles: readonly string[];
}

/** The staged rows of a table, by tree: the open one first. */
export interface TreeParts {
  readonly parts: readonly TreePart[];
  readonly distinctEstimates?: SplitRows['distinctEstimates'];
}

/** On which days the rows of the trees become free. */
export class TreeDays {
  readonly #days = new Map<string, { firstDay: string; lastDay: string }>();

  /** The tree of rows that become free on a day. */
  treeOf(day: string | undefined): string {
    const tree = treeOfDay(day);
    if (day === undefined) return tree;
    const { firstDay = day, lastDay = day } = this.#days.get(tree) ?? {};
    this.#days.set(tree, { firstDay: day < firstDay ? day : firstDay, lastDay: day > lastDay ? day : lastDay });
    return tree;
  }

  of(tree: string): { readonly firstDay?: string; readonly lastDay?: string } {
    return this.#days.get(tree) ?? {};
  }
}

/** Divides the staged rows of a table by the day on which they become free. Without a rule nothing is read. */
export async function partsOfTable(work: BuildWork, table: TableEntry): Promise<TreeParts> {
  const staged = work.staged.tables.find((t) => t.name === table.name)!;
  const stagedFiles = staged.files.map((file) => join(work.stagedFolder, file));
  const whole = { tree: openTree, rowCount: staged.rowCount, stagedFiles };
  if (!table.rows) return { parts: [whole] };
  const columns = storedColumns(table).map((c) => builderColumn(table, c));
  const { groups, ...rest } = await splitBy(work, table, { stagedFiles, columns }, `table-${table.name}`);
  return { parts: groups.length === 0 ? [whole] : groups, ...rest };
}

/** Divides the staged files of a product as the rows of its table are divided. */
export async function partsOfProduct(
  work: BuildWork,
  product: ProductEntry,
  table: TableEntry,
  parts: readonly TreePart[],
): Promise<readonly TreePart[]> {
  const staged = work.staged.products.find((p) => p.name === product.name)!;
  const stagedFiles = staged.files.map((file) => join(work.stagedFolder, file));
  const [only, ...others] = parts;
  const whole = { tree: openTree, rowCount: staged.count, stagedFiles };
  if (staged.count === 0) return [whole];
  if (others.length === 0) return [{ ...whole, tree: only?.tree ?? openTree }];
  const ofTable = work.staged.tables.find((t) => t.name === table.name)!.files;
  // The rows of a table that is made of a product's files are the product's own.
  if (staged.files.join() === ofTable.join()) return parts;
  const rows = ofTable.map((file) => join(work.stagedFolder, file));
  const { groups } = await splitBy(work, table, { stagedFiles, columns: [], rows }, `product-${product.name}`);
  return groups;
}

async function splitBy(
  work: BuildWork,
  table: TableEntry,
  files: Pick<Parameters<BuildWork['builder']['split']>[0], 'stagedFiles' | 'columns' | 'rows'>,
  folder: string,
): Promise<Omit<SplitRows, 'groups'> & { readonly groups: readonly TreePart[] }> {
  const by = columnOf(table, table.rows!.embargo)!;
  step('engine.split');
  const { groups, ...rest } = await work.builder.split({
    ...{ ...files, key: table.key, by: by.name, outputFolder: join(work.sideFolder, 'split', folder) },
    groupOf: (value) => {
      if (value === null) return openTree;
      return work.days.treeOf(value === undefined ? undefined : dayOfEmbargo(by, value));
    },
    ...(work.signal ? { signal: work.signal } : {}),
  });
  return { ...rest, groups: groups.map(({ name, ...group }) => ({ tree: name, ...group })) };
}
