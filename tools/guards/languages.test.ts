import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { languageFaults, wordFaults } from './languages.ts';
import { repository, withTree } from './source.ts';

const planted = (text: string): string[] => withTree({ 'packages/sky/src/a.ts': text }, languageFaults);

test('every error and label speaks both languages', () => {
  expect(languageFaults(repository)).toEqual([]);
});

test('the words of the portal speak both languages', async () => {
  const load = async (lang: string): Promise<object> =>
    ((await import(pathToFileURL(`${repository}/apps/portal/src/words/${lang}.ts`).href)) as Record<string, object>)[
      lang
    ] ?? {};
  const [en, zh] = await Promise.all([load('en'), load('zh')]);
  expect(Object.keys(en).length).toBeGreaterThan(50);
  // The switch names the other language in that language.
  expect(wordFaults({ ...en, language: 'English' }, { ...zh, language: '中文' })).toEqual([]);
});

test('a missing, empty or untranslated text is seen', () => {
  for (const pair of [
    "{ en: 'The file is cut.' }",
    "{ en: 'The file is cut.', zh: '' }",
    "{ en: 'The file is cut.', zh: 'The file is cut.' }",
    "{ en: '文件', zh: '文件' }",
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the planted text is a template
    '{ en: `${a} is missing`, zh: `${a}` }',
    "{ en: '', zh: '' }",
  ]) {
    expect(planted(`export const a = fail('data', 'A', ${pair});`), pair).toHaveLength(1);
  }
  expect(planted("export const a = fail('data', 'A', 'text');")).toEqual([
    'packages/sky/src/a.ts:1: fail without a text in both languages',
  ]);
});

test('pairs in both languages and names without translation are right', () => {
  expect(
    planted(
      "export const a = { en: 'cut', zh: '截断' };\nexport const b = { en: 'FITS', zh: 'FITS' };\nexport const c = { en: 1, zh: 2 };\nexport const d = { en: '', zh: '' };",
    ),
  ).toEqual([]);
});

test('tables of words with other keys or foreign texts are seen', () => {
  expect(
    wordFaults({ a: 'one word', b: { c: 'the sky' }, d: 'FITS' }, { a: '一词', b: { c: 'the sky' }, e: 'x' }),
  ).toEqual([
    'b.c: no Chinese in: the sky',
    'd: only in English, or of another kind',
    'e: only in Chinese, or of another kind',
  ]);
});
