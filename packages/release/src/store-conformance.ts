import { deepStrictEqual, ok, rejects, strictEqual } from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { LingtaiError } from '@lingtai/diagnostics';
import { collect, type ObjectStore } from './store.ts';

/** One promise of `ObjectStore`, checked against an empty store. */
export interface StoreCase {
  readonly name: string;
  readonly run: (store: ObjectStore) => Promise<void>;
}

/** What every store must do; a test runs each case on a new, empty store. */
export const objectStoreCases: readonly StoreCase[] = [
  { name: 'reads back whole objects, ranges and streams', run: readsBack },
  { name: 'keeps the first object of a key and says that it exists', run: keepsTheFirst },
  { name: 'lets exactly one of many writers win, whole', run: oneWriterWins },
  { name: 'makes no object from a body that fails', run: failingBody },
  { name: 'lists finished objects by prefix in order of keys', run: listsInOrder },
  { name: 'takes unusual keys as they are', run: unusualKeys },
  { name: 'refuses keys outside the rules', run: refusesKeys },
  { name: 'says not-found for what is not there', run: notFound },
  { name: 'removes, without an error when there is nothing', run: removes },
  { name: 'writes beside who removes the last object of the same prefix', run: writesBesideRemoval },
  { name: 'leaves finished objects alone when it cleans', run: cleans },
  { name: 'gives the same ETag for the same object and another for another', run: etags },
  { name: 'takes a large stream piece by piece', run: largeStream },
];

const text = (value: string): Uint8Array => new TextEncoder().encode(value);
const read = async (store: ObjectStore, key: string): Promise<string> =>
  new TextDecoder().decode(await store.read(key));
const keys = async (store: ObjectStore, prefix: string): Promise<string[]> => {
  const found: string[] = [];
  for await (const info of store.list(prefix)) found.push(info.key);
  return found;
};
const ofClass = (wanted: string) => (error: unknown) => error instanceof LingtaiError && error.class === wanted;

async function* pieces(...parts: readonly Uint8Array[]): AsyncIterable<Uint8Array> {
  for (const part of parts) yield part;
}

async function readsBack(store: ObjectStore): Promise<void> {
  strictEqual(await store.putIfAbsent('a/b/digits', text('0123456789')), 'created');
  strictEqual(await store.putIfAbsent('a/streamed', pieces(text('01'), text(''), text('23'))), 'created');
  strictEqual(await store.putIfAbsent('empty', new Uint8Array(0)), 'created');
  strictEqual(await read(store, 'a/b/digits'), '0123456789');
  strictEqual(await read(store, 'a/streamed'), '0123');
  strictEqual(await read(store, 'empty'), '');
  const range = async (from: number, to?: number) => new TextDecoder().decode(await store.read('a/b/digits', from, to));
  deepStrictEqual(
    [await range(0, 1), await range(3, 7), await range(8), await range(8, 99), await range(4, 4), await range(20, 30)],
    ['0', '3456', '89', '89', '', ''],
  );
  const streamed = async (from?: number, to?: number) =>
    new TextDecoder().decode(await collect(store.stream('a/b/digits', from, to)));
  deepStrictEqual(
    [await streamed(), await streamed(3, 7), await streamed(8), await streamed(2, 2)],
    ['0123456789', '3456', '89', ''],
  );
  strictEqual((await store.head('a/b/digits'))?.sizeBytes, 10);
}

async function keepsTheFirst(store: ObjectStore): Promise<void> {
  strictEqual(await store.putIfAbsent('k', text('first')), 'created');
  strictEqual(await store.putIfAbsent('k', text('second')), 'exists');
  strictEqual(await store.putIfAbsent('k', pieces(text('third'))), 'exists');
  strictEqual(await read(store, 'k'), 'first');
}

async function oneWriterWins(store: ObjectStore): Promise<void> {
  for (let round = 0; round < 8; round++) {
    const bodies = Array.from({ length: 6 }, (_, i) => String(i).repeat(50_000 + i));
    const body = (i: number) =>
      i % 2 ? text(bodies[i]!) : pieces(text(bodies[i]!.slice(0, 777)), text(bodies[i]!.slice(777)));
    const answers = await Promise.all(bodies.map((_, i) => store.putIfAbsent(`race/${round}/x`, body(i))));
    strictEqual(answers.filter((a) => a === 'created').length, 1);
    strictEqual(await read(store, `race/${round}/x`), bodies[answers.indexOf('created')]);
  }
  strictEqual((await keys(store, '')).length, 8);
}

async function failingBody(store: ObjectStore): Promise<void> {
  async function* broken(): AsyncIterable<Uint8Array> {
    yield text('half');
    throw new Error('the source broke');
  }
  await rejects(store.putIfAbsent('broken/x', broken()), /the source broke/);
  strictEqual(await store.head('broken/x'), undefined);
  deepStrictEqual(await keys(store, ''), []);
  strictEqual(await store.putIfAbsent('broken/x', text('whole')), 'created');
}

