import { createHash } from 'node:crypto';
import { type AddressInfo, connect } from 'node:net';
import Fastify from 'fastify';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { answerFile } from './file-answer.ts';

/** Larger than what is sent at once: random bytes, the same each time. */
const bytes = Buffer.alloc(9 << 20);
for (let i = 0, state = 7; i < bytes.length; i += 4) {
  state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
  bytes.writeUInt32LE(state, i);
}
const sha256 = (data: Uint8Array): string => createHash('sha256').update(data).digest('hex');
const seen = { streams: 0, ended: 0, atOnce: 0 };
const file = {
  ...{ name: '星.bin', sizeBytes: bytes.length, sha256: sha256(bytes) },
  bytes: async (from = 0, to = bytes.length) => {
    seen.atOnce++;
    return bytes.subarray(from, to);
  },
  async *stream(from = 0, to = bytes.length) {
    seen.streams++;
    try {
      for (let at = from; at < to; at += 65_536) yield bytes.subarray(at, Math.min(at + 65_536, to));
    } finally {
      seen.ended++;
    }
  },
};
// biome-ignore lint/correctness/useYield: it fails before there is anything to give.
const broken = async function* (): AsyncGenerator<Uint8Array> {
  throw new Error('the disk is gone');
};

const app = Fastify();
app.get('/file', (request, reply) => answerFile(file, 'application/octet-stream', request, reply));
app.get('/broken', (request, reply) => answerFile({ ...file, stream: broken }, 'text/plain', request, reply));
beforeAll(() => app.listen({ host: '127.0.0.1', port: 0 }));
afterAll(() => app.close());

const port = (): number => (app.server.address() as AddressInfo).port;
const url = (path: string): string => `http://127.0.0.1:${port()}${path}`;
const bodyOf = async (answer: Response): Promise<Buffer> => Buffer.from(await answer.arrayBuffer());

test('a large file is streamed whole, with its length; a small range is read at once', async () => {
  const whole = await fetch(url('/file'));
  expect([whole.status, whole.headers.get('content-length')]).toEqual([200, `${bytes.length}`]);
  expect(sha256(await bodyOf(whole))).toBe(file.sha256);
  expect(seen).toEqual({ streams: 1, ended: 1, atOnce: 0 });
  const some = await fetch(url('/file'), { headers: { range: 'bytes=5000000-5000009' } });
  expect([some.status, some.headers.get('content-range')]).toEqual([206, `bytes 5000000-5000009/${bytes.length}`]);
  expect(await bodyOf(some)).toEqual(bytes.subarray(5_000_000, 5_000_010));
  const rest = await fetch(url('/file'), { headers: { range: 'bytes=1000001-' } });
  expect(sha256(await bodyOf(rest))).toBe(sha256(bytes.subarray(1_000_001)));
  expect(seen).toEqual({ streams: 2, ended: 2, atOnce: 1 });
});

test('HEAD tells the length and reads nothing', async () => {
  const before = { ...seen };
  const head = await fetch(url('/file'), { method: 'HEAD', headers: { range: 'bytes=0-1' } });
  expect([head.status, head.headers.get('content-length')]).toEqual([200, `${bytes.length}`]);
  expect(head.headers.get('content-disposition')).toBe(
    'attachment; filename="_.bin"; filename*=UTF-8\'\'%E6%98%9F.bin',
  );
  expect(seen).toEqual(before);
});

test('who goes away in the midst ends the reading', async () => {
  const before = seen.ended;
  const socket = connect(port(), '127.0.0.1');
  socket.write('GET /file HTTP/1.1\r\nHost: x\r\n\r\n');
  await new Promise((done) => socket.once('data', done));
  socket.destroy();
  await expect.poll(() => seen.ended, { timeout: 20_000 }).toBe(before + 1);
});

test('what cannot be read at all is an error and no broken answer', async () => {
  expect((await fetch(url('/broken'))).status).toBe(500);
});
