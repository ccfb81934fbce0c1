// What surveys/lamost must declare: names and meanings as the survey publishes them (LAMOST data release documents and
// the SSA service of DR6 medium resolution).
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';

interface Column {
  readonly name: string;
  readonly type: string;
  readonly description: { readonly en: string };
  readonly min?: number;
  readonly max?: number;
  readonly null?: readonly unknown[];
  readonly values?: readonly {
    readonly value: unknown;
    readonly title: { readonly en: string; readonly zh: string };
  }[];
  readonly bits?: readonly {
    readonly bit: number;
    readonly upstreamBit?: number;
    readonly title: { readonly en: string; readonly zh: string };
  }[];
}
interface Table {
  readonly name: string;
  readonly columns: readonly Column[];
  readonly position?: { readonly ra: string; readonly dec: string };
}
interface Lamost {
  readonly tables: readonly Table[];
  readonly products: readonly { readonly name: string; readonly type: string }[];
  readonly instrument: {
    readonly facts: readonly { readonly name: { readonly en: string }; readonly value: string }[];
  };
}

const root = resolve(import.meta.dirname, '..');
const lamost = parse(readFileSync(resolve(root, 'surveys/lamost/lamost.yaml'), 'utf8'), {
  maxAliasCount: -1,
}) as Lamost;
const columnsNamed = (name: string): Column[] => lamost.tables.flatMap((t) => t.columns.filter((c) => c.name === name));
const columnIn = (table: string, name: string): Column | undefined =>
  lamost.tables.find((t) => t.name === table)?.columns.find((c) => c.name === name);
const valuesOf = (column: Column): unknown[] => (column.values ?? []).map((v) => v.value);

test('fibermask: nine bits, counted from 0 here and from 1 upstream', () => {
  const meanings = [
    'not allotted',
    'TRACECENTER',
    'Low counts in flat',
    'Bad arc',
    'bad on the CCD',
    'saturated',
    'Whopping',
    'Near a whopping',
    'Sky fiber',
  ];
  const columns = columnsNamed('fibermask');
  expect(columns.length).toBeGreaterThanOrEqual(3);
  for (const { bits = [] } of columns) {
    expect(bits.map((b) => [b.bit, b.upstreamBit])).toEqual(meanings.map((_, i) => [i, i + 1]));
    for (const [i, bit] of bits.entries()) {
      expect(bit.title.en).toContain(meanings[i]);
      expect(bit.title.zh).toMatch(/\p{Script=Han}/u);
    }
  }
});

test('radial velocity flags: four values each, with their meaning', () => {
  const meanings = [/no anomal/i, /bad pixels/i, /450 km/, /similarity/i];
  for (const name of ['rv_b_flag', 'rv_r_flag', 'rv_br_flag']) {
    const columns = columnsNamed(name);
    expect(columns.length).toBeGreaterThan(0);
    for (const { values = [] } of columns) {
      expect(values.map((v) => v.value).slice(0, 4)).toEqual([0, 1, 2, 3]);
      for (const [i, meaning] of meanings.entries()) expect(values[i]?.title.en).toMatch(meaning);
    }
  }
});

test('pick lists of object and fibre types hold what the survey names', () => {
  for (const column of ['lrs', 'mrs'].map((table) => columnIn(table, 'objtype'))) {
    expect(valuesOf(column!).map((v) => String(v).toLowerCase())).toEqual(
      expect.arrayContaining(['star', 'k2star', 'fs', 'rvcandi', 'gal']),
    );
  }
  for (const column of ['lrs', 'mrs'].map((table) => columnIn(table, 'fibertype'))) {
    expect(valuesOf(column!)).toEqual(expect.arrayContaining(['Obj', 'Sky', 'F-std', 'Unused', 'PosErr', 'Dead']));
  }
});

test('yes-or-no columns know 0, 1 and nothing else', () => {
  for (const name of ['bad_b', 'bad_r', 'coadd']) expect(valuesOf(columnIn('mrs', name)!), name).toEqual([0, 1]);
});

test('the sixteen velocities and errors are there, each with a text of its own', () => {
  const names = ['b', 'r', 'br', 'lasp'].flatMap((arm) =>
    ['0', '1'].flatMap((step) => [`rv_${arm}${step}`, `rv_${arm}${step}_err`]),
  );
  expect(names).toHaveLength(16);
  for (const name of names) expect(columnIn('mrs', name)?.type, name).toMatch(/^float/);
  expect(new Set(names.map((name) => columnIn('mrs', name)?.description.en)).size).toBe(names.length);
});

test('positions of target and fibre are both there, and the target is the main one', () => {
  for (const name of ['lrs', 'mrs']) {
    for (const column of ['ra', 'dec', 'ra_obs', 'dec_obs', 'offset_v'])
      expect(columnIn(name, column), `${name}.${column}`).toBeDefined();
    expect(lamost.tables.find((t) => t.name === name)?.position).toMatchObject({ ra: 'ra', dec: 'dec' });
  }
});

test('magnitudes are there raw and by band', () => {
  for (const column of ['magtype', 'mag1', 'mag7']) expect(columnIn('lrs', column), column).toBeDefined();
  for (const column of ['magtype', 'mag_arr']) expect(columnIn('mrs', column), column).toBeDefined();
});

test('every catalogue of the release page is a table, both resolutions are products', () => {
  const tables = lamost.tables.map((t) => t.name);
  expect(tables).toEqual(
    expect.arrayContaining([
      'catalogue',
      'stellar',
      'astellar',
      'mstellar',
      'wd',
      'cv',
      'qso',
      'galaxy',
      'plan',
      'mrs_catalogue',
    ]),
  );
  expect(lamost.products.filter((p) => p.type === 'spectrum').map((p) => p.name)).toEqual(['lrs', 'mrs']);
});

test('the instrument is described, and spectrograph and fibre numbers have its limits', () => {
  const facts = lamost.instrument.facts.map((f) => f.value);
  expect(facts).toEqual(expect.arrayContaining(['4000', '5', '16', '32', '6.67', '4', '250']));
  for (const table of ['lrs', 'mrs']) {
    expect(columnIn(table, 'spid')).toMatchObject({ min: 1, max: 16 });
    expect(columnIn(table, 'fiberid')).toMatchObject({ min: 1, max: 250 });
  }
});

test('missing redshifts are nulls, Unknown is a class', () => {
  for (const column of columnsNamed('z')) expect(column.null?.map(Number)).toContain(-9999);
  expect(
    columnsNamed('class').some((c) => c.values === undefined || valuesOf(c).some((v) => /^unknown$/i.test(String(v)))),
  ).toBe(true);
});

test('the product types catalogue, spectrum, image, light curve and other can be declared', () => {
  const schema = JSON.parse(readFileSync(resolve(root, 'packages/descriptor/descriptor.schema.json'), 'utf8')) as {
    $defs: { ProductEntry: { properties: { type: { enum: string[] } } } };
  };
  expect(schema.$defs.ProductEntry.properties.type.enum).toEqual([
    'catalogue',
    'spectrum',
    'image',
    'lightcurve',
    'other',
  ]);
});
