import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { compareVersions, loadReleaseFamily, parseReleaseFamily, type ReleaseRecord } from '../index.ts';

const root = new URL('../../../../', import.meta.url).pathname;
const requirements = resolve(root, process.env['LINGTAI_SHARED'] ?? '../shared', 'REQUIREMENTS.md');
const file = 'surveys/lamost/releases.yaml';
const lamost = loadReleaseFamily(readFileSync(root + file, 'utf8'), { file });

/** A row of the tables as the requirements write it, read anew and not by what wrote the records. */
interface Row {
  readonly release: string;
  readonly version: string;
  readonly released: string;
  readonly address: string;
  readonly observed: readonly string[];
  readonly plates?: number;
  readonly spectra?: number;
}

function rowOf(line: string): Row {
  const cell = line.split('|')[2]!.trim();
  const [, release, version = 'V1', batch] = /release (DR\d+)(?: (V[\d.]+))?(?: (?:Q|batch )(\d))?:/.exec(cell)!;
  const dates = [...cell.matchAll(/(\d{4}-\d{2}(?:-\d{2})?)—(\d{4}-\d{2}(?:-\d{2})?)/g)].map((m) => `${m[1]}/${m[2]}`);
  const number = (word: string): number | undefined => {
    const found = new RegExp(`([\\d ]+) ${word},`).exec(cell)?.[1];
    return found === undefined ? undefined : Number(found.replaceAll(' ', ''));
  };
  const [plates, spectra] = [number('plates'), number('spectra')];
  const parts = /resolution low\+medium/.test(cell) ? 2 : 1;
  return {
    release: release!.toLowerCase(),
    version: `${version.toLowerCase()}${batch === undefined ? '' : `.q${batch}`}`,
    released: /released (\d{4}-\d{2})/.exec(cell)![1]!,
    address: cell.split(/[ ;]+/).find((word) => /^http|^www|^dr\d…/.test(word))!,
    observed: dates.length === parts || dates.length === 2 ? dates : Array.from({ length: parts }, () => dates[0]!),
    ...(plates === undefined ? {} : { plates }),
    ...(spectra === undefined ? {} : { spectra }),
  };
}

const counted = (record: ReleaseRecord, count: string): number | undefined =>
  record.counts?.find((c) => c.count === count && c.part !== 'medium')?.value;
const recordAt = (address: string): ReleaseRecord =>
  lamost.records.find((r) => `${r.release}/${r.version}` === address)!;

describe('the records of LAMOST', () => {
  test.skipIf(!existsSync(requirements))('are the 32 rows of the two tables, number by number', () => {
    const lines = readFileSync(requirements, 'utf8').split('\n');
    const rows = lines.filter((line) => /^\| REL-\d+ \| Phase I+ release /.test(line)).map(rowOf);
    expect(rows).toHaveLength(32);
    for (const row of rows) {
      const name = `${row.release}/${row.version}`;
      const record = recordAt(name);
      expect(record, name).toBeDefined();
      expect(record.released, name).toBe(row.released);
      expect(
        record.observed!.map((o) => `${o.from}/${o.to}`),
        name,
      ).toEqual(row.observed);
      expect(
        record.observed!.map((o) => o.part),
        name,
      ).toEqual(['low', 'medium'].slice(0, row.observed.length));
      expect(counted(record, 'plates'), name).toBe(row.plates);
      if (row.spectra !== undefined) expect(counted(record, 'spectra'), name).toBe(row.spectra);
      const tail = row.address.replace(/^(https?:\/\/)?(www\.lamost\.org)?/, '').replace(/^dr\d…/, '');
      expect(
        record.oldAddresses!.some((address) => address.endsWith(tail)),
        `${name} ${tail}`,
      ).toBe(true);
    }
    expect(lamost.records).toHaveLength(33);
  });

  test('count 26 up to the end of 2020, without the pilot release', () => {
    const until = lamost.records.filter((r) => r.counted !== false && r.released! <= '2020-12');
    expect(until).toHaveLength(26);
    expect(recordAt('pdr/v1').counted).toBe(false);
  });

  test('carry what the text says beside the tables', () => {
    expect(recordAt('dr1/v1')).toMatchObject({ internal: '2013-08', public: '2015-03-19' });
    expect(counted(recordAt('dr1/v1'), 'stars-snr10')).toBe(1_720_000);
    expect(counted(recordAt('dr1/v1'), 'stellar-parameters')).toBe(1_080_000);
    expect(counted(recordAt('pdr/v1'), 'spectra')).toBe(319_000);
    expect(recordAt('pdr/v1').selection?.en).toMatch(/signal-to-noise/);
    const { counts } = recordAt('dr8/v1.0');
    expect(counts).toEqual([
      { count: 'spectra', part: 'low', value: 10_388_423 },
      { count: 'spectra', part: 'medium', value: 6_038_218 },
    ]);
    expect(lamost.seasons!.slice(0, 2)).toMatchObject([
      { from: '2011-10-24', to: '2012-06' },
      { from: '2012-09-28', to: '2013-06' },
    ]);
  });

  test('each has a change note in both languages and its versions in one order', () => {
    expect(lamost.records.filter((r) => !r.note?.en || !/[\u4e00-\u9fff]/.test(r.note.zh))).toEqual([]);
    const dr7 = lamost.records.filter((r) => r.release === 'dr7').map((r) => r.version);
    expect(dr7.toSorted(compareVersions)).toEqual(['v0', 'v0.q1', 'v0.q2', 'v0.q3', 'v1', 'v1.1', 'v1.2', 'v1.3']);
  });
});

describe('a document of records', () => {
  const sound = 'lingtai: 1\ndataset: sky\nrecords:\n  - { release: dr1, version: v1, released: "2018-01" }\n';
  const codesOf = (text: string) =>
    parseReleaseFamily(text, { file: 'sky.yaml' }).diagnostics.map(
      (d) => `${d.code} ${d.place?.line}:${d.place?.column}`,
    );

  test('is read, with months kept as months', () => {
    expect(loadReleaseFamily(sound).records[0]!.released).toBe('2018-01');
  });

  test.each([
    ['an unknown key', `${sound}titel: x\n`, 'DESC-UNKNOWN-KEY 5:1'],
    ['a date that is none', sound.replace('2018-01', '2018-13'), 'DESC-FORM 4:44'],
    ['the same version twice', `${sound}  - { release: dr1, version: v1 }\n`, 'DESC-DUPLICATE-NAME 5:5'],
    [
      'a count that nobody described',
      sound.replace('"2018-01"', '"2018-01", counts: [{ count: stars, value: 1 }]'),
      'DESC-NO-COUNT 4:73',
    ],
    ['public before it was released', sound.replace('"2018-01"', '"2018-01", public: "2017-12-31"'), 'DESC-DATE 4:63'],
    ['a rule without a term', `${sound}due: [{ product: raw, title: { en: Raw, zh: 原始 } }]\n`, 'DESC-DUE 5:7'],
    ['no text at all', '', 'DESC-EMPTY 1:1'],
  ])('%s is told with its line and column', (_what, text, code) => {
    expect(codesOf(text)).toEqual([code]);
  });
});
