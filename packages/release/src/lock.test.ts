import { execFileSync } from 'node:child_process';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { withLock } from './lock.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lingtai-lock-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

it('lets one in and refuses the others, and leaves nothing', async () => {
  const refused = Promise.withResolvers<void>();
  const reasons: unknown[] = [];
  const wanted = Array.from({ length: 8 }, () =>
    withLock(folder, () => refused.promise).catch((reason: unknown) => {
      if (reasons.push(reason) === 7) refused.resolve();
    }),
  );
  await Promise.all(wanted);
  expect(reasons).toEqual(Array(7).fill(expect.objectContaining({ class: 'conflict' })));
  expect(await readdir(folder)).toEqual([]);
});

it('takes over the lock of a dead process, and an empty one', async () => {
  const dead = execFileSync('sh', ['-c', 'echo $$'], { encoding: 'utf8' }).trim();
  for (const left of [`${hostname()} ${dead} x`, '']) {
    await writeFile(join(folder, 'lock'), left);
    expect(await withLock(folder, async () => 'in')).toBe('in');
  }
});

it('keeps out of a lock of another machine', async () => {
  await writeFile(join(folder, 'lock'), 'elsewhere 1 x');
  await expect(withLock(folder, async () => 'in')).rejects.toMatchObject({ class: 'conflict' });
});
