import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import {
  columnOf,
  columnsAtVerb,
  defaultColumnsOf,
  descriptorSchema,
  explainDescriptor,
  explanationOf,
  loadDescriptor,
  parseDescriptor,
  tableOf,
} from './index.ts';
import { rootSchema, schemaDefs } from './schema.ts';
import type { Schema } from './schema-kit.ts';

const root = new URL('../../../', import.meta.url).pathname;
const shared = resolve(root, process.env['LINGTAI_SHARED'] ?? '../shared');
const files = readdirSync(`${root}surveys`, { recursive: true })
  .map(String)
  .filter((file) => file.endsWith('.yaml'))
  // Descriptors have an `id`; release records beside them name their dataset.
  .filter((file) => /^id: /m.test(readFileSync(`${root}surveys/${file}`, 'utf8')));
const read = (file: string): string => readFileSync(`${root}surveys/${file}`, 'utf8');

describe('surveys/', () => {
  const validate = new Ajv2020({
    strict: true,
    strictTypes: false,
    strictRequired: false,
    validateFormats: false,
  }).compile(descriptorSchema());
  for (const file of files) {
    test(`${file} is sound`, () => {
      const { descriptor, diagnostics } = parseDescriptor(read(file), { file });
      expect(diagnostics).toEqual([]);
      expect(descriptor).toEqual(parse(read(file), { maxAliasCount: 10_000 }));
    });
    test(`${file} is valid by its JSON Schema`, () => {
      expect(validate(parse(read(file), { maxAliasCount: 10_000 })), JSON.stringify(validate.errors)).toBe(true);
    });
    test(`${file} is explained in both languages`, () => {
      const descriptor = loadDescriptor(read(file));
      for (const lang of ['en', 'zh'] as const) {
        const text = explainDescriptor(descriptor, lang);
        for (const table of explanationOf(descriptor).tables) expect(text).toContain(table.title[lang]);
        expect(text).not.toContain('undefined');
      }
    });
  }
});

test('every key of the schema is explained', () => {
  const silent: string[] = [];
  const look = (schema: Schema, path: string): void => {
    for (const [name, below] of Object.entries(schema.properties ?? {})) {
      if (!below.description && !below.oneOf) silent.push(`${path}.${name}`);
      look(below, `${path}.${name}`);
    }
    if (schema.items) look(schema.items, `${path}[]`);
    for (const choice of [...(schema.oneOf ?? []), ...(schema.anyOf ?? [])]) look(choice, path);
  };
  for (const [name, schema] of Object.entries({ Descriptor: rootSchema, ...schemaDefs })) look(schema, name);
  expect(silent).toEqual([]);
});

test('the committed JSON Schema is the one that the code makes', () => {
  const committed = readFileSync(new URL('../descriptor.schema.json', import.meta.url), 'utf8');
  expect(JSON.parse(committed)).toEqual(descriptorSchema());
});

test('the first search results of LAMOST show the columns of the portal, in order', () => {
  const wanted = ['obsid', 'obsdate', 'lmjd', 'mjd', 'planid', 'spid', 'fiberid', 'class', 'subclass', 'z'];
  for (const file of ['demo/lingtai-demo.yaml', 'lamost/lamost.yaml']) {
    const shown = defaultColumnsOf(tableOf(loadDescriptor(read(file)), 'lrs'));
    expect(shown.map((column) => column.name)).toEqual(wanted);
  }
});

test('every table of LAMOST has the columns that the survey publishes', () => {
  const lamost = loadDescriptor(read('lamost/lamost.yaml'));
  expect(columnOf(tableOf(lamost, 'mrs'), 'fibermask')?.bits?.map((b) => [b.bit, b.upstreamBit])).toEqual(
    Array.from({ length: 9 }, (_, bit) => [bit, bit + 1]),
  );
  const { min, max } = columnOf(tableOf(lamost, 'lrs'), 'fiberid')!;
  expect([min, max]).toEqual([1, 250]);
});

const requirements = `${shared}/REQUIREMENTS.md`;
describe.skipIf(!existsSync(requirements))('SSAP output as required', () => {
  const rows = existsSync(requirements)
    ? [
        ...readFileSync(requirements, 'utf8').matchAll(
          /^\| SSAPOUT-\d+ \| `(\w+)` — (.*); unit (.*?); UCD (.*?); verbosity (\d+)(?:; D)? \|/gm,
        ),
      ]
    : [];
  for (const file of ['demo/lingtai-demo.yaml', 'lamost/lamost.yaml']) {
    test(`${file}: names, texts, units, UCDs and verbosity of all 98 columns`, () => {
      expect(rows).toHaveLength(98);
      const table = tableOf(loadDescriptor(read(file)), 'mrs');
      for (const [, name = '', said = '', unit, ucd, verb] of rows) {
        const column = columnOf(table, name);
        expect([name, column?.unit ?? 'N/A', column?.ucd ?? 'N/A', column?.verb]).toEqual([
          name,
          unit,
          ucd,
          Number(verb),
        ]);
        const text = `${column!.title!.en} ${column!.description.en}`;
        if (!said.endsWith(' N/A')) expect(text).toBe(said);
      }
      const own = rows.map((row) => row[1]!);
      const counts = [1, 2, 3].map((v) => columnsAtVerb(table, v).filter((c) => own.includes(c.name)).length);
      expect(counts).toEqual([1, 2, 3].map((v) => rows.filter((row) => Number(row[5]) <= v * 10).length));
    });
  }
});

const tablesFile = `${shared}/data/lamost/openapi_responses/lamost/tables_metadata_response.json`;
test.skipIf(!existsSync(tablesFile))('catalogues have the columns that the LAMOST service lists', () => {
  const listed = JSON.parse(readFileSync(tablesFile, 'utf8')) as {
    table_name: string;
    columns: { column_name: string }[];
  }[];
  const lamost = loadDescriptor(read('lamost/lamost.yaml'));
  const ours: Record<string, string> = { med_catalogue: 'mrs_catalogue' };
  for (const name of [
    'catalogue',
    'stellar',
    'astellar',
    'mstellar',
    'wd',
    'cv',
    'qso',
    'galaxy',
    'plan',
    'med_catalogue',
  ]) {
    const theirs = listed.find((t) => t.table_name === name)!.columns.map((c) => c.column_name);
    expect(tableOf(lamost, ours[name] ?? name).columns.map((c) => c.name)).toEqual([...new Set(theirs)]);
  }
});
