import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Name and state of a process, or `undefined` when there is none. A process that is dead but not yet buried counts as none. */
async function lookAt(pid: number): Promise<string | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  if (stat !== undefined) {
    const close = stat.lastIndexOf(')');
    const [state] = stat.slice(close + 2);
    return state === 'Z' || state === 'X' ? undefined : stat.slice(stat.indexOf('(') + 1, close);
  }
  if (process.platform === 'linux') return undefined;
  const { stdout } = await run('ps', ['-p', String(pid), '-o', 'stat=,comm=']).catch(() => ({ stdout: '' }));
  const [state = 'Z', name] = stdout.trim().split(/\s+/);
  return state.startsWith('Z') ? undefined : name;
}

export async function processRuns(pid: number): Promise<boolean> {
  return (await lookAt(pid)) !== undefined;
}

/** Process numbers are used again: what now bears the number may be anything. */
export async function isPostgres(pid: number): Promise<boolean> {
  return /(^|\/)postgres$/.test((await lookAt(pid)) ?? '');
}
