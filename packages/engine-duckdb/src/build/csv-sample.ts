import { open, stat } from 'node:fs/promises';
import { healpixHash, maxOrder } from '@lingtai/sky';
import { splitLine } from './csv-lines.ts';
import { type CsvLayout, type CsvSource, isBlank } from './csv-source.ts';

/** Cells of order 29 of some rows, ascending, and about how many rows there are in all. */
export interface CellSample {
  readonly cells: readonly bigint[];
  readonly rowCount: number;
}

const blockBytes = 1 << 17;
const mostBlocks = 128;

/**
 * Draws rows from all over some text files, to see where on the sky their rows are. `fields` are the places of right
 * ascension and declination. A packed file shows nothing: it is taken to hold no row.
 */
export async function sampleCsv(
  source: CsvSource,
  files: readonly { readonly layout: CsvLayout; readonly fields: readonly [number, number] }[],
): Promise<CellSample> {
  const sized = await Promise.all(
    files
      .filter(({ layout }) => !/\.gz$/i.test(layout.file))
      .map(async (file) => ({ ...file, sizeBytes: (await stat(file.layout.file)).size })),
  );
  const step = Math.max(blockBytes, sized.reduce((sum, f) => sum + f.sizeBytes, 0) / mostBlocks);
  const cells: bigint[] = [];
  let rowCount = 0;
  for (const { layout, fields, sizeBytes } of sized) {
    const split = isBlank(source.delimiter)
      ? (line: string) => line.trim().split(/\s+/)
      : (line: string) => splitLine(line, source.delimiter);
    let lines = 0;
    let seenBytes = 0;
    for await (const block of blocksOf(layout.file, sizeBytes, step)) {
      seenBytes += block.length + 1;
      for (const line of block.split('\n')) {
        lines += 1;
        const cell = cellOf(split(line), fields);
        if (cell !== undefined) cells.push(cell);
      }
    }
    rowCount += seenBytes === 0 ? 0 : (lines * sizeBytes) / seenBytes;
  }
  return { cells: cells.sort((a, b) => (a < b ? -1 : a > b ? 1 : 0)), rowCount };
}

/** Whole lines of blocks that stand about `step` bytes apart, without the first line, which may be torn. */
async function* blocksOf(file: string, sizeBytes: number, step: number): AsyncGenerator<string> {
  const handle = await open(file, 'r');
  try {
    const block = Buffer.alloc(blockBytes);
    for (let at = 0; at < sizeBytes; at += step) {
      const { bytesRead } = await handle.read(block, 0, blockBytes, Math.floor(at));
      const from = block.indexOf(10);
      const to = block.lastIndexOf(10, bytesRead - 1);
      if (from >= 0 && to > from) yield block.toString('latin1', from + 1, to);
    }
  } finally {
    await handle.close();
  }
}

function cellOf(values: readonly string[], [ra, dec]: readonly [number, number]): bigint | undefined {
  const texts = [values[ra], values[dec]];
  if (texts.some((t) => t === undefined || t.trim() === '')) return undefined;
  const [raDeg, decDeg] = texts.map(Number) as [number, number];
  return Number.isFinite(raDeg) && Math.abs(decDeg) <= 90 ? healpixHash(maxOrder, raDeg, decDeg) : undefined;
}
