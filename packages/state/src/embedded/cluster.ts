import { execFile } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { chmod, chown, link, mkdir, readdir, readFile, realpath, rm, stat, writeFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { fail } from '@lingtai/diagnostics';
import {
  exists,
  isRoot,
  packagedPostgres,
  publicBinaries,
  publicFolder,
  type ServerUser,
  unprivilegedUser,
} from './binaries.ts';
import { processRuns } from './process.ts';

const run = promisify(execFile);

/** Where things are. `systemDir` is used by root only. */
export interface Places {
  readonly homeDir: string;
  readonly systemDir: string;
}

/** One PostgreSQL data directory that belongs to one Lingtai home. */
export interface Cluster {
  /** Holds `data`, `log` and `port`. */
  readonly dir: string;
  readonly dataDir: string;
  readonly binDir: string;
  readonly password: string;
  /** As whom the server runs, where that is not the user of this process. */
  readonly user: ServerUser | undefined;
}

/** `HOME/state/cluster.json`, mode 0600: appears at once and whole when a cluster is complete, and never changes. */
interface ClusterFile {
  readonly dir: string;
  readonly password: string;
}

/** The home's cluster; made where there is none. Any number of processes may ask at the same moment. */
export async function homeCluster(places: Places, say: (text: { en: string; zh: string }) => void): Promise<Cluster> {
  const stateDir = join(places.homeDir, 'state');
  await mkdir(stateDir, { recursive: true, mode: 0o700 });
  let file = await readClusterFile(stateDir);
  if (!file) {
    const release = await takeTurn(stateDir);
    try {
      file = await readClusterFile(stateDir);
      if (!file) {
        say({ en: 'Setting up the state store (PostgreSQL), once.', zh: '正在初始化状态库（PostgreSQL），仅此一次。' });
        file = await makeCluster(stateDir, places);
      }
    } finally {
      await release();
    }
  }
  const dir = resolve(stateDir, file.dir);
  const dataDir = join(dir, 'data');
  const owner = await stat(dataDir).catch((cause: unknown) => {
    throw lostCluster(dataDir, cause);
  });
  await checkVersion(dataDir);
  const binDir = join(await binariesFor(places), 'bin');
  const user = isRoot && owner.uid !== 0 ? { uid: owner.uid, gid: owner.gid } : undefined;
  return { dir, dataDir, binDir, password: file.password, user };
}

async function binariesFor(places: Places): Promise<string> {
  const packaged = await packagedPostgres();
  return isRoot ? publicBinaries(packaged, places.systemDir) : packaged.dir;
}

async function readClusterFile(stateDir: string): Promise<ClusterFile | undefined> {
  try {
    return JSON.parse(await readFile(join(stateDir, 'cluster.json'), 'utf8')) as ClusterFile;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return undefined;
    if (code !== 'EACCES') throw error;
    throw fail('forbidden', 'STATE-OTHER-USER', {
      en: `The state store in ${stateDir} belongs to another user. Run Lingtai as the user who made it.`,
      zh: `${stateDir} 中的状态库属于另一用户。请以创建它的用户运行灵台。`,
    });
  }
}

/** Saves needless work when many start at once. That the outcome is right does not depend on it, so a stale turn is simply taken. */
async function takeTurn(stateDir: string): Promise<() => Promise<void>> {
  const path = join(stateDir, 'initialising');
  for (let waited = 0; waited < 60_000; waited += 50) {
    try {
      await writeFile(path, String(process.pid), { flag: 'wx' });
      return () => rm(path, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    if (await exists(join(stateDir, 'cluster.json'))) break;
    const owner = Number(await readFile(path, 'utf8').catch(() => ''));
    if (owner > 0 && !(await processRuns(owner))) await rm(path, { force: true });
    await sleep(50);
  }
  return async () => undefined;
}

/** Makes a cluster in a folder of its own, then links `cluster.json` to it. Whoever links first wins; the others remove theirs. */
async function makeCluster(stateDir: string, places: Places): Promise<ClusterFile> {
  const base = isRoot ? await systemHome(places) : stateDir;
  await removeUnfinished(base);
  const dir = join(base, `pg-${process.pid}-${randomBytes(4).toString('hex')}`);
  const password = randomBytes(24).toString('base64url');
  const part = join(stateDir, `cluster.${basename(dir)}.json`);
  const file: ClusterFile = { dir: isRoot ? dir : basename(dir), password };
  try {
    await mkdir(dir, { recursive: true, mode: isRoot ? 0o755 : 0o700 });
    await initdb(dir, password, await binariesFor(places));
    await writeFile(join(dir, 'complete'), '');
    await writeFile(part, JSON.stringify(file), { flag: 'wx', mode: 0o600, flush: true });
    await link(part, join(stateDir, 'cluster.json'));
    return file;
  } catch (error) {
    await rm(dir, { recursive: true, force: true });
    const winner = await readClusterFile(stateDir);
    if (!winner) throw error;
    return winner;
  } finally {
    await rm(part, { force: true });
  }
}

/** A folder below the system folder for this home: root's home may be closed to the server's user. */
async function systemHome({ homeDir, systemDir }: Places): Promise<string> {
  const home = await realpath(homeDir);
  const key = createHash('sha256').update(home).digest('hex').slice(0, 12);
  const dir = join(systemDir, `${basename(home).replace(/[^A-Za-z0-9]/g, '')}-${key}`);
  await publicFolder(systemDir);
  await publicFolder(dir);
  await writeFile(join(dir, 'home'), `${home}\n`);
  return dir;
}

/** Folders left by a set-up that was killed. A complete cluster is never removed. */
async function removeUnfinished(base: string): Promise<void> {
  for (const name of await readdir(base)) {
    const pid = Number(/^pg-(\d+)-[0-9a-f]+$/.exec(name)?.[1] ?? 0);
    if (pid === 0 || (await processRuns(pid)) || (await exists(join(base, name, 'complete')))) continue;
    await rm(join(base, name), { recursive: true, force: true });
  }
}

async function initdb(dir: string, password: string, binaries: string): Promise<void> {
  const dataDir = join(dir, 'data');
  const passwordFile = join(dir, 'password');
  const user = isRoot ? await unprivilegedUser() : undefined;
  await mkdir(dataDir, { mode: 0o700 });
  await writeFile(passwordFile, password, { mode: 0o600 });
  await chmod(dir, isRoot ? 0o755 : 0o700);
  if (user) await Promise.all([dataDir, passwordFile].map((path) => chown(path, user.uid, user.gid)));
  const locale = ['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
  const args = [
    '-D',
    dataDir,
    '-U',
    'lingtai',
    '-A',
    'scram-sha-256',
    '--pwfile',
    passwordFile,
    '--no-instructions',
    ...locale,
  ];
  try {
    await run(join(binaries, 'bin', 'initdb'), args, { cwd: dir, env: { LC_ALL: 'C' }, ...user });
  } catch (cause) {
    throw setUpFailed(dir, cause);
  } finally {
    await rm(passwordFile, { force: true });
  }
}

function setUpFailed(dir: string, cause: unknown): Error {
  const output = String((cause as { stderr?: string }).stderr ?? cause);
  if (/No space left/i.test(output)) {
    return fail('unavailable', 'STATE-DISK-FULL', {
      en: `The state store could not be set up in ${dir}: the disk is full. Nothing was kept.`,
      zh: `无法在 ${dir} 中初始化状态库：磁盘已满。未保留任何内容。`,
    });
  }
  const detail = output.trim().split('\n').at(-1) ?? '';
  return fail(
    'unavailable',
    'STATE-SETUP',
    {
      en: `The state store could not be set up in ${dir}: ${detail} The folders above it must be open to the user that runs PostgreSQL.`,
      zh: `无法在 ${dir} 中初始化状态库：${detail} 其上级目录须允许运行 PostgreSQL 的用户进入。`,
    },
    { cause },
  );
}

function lostCluster(dataDir: string, cause: unknown): Error {
  return fail(
    'unavailable',
    'STATE-LOST',
    {
      en: `The data of the state store are not at ${dataDir}, where this home says they are. Is a disk not mounted? Restore them from a backup, or give the home a new name to start afresh.`,
      zh: `状态库的数据不在本 home 所记录的位置 ${dataDir}。是否有磁盘未挂载？请从备份恢复，或换用新的 home 重新开始。`,
    },
    { cause },
  );
}

const packagedMajor = 18;

async function checkVersion(dataDir: string): Promise<void> {
  if (isRoot === false && (await stat(dataDir)).uid !== process.getuid?.()) return;
  const major = Number(await readFile(join(dataDir, 'PG_VERSION'), 'utf8'));
  if (major === packagedMajor) return;
  throw fail('unsupported', 'STATE-CLUSTER-VERSION', {
    en: `The state store in ${dataDir} was made by PostgreSQL ${major}; this Lingtai brings ${packagedMajor}. Dump it with the older Lingtai and load it into the newer one.`,
    zh: `${dataDir} 中的状态库由 PostgreSQL ${major} 创建，而本版灵台自带 ${packagedMajor}。请用旧版灵台导出，再载入新版。`,
  });
}
