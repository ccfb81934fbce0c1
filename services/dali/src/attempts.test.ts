import { LingtaiError } from '@lingtai/diagnostics';
import Fastify from 'fastify';
import { beforeEach, expect, test } from 'vitest';
import { type AttemptRecord, type AttemptStore, attemptLimiter } from './attempts.ts';
import { apiErrorHandler } from './errors.ts';

let at: number;
let kept: Map<string, AttemptRecord>;
let store: AttemptStore;
beforeEach(() => {
  at = Date.parse('2026-11-21T00:00:00Z');
  kept = new Map();
  // Each change waits for the one before, as rows of a database do.
  let line: Promise<unknown> = Promise.resolve();
  store = {
    change: (key, change) => {
      const done = line.then(() => {
        const after = change(kept.get(key));
        if (after) kept.set(key, after);
        else kept.delete(key);
        return after;
      });
      line = done;
      return done;
    },
  };
});

const limiter = () => attemptLimiter({ store, now: () => new Date(at) });
const wait = (seconds: number): void => {
  at += seconds * 1000;
};
async function tried(name: string, address = '192.0.2.1'): Promise<number> {
  try {
    await limiter().begin({ name, address });
    return 0;
  } catch (error) {
    if (!(error instanceof LingtaiError) || error.class !== 'too-many') throw error;
    return Number(/in (\d+) seconds/.exec(error.diagnostics[0]!.text.en)![1]);
  }
}

test('some mistakes are free; then each costs twice the wait of the one before, up to a minute', async () => {
  for (let i = 0; i < 8; i++) expect(await tried('ann', `192.0.2.${i}`)).toBe(0);
  const waits: number[] = [];
  for (let i = 0; i < 8; i++) {
    const seconds = await tried('ann', `198.51.100.${i}`);
    waits.push(seconds);
    wait(seconds);
    expect(await tried('ann', `198.51.100.${i}`)).toBe(0);
  }
  expect(waits).toEqual([1, 2, 4, 8, 16, 32, 60, 60]);
});

test('asking too early neither counts nor makes it longer, however the name is written', async () => {
  for (let i = 0; i < 8; i++) await tried('ann', `192.0.2.${i}`);
  for (const name of ['ann', ' ANN', 'ａｎｎ', 'ann ']) expect(await tried(name, '203.0.113.1')).toBe(1);
  wait(1);
  expect(await tried('ann', '203.0.113.1')).toBe(0);
  expect(await tried('bob')).toBe(0);
});

test('many at once count as many', async () => {
  const all = await Promise.all(Array.from({ length: 50 }, (_, i) => tried('ann', `192.0.2.${i}`)));
  expect(all.filter((seconds) => seconds === 0)).toHaveLength(8);
});

test('one address cannot try many names, nor can a whole IPv6 network', async () => {
  const free = async (address: (i: number) => string): Promise<number> => {
    let count = 0;
    while (count < 100 && (await tried(`${address(0)}${count}`, address(count))) === 0) count++;
    return count;
  };
  expect(await free(() => '192.0.2.9')).toBe(40);
  expect(await free((i) => `2001:db8:7:7::${i.toString(16)}`)).toBe(40);
  expect(await tried('somebody', '2001:db8:7:8::1')).toBe(0);
});

test('who was right begins anew; his neighbours keep their count', async () => {
  const right = { name: 'ann', address: '192.0.2.1' };
  for (let i = 0; i < 7; i++) await tried('ann');
  await limiter().begin(right);
  await limiter().succeeded(right);
  for (let i = 0; i < 8; i++) expect(await tried('ann')).toBe(0);
  expect(await tried('ann')).toBe(1);
  expect([...kept.entries()].filter(([key]) => key.startsWith('address:')).map(([, { failures }]) => failures)).toEqual(
    [16],
  );
});

test('a day later it is forgotten', async () => {
  for (let i = 0; i < 9; i++) await tried('ann');
  wait(86_400);
  for (let i = 0; i < 8; i++) expect(await tried('ann')).toBe(0);
});

test('what is kept tells no name: people type their passwords there', async () => {
  await tried('my secret password');
  expect(JSON.stringify([...kept.keys()])).not.toContain('secret');
});

test('the answer is 429 and says when to come again', async () => {
  const app = Fastify();
  app.setErrorHandler(apiErrorHandler);
  app.get('/', () => limiter().begin({ name: 'ann', address: '192.0.2.1' }));
  for (let i = 0; i < 8; i++) await app.inject('/');
  const { statusCode, headers, body } = await app.inject('/');
  expect([statusCode, headers['retry-after']]).toEqual([429, '1']);
  expect(body).toContain('SIGN-IN-WAIT');
  await app.close();
});
