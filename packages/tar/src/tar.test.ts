import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 as zlibCrc32 } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import {
  crc32,
  type TarEntry,
  type TarIndexEntry,
  type TarSource,
  tarEnd,
  tarHeader,
  tarIndex,
  tarMemberSize,
  tarWriter,
} from './index.ts';

const folder = mkdtempSync(join(tmpdir(), 'tar-'));
afterAll(() => rmSync(folder, { recursive: true }));

async function archive(entries: readonly TarEntry[]): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for await (const part of tarWriter(entries)) parts.push(part);
  return new Uint8Array(Buffer.concat(parts));
}

const source = (bytes: Uint8Array): TarSource => ({
  name: 'a.tar',
  lengthBytes: bytes.length,
  slice: (from, to) => bytes.subarray(from, to),
});
const index = (bytes: Uint8Array): Promise<TarIndexEntry[]> => members(source(bytes));
async function members(from: TarSource): Promise<TarIndexEntry[]> {
  const out: TarIndexEntry[] = [];
  for await (const member of tarIndex(from)) out.push(member);
  return out;
}
const entry = (name: string, text: string): TarEntry => {
  const content = new TextEncoder().encode(text);
  return { name, sizeBytes: content.length, content };
};

const names = [
  'a.fits',
  'dr8/v1.1/spec-55859-F5902_sp01-001.fits',
  `${'d'.repeat(90)}/${'f'.repeat(90)}.fits`,
  `${'x'.repeat(120)}.fits`,
  '光谱/郭守敬.txt',
  `deep/${'目录/'.repeat(60)}end`,
];
const entries = names.map((name, i) => entry(name, 'content '.repeat(i * 100)));

function runs(command: string): boolean {
  return spawnSync(command, ['--version']).status === 0;
}

test.skipIf(!runs('tar'))('GNU tar lists and unpacks what we write', async () => {
  const file = join(folder, 'ours.tar');
  writeFileSync(file, await archive(entries));
  const listed = execFileSync('tar', ['--quoting-style=literal', '-tf', file], {
    encoding: 'utf8',
    env: { ...process.env, LC_ALL: 'C.UTF-8' },
  });
  expect(listed.trimEnd().split('\n')).toEqual(names);
  const to = join(folder, 'out');
  mkdirSync(to);
  execFileSync('tar', ['-xf', file, '-C', to]);
  for (const { name, content } of entries) expect(new Uint8Array(readFileSync(join(to, name)))).toEqual(content);
});

test.skipIf(!runs('python3'))('Python reads the same names, sizes and offsets', async () => {
  const bytes = await archive(entries);
  const file = join(folder, 'python.tar');
  writeFileSync(file, bytes);
  const script =
    'import tarfile,json,sys; print(json.dumps([[m.name,m.size,m.offset_data,m.mtime,m.mode] for m in tarfile.open(sys.argv[1])]))';
  const listed = JSON.parse(execFileSync('python3', ['-c', script, file], { encoding: 'utf8' })) as unknown[];
  expect((await index(bytes)).map((m) => [m.name, m.sizeBytes, m.offset, m.mtimeSeconds, 0o644])).toEqual(listed);
});

test.skipIf(!runs('tar'))('archives of GNU tar are indexed: gnu, ustar and pax', async () => {
  const from = join(folder, 'in');
  mkdirSync(join(from, 'sub'), { recursive: true });
  const long = `sub/${'l'.repeat(150)}`;
  writeFileSync(join(from, 'a.txt'), 'hello');
  writeFileSync(join(from, long), 'x'.repeat(1000));
  for (const format of ['gnu', 'pax']) {
    const file = join(folder, `${format}.tar`);
    execFileSync('tar', ['-cf', file, `--format=${format}`, '-C', from, 'a.txt', 'sub']);
    const bytes = new Uint8Array(readFileSync(file));
    const found = await index(bytes);
    expect(found.map((m) => [m.name, m.kind, m.sizeBytes])).toEqual([
      ['a.txt', 'file', 5],
      ['sub/', 'directory', 0],
      [long, 'file', 1000],
    ]);
    const { offset, sizeBytes } = found[0]!;
    expect(new TextDecoder().decode(bytes.subarray(offset, offset + sizeBytes))).toBe('hello');
  }
});

test('sizes are known before, offsets point at the content, and the bytes are always the same', async () => {
  const name = fc.stringMatching(/^[a-z0-9\u4e00-\u4e20]{1,60}(\/[a-z0-9]{1,60}){0,4}$/);
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(fc.tuple(name, fc.uint8Array({ maxLength: 1500 })), { selector: ([n]) => n, maxLength: 8 }),
      async (members) => {
        const list = members.map(([n, content]): TarEntry => ({ name: n, content, sizeBytes: content.length }));
        const bytes = await archive(list);
        expect(bytes.length).toBe(list.reduce((sum, m) => sum + tarMemberSize(m), tarEnd().length));
        expect(await archive(list)).toEqual(bytes);
        const found = await index(bytes);
        expect(found.map((f) => f.name)).toEqual(list.map((m) => m.name));
        for (const [i, f] of found.entries()) {
          expect(bytes.slice(f.offset, f.offset + f.sizeBytes)).toEqual(new Uint8Array(list[i]!.content as Uint8Array));
        }
      },
    ),
  );
});

test.skipIf(!runs('tar'))('a member of 9 GiB has a pax size that GNU tar and we read', async () => {
  const sizeBytes = 9 * 2 ** 30 + 5;
  const header = tarHeader({ name: 'big.bin', sizeBytes });
  const file = join(folder, 'big.tar');
  writeFileSync(file, header);
  execFileSync('truncate', ['-s', String(tarMemberSize({ name: 'big.bin', sizeBytes }) + 1024), file]);
  expect(execFileSync('tar', ['-tvf', file], { encoding: 'utf8' })).toContain(` ${sizeBytes} `);
  const lengthBytes = header.length + sizeBytes + 1024 + 512;
  const sparse: TarSource = {
    lengthBytes,
    slice: (from, to) => (from < header.length ? header.subarray(from, to) : new Uint8Array(to - from)),
  };
  expect((await members(sparse))[0]).toMatchObject({
    name: 'big.bin',
    sizeBytes,
    offset: header.length,
  });
});

test('what is wrong is refused', async () => {
  for (const name of ['', '/etc/passwd', '../up', 'a/../b', 'dir/', 'a\0b'])
    expect(() => tarHeader({ name, sizeBytes: 0 })).toThrow('TAR-NAME');
  expect(() => tarHeader({ name: 'a', sizeBytes: -1 })).toThrow('TAR-SIZE');
  await expect(archive([{ name: 'a', sizeBytes: 3, content: new Uint8Array(2) }])).rejects.toThrow('TAR-LENGTH');
  await expect(archive([{ name: 'a', sizeBytes: 1, content: new Uint8Array(2) }])).rejects.toThrow('TAR-LENGTH');
  const bytes = await archive([entry('a', 'hello')]);
  await expect(index(bytes.subarray(0, 514))).rejects.toThrow('TAR-TRUNCATED');
  await expect(index(new Uint8Array(1024).fill(65))).rejects.toThrow('TAR-HEADER');
});

test('crc32 is that of zlib, whole and in pieces', () => {
  fc.assert(
    fc.property(fc.uint8Array(), fc.uint8Array(), (a, b) => {
      expect(crc32(b, crc32(a))).toBe(zlibCrc32(Buffer.concat([a, b])));
    }),
  );
});
