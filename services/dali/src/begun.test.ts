import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { afterAll, expect, test } from 'vitest';
import { begun } from './begun.ts';

const folder = mkdtempSync(join(tmpdir(), 'lingtai-begun-'));
afterAll(() => rmSync(folder, { recursive: true }));
const path = join(folder, 'file');
const bytes = Buffer.from(Array.from({ length: 200_000 }, (_, i) => i % 251));
writeFileSync(path, bytes);

/** The pieces of a file, and whether it is closed. */
async function opened(): Promise<{ readonly pieces: AsyncIterable<Uint8Array>; readonly isClosed: () => boolean }> {
  const file = await open(path, 'r');
  return { pieces: file.createReadStream(), isClosed: () => file.fd === -1 };
}

test('all pieces come, in their order', async () => {
  const { pieces, isClosed } = await opened();
  expect(await buffer(await begun(pieces))).toEqual(bytes);
  expect(isClosed()).toBe(true);
});

test.each([undefined, new Error('refused')])(
  'a stream that is destroyed before it is read closes the file: %s',
  async (why) => {
    const { pieces, isClosed } = await opened();
    const stream = Readable.from(await begun(pieces)).on('error', () => undefined);
    expect(isClosed()).toBe(false);
    stream.destroy(why);
    await expect.poll(isClosed).toBe(true);
  },
);
