import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { explainDescriptor, loadDescriptor, parseDescriptor } from './index.ts';

const text = readFileSync(new URL('../../../docs/descriptor.md', import.meta.url), 'utf8');
const example = [...text.matchAll(/```yaml\n([\s\S]*?)```/g)].map((m) => m[1]!).find((y) => y.startsWith('lingtai:'))!;
/** The example with some of its text replaced. */
const faultsOf = (...changes: readonly (readonly [string, string])[]): string[] => {
  const changed = changes.reduce((yaml, [from, to]) => {
    expect(yaml).toContain(from);
    return yaml.replace(from, to);
  }, example);
  return parseDescriptor(changed).diagnostics.map((d) => d.code);
};
const first = 'audience: public, from: 2020-02-29 }';
const key = '        description: { en: Number of the observation, zh: 观测编号 }\n';
const columns = '    columns:\n';

test('audiences, steps and policies that are sound', () => {
  expect(faultsOf([first, 'audience: [working-group, approved], from: 2020-02-29 }'])).toEqual([]);
  expect(faultsOf([first, 'access: [{ audience: public, from: 2020-02-29 }] }'])).toEqual([]);
  expect(
    faultsOf(
      [first, 'observed: { from: 2018-01-01, to: 2019-01-01 } }'],
      ['releases:\n', 'policy: staged\nreleases:\n'],
    ),
  ).toEqual([]);
  expect(
    faultsOf(
      [first, '}'],
      ['releases:\n', "policy: [{ versions: '^v', access: [{ audience: public }] }]\nreleases:\n"],
    ),
  ).toEqual([]);
});

test('what nobody or nothing fits is told', () => {
  expect(faultsOf([`, ${first}`, ' }'])).toEqual(['DESC-MISSING-KEY']);
  expect(faultsOf([first, 'audience: publc }'])).toEqual(['DESC-AUDIENCE']);
  expect(faultsOf([first, '}'], ['releases:\n', 'policy: stagd\nreleases:\n'])).toEqual(['DESC-POLICY']);
  expect(faultsOf([first, '}'], ['releases:\n', 'policy: staged\nreleases:\n'])).toEqual(['DESC-OBSERVED']);
  expect(faultsOf([first, 'access: [{ audience: public, from: 2021-02-30 }] }'])).toEqual(['DESC-DATE']);
  expect(
    faultsOf(
      [first, '}'],
      ['releases:\n', "policy: [{ versions: '(v', access: [{ audience: public }] }]\nreleases:\n"],
    ),
  ).toEqual(['DESC-REGEX']);
});

test('parts: the key stays, rules on rows name columns that can tell owners and days', () => {
  const rows = (entry: string) => faultsOf([columns, `    rows: ${entry}\n${columns}`]);
  expect(faultsOf([key, `${key}        access: [{ audience: public }]\n`])).toEqual(['DESC-ACCESS-KEY']);
  expect(rows('{ owner: designation, embargo: designation }')).toEqual([]);
  expect(rows('{ owner: nobody, embargo: designation }')).toEqual(['DESC-NO-COLUMN']);
  expect(rows('{ owner: obsid, embargo: designation }')).toEqual(['DESC-ROWS']);
  expect(rows('{ embargo: ra }')).toEqual(['DESC-ROWS']);
  expect(rows('{ owner: designation }')).toEqual(['DESC-MISSING-KEY']);
});

test('what will be served says who may see it', () => {
  const staged = example
    .replace(first, 'observed: { from: 2018-01-01, to: 2019-01-01 } }')
    .replace('releases:\n', 'policy: staged\nreleases:\n');
  expect(explainDescriptor(loadDescriptor(staged))).toContain('domestic, collaborator +12 months; public +30 months');
  const parts = example
    .replace(
      '        unit: deg\n',
      '        unit: deg\n        access: [{ audience: approved }, { audience: public, from: 2030-01-01 }]\n',
    )
    .replace('    table: stars\n    id:', '    access: [{ audience: domestic }]\n    table: stars\n    id:')
    .replace(
      columns,
      `    access: [{ audience: working-group }]\n    rows: { owner: designation, embargo: designation }\n${columns}`,
    );
  const descriptor = loadDescriptor(parts);
  const lines = (lang: 'en' | 'zh'): string[] =>
    explainDescriptor(descriptor, lang)
      .split('\n')
      .map((line) => line.trim());
  expect(lines('en')).toEqual(
    expect.arrayContaining([
      'the table: only for working-group',
      'column ra: only for approved; public 2030-01-01',
      'each row until its day in designation: only for its owner in designation',
      'the files: only for domestic',
    ]),
  );
  expect(lines('zh')).toEqual(
    expect.arrayContaining([
      '全表：仅限 working-group',
      '列 ra：仅限 approved; public 2030-01-01',
      '各行在 designation 所示日期之前：仅限 designation 所示的所有者',
      '文件：仅限 domestic',
    ]),
  );
});
