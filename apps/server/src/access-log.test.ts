import { expect, test, vi } from 'vitest';
import { AccessLog } from './access-log.ts';

test('a flush writes all that was read before it, in that order, however long it takes to learn what of it is restricted', async () => {
  const learned: (() => void)[] = [];
  const written: string[] = [];
  const log = new AccessLog({
    restricted: () => new Promise((done) => learned.push(() => done(['survey/dr1/v1']))),
    write: async (reads) => void written.push(...reads.map(({ asked }) => asked)),
    failed: (error) => {
      throw error;
    },
  });
  const read = (asked: string) =>
    log.during('ann', asked, async () => log.noteProduct({ address: 'survey/dr1/v1', digest: 'x', product: 'raw' }));
  const both = [read('first'), read('second')];
  await vi.waitFor(() => expect(learned).toHaveLength(2));
  const flushed = log.flush();
  learned[1]!();
  await new Promise(setImmediate);
  learned[0]!();
  await Promise.all([...both, flushed]);
  expect(written).toEqual(['first', 'second']);
});

test('what is known to be restricted is written while another read is still being looked at', async () => {
  const written: string[] = [];
  const log = new AccessLog({
    restricted: async (_tables, [product]) =>
      product?.product === 'slow' ? new Promise(() => undefined) : ['survey/dr1/v1'],
    write: async (reads) => void written.push(...reads.map(({ asked }) => asked)),
    failed: (error) => {
      throw error;
    },
  });
  const read = (product: string) =>
    log.during('ann', product, async () => log.noteProduct({ address: 'survey/dr1/v1', digest: 'x', product }));
  await read('quick');
  void read('slow');
  await expect.poll(() => written).toEqual(['quick']);
});
