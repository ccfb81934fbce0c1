import { expect, test } from 'vitest';
import { punctuationFaults } from './punctuation.ts';
import { repository, withTree } from './source.ts';

const planted = (text: string, path = 'packages/sky/src/a.ts'): string[] =>
  withTree({ [path]: text }, punctuationFaults);
const inCode = (zh: string): string[] => planted(`export const a = { en: 'a', zh: \`${zh}\` };`);

test('Chinese texts have full-width punctuation', () => {
  expect(punctuationFaults(repository)).toEqual([]);
});

test('half-width signs at Chinese characters are seen', () => {
  for (const zh of [
    '没有文件,请重试。',
    '没有文件: a',
    '没有文件;a',
    '为什么?',
    '好!',
    '日期(例如 2021-03-01)。',
    '(可选)',
    '文件 (a)',
    '没有“$' + '{a}”,请重试',
    '$' + '{a}: 中文',
    '使用 obs_id, 不要空格',
    '名为"甲"的表',
  ])
    expect(inCode(zh), zh).toHaveLength(1);
  expect(planted('export const a = 1;\nexport const b = <p>没有文件,请重试</p>;', 'apps/portal/src/a.tsx')).toEqual([
    'apps/portal/src/a.tsx:2: half-width: 没有文件,请重试',
  ]);
});

test('pages, surveys and scripts are read too', () => {
  expect(planted('# 题\n\n用 `a`,然后停止。', 'docs/zh/a.md')).toHaveLength(1);
  expect(planted('title: { en: A, zh: "1:远" }\n', 'surveys/a/a.yaml')).toEqual([
    'surveys/a/a.yaml:1: half-width: 1:远',
  ]);
  expect(planted("say 'none' '没有,停止'\n", 'tools/a.sh')).toHaveLength(1);
});

test('full-width signs, formulas, code, addresses and comments are right', () => {
  for (const zh of [
    '没有文件（a, b）：请重试；好？',
    'abs(x)的值、POLYGON(点)',
    '写 POINT(ra, dec)，不写其他',
    '点 (x, y) 的方位角',
    '以“;”连接，没有分组“( )”，',
    '形如 postgres://用户:密码@主机:端口/数据库 的地址',
    'a: b',
    '限额 user:名称',
    '文本；* 和 ? 为通配符',
  ])
    expect(inCode(zh), zh).toEqual([]);
  expect(planted('// 中文,注释\nexport const a = /[中文],/;')).toEqual([]);
  expect(planted('用 `甲,乙`，见[页](a.md)（英文）\n\n```sh\nsay 中文,\n```\n', 'docs/zh/a.md')).toEqual([]);
  expect(planted('title: { en: A, zh: 天 }\n', 'surveys/a/a.yaml')).toEqual([]);
});
