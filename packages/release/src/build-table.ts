import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import type { ColumnEntry, TableEntry } from '@lingtai/descriptor';
import type { BuiltFile, BuiltTable } from '@lingtai/engine';
import { mocSkyFraction } from '@lingtai/sky';
import type { BuildWork } from './build.ts';
import { builderColumn, storedColumns } from './columns.ts';
import { makeFolder } from './durable.ts';
import { step } from './fault.ts';
import { positionOf } from './ingest-table.ts';
import type { ColumnStatistics, MapManifest, PartitionManifest, TableManifest } from './manifest.ts';
import { CoverageMap, mapOrder, mocFits } from './moc.ts';
import { localRows, openLocalParquet } from './parquet-read.ts';
import { openTree } from './tree.ts';
import type { TreePart, TreeParts } from './tree-parts.ts';
import { joinStatistics } from './tree-statistics.ts';

const rowGroupRows = 100_000;

/** A table, and what of it lies in each tree. */
export interface TableInTrees {
  readonly table: TableManifest;
  readonly trees: readonly TableOfTree[];
  readonly maps: readonly MapManifest[];
}

interface TableOfTree extends Pick<TableManifest, 'rowCount' | 'partitions' | 'statistics'> {
  readonly tree: string;
  readonly map?: MapManifest;
}

/** Sorts a table's staged rows into `tables/NAME` of their trees in the work folder; its maps go to `maps` there. */
export async function buildTable(
  work: BuildWork,
  table: TableEntry,
  { parts, distinctEstimates }: TreeParts,
): Promise<TableInTrees> {
  const trees: TableOfTree[] = [];
  const total = Math.max(
    1,
    parts.reduce((sum, part) => sum + part.rowCount, 0),
  );
  let rowCount = 0;
  for (const part of parts) {
    const share = { before: rowCount / total, part: part.rowCount / total };
    trees.push(await buildInTree(work, table, part, (done) => share.before + share.part * done));
    rowCount += part.rowCount;
  }
  const columns = storedColumns(table);
  const [only, ...others] = trees;
  const manifest: TableManifest = {
    name: table.name,
    key: table.key,
    ...positionOf(table),
    rowCount: trees.reduce((sum, tree) => sum + tree.rowCount, 0),
    columns: columns.map((c) => ({
      name: c.name,
      type: c.type,
      ...(c.arraysize === undefined ? {} : { arraysize: c.arraysize }),
    })),
    partitions: trees.flatMap((tree) => tree.partitions),
    statistics:
      others.length === 0
        ? only!.statistics
        : Object.fromEntries(columns.flatMap((c) => joinStatistics(c, trees, distinctEstimates?.[c.name]))),
  };
  return { table: manifest, trees, maps: trees.flatMap(({ map }) => map ?? []) };
}

async function buildInTree(
  work: BuildWork,
  table: TableEntry,
  { tree, stagedFiles }: TreePart,
  fractionOf: (done: number) => number,
): Promise<TableOfTree> {
  const outputFolder = join(work.folder, tree, 'tables', table.name);
  await makeFolder(outputFolder);
  const columns = storedColumns(table);
  step('engine.build');
  const built = await work.builder.build({
    stagedFiles,
    columns: columns.map((c) => builderColumn(table, c)),
    key: table.key,
    ...positionOf(table),
    outputFolder,
    rowGroupRows,
    ...(work.signal ? { signal: work.signal } : {}),
    progress: (done) => work.progress?.({ of: 'table', name: table.name, fraction: fractionOf(done) }),
  });
  const partitions = await partitionsOf(work, `${tree}tables/${table.name}`, built);
  const statistics = Object.fromEntries(columns.flatMap((c) => statisticsOf(c, built.statistics[c.name])));
  const hasMap = table.position !== undefined && (tree === openTree || partitions.some((p) => p.order !== undefined));
  const map = hasMap ? { map: await buildMap(work, table, tree, partitions) } : {};
  return { tree, rowCount: built.rowCount, partitions, statistics, ...map };
}

function statisticsOf(
  column: ColumnEntry,
  found: BuiltTable['statistics'][string] | undefined,
): readonly [string, ColumnStatistics][] {
  if (!found) return [];
  const value = (text: string | undefined): ColumnStatistics['min'] => {
    if (text === undefined || column.type === 'string' || column.type === 'timestamp') return text;
    if (column.type === 'boolean') return text === 'true';
    const n = Number(text);
    if (!Number.isFinite(n)) return undefined;
    return column.type === 'int64' && !Number.isSafeInteger(n) ? text : n;
  };
  const [min, max] = [value(found.min), value(found.max)];
  const { distinctEstimate, nullCount: nulls } = found;
  return [
    [
      column.name,
      {
        ...(nulls === undefined ? {} : { nulls }),
        ...(min === undefined ? {} : { min }),
        ...(max === undefined ? {} : { max }),
        ...(distinctEstimate === undefined ? {} : { distinctEstimate }),
      },
    ],
  ];
}

/** All partitions in canonical order, those without a position last. */
async function partitionsOf(work: BuildWork, folder: string, built: BuiltTable): Promise<readonly PartitionManifest[]> {
  const placed = built.files.map((file) => ({ file, path: `${folder}/${file.path}` }));
  const rest = (built.noPosition?.files ?? []).map((file) => ({ file, path: `${folder}-nopos/${file.path}` }));
  const partitions: PartitionManifest[] = [];
  for (const { file, path } of [...placed, ...rest]) partitions.push(await partitionOf(work, file, path));
  return partitions;
}

async function partitionOf(work: BuildWork, file: BuiltFile, path: string): Promise<PartitionManifest> {
  const stored = await storedChecks(join(work.folder, path));
  return {
    path,
    rowCount: file.rowCount,
    ...(file.order === undefined ? {} : { order: file.order }),
    ...(file.pixel === undefined ? {} : { pixel: file.pixel }),
    rowGroups: file.rowGroups.map((group, g) => ({ ...group, storedCrc32: stored[g] ?? {} })),
  };
}

/** CRC-32 of the stored bytes of each column in each row group. */
async function storedChecks(path: string): Promise<readonly Readonly<Record<string, string>>[]> {
  await using handle = await open(path, 'r');
  const { metadata } = await openLocalParquet(handle);
  const groups: Record<string, string>[] = [];
  for (const group of metadata.row_groups) {
    const checks: Record<string, string> = {};
    for (const { meta_data: chunk } of group.columns) {
      if (!chunk) continue;
      const bytes = new Uint8Array(Number(chunk.total_compressed_size));
      await handle.read(bytes, 0, bytes.byteLength, Number(chunk.dictionary_page_offset ?? chunk.data_page_offset));
      checks[chunk.path_in_schema[0]!] = crc32(bytes).toString(16).padStart(8, '0');
    }
    groups.push(checks);
  }
  return groups;
}

async function buildMap(
  work: BuildWork,
  table: TableEntry,
  tree: string,
  partitions: readonly PartitionManifest[],
): Promise<MapManifest> {
  const map = new CoverageMap();
  const paths = partitions.filter((p) => p.order !== undefined).map((p) => join(work.folder, p.path));
  for await (const rows of localRows(paths, ['_healpix_29']))
    for (const row of rows) if (row['_healpix_29'] !== null) map.add(row['_healpix_29'] as bigint);
  const path = `${tree}maps/${table.name}.moc.fits`;
  const moc = map.moc();
  await work.write(path, mocFits(moc));
  return { table: table.name, path, order: mapOrder, skyFraction: mocSkyFraction(moc) };
}
