import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { simulatedHead } from '@lingtai/descriptor';
import { spectrumFits } from '@lingtai/release/testing';
import type { Canaries } from './canaries.ts';

/** Days on which something opens in the survey of `makeAccessHome`; all at midnight UTC. */
export const accessDays = {
  /** v0 for the working group and approved users, and the internal table for the working group. */
  first: '2026-01-01',
  /** v1 for domestic users and collaborators too. */
  domestic: '2026-02-01',
  /** v2 for everybody. */
  international: '2026-03-01',
  /** The embargo of half of the owned rows ends; the restricted product is for everybody. */
  rows: '2026-04-01',
  /** … and of the other half. */
  lateRows: '2026-06-01',
  /** v1 for everybody. */
  open: '2026-08-01',
  /** The restricted column is for everybody. */
  column: '2026-09-01',
  /** The internal table is for everybody. */
  table: '2026-10-01',
} as const;

export const accessVersions = ['v0', 'v1', 'v2'] as const;
export type AccessVersion = (typeof accessVersions)[number];

/** An account that owns rows by its name, and a group that does. */
export const rowOwner = 'piotr';
export const owningGroup = 'project-x';

const column = (name: string, type: string, more = ''): string =>
  `      - { name: ${name}, type: ${type}, verb: 1${more}, description: { en: Column ${name}., zh: 列 ${name}。 } }\n`;
const positions = `${column('ra', 'float64', ', unit: deg, ucd: pos.eq.ra;meta.main')}${column('dec', 'float64', ', unit: deg, ucd: pos.eq.dec;meta.main')}`;

/** The descriptor: three versions of a release, one table with owned rows, one with a restricted column, one restricted, one restricted kind of files. */
export function accessDescriptor(canaries: Canaries): string {
  const at = (version: AccessVersion): string => `canary/dr1/${version}`;
  const word = (version: AccessVersion): string => canaries.word(at(version), 'release', { in: 'note' });
  const days = accessDays;
  return `${simulatedHead('canary', { en: 'Canary survey', zh: '金丝雀巡天' }, { en: 'Made for tests of access.', zh: '为测试访问控制而造。' })}
releases:
  - release: dr1
    version: v0
    note: { en: ${word('v0')}, zh: ${word('v0')} }
    audience: [working-group, approved]
    from: ${days.first}
  - release: dr1
    version: v1
    note: { en: ${word('v1')}, zh: ${word('v1')} }
    access:
      - { audience: [working-group, approved], from: ${days.first} }
      - { audience: [domestic, collaborator], from: ${days.domestic} }
      - { audience: public, from: ${days.open} }
  - release: dr1
    version: v2
    note: { en: ${word('v2')}, zh: ${word('v2')} }
    audience: public
    from: ${days.international}
tables:
  - name: lrs
    title: { en: Spectra, zh: 光谱 }
    source: { kind: products, product: spectra }
    key: obsid
    nameColumn: designation
    position: { ra: ra, dec: dec, frame: ICRS, epoch: 2000 }
    rows: { owner: pi, embargo: free_from }
    columns:
${column('obsid', 'int64', ", fromHeader: '@id', required: true, ucd: meta.id;meta.main")}${column('designation', 'string', ', fromHeader: DESIG')}${positions}${column('class', 'string')}${column('z', 'float64')}${column('flag', 'float64', ', fromHeader: FLAG')}${column('pi', 'string', ', fromHeader: PI')}${column('free_from', 'string', ', fromHeader: FREEFROM')}${column('owner', 'string', ", fromHeader: '@owner'")}${column('embargo', 'string', ", fromHeader: '@embargo'")}
  - name: stars
    title: { en: Stars, zh: 恒星 }
    source: { kind: csv, files: ['stars/*.csv'] }
    key: id
    position: { ra: ra, dec: dec, frame: ICRS, epoch: 2000 }
    columns:
${column('id', 'int64', ', required: true')}${positions}${column('label', 'string')}${column('mag', 'float64')}${column('secret_note', 'string', `, access: [{ audience: approved, from: ${days.first} }, { audience: public, from: ${days.column} }]`)}${column('secret_value', 'float64', `, access: [{ audience: approved, from: ${days.first} }, { audience: public, from: ${days.column} }]`)}
  - name: internal
    title: { en: Internal, zh: 内部表 }
    description: { en: ${canaries.word('canary/dr1/*#internal', 'table')}, zh: 内部表。 }
    access: [{ audience: working-group, from: ${days.first} }, { audience: public, from: ${days.table} }]
    source: { kind: csv, files: ['internal/*.csv'] }
    key: id
    columns:
${column('id', 'int64', ', required: true')}${column('remark', 'string')}${column('amount', 'float64')}
  - name: frames
    title: { en: Frames, zh: 原始帧 }
    source: { kind: products, product: raw }
    key: frame
    columns:
${column('frame', 'string', ", fromHeader: '@id', required: true")}${column('size', 'int64', ", fromHeader: '@accsize'")}${column('kept', 'int64', `, fromHeader: '@accsize', access: [{ audience: approved, from: ${days.first} }, { audience: public, from: ${days.column} }]`)}
products:
  - name: spectra
    type: spectrum
    title: { en: Spectra, zh: 光谱 }
    files: ['spectra/*.fits', 'spectra/*.fits.gz']
    mime: application/fits
    table: lrs
    id: { header: [OBSID] }
    spectrum: { reader: lamost-lrs, resolvingPower: 1800 }
  - name: raw
    type: other
    title: { en: Raw frames, zh: 原始帧 }
    files: ['raw/*.txt']
    mime: text/plain
    table: frames
    access: [{ audience: working-group, from: ${days.first} }, { audience: public, from: ${days.rows} }]
    id: { fileName: '^(frame-\\d+)\\.txt$' }
forms:
  - name: stars
    table: stars
    title: { en: Stars, zh: 恒星 }
    groups:
      - { name: all, title: { en: All, zh: 全部 }, columns: [label, mag, secret_note, secret_value] }
`;
}

