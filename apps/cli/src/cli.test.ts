import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { spectrumFits, testDescriptor } from '@lingtai/release/testing';
import type { Command } from 'commander';
import { afterAll, describe, expect, test } from 'vitest';
import { program } from './program.ts';

const main = fileURLToPath(new URL('main.ts', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'lingtai-cli-'));
const home = ['--home', join(folder, 'home')];
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The command as a script runs it. */
function lingtai(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Ran> {
  return new Promise((done) => {
    execFile(
      process.execPath,
      [main, ...args],
      { env: { ...process.env, LC_ALL: '', LANG: 'C.UTF-8', ...env } },
      (error, stdout, stderr) => {
        done({ code: error ? Number(error.code) : 0, stdout, stderr });
      },
    );
  });
}

function write(name: string, content: string | Uint8Array): string {
  const file = join(folder, name);
  writeFileSync(file, content);
  return file;
}

/** Every command with the words that call it. */
function commands(
  command: Command = program(),
  words: readonly string[] = [],
): { words: readonly string[]; command: Command }[] {
  const own = command.commands.flatMap((sub) => commands(sub, [...words, sub.name()]));
  return [{ words, command }, ...own];
}

describe('--help', () => {
  test.each(commands().map((c) => [c.words.join(' '), c] as const))(
    'lingtai %s: what it does, its options and examples',
    (_, { command }) => {
      let help = '';
      command.configureOutput({ writeOut: (text) => (help += text) }).outputHelp();
      expect(command.description()).not.toBe('');
      expect(help).toContain('Examples:');
      expect(help).toContain(`$ ./lingtai ${command.parent ? '' : 'demo'}`);
      for (const option of command.options) expect(option.description).not.toBe('');
    },
  );

  test.each(
    commands()
      .filter(({ command }) => command.commands.length === 0)
      .map((c) => [c.words.join(' '), c.command] as const),
  )('lingtai %s takes --json', (_, command) => {
    expect(command.options.map((o) => o.long)).toContain('--json');
  });

  test('ends with 0 and stays on standard output', async () => {
    const { code, stdout, stderr } = await lingtai(['--help']);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toContain('Usage: lingtai');
    expect((await lingtai(['--version'])).stdout.trim()).toMatch(/^\d+\.\d+\.\d+$/);
  });
});

describe('exit codes: 0 done, 1 could not be done, 2 the command is wrong', () => {
  test.each([
    [['serv'], 'Did you mean serve'],
    [['serve', '--port', 'x'], 'port'],
    [['serve', '--port', '99999'], 'port'],
    [['demo', '--spectra', '0'], 'whole number'],
    [['ingest'], '--from <dir>'],
    [['check', '--jsn', 'x.yaml'], '--json'],
    [['publish', 'a/b/c', '--from', 'yesterday', ...home], 'no date of the calendar'],
    [['build', 'no-address', ...home], 'no-address'],
    [['bench', 'cnoe'], 'cone'],
  ])('lingtai %j', async (args, words) => {
    const { code, stdout, stderr } = await lingtai(args);
    expect(stderr).toContain(words);
    expect(stderr).not.toMatch(/^\s+at /m);
    expect([code, stdout]).toEqual([2, '']);
  });

  test.each([
    [['check', 'nowhere.yaml'], 'nowhere.yaml'],
    [['ingest', 'nowhere.yaml', '--from', '.', ...home], 'nowhere.yaml'],
    [['build', 'tiny/dr1/v1', ...home], 'tiny/dr1/v1'],
  ])('lingtai %j', async (args, words) => {
    const { code, stderr } = await lingtai(args);
    expect(stderr).toContain(words);
    expect(stderr).not.toMatch(/^\s+at /m);
    expect(code).toBe(1);
  });
});

describe('lingtai check', () => {
  test('says what would be served, or all that is wrong', async () => {
    const good = write('good.yaml', testDescriptor);
    const bad = write(
      'bad.yaml',
      testDescriptor.replace('waveband: [Optical]', 'waveband: [Optcal]').replace('key: obsid', 'key: obsd'),
    );
    const fine = await lingtai(['check', good]);
    expect([fine.code, fine.stderr]).toEqual([0, '']);
    expect(fine.stdout).toContain('/tiny/dr1/v1');
    const wrong = await lingtai(['check', bad]);
    expect([wrong.code, wrong.stdout]).toEqual([1, '']);
    expect(wrong.stderr).toMatch(/bad\.yaml:\d+:\d+.*Optcal.*Nearest: "Optical"/);
    expect(wrong.stderr).toMatch(/bad\.yaml:\d+:\d+.*obsd.*Nearest: "obsid"/);
    const chinese = await lingtai(['check', bad], { LANG: 'zh_CN.UTF-8' });
    expect(chinese.stderr).toMatch(/最接近：“Optical”/);
    const json = await lingtai(['check', good, bad, '--json']);
    expect(json.code).toBe(1);
    const [first, second] = JSON.parse(json.stdout) as { valid: boolean; diagnostics: { place: { line: number } }[] }[];
    expect([first!.valid, second!.valid]).toEqual([true, false]);
    expect(second!.diagnostics[0]!.place.line).toBeGreaterThan(1);
  });

  test('lingtai schema prints the published schema', async () => {
    const { code, stdout } = await lingtai(['schema']);
    expect(code).toBe(0);
    const published = readFileSync(
      fileURLToPath(new URL('../../../packages/descriptor/descriptor.schema.json', import.meta.url)),
      'utf8',
    );
    expect(JSON.parse(stdout)).toEqual(JSON.parse(published));
  });
});

describe('lingtai fits info', () => {
  const whole = spectrumFits({ obsid: 1, raDeg: 1, decDeg: 1, z: 0, pixels: 300 });

  test('prints the structure', async () => {
    const file = write('good.fits', whole);
    const text = await lingtai(['fits', 'info', file]);
    expect([text.code, text.stderr]).toEqual([0, '']);
    expect(text.stdout).toMatch(/300/);
    const json = await lingtai(['fits', 'info', file, '--json']);
    expect(json.code).toBe(0);
    expect(JSON.stringify(JSON.parse(json.stdout))).toMatch(/-32/);
  });

  const header = Buffer.from(whole);
  header.write('BITPIX  =                  -33', 80, 'latin1');
  test.each([
    ['no-fits.fits', Buffer.from('this is no FITS file'), /byte/],
    ['card.fits', header, /card 2/],
    ['empty.fits', Buffer.alloc(0), /byte|empty/],
  ])('%s: the reason, with HDU, card or byte', async (name, bytes, where) => {
    const file = write(name, bytes);
    const { code, stdout, stderr } = await lingtai(['fits', 'info', file]);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(where);
    expect(stderr).not.toMatch(/^\s+at /m);
    const json = await lingtai(['fits', 'info', file, '--json']);
    expect(json.code).toBe(1);
    expect((JSON.parse(json.stdout) as { errors: { code: string }[] }).errors[0]!.code).toMatch(/^FITS-/);
  });

  test('a file that ends too early: its structure, and where it ends', async () => {
    const { code, stdout, stderr } = await lingtai(['fits', 'info', write('short.fits', whole.subarray(0, 5000))]);
    expect(code).toBe(1);
    expect(stdout).toContain('300 × 5');
    expect(stderr).toMatch(/FITS-TRUNCATED.*HDU 0, byte 5000/);
  });

  test('a file that is not there', async () => {
    const { code, stderr } = await lingtai(['fits', 'info', join(folder, 'nowhere.fits')]);
    expect(code).toBe(1);
    expect(stderr).toContain('nowhere.fits');
  });
});
