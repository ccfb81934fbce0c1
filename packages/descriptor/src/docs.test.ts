import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { derivedValues, parseDescriptor } from './index.ts';
import { rootSchema, schemaDefs } from './schema.ts';
import type { Schema } from './schema-kit.ts';

const here = new URL('./', import.meta.url);
const codes = readdirSync(here)
  .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
  .flatMap((file) => [...readFileSync(new URL(file, here), 'utf8').matchAll(/'(DESC-[A-Z-]+)'/g)].map((m) => m[1]!));

/** Every key of every record, with what the schema says of it. */
function keysOf(schema: Schema): readonly (readonly [string, string])[] {
  const own = Object.entries(schema.properties ?? {});
  const below = [...own.map(([, s]) => s), ...(schema.items ? [schema.items] : []), ...(schema.oneOf ?? [])];
  return [...own.map(([name, s]) => [name, s.description ?? ''] as const), ...below.flatMap(keysOf)];
}
const keys = [rootSchema, ...Object.values(schemaDefs)].flatMap(keysOf);

for (const file of ['descriptor.md', 'zh/descriptor.md']) {
  describe(`docs/${file}`, () => {
    const text = readFileSync(new URL(`../../../docs/${file}`, import.meta.url), 'utf8');
    test('explains every key, derived value and code', () => {
      const missing = [...keys.map(([name]) => name), ...Object.keys(derivedValues), ...codes].filter(
        (name) => !text.includes(`\`${name}\``),
      );
      expect(missing).toEqual([]);
      if (file === 'descriptor.md') expect(keys.filter(([, said]) => !text.includes(said))).toEqual([]);
    });
    test('its example is sound', () => {
      const example = [...text.matchAll(/```yaml\n([\s\S]*?)```/g)]
        .map((m) => m[1]!)
        .find((yaml) => yaml.startsWith('lingtai:'));
      expect(parseDescriptor(example ?? '').diagnostics).toEqual([]);
    });
  });
}
