import { randomUUID } from 'node:crypto';
import { link, readFile, rename, unlink, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { fail } from '@lingtai/diagnostics';
import { isAlive } from './directory-store.ts';
import { hasCode, makeFolder, unlinkQuietly } from './durable.ts';
import { step } from './fault.ts';

/** Only one command works in a staging folder. A lock whose process is dead is taken over. */
export async function withLock<T>(folder: string, work: () => Promise<T>): Promise<T> {
  await makeFolder(folder);
  const path = join(folder, 'lock');
  const owner = `${hostname()} ${process.pid} ${randomUUID()}`;
  while (!(await take(path, owner))) await dropDead(path, folder);
  try {
    return await work();
  } finally {
    step('lock.unlink');
    await unlink(path);
  }
}

async function take(path: string, owner: string): Promise<boolean> {
  const own = `${path}.${owner.split(' ')[2]}`;
  step('lock.write');
  await writeFile(own, owner);
  step('lock.link');
  try {
    await link(own, path);
    return true;
  } catch (error) {
    if (hasCode(error, 'EEXIST', 'ENOENT')) return false;
    throw error;
  } finally {
    await unlinkQuietly(own);
  }
}

/** Removes the lock of a dead process, or an empty one that a power cut left; throws `RELEASE-LOCKED` for a living one. */
async function dropDead(path: string, folder: string): Promise<void> {
  const owner = await readFile(path, 'utf8').catch(() => undefined);
  if (owner === undefined) return;
  const [host, pid] = owner.split(' ');
  if (owner !== '' && (host !== hostname() || isAlive(Number(pid)))) {
    throw fail(
      'conflict',
      'RELEASE-LOCKED',
      {
        en: `Process ${pid} on ${host} is working on this release. If it is surely gone, delete the file "lock".`,
        zh: `${host} 上的进程 ${pid} 正在处理此发布。如确定它已不存在，请删除文件“lock”。`,
      },
      { place: { file: folder } },
    );
  }
  const aside = `${path}.${randomUUID()}`;
  try {
    await rename(path, aside);
    if ((await readFile(aside, 'utf8')) !== owner) await link(aside, path).catch(() => undefined);
    await unlink(aside);
  } catch (error) {
    if (!hasCode(error, 'ENOENT')) throw error;
  }
}
