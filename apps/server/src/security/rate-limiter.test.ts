import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { RateLimiter } from './rate-limiter.ts';

let now = 1e6;
/** Bytes that are still held. */
function heldBytes(): number {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  return process.memoryUsage().heapUsed;
}

const make = (mostKeys?: number): RateLimiter =>
  new RateLimiter({ now: () => now, ...(mostKeys === undefined ? {} : { mostKeys }) });

test('a minute’s requests may come at once; then they come as fast as the bucket fills', () => {
  const limiter = make();
  const first = limiter.take('a', 60);
  expect(first).toEqual({ allowed: true, remaining: 59, fullInSeconds: 1, retrySeconds: 0 });
  for (let i = 0; i < 59; i++) expect(limiter.take('a', 60).allowed, `${i}`).toBe(true);
  expect(limiter.take('a', 60)).toEqual({ allowed: false, remaining: 0, fullInSeconds: 60, retrySeconds: 1 });
  expect(limiter.take('b', 60).allowed).toBe(true);
  now += 1000;
  expect([limiter.take('a', 60).allowed, limiter.take('a', 60).allowed]).toEqual([true, false]);
  now += 60_000;
  expect(limiter.take('a', 60).remaining).toBe(59);
});

test('refused requests cost nothing, and one in two minutes is a limit too', () => {
  const limiter = make();
  for (let i = 0; i < 1000; i++) limiter.take('a', 6);
  expect(limiter.look('a', 6)).toMatchObject({ allowed: false, retrySeconds: 10 });
  now += 10_000;
  expect(limiter.look('a', 6).allowed).toBe(true);
  expect([limiter.take('a', 6).allowed, limiter.take('a', 6).allowed]).toEqual([true, false]);
});

test('none a minute allows nothing, and the time to wait is still a number', () => {
  expect(make().take('a', 0)).toMatchObject({ allowed: false, remaining: 0, retrySeconds: 3600 });
});

test('over a long time nobody gets more than his share, whatever the limit', () => {
  for (const perMinute of [1, 7, 60, 6000]) {
    const limiter = make();
    let taken = 0;
    const step = 60_000 / perMinute / 3;
    for (let i = 0; i < 30 * perMinute; i++) {
      if (limiter.take('a', perMinute).allowed) taken++;
      now += step;
    }
    // Ten minutes, and the bucket that was full at first.
    expect(Math.abs(taken - 11 * perMinute), `${perMinute}`).toBeLessThanOrEqual(1);
  }
});

test('a million addresses take bounded memory, and one that asks on stays limited', () => {
  const limiter = make();
  const before = heldBytes();
  for (let i = 0; i < 60; i++) limiter.take('greedy', 60);
  let most = 0;
  for (let i = 0; i < 1_000_000; i++) {
    limiter.take(`2001:db8:${(i >> 16).toString(16)}:${(i & 0xffff).toString(16)}::/64`, 60);
    if (i % 50_000 === 0) expect(limiter.take('greedy', 60).allowed).toBe(false);
    most = Math.max(most, limiter.size);
  }
  expect(most).toBeLessThanOrEqual(200_000);
  expect(limiter.size).toBeGreaterThan(0);
  expect(heldBytes() - before).toBeLessThan(60_000_000);
});

test('keys that ask no more are forgotten when their buckets are full', () => {
  const limiter = make();
  for (let i = 0; i < 1000; i++) limiter.take(`${i}`, 60);
  for (let i = 0; i < 3; i++) {
    now += 61_000;
    limiter.take('late', 60);
  }
  expect(limiter.size).toBe(2);
});
