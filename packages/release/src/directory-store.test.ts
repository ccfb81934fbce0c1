import { execFileSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { directoryStore } from './directory-store.ts';
import { objectStoreCases } from './store-conformance.ts';

let root = '';
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'lingtai-store-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

describe('a directory as object store', () => {
  for (const { name, run } of objectStoreCases) it(name, () => run(directoryStore(root)));

  it('cleans what dead processes left, and old leftovers, and nothing else', async () => {
    const store = directoryStore(root);
    await store.putIfAbsent('r/kept', new Uint8Array(3));
    const dead = Number(execFileSync('sh', ['-c', 'echo $$'], { encoding: 'utf8' }));
    const id = '-00000000-0000-4000-8000-000000000000';
    const host = hostname()
      .replaceAll(/[^A-Za-z0-9.]/g, '_')
      .slice(0, 64);
    const names = {
      dead: `.unfinished-${host}-${dead}${id}`,
      living: `.unfinished-${host}-${process.ppid}${id}`,
      foreign: `.unfinished-elsewhere-1${id}`,
      old: `.unfinished-elsewhere-2${id}`,
    };
    for (const name of Object.values(names)) await writeFile(join(root, 'r', name), 'half');
    await utimes(join(root, 'r', names.old), 1, 1);
    expect(await store.cleanUnfinished('elsewhere/', 3600e3)).toBe(0);
    expect(await store.cleanUnfinished('r/', 3600e3)).toBe(2);
    expect((await readdir(join(root, 'r'))).sort()).toEqual([names.foreign, names.living, 'kept'].sort());
  });

  it('leaves no empty folder behind a removed object', async () => {
    const store = directoryStore(root);
    await store.putIfAbsent('a/b/c/d', new Uint8Array(1));
    await store.remove('a/b/c/d');
    expect(await readdir(root)).toEqual([]);
  });

  it('refuses an object in the place of a folder and below another object', async () => {
    const store = directoryStore(root);
    await store.putIfAbsent('folder/x', new Uint8Array(1));
    await expect(store.putIfAbsent('folder', new Uint8Array(1))).rejects.toMatchObject({ class: 'conflict' });
    await expect(store.putIfAbsent('folder/x/y', new Uint8Array(1))).rejects.toMatchObject({ class: 'conflict' });
  });

  it('links finished local files in, never over another', async () => {
    const store = directoryStore(join(root, 'store'));
    const file = join(root, 'made');
    await writeFile(file, 'made elsewhere');
    expect(await store.putIfAbsent('x/made', { file })).toBe('created');
    expect(await store.putIfAbsent('x/made', { file })).toBe('exists');
    await rm(file);
    expect(Buffer.from(await store.read('x/made')).toString()).toBe('made elsewhere');
  });
});

describe.skipIf(process.platform !== 'linux' || process.getuid?.() !== 0 || !canMount())('on a full disk', () => {
  it('says so, keeps no part, and works again when there is space', async () => {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', root]);
    try {
      const store = directoryStore(root);
      await store.putIfAbsent('r/first', new Uint8Array(700_000));
      await expect(store.putIfAbsent('r/second', new Uint8Array(700_000))).rejects.toMatchObject({
        class: 'unavailable',
      });
      expect(await readdir(join(root, 'r'))).toEqual(['first']);
      await store.remove('r/first');
      expect(await store.putIfAbsent('r/second', new Uint8Array(700_000))).toBe('created');
      const file = fileURLToPath(import.meta.url);
      expect(await store.putIfAbsent('r/from-another-file-system', { file })).toBe('created');
      expect(Buffer.from(await store.read('r/from-another-file-system')).equals(await readFile(file))).toBe(true);
      expect((await readdir(join(root, 'r'))).sort()).toEqual(['from-another-file-system', 'second']);
    } finally {
      execFileSync('umount', [root]);
    }
  });
});

/** Containers may forbid mounting even to root. */
function canMount(): boolean {
  try {
    execFileSync('unshare', ['-m', 'mount', '-t', 'tmpfs', 'tmpfs', tmpdir()], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