async function listsInOrder(store: ObjectStore): Promise<void> {
  const all = ['a', 'a-1', 'a.b/c', 'ab/1', 'ab/10', 'ab/2', 'b/x/y/z', 'é', '恒星'];
  for (const key of all.toReversed()) await store.putIfAbsent(key, text(key));
  deepStrictEqual(await keys(store, ''), all);
  deepStrictEqual(await keys(store, 'a'), all.slice(0, 6));
  deepStrictEqual(await keys(store, 'ab/1'), ['ab/1', 'ab/10']);
  deepStrictEqual(await keys(store, 'b/x/'), ['b/x/y/z']);
  deepStrictEqual(await keys(store, 'nothing/'), []);
}

async function unusualKeys(store: ObjectStore): Promise<void> {
  const all = [
    'with blank/and  two',
    'plus+and%20percent',
    '#?&=',
    'quote\'"`',
    'back\\slash',
    'star*[x]{y}',
    '光谱/巡天',
    '.hidden',
    '..dots..',
    '-rf',
    'e\u0301',
    'é',
    `${'x'.repeat(255)}/y`,
    '🌌',
  ];
  for (const key of all) strictEqual(await store.putIfAbsent(key, text(key)), 'created', key);
  for (const key of all) strictEqual(await read(store, key), key);
  deepStrictEqual(await keys(store, ''), all.toSorted());
}

async function refusesKeys(store: ObjectStore): Promise<void> {
  for (const key of [
    '',
    '/',
    '/a',
    'a/',
    'a//b',
    '.',
    'a/../b',
    './a',
    'a/.',
    'nul\0',
    '\ud800',
    'x'.repeat(256),
    `${'ab/'.repeat(400)}c`,
    'a/.unfinished-1',
  ]) {
    await rejects(async () => store.putIfAbsent(key, text('x')), ofClass('usage'), JSON.stringify(key));
  }
}

async function notFound(store: ObjectStore): Promise<void> {
  await store.putIfAbsent('a/b', text('x'));
  for (const key of ['a', 'a/c', 'a/b/c', 'z']) {
    strictEqual(await store.head(key), undefined);
    await rejects(store.read(key), ofClass('not-found'));
    await rejects(collect(store.stream(key)), ofClass('not-found'));
  }
}

async function removes(store: ObjectStore): Promise<void> {
  await store.putIfAbsent('r/1', text('x'));
  await store.putIfAbsent('r/2', text('x'));
  await store.remove('r/1');
  await store.remove('r/1');
  deepStrictEqual(await keys(store, ''), ['r/2']);
  strictEqual(await store.putIfAbsent('r/1', text('new')), 'created');
  strictEqual(await read(store, 'r/1'), 'new');
}

async function writesBesideRemoval(store: ObjectStore): Promise<void> {
  const again = async (name: string): Promise<void> => {
    for (let i = 0; i < 100; i++) {
      strictEqual(await store.putIfAbsent(`a/b/${name}`, text(name)), 'created');
      await store.remove(`a/b/${name}`);
    }
  };
  await Promise.all(['1', '2', '3'].map(again));
  deepStrictEqual(await keys(store, ''), []);
}

async function cleans(store: ObjectStore): Promise<void> {
  await store.putIfAbsent('c/1', text('x'));
  strictEqual(await store.cleanUnfinished('', 0), 0);
  deepStrictEqual(await keys(store, ''), ['c/1']);
}

async function etags(store: ObjectStore): Promise<void> {
  await store.putIfAbsent('e/1', text('x'));
  await store.putIfAbsent('e/2', text('yy'));
  const first = await store.head('e/1');
  ok(first && first.etag.length > 0);
  strictEqual((await store.head('e/1'))?.etag, first.etag);
  ok((await store.head('e/2'))?.etag !== first.etag);
  for await (const info of store.list('e/1')) strictEqual(info.etag, first.etag);
}

async function largeStream(store: ObjectStore): Promise<void> {
  const piece = new Uint8Array(1 << 20).map((_, i) => (i * 31) & 255);
  const sum = createHash('sha256');
  async function* body(): AsyncIterable<Uint8Array> {
    for (let i = 0; i < 20; i++) {
      piece[0] = i;
      sum.update(piece);
      yield piece.slice();
    }
  }
  strictEqual(await store.putIfAbsent('large', body()), 'created');
  const back = createHash('sha256');
  for await (const part of store.stream('large')) back.update(part);
  strictEqual(back.digest('hex'), sum.digest('hex'));
  strictEqual((await store.head('large'))?.sizeBytes, 20 << 20);
}
