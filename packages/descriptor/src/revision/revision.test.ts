import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { assertSound, loadDescriptor, loadMetadataChanges, revised } from '../index.ts';

const root = new URL('../../../../', import.meta.url).pathname;
const stars = loadDescriptor(readFileSync(`${root}fixtures/release-tree/stars.yaml`, 'utf8'));
const at = { release: 'dr1', version: 'v1' };
const revise = (yaml: string) => revised(stars, at, loadMetadataChanges(`lingtai: 1\n${yaml}`, { file: 'r.yaml' }));
const columnOf = (descriptor: typeof stars, name: string) =>
  descriptor.tables[0]!.columns.find((c) => c.name === name)!;
const refused = (code: string, place: object) =>
  expect.objectContaining({
    diagnostics: [expect.objectContaining({ code, place: expect.objectContaining(place) })],
  });

describe('a revision of metadata', () => {
  test('changes what it names and nothing else', () => {
    const after = revise(`
description: { en: Corrected., zh: 已更正。 }
note: { en: A note., zh: 一条说明。 }
tables:
  stars:
    columns:
      gmag: { ucd: phot.mag;em.opt.V, description: { en: Magnitude in V, zh: V 波段星等 } }
      dec: { without: [unit] }
`);
    expect(after.description.en).toBe('Corrected.');
    expect(columnOf(after, 'gmag')).toEqual({
      ...columnOf(stars, 'gmag'),
      ucd: 'phot.mag;em.opt.V',
      description: { en: 'Magnitude in V', zh: 'V 波段星等' },
    });
    expect(columnOf(after, 'dec').unit).toBeUndefined();
    expect(after.releases.map((r) => r.note?.en)).toEqual(['A note.', undefined]);
    expect({ ...after, description: stars.description, releases: stars.releases, tables: stars.tables }).toEqual(stars);
    expect(columnOf(stars, 'dec').unit).toBe('deg');
  });

  test.each([
    [
      'a column that is not there',
      'tables: { stars: { columns: { gmog: { unit: mag } } } }',
      'REVISE-UNKNOWN',
      { parameter: 'tables.stars.columns.gmog' },
    ],
    [
      'a key that no revision may change',
      'tables: { stars: { columns: { gmag: { type: int32 } } } }',
      'DESC-UNKNOWN-KEY',
      { file: 'r.yaml', line: 2, column: 39 },
    ],
    ['a text in one language', 'title: { en: Only English }', 'DESC-TRANSLATION', { line: 2 }],
  ])('%s is refused', (_what, yaml, code, place) => {
    expect(() => revise(yaml)).toThrow(refused(code, place));
  });

  test('the unit of an embargo is not changed: it says when rows become free', () => {
    const ruled = { ...stars, tables: stars.tables.map((table) => ({ ...table, rows: { embargo: 'gmag' } })) };
    const changed = (yaml: string) =>
      revised(ruled, at, loadMetadataChanges(`lingtai: 1\ntables: { stars: { columns: ${yaml} } }`));
    const parameter = 'tables.stars.columns.gmag.unit';
    for (const yaml of ['{ gmag: { unit: d } }', '{ gmag: { without: [unit] } }'])
      expect(() => changed(yaml)).toThrow(refused('REVISE-EMBARGO', { parameter }));
    expect(() => changed('{ gmag: { ucd: time.end, unit: mag }, dec: { without: [unit] } }')).not.toThrow();
  });

  test('a unit or UCD that does not exist is refused as in a descriptor', () => {
    const wrong = revise('tables: { stars: { columns: { gmag: { unit: parsnip } } } }');
    expect(() => assertSound(wrong)).toThrow(refused('UNIT-UNKNOWN', { parameter: 'tables[0].columns[3].unit' }));
    expect(() => assertSound(revise('tables: { stars: { columns: { gmag: { unit: mmag } } } }'))).not.toThrow();
  });
});
