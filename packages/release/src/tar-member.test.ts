import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { archiveEnd, memberHead, padding } from './tar-member.ts';

const names = ['spec.fits', 'a/b with blank/c.fits', `${'long-folder/'.repeat(10)}x.fits`, `${'n'.repeat(160)}.fits`, '光谱/星.fits', `${'很长/'.repeat(60)}终.fits`];

it('is read by the tar of the system, names of any kind included', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lingtai-tar-'));
  try {
    const bodies = names.map((name, i) => Buffer.from(name.repeat(i * 3)));
    const parts = names.flatMap((name, i) => [memberHead(name, bodies[i]!.byteLength), bodies[i]!, padding(bodies[i]!.byteLength)]);
    writeFileSync(join(folder, 'x.tar'), Buffer.concat([...parts, archiveEnd]));
    execFileSync('tar', ['-xf', 'x.tar'], { cwd: folder, env: { ...process.env, LC_ALL: 'C.UTF-8' } });
    for (const [i, name] of names.entries()) expect(readFileSync(join(folder, name)).equals(bodies[i]!)).toBe(true);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

it('is read by another library, sizes beyond 8 GiB included', () => {
  const size = 9 * 2 ** 30;
  const heads = Buffer.concat([memberHead('huge.fits', size), Buffer.alloc(0)]);
  const script = `import sys, tarfile, io
data = sys.stdin.buffer.read()
info = tarfile.open(fileobj=io.BytesIO(data + bytes(1024)), mode='r:').next()
print(info.name, info.size, info.mtime, info.offset_data)`;
  const out = execFileSync('python3', ['-c', script], { input: heads, encoding: 'utf8' });
  expect(out.trim()).toBe(`huge.fits ${size} 0 ${heads.byteLength}`);
});
