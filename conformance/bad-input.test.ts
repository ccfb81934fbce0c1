import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeTestInput, spectrumFits, testDescriptor } from '@lingtai/release/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type IngestReport, lingtai, temporaryHome } from './lingtai.ts';

/** What an operator gets for input that is wrong: the reason in plain words, and a release that is whole or not there. */
const folder = mkdtempSync(join(tmpdir(), 'lingtai-bad-'));
const input = join(folder, 'input');
const descriptor = join(folder, 'tiny.yaml');
const address = 'tiny/dr1/v1';

beforeAll(async () => {
  writeFileSync(descriptor, testDescriptor);
  await makeTestInput(input, 12);
  const pixels = 300;
  const nan = Buffer.from(spectrumFits({ obsid: 9003, raDeg: 10, decDeg: 10, z: 0, pixels }));
  for (let i = 0; i < pixels; i++) nan.writeFloatBE(Number.NaN, 2880 + 4 * (2 * pixels + i));
  writeFileSync(join(input, 'spectra/bad-nan-wavelengths.fits'), nan);
  appendFileSync(join(input, 'catalogue/stars.csv'), '700,400,10,12\n701,10,-91,12\n');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const stackTrace = /^\s+at .+:\d+/m;

test('a wrong descriptor: file, line, column and the nearest right name; nothing is ingested', async () => {
  const wrong = join(folder, 'wrong.yaml');
  writeFileSync(
    wrong,
    testDescriptor
      .replace('acknowledgement:', 'acknowledgment:')
      .replace('unit: deg, verb: 1, ucd: pos.eq.ra;meta.main', 'unit: degg, verb: 1, ucd: pos.eq.ra;meta.main'),
  );
  const { home, remove } = temporaryHome();
  const ran = await lingtai('ingest', wrong, '--from', input, '--release', 'dr1/v1', '--home', home);
  expect(ran.code).not.toBe(0);
  expect(ran.stderr).toMatch(/wrong\.yaml:8:1.*acknowledgment/);
  expect(ran.stderr).toContain('Nearest: "acknowledgement"');
  expect(ran.stderr).toMatch(/wrong\.yaml:\d+:\d+.*degg/);
  expect(ran.stderr).not.toMatch(stackTrace);
  expect(existsSync(join(home, 'store'))).toBe(false);
  remove();
});

describe('files and rows that are wrong are refused with their reason, and the rest goes on', () => {
  const { home, remove } = temporaryHome();
  let report: IngestReport;
  const reasonsOf = (name: string) => report.sources.find((s) => s.name === name)!.reasons;
  const reasonFor = (name: string, example: string) =>
    reasonsOf(name).find((r) => r.examples.some((e) => e.includes(example)));

  beforeAll(async () => {
    const ran = await lingtai('ingest', descriptor, '--from', input, '--release', 'dr1/v1', '--home', home, '--json');
    expect(ran.stderr).not.toMatch(stackTrace);
    expect(ran.code).toBe(0);
    report = JSON.parse(ran.stdout) as IngestReport;
  });
  afterAll(remove);

  test.each([
    ['bad-truncated.fits', /byte|truncated|end/i],
    ['bad-text.fits', /FITS/],
    ['bad-position.fits', /95|position|declination/i],
    ['bad-nan-wavelengths.fits', /wavelength/i],
    ['z-duplicate.fits', /1000|same|twice|once|already/i],
  ])('%s', (file, words) => {
    const reason = reasonFor('spectra', file);
    expect(reason, JSON.stringify(reasonsOf('spectra'))).toBeDefined();
    expect(`${reason!.text.en} ${reason!.examples.join(' ')}`).toMatch(words);
  });

  test('rows of the catalogue', () => {
    const source = report.sources.find((s) => s.name === 'stars')!;
    expect([source.read, source.accepted, source.rejected]).toEqual([124, 120, 4]);
    expect(source.reasons.reduce((sum, r) => sum + r.count, 0)).toBe(4);
    expect(reasonsOf('spectra').reduce((sum, r) => sum + r.count, 0)).toBe(5);
  });

  test('the release is made of the rest, and verifies', async () => {
    for (const step of ['build', 'publish', 'verify'])
      expect((await lingtai(step, address, '--home', home)).code, step).toBe(0);
    const manifest = JSON.parse(readFileSync(join(home, 'store/releases', address, 'manifest.json'), 'utf8')) as {
      totals: Record<string, number>;
    };
    expect(manifest.totals).toMatchObject({ products: 12, rows: 132, rejectedRows: 4, rejectedProducts: 5 });
  });

  test('publishing again for others, or for a group that is not there, is refused', async () => {
    for (const [audience, code] of [
      ['working-group', 'PUBLISH-AUDIENCE'],
      ['workng-group', 'ACCESS-GROUP'],
    ] as const) {
      const ran = await lingtai('publish', address, '--audience', audience, '--home', home, '--json');
      expect(ran.code).not.toBe(0);
      expect((JSON.parse(ran.stdout) as { errors: { code: string }[] }).errors[0]!.code).toBe(code);
    }
  });
});

test('a catalogue without one of its columns: the file and the column are named, nothing is built', async () => {
  const other = join(folder, 'missing-column');
  mkdirSync(join(other, 'catalogue'), { recursive: true });
  mkdirSync(join(other, 'spectra'));
  writeFileSync(join(other, 'catalogue/stars.csv'), 'id,ra,mag\n1,2,3\n');
  writeFileSync(join(other, 'spectra/a.fits'), spectrumFits({ obsid: 1, raDeg: 1, decDeg: 1, z: 0, pixels: 300 }));
  const { home, remove } = temporaryHome();
  const ran = await lingtai('ingest', descriptor, '--from', other, '--release', 'dr1/v1', '--home', home);
  const said = ran.stderr + ran.stdout;
  expect(said).toMatch(/stars\.csv/);
  expect(said).toMatch(/dec/);
  expect(said).not.toMatch(stackTrace);
  if (ran.code !== 0) expect((await lingtai('build', address, '--home', home)).code).not.toBe(0);
  expect(existsSync(join(home, 'store/releases', address, 'manifest.json'))).toBe(false);
  remove();
});

describe.skipIf(!canMount())('a full disk', () => {
  const small = join(folder, 'small');
  beforeAll(() => {
    mkdirSync(small);
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=400k', 'tmpfs', small]);
  });
  afterAll(() => void execFileSync('umount', [small]));

  test('is said in plain words; with room again the same command finishes', async () => {
    const ingest = ['ingest', descriptor, '--from', input, '--release', 'dr1/v1', '--home', small];
    const first = await lingtai(...ingest);
    const second = first.code === 0 ? await lingtai('build', address, '--home', small) : first;
    expect(second.code).toBe(1);
    expect(second.stderr).toMatch(/space|disk|full/i);
    expect(second.stderr).not.toMatch(stackTrace);
    expect(existsSync(join(small, 'store/releases', address, 'manifest.json'))).toBe(false);
    execFileSync('mount', ['-o', 'remount,size=200m', small]);
    for (const step of [ingest, ['build', address, '--home', small]])
      expect((await lingtai(...step)).code, step[0]).toBe(0);
    expect(readdirSync(join(small, 'store/releases', address))).toContain('manifest.json');
  });
});

function canMount(): boolean {
  if (process.getuid?.() !== 0) return false;
  const trial = mkdtempSync(join(tmpdir(), 'lingtai-mount-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', trial], { stdio: 'ignore' });
    execFileSync('umount', [trial]);
    return true;
  } catch {
    console.warn('skipped: no file system can be mounted here');
    return false;
  } finally {
    rmSync(trial, { recursive: true, force: true });
  }
}
