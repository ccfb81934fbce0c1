import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { simulatedHead } from '@lingtai/descriptor';

/** A small dataset of our own for tests and the crash test: spectra in the layout of LAMOST DR5 and a catalogue as CSV. */
export const testDescriptor: string = `${simulatedHead('tiny', { en: 'Tiny survey', zh: '小巡天' }, { en: 'Spectra made for tests.', zh: '为测试而造的光谱。' })}
releases:
  - { release: dr1, version: v1, audience: public, from: 2026-01-01 }
  - { release: dr1, version: v2, audience: working-group }
tables:
  - name: lrs
    title: { en: Spectra, zh: 光谱 }
    source: { kind: products, product: spectra }
    key: obsid
    position: { ra: ra, dec: dec, frame: ICRS, epoch: 2000 }
    columns:
      - { name: obsid, type: int64, fromHeader: '@id', verb: 1, required: true, ucd: meta.id;meta.main, description: { en: Id., zh: 标识。 } }
      - { name: ra, type: float64, unit: deg, verb: 1, ucd: pos.eq.ra;meta.main, description: { en: Right ascension., zh: 赤经。 } }
      - { name: dec, type: float64, unit: deg, verb: 1, ucd: pos.eq.dec;meta.main, description: { en: Declination., zh: 赤纬。 } }
      - { name: class, type: string, verb: 1, description: { en: Class., zh: 类型。 } }
      - { name: z, type: float64, verb: 1, 'null': [-9999], min: -1, max: 10, description: { en: Redshift., zh: 红移。 } }
      - { name: accsize, type: int64, unit: byte, fromHeader: '@accsize', verb: 11, description: { en: Size., zh: 大小。 } }
      - { name: specstart, type: float64, unit: m, fromHeader: '@specstart', verb: 15, description: { en: Start., zh: 起点。 } }
      - { name: length, type: int32, fromHeader: '@length', verb: 15, description: { en: Points., zh: 点数。 } }
      - { name: accref, type: string, fromHeader: '@accref', verb: 1, description: { en: Address., zh: 地址。 } }
  - name: stars
    title: { en: Stars, zh: 恒星 }
    source: { kind: csv, files: ['catalogue/*.csv'] }
    key: id
    position: { ra: ra, dec: dec, frame: ICRS, epoch: 2000 }
    columns:
      - { name: id, type: int64, verb: 1, required: true, description: { en: Id., zh: 标识。 } }
      - { name: ra, type: float64, unit: deg, verb: 1, ucd: pos.eq.ra;meta.main, description: { en: Right ascension., zh: 赤经。 } }
      - { name: dec, type: float64, unit: deg, verb: 1, ucd: pos.eq.dec;meta.main, description: { en: Declination., zh: 赤纬。 } }
      - { name: mag, type: float32, unit: mag, verb: 1, 'null': [99], description: { en: Magnitude., zh: 星等。 } }
products:
  - name: spectra
    type: spectrum
    title: { en: Spectra, zh: 光谱 }
    files: ['spectra/**/*.fits', 'spectra/**/*.fits.gz']
    mime: application/fits
    table: lrs
    id: { header: [OBSID] }
    spectrum: { reader: lamost-lrs, resolvingPower: 1800 }
`;

/** What a made spectrum says of itself. */
export interface MadeSpectrum {
  readonly obsid: number;
  readonly raDeg: number;
  readonly decDeg: number;
  readonly z: number;
  readonly pixels: number;
  /** More keywords of the header. */
  readonly more?: Readonly<Record<string, string | number>>;
}

