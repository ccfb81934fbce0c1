import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { loadDescriptor, parseDescriptor } from './index.ts';

const folder = new URL('../broken/', import.meta.url);
const read = (name: string): string => readFileSync(new URL(name, folder), 'utf8');
const sound = read('none.txt');

/** `# expect: CODE LINE:COLUMN nearest NAME` lines on top of a file. */
function expectations(text: string): readonly string[] {
  return [...text.matchAll(/^# expect: (.*)$/gm)].map((match) => match[1]!).toSorted();
}

describe('every fault is found where it stands', () => {
  for (const name of readdirSync(folder).filter((file) => file.endsWith('.txt'))) {
    test(name, () => {
      const text = read(name);
      const { descriptor, diagnostics } = parseDescriptor(text, { file: name });
      const found = diagnostics.map((d) => {
        expect(d.place?.file).toBe(name);
        const near = d.nearest === undefined ? '' : ` nearest ${d.nearest}`;
        return `${d.code} ${d.place?.line}:${d.place?.column}${near}`;
      });
      expect(found.toSorted()).toEqual(expectations(text));
      expect(descriptor === undefined).toBe(diagnostics.some((d) => d.severity === 'error'));
    });
  }
});

test('every text is in English and Chinese', () => {
  for (const name of readdirSync(folder).filter((file) => file.endsWith('.txt'))) {
    for (const { text, code } of parseDescriptor(read(name)).diagnostics) {
      expect(text.zh, code).toMatch(/\p{Script=Han}/u);
      expect(text.en, code).not.toMatch(/\p{Script=Han}/u);
    }
  }
});

test('the path of the key is given', () => {
  const [first] = parseDescriptor(sound.replace('type: int16', 'type: int24')).diagnostics;
  expect(first?.place?.parameter).toBe('tables[0].columns[4].type');
});

test('all problems are collected, in the order of the text', () => {
  const text = sound.replace('id: tiny', 'id: T').replace('key: obsid', 'key: no').replace('verb: 20', 'verb: 0');
  const codes = parseDescriptor(text).diagnostics.map((d) => d.code);
  expect(codes).toEqual(['DESC-FORM', 'DESC-NO-COLUMN', 'DESC-RANGE']);
});

test('loadDescriptor throws them all', () => {
  const text = sound.replace('id: tiny', 'id: T').replace('key: obsid', 'key: no');
  expect(() => loadDescriptor(text, { file: 'a.yaml' })).toThrow(/a\.yaml:3:5.*\n.*a\.yaml:/);
  expect(loadDescriptor(sound).id).toBe('tiny');
});

test('aliases stand for what they name, and a fault in one is said once', () => {
  const text = sound
    .replace('- name: ra\n', '- &ra\n        name: ra\n')
    .replace(
      'forms:',
      '  - { name: two, title: { en: Two, zh: 二 }, source: { kind: parquet, files: [a.parquet] }, key: n, columns: [*ra, { name: n, type: int32, description: { en: N, zh: 数 }, verb: 1 }] }\nforms:',
    );
  expect(parseDescriptor(text).diagnostics).toEqual([]);
  expect(parseDescriptor(text.replace('unit: deg', 'unit: deg\n        digits: 3')).diagnostics).toHaveLength(1);
});

test('alias bombs and deep nests are refused quickly', () => {
  const levels = Array.from({ length: 12 }, (_, i) => `a${i + 1}: &a${i + 1} [${Array(12).fill(`*a${i}`).join(', ')}]`);
  const bomb = `a0: &a0 [x]\n${levels.join('\n')}`;
  expect(parseDescriptor(bomb).diagnostics.some((d) => d.code === 'DESC-TOO-LARGE')).toBe(true);
  for (const depth of [100, 100_000]) {
    const { descriptor, diagnostics } = parseDescriptor(`${'['.repeat(depth)}${']'.repeat(depth)}`);
    expect(descriptor).toBeUndefined();
    expect(['DESC-TOO-LARGE', 'DESC-YAML']).toContain(diagnostics[0]?.code);
  }
});

test('keys that objects inherit are not known keys', () => {
  const { diagnostics } = parseDescriptor(sound.replace('id: tiny', 'id: tiny\nconstructor: 1\n__proto__: { a: 1 }'));
  expect(diagnostics.map((d) => d.code)).toEqual(['DESC-UNKNOWN-KEY', 'DESC-UNKNOWN-KEY']);
});

describe('never throws', () => {
  const isFine = (text: string): void => {
    const { descriptor, diagnostics } = parseDescriptor(text);
    expect(descriptor !== undefined || diagnostics.length > 0).toBe(true);
    for (const { place } of diagnostics) expect((place?.line ?? 0) >= 1 && (place?.column ?? 0) >= 1).toBe(true);
  };
  test('on any text', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), isFine), { numRuns: 300 });
  });
  test('on any JSON', () => {
    fc.assert(fc.property(fc.json({ maxDepth: 4 }), isFine), { numRuns: 300 });
  });
  test('on a descriptor with a piece cut out or put in', () => {
    const piece = fc.constantFrom(
      '',
      '[',
      '{',
      ': ',
      '- ',
      '*a',
      '&a ',
      'null',
      '\n',
      '"',
      "'",
      '!!binary x',
      '? ',
      '|',
      '\t',
    );
    const place = fc.nat({ max: sound.length });
    fc.assert(
      fc.property(place, fc.nat({ max: 40 }), piece, (at, cut, put) =>
        isFine(sound.slice(0, at) + put + sound.slice(at + cut)),
      ),
      { numRuns: 400 },
    );
  });
});
