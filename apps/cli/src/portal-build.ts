import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fail } from '@lingtai/diagnostics';
import { repositoryRoot } from './program.ts';

const portal = join(repositoryRoot, 'apps/portal');
const stampFile = join(portal, 'dist/stamp');
const lockFolder = join(portal, '.building');
/** A lock older than this was left by a build that was killed. */
const longestBuildMs = 5 * 60_000;

/** Sizes and times of the portal's sources and of the types they are written against: changes when a build is due. */
function sourceStamp(): string {
  const folders = ['src', '../../services/forms/src', '../../services/spectra/src'].map((f) => join(portal, f));
  const files = folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((e) => e.isFile())
      .map((e) => join(e.parentPath, e.name)),
  );
  files.push(join(portal, 'vite.config.ts'), join(portal, 'package.json'));
  return files
    .sort()
    .map((file) => `${file.slice(repositoryRoot.length)} ${statSync(file).size} ${Math.floor(statSync(file).mtimeMs)}`)
    .join('\n');
}

/** Builds the portal when it has not been built from these sources. Progress goes to standard error. */
export async function ensurePortal(): Promise<void> {
  if (isBuilt()) return;
  await lock();
  try {
    if (!isBuilt()) await buildPortal();
  } finally {
    rmdirSync(lockFolder);
  }
}

function isBuilt(): boolean {
  return existsSync(stampFile) && readFileSync(stampFile, 'utf8') === sourceStamp();
}

/** Two commands that start at the same time must not write the same files: the second waits for the first. */
async function lock(): Promise<void> {
  for (;;) {
    try {
      return mkdirSync(lockFolder);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      const since = statSync(lockFolder, { throwIfNoEntry: false })?.mtimeMs ?? Date.now();
      if (Date.now() - since > longestBuildMs) rmdirSync(lockFolder);
      else await pause(200);
    }
  }
}

async function buildPortal(): Promise<void> {
  const stamp = sourceStamp();
  process.stderr.write('Building the portal …\n');
  await run(process.execPath, [join(repositoryRoot, 'node_modules/vite/bin/vite.js'), 'build', '--logLevel', 'warn']);
  await run(process.execPath, [
    join(repositoryRoot, 'node_modules/vite/bin/vite.js'),
    'build',
    '--ssr',
    '--logLevel',
    'warn',
  ]);
  writeFileSync(stampFile, stamp);
}

function run(command: string, args: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: portal, stdio: ['ignore', 2, 2] });
    child.once('error', reject);
    child.once('exit', (code) => {
      if (code === 0) resolve();
      else
        reject(
          fail('internal', 'PORTAL-BUILD', {
            en: 'The portal could not be built; the reason stands above.',
            zh: '门户构建失败;原因见上文。',
          }),
        );
    });
  });
}
