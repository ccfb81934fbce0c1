import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { addUsage, makeToken, openState, type State } from '@lingtai/state';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Usage } from './usage.ts';

const folder = mkdtempSync(join(tmpdir(), 'lingtai-usage-'));
const now = (): Date => new Date('2026-05-05T12:00:00Z');
let state: State;
beforeAll(async () => {
  // PostgreSQL does not run as root.
  chmodSync(folder, 0o755);
  state = await openState({ homeDir: join(folder, 'home'), systemDir: join(folder, 'system') });
  await state.migrate();
});
afterAll(async () => {
  await state?.close();
  rmSync(folder, { recursive: true });
});

/** The same store, of which what is read, or told of what was added, arrives when it is let go. */
function slowStore(what: 'SelectQueryNode' | 'InsertQueryNode') {
  const [asked, goOn] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const held = new WeakSet<object>();
  const db = state.db.withPlugin({
    transformQuery: ({ node, queryId }) => {
      if (node.kind === what) held.add(queryId);
      return node;
    },
    transformResult: async ({ result, queryId }) => {
      if (!held.has(queryId)) return result;
      asked.resolve();
      await goOn.promise;
      return result;
    },
  });
  const usage = new Usage({ db }, now, (error) => {
    throw error;
  });
  return { usage, asked: asked.promise, goOn: goOn.resolve };
}

test.each(['SelectQueryNode', 'InsertQueryNode'] as const)(
  'what is added while it is read counts once: slow %s',
  async (what) => {
    const name = what.slice(0, 6).toLowerCase();
    await makeToken(state, { name });
    await addUsage(state, [{ account: name, day: '2026-05-05', requests: 10, bytes: 1000 }]);
    const { usage, asked, goOn } = slowStore(what);
    usage.add(name, 5);
    const first = what === 'SelectQueryNode' ? usage.ofToday(name) : usage.flush();
    await asked;
    const second = what === 'SelectQueryNode' ? usage.flush() : usage.ofToday(name);
    await Promise.race([second, sleep(1000)]);
    goOn();
    const [one, two] = await Promise.all([first, second]);
    const sum = { requests: 11, bytes: 1005 };
    expect([one ?? two, usage.knownToday(name)]).toEqual([sum, sum]);
    await usage.stop();
  },
);
