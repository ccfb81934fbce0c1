import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fail } from '@lingtai/diagnostics';
import { addressText, type ReleaseAddress, stagingFolder } from './address.ts';
import { canonicalJson } from './canonical-json.ts';
import { hasCode, replaceFile } from './durable.ts';
import type { IngestReport } from './rejects.ts';

/** What ingest leaves for build; `ingest.json`, written last: an ingest without it is unfinished. */
export interface Staged extends ReleaseAddress {
  readonly software: string;
  /** Changes with the descriptor, the input files and the software. */
  readonly fingerprint: string;
  readonly inputDir: string;
  readonly tables: readonly { readonly name: string; readonly files: readonly string[]; readonly rowCount: number }[];
  readonly products: readonly StagedProduct[];
  readonly report: IngestReport;
}

export interface StagedProduct {
  readonly name: string;
  /** Staged Parquet with the key, the position and `fileColumns`. */
  readonly files: readonly string[];
  readonly count: number;
  readonly sizeBytes: number;
  /** Names of the masks that its spectra have; absent for products without spectra. */
  readonly masks?: readonly string[];
  readonly doubleFlux?: boolean;
}

export const ingestMarker = 'ingest.json';

export function ingestFolder(homeDir: string, address: ReleaseAddress): string {
  return join(stagingFolder(homeDir, address), 'ingest');
}

export async function writeStaged(folder: string, staged: Staged): Promise<void> {
  await replaceFile(join(folder, ingestMarker), canonicalJson(staged));
}

/** The finished ingest of a release, or `undefined`. */
export async function findStaged(folder: string): Promise<Staged | undefined> {
  try {
    return JSON.parse(await readFile(join(folder, ingestMarker), 'utf8')) as Staged;
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

/** The finished ingest. Throws `BUILD-NO-INGEST`. */
export async function readStaged(homeDir: string, address: ReleaseAddress): Promise<Staged> {
  const staged = await findStaged(ingestFolder(homeDir, address));
  if (staged) return staged;
  const text = addressText(address);
  throw fail('not-found', 'BUILD-NO-INGEST', {
    en: `There is no finished ingest of ${text}. Run the ingest first.`,
    zh: `没有 ${text} 的已完成入库。请先执行入库。`,
  });
}
