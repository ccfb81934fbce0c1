/**
 * LAMOST spectra, ours and astropy: open, read every image and every column, one core, files already in memory's cache.
 *
 *     node bench/fits.ts            # LINGTAI_SHARED, LINGTAI_PYTHON
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join, resolve } from 'node:path';
import { asFloat64, openFitsSync, readImageSync, readTableSync } from '@lingtai/fits';
import { gunzip } from '@lingtai/fits/node';

const root = resolve(import.meta.dirname, '..');
const ROUNDS = 5;

/** The same work in astropy: all pixels and all columns in native byte order, as doubles summed so that nothing is lazy. */
const theirs = `
import json, sys, time, warnings
import numpy as np, astropy
from astropy.io import fits
warnings.simplefilter("ignore")
paths, rounds = json.load(sys.stdin)
def once():
    total = 0.0
    for path in paths:
        with fits.open(path, memmap=False) as hdus:
            for hdu in hdus:
                if hdu.data is None: continue
                if hdu.is_image: total += float(np.nansum(hdu.data[..., :1], dtype="f8"))
                else:
                    for name in hdu.columns.names:
                        field = np.asarray(hdu.data[name])
                        native = field.astype(field.dtype.newbyteorder("="))
                        total += float(native.ravel()[0])
    return total
total = once()
times = []
for _ in range(rounds):
    start = time.perf_counter(); once(); times.append(time.perf_counter() - start)
print(json.dumps({"seconds": times, "total": total, "astropy": astropy.__version__, "numpy": np.__version__}))
`;

function readAll(paths: readonly string[]): number {
  let total = 0;
  for (const path of paths) {
    const file = openFitsSync(readFileSync(path), { gunzip });
    for (const hdu of file.hdus) {
      if (hdu.kind === 'image') {
        const { values, shape } = readImageSync(file, hdu);
        for (let i = 0; i < values.length; i += shape[0]!) total += Number(values[i]) || 0;
      } else if (hdu.kind === 'bintable') {
        for (const column of readTableSync(file, hdu).columns.values()) total += asFloat64(column)[0]!;
      }
    }
  }
  return total;
}

export interface FitsBench {
  readonly set: string;
  readonly files: number;
  readonly ourFilesPerSecond: number;
  readonly astropyFilesPerSecond: number;
  readonly ratio: number;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
}

function race(set: string, paths: readonly string[], python: string, log: (line: string) => void): FitsBench {
  const sum = readAll(paths);
  const seconds: number[] = [];
  for (let i = 0; i < ROUNDS; i++) {
    const start = performance.now();
    readAll(paths);
    seconds.push((performance.now() - start) / 1000);
  }
  const env = { ...process.env, OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1' };
  const run = spawnSync(python, ['-c', theirs], { input: JSON.stringify([paths, ROUNDS]), encoding: 'utf8', env });
  if (run.status !== 0) throw new Error(run.stderr);
  const answer: { seconds: number[]; total: number; astropy: string } = JSON.parse(run.stdout);
  if (Math.abs(answer.total - sum) > 1e-6 * Math.abs(sum))
    throw new Error(`the two read different values: ${sum} and ${answer.total}`);
  const ours = paths.length / median(seconds);
  const astropy = paths.length / median(answer.seconds);
  log(
    `${set}: ${paths.length} files, ours ${ours.toFixed(0)} files/s, astropy ${answer.astropy} ${astropy.toFixed(0)} files/s, ${(ours / astropy).toFixed(1)} times (medians of ${ROUNDS})`,
  );
  return { set, files: paths.length, ourFilesPerSecond: ours, astropyFilesPerSecond: astropy, ratio: ours / astropy };
}

function filesOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.fits(\.gz)?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name));
}

/** Runs the race; gives the part of RESULTS.md. Throws where the shared data or Python are not here. */
export async function run({ log }: { readonly log: (line: string) => void }): Promise<string> {
  const shared = resolve(root, process.env['LINGTAI_SHARED'] ?? '../shared');
  const python = process.env['LINGTAI_PYTHON'] ?? join(root, '.tools/venv/bin/python');
  const lamost = join(shared, 'data/lamost');
  if (!existsSync(lamost) || !existsSync(python)) {
    throw new Error('the shared data and Python with astropy are needed (LINGTAI_SHARED, LINGTAI_PYTHON)');
  }
  const machine = `${cpus()[0]?.model.trim() ?? 'unknown'}, one core each, Node ${process.versions.node}`;
  const lrs = filesOf(join(lamost, 'lrs'));
  const sets: [string, string[]][] = [
    ['LAMOST LRS, plain', lrs.filter((path) => path.endsWith('.fits'))],
    ['LAMOST LRS, gzip', lrs.filter((path) => path.endsWith('.gz'))],
    ['LAMOST LRS, all', lrs],
    ['LAMOST MRS, all', filesOf(join(lamost, 'mrs'))],
  ];
  const rows = sets.map(([set, paths]) => {
    const { files, ourFilesPerSecond, astropyFilesPerSecond, ratio } = race(set, paths, python, log);
    return `| ${set} | ${files} | ${ourFilesPerSecond.toFixed(0)} files/s | ${astropyFilesPerSecond.toFixed(0)} files/s | ${ratio.toFixed(1)} |`;
  });
  return [
    '### FITS: opening a file and reading all its values',
    '',
    `${machine}; the same files, page cache warm, medians of ${ROUNDS} rounds. \`./lingtai bench fits\``,
    '',
    '| set | files | Lingtai | astropy | ratio |',
    '|---|---|---|---|---|',
    ...rows,
  ].join('\n');
}
