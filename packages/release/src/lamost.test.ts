import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadDescriptor } from '@lingtai/descriptor';
import { duckdbTableBuilder } from '@lingtai/engine-duckdb';
import { gunzip } from '@lingtai/fits/node';
import { readSpectrum } from '@lingtai/spectrum';
import { describe, expect, it } from 'vitest';
import { build, directoryStore, ingest, openRelease, verify } from './index.ts';

const repository = fileURLToPath(new URL('../../../', import.meta.url));
const lamost = resolve(repository, process.env['LINGTAI_SHARED'] ?? '../shared', 'data/lamost');

/** Values without their width: the arrays of a product have one type, that of its widest file. */
function plain(value: unknown): unknown {
  if (ArrayBuffer.isView(value)) return Array.from(value as Float64Array);
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, plain(inner)]));
}

describe.skipIf(!existsSync(lamost))('real LAMOST files (needs the shared data folder)', () => {
  it('become a release whose products are the files, byte for byte and value for value', async () => {
    const root = await mkdtemp(join(tmpdir(), 'lingtai-lamost-'));
    const builder = duckdbTableBuilder({ tempDirectory: join(root, 'temp'), memoryLimitBytes: 512 << 20, threads: 2 });
    try {
      const descriptorText = await readFile(join(repository, 'surveys/lamost-excerpt/lamost-excerpt.yaml'), 'utf8');
      const descriptor = loadDescriptor(descriptorText);
      const report = await ingest({
        descriptor,
        descriptorText,
        inputDir: lamost,
        homeDir: root,
        release: 'excerpt',
        version: 'v1',
        builder,
      });
      const counts = Object.fromEntries(report.sources.map((s) => [s.name, [s.read, s.accepted]]));
      expect(counts).toMatchObject({
        lrs: [376, 376],
        mrs: [7, 7],
        disk_giants: [21954, 21954],
        dr10_params: [2000, 2000],
      });
      const store = directoryStore(root);
      const address = { dataset: descriptor.id, release: 'excerpt', version: 'v1' };
      const { digest } = await build({ ...address, homeDir: root, store, builder, packBytes: 8 << 20 });
      expect((await verify({ ...address, store, digest })).damages).toEqual([]);
      const release = await openRelease(store, address);
      let read = 0;
      for (const product of ['lrs', 'mrs']) {
        for await (const place of release.products(product)) {
          const bytes = await (await release.product(product, place.id))!.bytes();
          expect((await readFile(join(lamost, place.file))).equals(bytes), place.file).toBe(true);
          if (read++ % 8 !== 0) continue;
          const reader = descriptor.products!.find((p) => p.name === product)!.spectrum!;
          const segments = await release.readSegments(product, place);
          expect(plain(segments), place.file).toEqual(plain(readSpectrum(bytes, reader, { gunzip }).segments));
        }
      }
      expect(read).toBe(383);
    } finally {
      await builder.close();
      await rm(root, { recursive: true, force: true });
    }
  });
});
