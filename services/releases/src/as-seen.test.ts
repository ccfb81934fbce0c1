import { type Descriptor, loadDescriptor, loadMetadataChanges, revised } from '@lingtai/descriptor';
import { describe, expect, test } from 'vitest';
import { changesAsSeen, descriptorAsSeen } from './as-seen.ts';

// What must not be told has "secret" in its name or texts.
const built = loadDescriptor(`lingtai: 1
id: tiny
title: { en: As built, zh: 初建 }
description: { en: Spectra., zh: 光谱。 }
creators: [{ name: Lingtai authors }]
publisher: { name: { en: Lingtai, zh: 灵台 } }
acknowledgement: { en: None., zh: 无。 }
licence: { name: CC0-1.0 }
waveband: [Optical]
facility: { name: None }
releases:
  - { release: dr1, version: v1, audience: public, tables: [stars, lrs, images, secret_stars], products: [maps, secret_spectra] }
  - { release: dr1, version: v2, audience: working-group, note: { en: A secret release., zh: secret。 } }
tables:
  - name: stars
    title: { en: Stars, zh: 恒星 }
    source: { kind: csv, files: ['stars.csv'] }
    key: id
    position: { ra: ra, dec: dec, frame: ICRS }
    columns:
      - { name: id, type: int64, verb: 1, required: true, description: { en: Id., zh: 标识。 } }
      - { name: ra, type: float64, unit: deg, verb: 1, ucd: pos.eq.ra;meta.main, description: { en: Right ascension., zh: 赤经。 } }
      - { name: dec, type: float64, unit: deg, verb: 1, ucd: pos.eq.dec;meta.main, description: { en: Declination., zh: 赤纬。 } }
      - { name: secret_mass, type: float64, verb: 1, description: { en: A secret., zh: secret。 } }
  - name: lrs
    title: { en: Spectra, zh: 光谱 }
    source: { kind: products, product: secret_spectra }
    key: obsid
    columns:
      - { name: obsid, type: int64, fromHeader: '@id', verb: 1, required: true, description: { en: Id., zh: 标识。 } }
  - name: secret_stars
    title: { en: Secret stars, zh: secret }
    source: { kind: csv, files: ['secret.csv'] }
    key: id
    columns:
      - { name: id, type: int64, verb: 1, required: true, description: { en: Id., zh: 标识。 } }
  - name: images
    title: { en: Images, zh: 图像 }
    source: { kind: products, product: maps }
    key: id
    columns:
      - { name: id, type: string, fromHeader: '@id', verb: 1, required: true, description: { en: Id., zh: 标识。 } }
products:
  - name: maps
    type: image
    title: { en: Maps, zh: 图 }
    files: ['maps/*.fits']
    mime: image/fits
    table: images
    id: { fileName: '^(.+)\\.fits$' }
  - name: secret_spectra
    type: other
    title: { en: Secret spectra, zh: secret }
    files: ['secret/*.fits']
    mime: application/fits
    table: lrs
    id: { fileName: '^(.+)\\.fits$' }
forms:
  - name: stars
    table: stars
    title: { en: Stars, zh: 恒星 }
    groups: [{ name: all, title: { en: All, zh: 全部 }, columns: [ra, secret_mass] }]
`);

const changes = loadMetadataChanges(`lingtai: 1
title: { en: As corrected, zh: 更正 }
tables:
  stars:
    title: { en: Stars of the sky, zh: 天上的恒星 }
    columns:
      ra: { description: { en: Right ascension at 2000., zh: 2000 年赤经。 } }
      secret_mass: { unit: kg }
  secret_stars: { title: { en: Secret title, zh: secret } }
products:
  maps: { title: { en: Charts, zh: 星图 } }
  secret_spectra: { title: { en: Secret title, zh: secret } }
`);
const corrected = revised(built, { release: 'dr1', version: 'v1' }, changes);

const isOpen = ({ name }: { readonly name: string }): boolean => !name.startsWith('secret');

/** The release as somebody sees it who may not see what is secret: `catalogue` gives it so. */
function openTo(descriptor: Descriptor) {
  const tables = descriptor.tables.filter(isOpen).map((table) => ({ ...table, columns: table.columns.filter(isOpen) }));
  const forms = descriptor.forms!.map((form) => ({
    ...form,
    groups: form.groups!.map((group) => ({ ...group, columns: group.columns.filter((name) => isOpen({ name })) })),
  }));
  return {
    release: 'dr1',
    version: 'V1',
    tableNames: ['stars', 'lrs', 'images'],
    descriptor: { ...descriptor, tables, forms, products: descriptor.products!.filter(isOpen) },
  };
}
const open = openTo(corrected);

describe('what was said of a release at another time', () => {
  const seen = descriptorAsSeen(built, open);

  test('is told in the words of that time', () => {
    expect(seen.title.en).toBe('As built');
    const [stars] = seen.tables;
    expect(stars).toMatchObject({ name: 'stars', title: { en: 'Stars' }, source: { kind: 'csv' } });
    expect(stars!.columns.map(({ name, description }) => [name, description.en])).toEqual([
      ['id', 'Id.'],
      ['ra', 'Right ascension.'],
      ['dec', 'Declination.'],
    ]);
    expect(seen.products!.map(({ name, title }) => [name, title.en])).toEqual([['maps', 'Maps']]);
    expect(descriptorAsSeen(corrected, open).tables[0]).toMatchObject({ title: { en: 'Stars of the sky' } });
  });

  test('tells of that release only, whatever the case of its version', () => {
    expect(seen.releases).toEqual([{ ...built.releases[0], tables: ['stars', 'lrs', 'images'], products: ['maps'] }]);
  });

  test('names nothing that the asker does not see: tables, columns, products, forms, where a table comes from', () => {
    expect(JSON.stringify(built).match(/secret/gi)!.length).toBeGreaterThan(15);
    expect(JSON.stringify(seen)).not.toMatch(/secret/i);
    expect(seen.tables.map(({ name }) => name)).toEqual(['stars', 'lrs', 'images']);
    expect(seen.forms![0]!.groups![0]!.columns).toEqual(['ra']);
  });

  test('a table that is described but not in the release is not told of', () => {
    const without = { ...open, tableNames: ['stars'] };
    expect(descriptorAsSeen(built, without).tables.map(({ name }) => name)).toEqual(['stars']);
  });

  test('is all there for who sees all', () => {
    const all = { ...open, descriptor: corrected, tableNames: built.tables.map(({ name }) => name) };
    expect(descriptorAsSeen(built, all)).toEqual({ ...built, releases: [built.releases[0]] });
  });
});

describe('the corrections of a revision', () => {
  test('are told where they are of what the asker sees', () => {
    expect(changesAsSeen(changes, open)).toEqual({
      lingtai: 1,
      title: { en: 'As corrected', zh: '更正' },
      tables: {
        stars: {
          title: { en: 'Stars of the sky', zh: '天上的恒星' },
          columns: { ra: { description: { en: 'Right ascension at 2000.', zh: '2000 年赤经。' } } },
        },
      },
      products: { maps: { title: { en: 'Charts', zh: '星图' } } },
    });
  });

  test('are all told to who sees all, and members that are not there are not made', () => {
    const all = { ...open, descriptor: corrected, tableNames: built.tables.map(({ name }) => name) };
    expect(changesAsSeen(changes, all)).toEqual(changes);
    expect(changesAsSeen({ lingtai: 1 }, open)).toEqual({ lingtai: 1 });
  });
});
