import { mkdir, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { writeDurably } from './durable.ts';
import { commonMetadataFile, metadataFile } from './parquet-footer.ts';
import type { WrittenFile } from './table-writer.ts';

/** The path of a partition in a HATS catalogue (IVOA Note HATS 1.0, section 2). */
export function partitionPath(order: number, pixel: bigint): string {
  return `dataset/Norder=${order}/Dir=${(pixel / 10_000n) * 10_000n}/Npix=${pixel}.parquet`;
}

/** Writes what makes a folder of partitions a HATS catalogue. Returns the paths, relative to the folder. */
export async function writeHats(
  folder: string,
  files: readonly WrittenFile[],
  position: { readonly ra: string; readonly dec: string },
): Promise<string[]> {
  const properties = propertiesText(basename(folder), files, position);
  const inDataset = files.map((f) => ({ path: f.path.replace(/^dataset\//, ''), footer: f.footer }));
  const contents: [string, string | Buffer][] = [
    ['dataset/_metadata', metadataFile(inDataset)],
    ['dataset/_common_metadata', commonMetadataFile(files[0]!.footer)],
    ['partition_info.csv', `Norder,Npix\n${files.map((f) => `${f.order},${f.pixel}\n`).join('')}`],
    ['properties', properties],
    ['hats.properties', properties],
  ];
  for (const [path, content] of contents) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeDurably(join(folder, path), (temporary) => writeFile(temporary, content));
  }
  return contents.map(([path]) => path);
}

function propertiesText(
  name: string,
  files: readonly WrittenFile[],
  position: { readonly ra: string; readonly dec: string },
): string {
  const rows = files.reduce((sum, f) => sum + f.rowCount, 0);
  const bytes = files.reduce((sum, f) => sum + f.sizeBytes, 0);
  const lines: Record<string, string | number> = {
    obs_collection: name,
    dataproduct_type: 'object',
    hats_nrows: rows,
    hats_col_ra: position.ra,
    hats_col_dec: position.dec,
    hats_col_healpix: '_healpix_29',
    hats_col_healpix_order: 29,
    hats_npix_suffix: '.parquet',
    hats_max_rows: Math.max(...files.map((f) => f.rowCount)),
    hats_order: Math.max(...files.map((f) => f.order ?? 0)),
    hats_estsize: Math.ceil(bytes / 1024),
    hats_version: 'v1.0',
  };
  return Object.entries(lines)
    .map(([key, value]) => `${key}=${value}\n`)
    .join('');
}
