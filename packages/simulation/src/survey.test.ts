import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { LingtaiError } from '@lingtai/diagnostics';
import { openFitsSync } from '@lingtai/fits';
import { gunzip } from '@lingtai/fits/node';
import { separationDeg } from '@lingtai/sky';
import {
  readHeaders,
  readSpectrum,
  type Spectrum,
  type SpectrumHeaders,
  snrBands,
  snrEstimate,
} from '@lingtai/spectrum';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { simulateSurvey } from './index.ts';
import { designation } from './sky-place.ts';

interface Made {
  readonly file: string;
  readonly spectrum: Spectrum;
  readonly headers: SpectrumHeaders;
}

const folder = mkdtempSync(join(tmpdir(), 'lingtai-survey-'));
const out = join(folder, 'survey');
let lrs: Made[];
let mrs: Made[];

function filesOf(root: string): string[] {
  return (
    readdirSync(root, { recursive: true, withFileTypes: true }) as {
      name: string;
      parentPath: string;
      isFile(): boolean;
    }[]
  )
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

function made(path: string, reader: 'lamost-lrs' | 'lamost-mrs'): Made {
  const file = openFitsSync(readFileSync(path), { name: basename(path), gunzip });
  return { file: path, spectrum: readSpectrum(file, { reader }), headers: readHeaders(file, reader) };
}

beforeAll(async () => {
  const progress: number[] = [];
  const result = await simulateSurvey({
    outDir: out,
    spectra: 500,
    seed: 4,
    threads: 2,
    onProgress: ({ spectra }) => progress.push(spectra),
  });
  expect(result).toMatchObject({ spectra: 500, lrs: 450, mrs: 50 });
  expect(progress.at(-1)).toBe(500);
  lrs = filesOf(join(out, 'lrs')).map((path) => made(path, 'lamost-lrs'));
  mrs = filesOf(join(out, 'mrs')).map((path) => made(path, 'lamost-mrs'));
});

afterAll(() => rmSync(folder, { recursive: true }));

const text = (made: Made, keyword: string) => made.headers.get(keyword) as string;
const number = (made: Made, keyword: string) => made.headers.get(keyword) as number;

function csv(name: string): Record<string, string>[] {
  const [header, ...lines] = readFileSync(join(out, 'catalogue', `${name}.csv`), 'utf8')
    .trimEnd()
    .split('\n');
  const names = header!.split(',');
  return lines.map((line) => {
    const cells = line.split(',');
    expect(cells).toHaveLength(names.length);
    return Object.fromEntries(names.map((n, i) => [n, cells[i]!]));
  });
}

describe('the same seed gives the same bytes', () => {
  test('whatever the number of threads; another seed gives others', async () => {
    const digests: string[][] = [];
    for (const [seed, threads] of [
      [9, 1],
      [9, 3],
      [10, 2],
    ] as const) {
      const root = join(folder, `s${seed}-${threads}`);
      await simulateSurvey({ outDir: root, spectra: 130, seed, threads, compress: false });
      digests.push(
        filesOf(root).map(
          (path) => `${path.slice(root.length)} ${createHash('sha256').update(readFileSync(path)).digest('hex')}`,
        ),
      );
      rmSync(root, { recursive: true });
    }
    expect(digests[0]).toEqual(digests[1]);
    expect(digests[0]!.filter((line) => digests[2]!.includes(line))).toEqual([]);
  });

  test('a folder with something in it and bad numbers are refused', async () => {
    await expect(simulateSurvey({ outDir: out })).rejects.toThrow(LingtaiError);
    await expect(simulateSurvey({ outDir: join(folder, 'x'), spectra: 3 })).rejects.toThrow('SIM-OPTIONS');
  });
});

describe('files', () => {
  test('names, layout and identifiers', () => {
    expect(lrs).toHaveLength(450);
    expect(mrs).toHaveLength(50);
    for (const one of [...lrs, ...mrs]) {
      const name = basename(one.file, '.gz');
      const kind = one.spectrum.layout === 'lamost-lrs/vectors' ? 'spec' : 'med';
      const [spid, fiberid] = [number(one, 'SPID'), number(one, 'FIBERID')];
      expect(name).toBe(
        `${kind}-${number(one, 'LMJD')}-${text(one, 'PLANID')}_sp${String(spid).padStart(2, '0')}-${String(fiberid).padStart(3, '0')}.fits`,
      );
      expect(text(one, 'FILENAME')).toBe(name);
      expect(one.headers.get('SIMULATD')).toBe(true);
      expect(one.spectrum.notes).toEqual([]);
      expect(number(one, 'OBSID') % 100000).toBe(spid * 1000 + fiberid);
    }
    expect(new Set([...lrs, ...mrs].map((one) => one.headers.get('OBSID'))).size).toBe(500);
    expect(new Set(mrs.map((one) => one.spectrum.layout))).toEqual(new Set(['lamost-mrs/vectors']));
  });

  test('every keyword that the descriptor names is there', () => {
    const path = resolve(import.meta.dirname, '../../../surveys/demo/lingtai-demo.yaml');
    const { tables } = parse(readFileSync(path, 'utf8'), { maxAliasCount: -1 }) as {
      tables: {
        name: string;
        source: { kind: string; files?: string[] };
        columns: { name: string; fromHeader?: string | string[] }[];
      }[];
    };
    for (const table of tables) {
      if (table.source.kind === 'csv') {
        const header = readFileSync(join(out, table.source.files![0]!), 'utf8').split('\n')[0]!.split(',');
        expect(header, table.name).toEqual(table.columns.map((column) => column.name));
        continue;
      }
      const some =
        table.name === 'lrs'
          ? lrs.filter((one) => text(one, 'CLASS') === 'STAR')
          : mrs.filter((one) => number(one, 'COADD_B.SNR') > 20);
      for (const { name, fromHeader } of table.columns) {
        if (fromHeader === undefined || String(fromHeader).startsWith('@') || /^MAG[67]$/.test(String(fromHeader)))
          continue;
        if (table.name === 'mrs' && (name.startsWith('mag_') || name === 'ssa_redshift')) continue;
        expect(some[0]!.headers.get(fromHeader), `${table.name}.${name}`).not.toBeNull();
      }
    }
  });

  test('plates: in the footprint, five degrees wide, dates agree', () => {
    const plates = new Map(csv('plates').map((row) => [row['planid']!, row]));
    const found = new Map<string, number>();
    for (const one of [...lrs, ...mrs]) {
      const plate = plates.get(text(one, 'PLANID'))!;
      found.set(text(one, 'PLANID'), (found.get(text(one, 'PLANID')) ?? 0) + 1);
      expect(
        separationDeg(number(one, 'RA'), number(one, 'DEC'), Number(plate['ra']), Number(plate['dec'])),
      ).toBeLessThan(2.6);
      expect(number(one, 'MJD')).toBe(number(one, 'LMJD') - 1);
      expect(Math.floor(Date.parse(`${text(one, 'DATE-OBS')}Z`) / 86400e3 + 40587)).toBe(number(one, 'MJD'));
      expect(number(one, 'SPID')).toBeGreaterThanOrEqual(1);
      expect(number(one, 'SPID')).toBeLessThanOrEqual(16);
      expect(number(one, 'FIBERID')).toBeLessThanOrEqual(250);
    }
    for (const [planid, plate] of plates) {
      expect(found.get(planid)).toBe(Number(plate['n_spectra']));
      expect(Number(plate['dec'])).toBeGreaterThan(-10.01);
      expect(Number(plate['dec'])).toBeLessThan(60.01);
      expect(plate['obsdate']! >= '2025-10-01' && plate['obsdate']! < '2026-07-01').toBe(true);
    }
  });

  test('designations are truncated positions', () => {
    expect(designation(332.202274, -2.056767)).toBe('LTSIM J220848.54-020324.3');
    expect(designation(0, 59.99999)).toBe('LTSIM J000000.00+595959.9');
    for (const one of lrs) expect(text(one, 'DESIG')).toBe(designation(number(one, 'RA'), number(one, 'DEC')));
  });
});

describe('noise', () => {
  test('the S/N of the header is the S/N of the spectrum, to 10 %', () => {
    let checked = 0;
    for (const one of lrs) {
      for (const band of ['u', 'g', 'r', 'i', 'z'] as const) {
        const declared = number(one, `SNR${band.toUpperCase()}`);
        if (declared < 4) continue;
        checked++;
        expect(
          Math.abs(snrEstimate(one.spectrum.segments[0]!, snrBands[band])! / declared - 1),
          `${one.file} ${band}`,
        ).toBeLessThan(0.1);
      }
    }
    expect(checked).toBeGreaterThan(1000);
    for (const { spectrum, file } of mrs) {
      for (const segment of spectrum.segments) {
        if (segment.snr! > 4) expect(Math.abs(snrEstimate(segment)! / segment.snr! - 1), file).toBeLessThan(0.1);
      }
    }
  });

  test('the scatter between neighbours is what the inverse variance says', () => {
    const ratios = lrs
      .filter((one) => number(one, 'SNRR') > 3 && number(one, 'SNRR') < 12 && text(one, 'CLASS') !== 'QSO')
      .map(({ spectrum }) => {
        const { flux, ivar, masks } = spectrum.segments[0]!;
        let [sum, n] = [0, 0];
        for (let i = 2500; i < 3000; i++) {
          if (ivar![i]! === 0 || masks[1]!.values[i] !== 0) continue;
          sum += (flux[i]! - (flux[i - 1]! + flux[i + 1]!) / 2) ** 2 * (ivar![i]! / 1.5);
          n++;
        }
        return Math.sqrt(sum / n);
      })
      .sort((a, b) => a - b);
    expect(ratios.length).toBeGreaterThan(20);
    expect(Math.abs(ratios[ratios.length >> 1]! - 1)).toBeLessThan(0.06);
  });

  test('masks: bright sky lines in the or-mask, the red end without data', () => {
    const { wavelength, masks, ivar } = lrs[0]!.spectrum.segments[0]!;
    const at = wavelength.findIndex((w) => w > 5578.9);
    expect(masks[1]!.values[at]! & 8).toBe(8);
    expect(masks[0]!.values.at(-1)! & 32).toBe(32);
    expect(ivar!.at(-1)).toBe(0);
    expect(lrs.some((one) => one.headers.get('FIB_MASK') !== 0)).toBe(true);
  });
});

describe('catalogues', () => {
  test('say what the headers say', () => {
    const byId = new Map(lrs.map((one) => [String(one.headers.get('OBSID')), one]));
    const rows = { stellar: csv('stellar'), galaxy: csv('galaxy'), qso: csv('qso') };
    for (const [name, list] of Object.entries(rows)) {
      expect(list.length, name).toBeGreaterThan(3);
      for (const row of list) {
        const one = byId.get(row['obsid']!)!;
        expect([row['designation'], Number(row['ra']), Number(row['dec'])]).toEqual([
          text(one, 'DESIG'),
          number(one, 'RA'),
          number(one, 'DEC'),
        ]);
        expect(text(one, 'CLASS')).toBe({ stellar: 'STAR', galaxy: 'GALAXY', qso: 'QSO' }[name]);
        if (name === 'stellar') expect(Math.abs(Number(row['rv']) / 299792.458 - number(one, 'Z'))).toBeLessThan(2e-8);
        else expect(Number(row['z'])).toBe(number(one, 'Z'));
      }
    }
    expect(rows.stellar.every((row) => /^[AFGKB]\d/.test(row['subclass']!))).toBe(true);
  });

  test('class Unknown has no redshift and a poor spectrum', () => {
    const unknown = lrs.filter((one) => text(one, 'CLASS') === 'Unknown');
    expect(unknown.length).toBeGreaterThan(2);
    for (const one of unknown) {
      expect(one.headers.get('Z')).toBeNull();
      expect(number(one, 'SNRR')).toBeLessThan(3);
    }
    for (const one of lrs) if (text(one, 'CLASS') !== 'Unknown') expect(one.headers.get('Z')).not.toBeNull();
  });
});

const root = resolve(import.meta.dirname, '../../..');
const python = join(root, '.tools/venv/bin/python');

test.skipIf(!existsSync(python))(
  'astropy opens every file without a warning and reads the same (needs the Python tools)',
  () => {
    const said = JSON.parse(
      execFileSync(python, [join(root, 'fixtures/simulation/check.py'), out], { encoding: 'utf8' }),
    ) as {
      files: number;
      pixels: number;
      flux: number;
    };
    const segments = [...lrs, ...mrs].flatMap((one) => one.spectrum.segments);
    expect(said.files).toBe(500);
    expect(said.pixels).toBe(segments.reduce((sum, segment) => sum + segment.flux.length, 0));
    const own = segments.reduce(
      (sum, { flux }) => sum + Array.from(flux).reduce((total, value) => total + value, 0),
      0,
    );
    expect(Math.abs(said.flux / own - 1)).toBeLessThan(1e-9);
  },
);
