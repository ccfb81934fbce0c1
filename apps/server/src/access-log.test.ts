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
