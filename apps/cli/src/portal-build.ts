import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fail } from '@lingtai/diagnostics';
import { repositoryRoot } from './program.ts';

const portal = join(repositoryRoot, 'apps/portal');
const stampFile = join(portal, 'dist/stamp');

/** Sizes and times of the portal's sources and of the types they are written against: changes when a build is due. */
function sourceStamp(): string {
  const folders = ['src', '../../services/forms/src', '../../services/spectra/src'].map((f) => join(portal, f));
  const files = folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true, withFileTypes: true }).filter((e) => e.isFile()).map((e) => join(e.parentPath, e.name)),
  );
  files.push(join(portal, 'vite.config.ts'), join(portal, 'package.json'));
  return files.sort().map((file) => `${file.slice(repositoryRoot.length)} ${statSync(file).size} ${Math.floor(statSync(file).mtimeMs)}`).join('\n');
}

/** Builds the portal when it has not been built from these sources. Progress goes to standard error. */
export async function ensurePortal(): Promise<void> {
  const stamp = sourceStamp();
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return;
  process.stderr.write('Building the portal …\n');
  await run(process.execPath, [join(repositoryRoot, 'node_modules/vite/bin/vite.js'), 'build', '--logLevel', 'warn']);
  await run(process.execPath, [join(repositoryRoot, 'node_modules/vite/bin/vite.js'), 'build', '--ssr', '--logLevel', 'warn']);
  writeFileSync(stampFile, stamp);
}

function run(command: string, args: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: portal, stdio: ['ignore', 2, 2] });
    child.once('error', reject);
    child.once('exit', (code) => {
      if (code === 0) resolve();
      else reject(fail('internal', 'PORTAL-BUILD', { en: 'The portal could not be built; the reason stands above.', zh: '门户构建失败;原因见上文。' }));
    });
  });
}
