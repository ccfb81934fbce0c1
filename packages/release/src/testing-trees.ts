import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { simulatedHead } from '@lingtai/descriptor';
import { spectrumFits } from './testing.ts';

const fixtures = fileURLToPath(new URL('../../../fixtures/trees/', import.meta.url));

/** The tables of `fixtures/trees`: what kind of column says when an embargo ends, and whether rows have positions. */
export const ruledTables = {
  by_time: { until: 'type: timestamp', placed: true },
  by_text: { until: 'type: string', placed: true },
  by_mjd: { until: 'type: float64, unit: d', placed: true },
  by_day: { until: 'type: int32, unit: d', placed: false },
  by_year: { until: 'type: float64, unit: a', placed: false },
  by_short_year: { until: 'type: float32, unit: yr', placed: false },
  by_whole_year: { until: 'type: int16, unit: a', placed: false },
  all_held: { until: 'type: timestamp', placed: true },
  none_held: { until: 'type: timestamp', placed: true },
} as const;
export type RuledTableName = keyof typeof ruledTables;
export const ruledTableNames = Object.keys(ruledTables) as readonly RuledTableName[];

const column = (name: string, about: string): string =>
  `      - { name: ${name}, ${about}, verb: 1, description: { en: Column ${name}., zh: 列 ${name}。 } }\n`;
const place = `${column('ra', 'type: float64, unit: deg, ucd: pos.eq.ra;meta.main')}${column('dec', 'type: float64, unit: deg, ucd: pos.eq.dec;meta.main')}`;
const position = '    position: { ra: ra, dec: dec, frame: ICRS, epoch: 2000 }\n';

function catalogue(name: RuledTableName, rows: string): string {
  const { until, placed } = ruledTables[name];
  return `  - name: ${name}
    title: { en: Table ${name}, zh: 表 ${name} }
    source: { kind: csv, files: ['${name}.csv'], missing: ['?'] }
    key: id
${placed ? position : ''}${rows}    columns:
${column('id', 'type: int64, required: true')}${place}${column('owner', 'type: string')}${column('until', until)}${column('mag', 'type: float32')}`;
}

/** A survey with a rule on the rows of every table, or without any. */
export function ruledDescriptor(names: readonly RuledTableName[], ruled = true): string {
  const rows = ruled ? '    rows: { owner: owner, embargo: until }\n' : '';
  const spectra = ruled ? '    rows: { owner: pi, embargo: free_from }\n' : '';
  return `${simulatedHead('ruled', { en: 'Ruled survey', zh: '规则巡天' }, { en: 'Made for tests of restricted trees.', zh: '为测试受限目录树而造。' })}
releases: [{ release: dr1, version: v1, audience: public, from: 2026-01-01 }]
tables:
${names.map((name) => catalogue(name, rows)).join('')}  - name: lrs
    title: { en: Spectra, zh: 光谱 }
    source: { kind: products, product: spectra }
    key: obsid
${position}${spectra}    columns:
${column('obsid', "type: int64, fromHeader: '@id', required: true")}${place}${column('pi', 'type: string, fromHeader: PI')}${column('free_from', 'type: string, fromHeader: FREEFROM')}products:
  - name: spectra
    type: spectrum
    title: { en: Spectra, zh: 光谱 }
    files: ['spectra/*.fits']
    mime: application/fits
    table: lrs
    id: { header: [OBSID] }
    spectrum: { reader: lamost-lrs, resolvingPower: 1800 }
  - name: charts
    type: other
    title: { en: Charts, zh: 证认图 }
    files: ['charts/*.txt']
    mime: text/plain
    table: ${names[0]}
    id: { fileName: '^(\\d+)\\.txt$' }
`;
}

/** Ends of embargoes of the spectra, by their place in the row of files. */
const freeFrom = [undefined, '2027-03-01', '2027-03-15T12:00:00', undefined, 'later'] as const;
export const spectraTrees = [
  '',
  'restricted/until-2027-03/',
  'restricted/until-2027-03/',
  '',
  'restricted/for-ever/',
] as const;

/** The days on which rows become free, as Python counts them: `null` no embargo, `never` on no day. */
export async function ruledDays(): Promise<Readonly<Record<RuledTableName, Readonly<Record<string, string | null>>>>> {
  return JSON.parse(await readFile(join(fixtures, 'expected.json'), 'utf8')) as Awaited<ReturnType<typeof ruledDays>>;
}

/** Fills a folder with the catalogues, `count` spectra numbered from 0, a chart for every tenth row of the first table and one without a row. */
export async function makeRuledInput(folder: string, names: readonly RuledTableName[], count: number): Promise<void> {
  await mkdir(join(folder, 'spectra'), { recursive: true });
  await mkdir(join(folder, 'charts'), { recursive: true });
  for (const name of names) await cp(join(fixtures, `${name}.csv`), join(folder, `${name}.csv`));
  const keys = Object.keys((await ruledDays())[names[0]!]);
  for (const [i, key] of [...keys, '999999'].entries())
    if (i % 10 === 3 || key === '999999') await writeFile(join(folder, `charts/${key}.txt`), `chart of ${key}\n`);
  for (let i = 0; i < count; i++) {
    const until = freeFrom[i % freeFrom.length];
    const more = until === undefined ? {} : { FREEFROM: until, PI: 'piotr' };
    const where = { raDeg: (i * 37.7) % 360, decDeg: ((i * 23.3) % 120) - 40 };
    const made = spectrumFits({ obsid: 1000 + i, ...where, z: 0, pixels: 300, more });
    await writeFile(join(folder, `spectra/s-${i}.fits`), made);
  }
}
