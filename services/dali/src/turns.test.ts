import { setTimeout as sleep } from 'node:timers/promises';
import { LingtaiError } from '@lingtai/diagnostics';
import { expect, test } from 'vitest';
import { Turns } from './turns.ts';

const make = (more: Partial<ConstructorParameters<typeof Turns>[0]> = {}): Turns =>
  new Turns({ atOnce: 3, atOncePerUser: 2, waitSeconds: 30, ...more });

/** Asks for a turn and notes when it comes. */
function asking(turns: Turns, asker: string, came: string[], signal?: AbortSignal): Promise<() => void> {
  const turn = turns.take(asker, signal);
  turn.then(
    () => came.push(asker),
    () => undefined,
  );
  return turn;
}

async function codeOf(turn: Promise<unknown>): Promise<string> {
  const error: unknown = await turn.catch((e: unknown) => e);
  return error instanceof LingtaiError ? `${error.class} ${error.diagnostics[0]!.code}` : String(error);
}

test('one asker gets no more than his share, and keeps nobody waiting with the rest', async () => {
  const turns = make();
  const came: string[] = [];
  const [first] = await Promise.all([asking(turns, 'a', came), asking(turns, 'a', came)]);
  const third = asking(turns, 'a', came);
  await asking(turns, 'b', came);
  expect(came).toEqual(['a', 'a', 'b']);
  const other = asking(turns, 'c', came);
  await sleep(5);
  expect(came).toHaveLength(3);
  first!();
  first!();
  await third;
  expect(came).toEqual(['a', 'a', 'b', 'a']);
  (await third)();
  await other;
  expect(came.at(-1)).toBe('c');
});

test('who waits too long is told so; who goes away leaves the line', async () => {
  const turns = make({ atOnce: 1, waitSeconds: 0.05 });
  const end = await turns.take('a');
  const gone = new AbortController();
  const leaving = turns.take('b', gone.signal);
  gone.abort(new Error('gone'));
  expect(await codeOf(leaving)).toBe('Error: gone');
  expect(await codeOf(turns.take('b'))).toBe('too-many QUERY-BUSY');
  end();
  (await turns.take('b'))();
  (await turns.take('b'))();
});

test.each([
  [32, {}],
  [3, { waitingPerUser: 3 }],
])('a line of one asker does not grow for ever: %i', async (length, limits) => {
  const turns = make({ atOnce: 1, ...limits });
  const end = await turns.take('a');
  const waiting = Array.from({ length }, () => turns.take('a'));
  expect(await codeOf(turns.take('a'))).toBe('too-many QUERY-BUSY');
  end();
  for (const turn of waiting) (await turn)();
});
