/**
 * Spectra end to end: the simulated survey's files through ingest and build, beside the time in which `cat` reads them.
 *
 *     ./lingtai bench spectra --rows 5000
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { cpus } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadDescriptor } from '@lingtai/descriptor';
import { duckdbTableBuilder } from '@lingtai/engine-duckdb';
import { build, directoryStore, ingest } from '@lingtai/release';
import { simulateSurvey } from '@lingtai/simulation';

const descriptorFile = fileURLToPath(new URL('../surveys/demo/lingtai-demo.yaml', import.meta.url));

async function timed<T>(work: () => Promise<T> | T): Promise<{ seconds: number; value: T }> {
  const started = performance.now();
  const value = await work();
  return { seconds: (performance.now() - started) / 1000, value };
}

export async function run(options: { readonly rows?: number; readonly log: (line: string) => void }): Promise<string> {
  const spectra = options.rows ?? 5000;
  const home = mkdtempSync(join(resolve(process.env['LINGTAI_BENCH_DIR'] ?? '.'), '.lingtai-bench-spectra-'));
  const inputDir = join(home, 'input');
  const builder = duckdbTableBuilder({ tempDirectory: join(home, 'tmp'), memoryLimitBytes: 4 * 2 ** 30, threads: 2 });
  try {
    options.log(`simulating ${spectra} spectra`);
    const made = await timed(() => simulateSurvey({ outDir: inputDir, spectra, seed: 1 }));
    const cat = () =>
      execFileSync('sh', ['-c', 'find "$1" -name "*.fits*" -print0 | xargs -0 cat > /dev/null', 'sh', inputDir]);
    cat();
    const read = await timed(cat);
    const descriptorText = readFileSync(descriptorFile, 'utf8');
    const descriptor = loadDescriptor(descriptorText);
    const { release, version } = descriptor.releases[0]!;
    options.log('ingest');
    const ingested = await timed(() =>
      ingest({ descriptor, descriptorText, inputDir, homeDir: home, release, version, builder }),
    );
    options.log('build');
    const store = directoryStore(join(home, 'store'));
    const built = await timed(() => build({ dataset: descriptor.id, release, version, homeDir: home, store, builder }));
    const files = built.value.manifest.totals.products;
    const rate = (seconds: number) => `${Math.round(files / seconds)} files/s`;
    const share = (seconds: number) => `${(seconds / read.seconds).toFixed(1)} × cat`;
    return [
      '### Spectra end to end',
      '',
      `${files} simulated LRS and MRS files, ${cpus().length} × ${cpus()[0]?.model.trim()}, Node ${process.versions.node}. \`./lingtai bench spectra --rows ${spectra}\``,
      '',
      '| step | seconds | rate | of the time of `cat` |',
      '|---|---|---|---|',
      `| simulate | ${made.seconds.toFixed(1)} | ${rate(made.seconds)} | |`,
      `| cat (warm cache) | ${read.seconds.toFixed(2)} | ${rate(read.seconds)} | 1 |`,
      `| ingest: read, check, digest, stage | ${ingested.seconds.toFixed(1)} | ${rate(ingested.seconds)} | ${share(ingested.seconds)} |`,
      `| build: sort, packs, arrays, maps, manifest, engine file | ${built.seconds.toFixed(1)} | ${rate(built.seconds)} | ${share(built.seconds)} |`,
    ].join('\n');
  } finally {
    await builder.close();
    rmSync(home, { recursive: true, force: true });
  }
}