export interface SurveySize {
  readonly spectra: number;
  readonly stars: number;
}

/** The input of one version: every value of what is restricted is a canary. */
export async function makeAccessInput(
  folder: string,
  version: AccessVersion,
  canaries: Canaries,
  { spectra, stars }: SurveySize,
): Promise<void> {
  const at = `canary/dr1/${version}`;
  for (const part of ['spectra', 'stars', 'internal', 'raw']) await mkdir(join(folder, part), { recursive: true });
  for (let i = 0; i < spectra; i++) {
    const bytes = spectrum(at, i, canaries);
    const isPacked = i % 6 > 3;
    await writeFile(join(folder, `spectra/s-${i}.fits${isPacked ? '.gz' : ''}`), isPacked ? gzipSync(bytes) : bytes);
  }
  const rows = Array.from({ length: stars }, (_, i) => {
    const [ra, dec] = place(i);
    const own = [canaries.word(at, 'release', { in: 'stars' }), canaries.number(at, 'release', { in: 'stars' })];
    const secret = [
      canaries.word(`${at}#stars.secret_note`, 'column'),
      canaries.number(`${at}#stars.secret_value`, 'column'),
    ];
    return [i + 1, ra, dec, ...own, ...secret].join(',');
  });
  await writeFile(
    join(folder, 'stars/stars.csv'),
    `id,ra,dec,label,mag,secret_note,secret_value\n${rows.join('\n')}\n`,
  );
  const internal = Array.from({ length: 20 }, (_, i) =>
    [i + 1, canaries.word(`${at}#internal`, 'table'), canaries.number(`${at}#internal`, 'table')].join(','),
  );
  await writeFile(join(folder, 'internal/internal.csv'), `id,remark,amount\n${internal.join('\n')}\n`);
  for (let i = 0; i < 5; i++)
    await writeFile(join(folder, `raw/frame-${i}.txt`), `${canaries.word(`${at}#product:raw`, 'product')}\n`);
}

const place = (i: number): readonly [number, number] => [(i * 37.7) % 360, ((i * 23.3) % 120) - 40];

/** Every second spectrum is under embargo: of an account, of a group, or of nobody; half of them longer. */
function spectrum(at: string, i: number, canaries: Canaries): Uint8Array {
  const [raDeg, decDeg] = place(i);
  const embargoed = i % 2 === 1;
  const owner = [rowOwner, owningGroup, undefined][((i - 1) / 2) % 3];
  const until = i % 4 === 1 ? accessDays.rows : accessDays.lateRows;
  const of = `${at}#lrs`;
  const about = { ...(owner === undefined ? {} : { owner }), until };
  const [word, number] = embargoed
    ? [canaries.word(of, 'row', about), canaries.number(of, 'row', about)]
    : [canaries.word(at, 'release', { in: 'lrs' }), canaries.number(at, 'release', { in: 'lrs' })];
  return spectrumFits({
    obsid: 1000 + i,
    raDeg,
    decDeg,
    z: i / 1000,
    pixels: 300,
    more: {
      DESIG: word,
      FLAG: number,
      ...(embargoed ? { FREEFROM: until } : {}),
      ...(embargoed && owner !== undefined ? { PI: owner } : {}),
    },
  });
}
