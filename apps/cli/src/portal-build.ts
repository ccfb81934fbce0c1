import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fail } from '@lingtai/diagnostics';
import { repositoryRoot } from './program.ts';

const portal = join(repositoryRoot, 'apps/portal');
const stampFile = join(portal, 'dist/stamp');
const lockFolder = join(portal, 'dist.lock');
const bundled = ['services/forms', 'services/spectra', 'packages/spectrum', 'packages/adql'].map(
  (room) => `../../${room}/src`,
);
const lockGivenUpMs = 5 * 60_000;

/** Sizes and times of the portal's sources, of what they bundle and of the types they are written against: changes when a build is due. */
function sourceStamp(): string {
  const folders = ['src', ...bundled].map((f) => join(portal, f));
  const files = folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((e) => e.isFile() && !e.name.endsWith('.test.ts'))
      .map((e) => join(e.parentPath, e.name)),
  );
  files.push(join(portal, 'vite.config.ts'), join(portal, 'package.json'));
  return files
    .sort()
    .map((file) => `${file.slice(repositoryRoot.length)} ${statSync(file).size} ${Math.floor(statSync(file).mtimeMs)}`)
    .join('\n');
}

const isBuilt = (stamp: string): boolean => existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp;

/** Builds the portal when it has not been built from these sources; of two commands at once one builds, the other waits. */
export async function ensurePortal(): Promise<void> {
  const stamp = sourceStamp();
  if (isBuilt(stamp)) return;
  await takeLock();
  try {
    if (isBuilt(stamp)) return;
    process.stderr.write('Building the portal …\n');
    const vite = join(repositoryRoot, 'node_modules/vite/bin/vite.js');
    await run(process.execPath, [vite, 'build', '--logLevel', 'warn']);
    await run(process.execPath, [vite, 'build', '--ssr', '--logLevel', 'warn']);
    writeFileSync(stampFile, stamp);
  } finally {
    rmdirSync(lockFolder);
  }
}

/** A folder is the lock: making it succeeds for one only. One that is old was left by a killed command. */
async function takeLock(): Promise<void> {
  for (;;) {
    try {
      mkdirSync(lockFolder);
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const age = Date.now() - (statSync(lockFolder, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
    if (age > lockGivenUpMs) rmdirSync(lockFolder);
    await pause(200);
  }
}

function run(command: string, args: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: portal,
      stdio: ['ignore', 2, 2],
      env: { ...process.env, NODE_ENV: 'production' },
    });
    child.once('error', reject);
    child.once('exit', (code) => {
      if (code === 0) return resolve();
      const text = {
        en: 'The portal could not be built; the reason stands above.',
        zh: '门户构建失败；原因见上文。',
      };
      reject(fail('internal', 'PORTAL-BUILD', text));
    });
  });
}
