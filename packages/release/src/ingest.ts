import { join, resolve } from 'node:path';
import { type Descriptor, productsOfRelease, releaseOf, tablesOfRelease } from '@lingtai/descriptor';
import { fail, LingtaiError, type LocalText } from '@lingtai/diagnostics';
import type { TableBuilder } from '@lingtai/engine';
import { addressText, type ReleaseAddress, stagingFolder } from './address.ts';
import { canonicalJson } from './canonical-json.ts';
import { makeFolder, removeFolder, replaceFile } from './durable.ts';
import { stageProduct } from './ingest-product.ts';
import { stageCatalogue } from './ingest-table.ts';
import { filesOf, type InputFile, inputFiles } from './input.ts';
import { withLock } from './lock.ts';
import { sha256Hex } from './manifest.ts';
import { type IngestReport, RejectWriter, type SourceReport, writeReport } from './rejects.ts';
import { softwareVersion } from './software.ts';
import { findStaged, ingestFolder, ingestMarker, type Staged, type StagedProduct, writeStaged } from './staging.ts';

export interface IngestOptions {
  readonly descriptor: Descriptor;
  /** The text from which the descriptor was read; it becomes `descriptor.yaml`. */
  readonly descriptorText: string;
  readonly inputDir: string;
  readonly homeDir: string;
  readonly release: string;
  readonly version: string;
  readonly builder: TableBuilder;
  readonly log?: (text: LocalText) => void;
  readonly progress?: (what: Progress) => void;
  readonly signal?: AbortSignal;
}

/** How far a long command is: 0 to 1 within one of its parts. */
export interface Progress {
  readonly of: 'table' | 'product';
  readonly name: string;
  readonly fraction: number;
}

/** The work in progress, as its parts see it. */
export interface IngestJob extends IngestOptions {
  readonly folder: string;
  readonly inputs: readonly InputFile[];
  readonly rejects: RejectWriter;
}

/** What was staged of one source. */
export interface StagedSources {
  readonly tables: Staged['tables'][number][];
  readonly products: StagedProduct[];
  readonly sources: SourceReport[];
}

/**
 * Reads the input folder by the descriptor, checks every row and file, and stages what is good in the home's `staging`
 * folder. What is not is reported, each with its reason, and stops nothing. May be killed anywhere and run again: an
 * unfinished ingest begins anew, a finished one of the same input and descriptor is kept.
 * Throws `DESC-NO-SUCH` for a release that the descriptor does not name, `RELEASE-LOCKED`, and errors of the disk.
 */
export async function ingest(given: IngestOptions): Promise<IngestReport> {
  const options: IngestOptions = { ...given, inputDir: resolve(given.inputDir) };
  const { descriptor, release, version, homeDir } = options;
  releaseOf(descriptor, release, version);
  const address: ReleaseAddress = { dataset: descriptor.id, release, version };
  return withLock(stagingFolder(homeDir, address), async () => {
    const inputs = await inputFiles(options.inputDir);
    const fingerprint = fingerprintOf(options, address, inputs);
    const folder = ingestFolder(homeDir, address);
    const finished = await findStaged(folder);
    if (finished?.fingerprint === fingerprint) return finished.report;
    await removeFolder(folder, ingestMarker);
    await makeFolder(folder);
    return ingestAnew(options, address, folder, inputs, fingerprint);
  });
}

/** Dates of files count, so a file that changed is read again; they do not go into the release. */
function fingerprintOf(options: IngestOptions, address: ReleaseAddress, inputs: readonly InputFile[]): string {
  const files = inputs.map((f) => [f.name, f.sizeBytes, f.modifiedMs]);
  return sha256Hex(
    canonicalJson({
      address: addressText(address),
      software: softwareVersion,
      descriptor: sha256Hex(options.descriptorText),
      input: options.inputDir,
      files,
    }),
  );
}

async function ingestAnew(
  options: IngestOptions,
  address: ReleaseAddress,
  folder: string,
  inputs: readonly InputFile[],
  fingerprint: string,
): Promise<IngestReport> {
  const rejects = await RejectWriter.open(join(folder, 'rejects.jsonl'));
  const job: IngestJob = { ...options, folder, inputs, rejects };
  const staged: StagedSources = { tables: [], products: [], sources: [] };
  try {
    await stageAll(job, staged);
  } finally {
    await rejects.close();
  }
  if (staged.tables.length === 0) throw nothingStaged(staged.sources);
  const total = (of: (source: SourceReport) => number): number => staged.sources.reduce((sum, s) => sum + of(s), 0);
  const report: IngestReport = {
    address: addressText(address),
    software: softwareVersion,
    inputFiles: inputs.length,
    unusedFiles: unusedFiles(options, inputs),
    filesRead: total((s) => s.files),
    rowsRead: total((s) => s.read),
    rowsAccepted: total((s) => s.accepted),
    rowsRejected: total((s) => s.rejected),
    sources: staged.sources,
  };
  await writeReport(folder, report);
  await replaceFile(join(folder, 'descriptor.yaml'), options.descriptorText);
  await writeStaged(folder, {
    ...address,
    software: softwareVersion,
    fingerprint,
    inputDir: options.inputDir,
    tables: staged.tables,
    products: staged.products,
    report,
  });
  return report;
}

/** Catalogues first: products of a catalogue need its rows. */
async function stageAll(job: IngestJob, staged: StagedSources): Promise<void> {
  const entry = releaseOf(job.descriptor, job.release, job.version);
  const products = productsOfRelease(job.descriptor, entry);
  for (const table of tablesOfRelease(job.descriptor, entry)) {
    job.signal?.throwIfAborted();
    if (table.source.kind !== 'products') await stageCatalogue(job, table, staged);
  }
  for (const product of products) {
    job.signal?.throwIfAborted();
    if (product.type !== 'catalogue') await stageProduct(job, product, staged);
  }
}

function nothingStaged(sources: readonly SourceReport[]): LingtaiError {
  const reasons = sources.flatMap((s) =>
    s.reasons.map((r) => ({
      code: r.code,
      severity: 'error' as const,
      text: r.text,
      place: { file: r.examples[0] ?? s.name },
    })),
  );
  const [none] = fail('data', 'INGEST-NOTHING', {
    en: 'Nothing in the input folder could be taken.',
    zh: '输入文件夹中没有可以入库的内容。',
  }).diagnostics;
  return new LingtaiError('data', [none!, ...reasons]);
}

function unusedFiles(
  { descriptor, release, version }: IngestOptions,
  inputs: readonly InputFile[],
): IngestReport['unusedFiles'] {
  const entry = releaseOf(descriptor, release, version);
  const globs = [
    ...productsOfRelease(descriptor, entry).flatMap((p) => p.files),
    ...tablesOfRelease(descriptor, entry).flatMap((t) => ('files' in t.source ? t.source.files : [])),
  ];
  const used = new Set(filesOf(inputs, globs));
  const unused = inputs.filter((f) => !used.has(f)).map((f) => f.name);
  return { count: unused.length, examples: unused.slice(0, 10) };
}