/** A spectrum as LAMOST DR5 wrote them: one image of five rows: flux, inverse variance, wavelength, two masks. */
export function spectrumFits({ obsid, raDeg, decDeg, z, pixels, more = {} }: MadeSpectrum): Uint8Array {
  const text = (value: string): string => `'${value.padEnd(8)}'`.padEnd(20);
  const cards: readonly (readonly [string, string | number | boolean])[] = [
    ['SIMPLE', true],
    ['BITPIX', -32],
    ['NAXIS', 2],
    ['NAXIS1', pixels],
    ['NAXIS2', 5],
    ['EXTEND', true],
    ['OBSID', obsid],
    ['RA', raDeg],
    ['DEC', decDeg],
    ['CLASS', text('STAR')],
    ['Z', z],
    ['EXTEN0', text('Flux, Inverse, Wavelength, Andmask, Ormask')],
    ['TELESCOP', text('LAMOST')],
    ['VACUUM', true],
    ['DC-FLAG', 1],
    ['COEFF0', 3.5682],
    ['COEFF1', 0.0001],
    ['CRVAL1', 3.5682],
    ['CD1_1', 0.0001],
    ['CRPIX1', 1],
    ['CTYPE1', text('LINEAR')],
    ...Object.entries(more).map(([key, value]) => [key, typeof value === 'string' ? text(value) : value] as const),
  ];
  const shown = (value: string | number | boolean): string =>
    typeof value === 'string'
      ? value
      : typeof value === 'boolean'
        ? (value ? 'T' : 'F').padStart(20)
        : String(value).padStart(20);
  const header = `${cards.map(([k, v]) => `${k.padEnd(8)}= ${shown(v)}`.padEnd(80)).join('')}${'END'.padEnd(80)}`;
  const head = Buffer.from(header.padEnd(Math.ceil(header.length / 2880) * 2880), 'latin1');
  const data = Buffer.alloc(Math.ceil((pixels * 20) / 2880) * 2880);
  for (let i = 0; i < pixels; i++) {
    const rows = [
      Math.sin(i / 7 + obsid) * 10 + 50,
      0.25 + (obsid % 5),
      10 ** (3.5682 + 0.0001 * i),
      i % 97 === 0 ? 4 : 0,
      i % 31 === 0 ? 2 : 0,
    ];
    for (const [r, value] of rows.entries()) data.writeFloatBE(value, 4 * (r * pixels + i));
  }
  return Buffer.concat([head, data]);
}

/** Fills a folder with `count` spectra (every third one gzipped), a catalogue of `10 * count` rows, and some bad files and rows. */
export async function makeTestInput(folder: string, count: number): Promise<void> {
  await mkdir(join(folder, 'spectra/plate-1'), { recursive: true });
  await mkdir(join(folder, 'spectra/plate-2'), { recursive: true });
  await mkdir(join(folder, 'catalogue'), { recursive: true });
  for (let i = 0; i < count; i++) {
    const made = spectrumFits({
      obsid: 1000 + ((i * 7919) % 5003),
      raDeg: (i * 37.7) % 360,
      decDeg: ((i * 23.3) % 120) - 40,
      z: i % 4 === 0 ? -9999 : i / 1000,
      pixels: 300 + (i % 5),
    });
    const name = join(folder, `spectra/plate-${1 + (i % 2)}/spec-${String(i).padStart(4, '0')}.fits`);
    if (i % 3 === 0) await writeFile(`${name}.gz`, gzipSync(made));
    else await writeFile(name, made);
  }
  const good = spectrumFits({ obsid: 9001, raDeg: 10, decDeg: 10, z: 0, pixels: 300 });
  await writeFile(join(folder, 'spectra/bad-truncated.fits'), good.subarray(0, 5000));
  await writeFile(
    join(folder, 'spectra/z-duplicate.fits'),
    spectrumFits({ obsid: 1000, raDeg: 10, decDeg: 10, z: 0, pixels: 300 }),
  );
  await writeFile(
    join(folder, 'spectra/bad-position.fits'),
    spectrumFits({ obsid: 9002, raDeg: 10, decDeg: 95, z: 0, pixels: 300 }),
  );
  await writeFile(join(folder, 'spectra/bad-text.fits'), 'this is no FITS file');
  const rows = Array.from(
    { length: 10 * count },
    (_, i) =>
      `${i + 1},${(i * 3.77) % 360},${((i * 1.93) % 170) - 85},${i % 9 === 0 ? 99 : (12 + (i % 70) / 10).toFixed(3)}`,
  );
  await writeFile(
    join(folder, 'catalogue/stars.csv'),
    `id,ra,dec,mag\n${rows.join('\n')}\n${rows.length},1,1,10\nx,1,1,10\n`,
  );
  await writeFile(join(folder, 'notes.txt'), 'not used');
}
