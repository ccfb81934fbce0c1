import { expect, test } from 'vitest';
import { applyFixes } from './fixes.ts';
import { longestQuery, parseAdql } from './parse.ts';
import { printAdql } from './print.ts';
import { canonical, mended, printed, refused } from './test/cases.ts';
import { withoutSpans } from './test/spans.ts';

function parsesAs(text: string, expected: string): void {
  const { tree, diagnostics } = parseAdql(text);
  expect(diagnostics).toEqual([]);
  expect(printAdql(tree!)).toBe(expected);
  expect(withoutSpans(parseAdql(expected).tree)).toEqual(withoutSpans(tree));
}

function failsWith(text: string, code: string, marked: string): void {
  const { diagnostics } = parseAdql(text);
  const first = diagnostics.find((d) => d.severity === 'error');
  expect(first?.code, JSON.stringify(diagnostics)).toBe(code);
  expect(text.slice(first!.place!.from, first!.place!.to)).toBe(marked);
}

for (const [subject, texts] of Object.entries(canonical))
  test.each(texts)(`${subject}: %s`, (text) => parsesAs(text, text));

test.each(printed)('%s → %s', parsesAs);

test.each(refused)('%s: %s at "%s"', failsWith);

test.each(mended)('%s: %s, mended to %s', (text, code, fixed) => {
  const { diagnostics } = parseAdql(text);
  expect(diagnostics.map((d) => d.code)).toContain(code);
  let now = text;
  for (let i = 0; i < 5; i++) now = applyFixes(now, parseAdql(now).diagnostics);
  expect(now).toBe(fixed);
});

test('what was mended parses', () => {
  const hopeless = new Set(['SELECT a FROM t WHERE a > 1 || b IS NULL']);
  const left = mended.filter(([, , fixed]) => !hopeless.has(fixed) && parseAdql(fixed).diagnostics.length > 0);
  expect(left).toEqual([]);
  expect(mended.length).toBeGreaterThan(100);
});

test('several mistakes are told at once, with line and column', () => {
  const { tree, diagnostics } = parseAdql('SELCT ra，date\nFORM 2mass\nWHERE (mag < 12\nORDER BT ra');
  expect(tree).toBeDefined();
  expect(diagnostics.map((d) => [d.code, d.place?.line, d.place?.column])).toEqual([
    ['ADQL-KEYWORD', 1, 1],
    ['ADQL-LOOK-ALIKE', 1, 9],
    ['ADQL-RESERVED', 1, 10],
    ['ADQL-KEYWORD', 2, 1],
    ['ADQL-NAME', 2, 6],
    ['ADQL-UNCLOSED', 3, 7],
    ['ADQL-KEYWORD', 4, 7],
  ]);
});

test('mistakes inside one select list do not hide each other', () => {
  const { diagnostics } = parseAdql('SELECT a +, ABS(), date FROM t WHERE b = AND c == 1 ORDER BY');
  expect(diagnostics.map((d) => d.code)).toEqual([
    'ADQL-EXPECTED',
    'ADQL-ARGUMENTS',
    'ADQL-RESERVED',
    'ADQL-EXPECTED',
    'ADQL-OPERATOR',
    'ADQL-EXPECTED',
  ]);
});

test('every text is said in Chinese too, and no fix leaves its text', () => {
  for (const [text] of [...mended, ...refused]) {
    for (const d of parseAdql(text).diagnostics) {
      expect(d.text.zh, text).toMatch(/[\u4e00-\u9fff]/);
      expect(d.text.en).not.toMatch(/[\u4e00-\u9fff]/u.test(text) ? /^$/ : /[\u4e00-\u9fff]/);
      expect(d.place?.line).toBeGreaterThan(0);
      if (d.fix) expect(d.fix.from >= 0 && d.fix.from <= d.fix.to && d.fix.to <= text.length).toBe(true);
    }
  }
});

test('valid queries are not nagged: a column "Vmag" compared with "Bmag", DEC, a semicolon', () => {
  expect(parseAdql('SELECT dec FROM t WHERE "Vmag" = "Bmag";').diagnostics).toEqual([]);
});

test('a join without condition is valid and warned of', () => {
  const { diagnostics } = parseAdql('SELECT * FROM a JOIN b');
  expect(diagnostics.map((d) => [d.code, d.severity])).toEqual([['ADQL-JOIN', 'warning']]);
});

test('every node has its place in the text', () => {
  const text = 'SELECT a + 1 AS b FROM s.t AS u WHERE (c = 1) AND d IN (SELECT e FROM f)';
  const at = (node: { readonly span?: { readonly from: number; readonly to: number } }): string =>
    text.slice(node.span!.from, node.span!.to);
  const tree = parseAdql(text).tree!;
  if (tree.kind !== 'select' || tree.where?.kind !== 'logical') throw new Error('not as written');
  expect(at(tree)).toBe(text);
  expect(tree.items.map(at)).toEqual(['a + 1 AS b']);
  expect(at(tree.from!)).toBe('s.t AS u');
  expect(tree.where.operands.map(at)).toEqual(['(c = 1)', 'd IN (SELECT e FROM f)']);
});

test.each([
  ['parentheses', '('.repeat(1_000_000), 'ADQL-DEEP'],
  ['parentheses in a query', `SELECT a FROM t WHERE ${'('.repeat(500)}a = 1`, 'ADQL-DEEP'],
  ['closing parentheses', ')'.repeat(1_000_000), 'ADQL-MORE'],
  ['NOT', `SELECT a FROM t WHERE ${'NOT '.repeat(100_000)} a = 1`, 'ADQL-DEEP'],
  ['signs', `SELECT ${'- '.repeat(100_000)}1 FROM t`, 'ADQL-DEEP'],
  ['a long sum', `SELECT 1${' + 1'.repeat(100_000)} FROM t`, 'ADQL-DEEP'],
  ['sub-queries', `${'SELECT a FROM ('.repeat(50_000)}`, 'ADQL-DEEP'],
  ['quotes', "'".repeat(999_999), 'ADQL-UNCLOSED'],
  ['commas', `SELECT ${','.repeat(500_000)}`, 'ADQL-MORE'],
  ['strange characters', '？'.repeat(1_000_000), 'ADQL-MORE'],
  ['a longer text than is read', ' '.repeat(longestQuery + 1), 'ADQL-LONG'],
])('%s without end are answered', (_, text, code) => {
  const started = process.cpuUsage();
  expect(parseAdql(text).diagnostics.map((d) => d.code)).toContain(code);
  expect(process.cpuUsage(started).user / 1e6).toBeLessThan(20);
});

test('what is long but flat is read', () => {
  const list = Array.from({ length: 50_000 }, (_, i) => `'J${i}'`).join(', ');
  const any = Array.from({ length: 5_000 }, (_, i) => `a = ${i}`).join(' OR ');
  expect(parseAdql(`SELECT a FROM t WHERE b IN (${list}) AND (${any})`).diagnostics).toEqual([]);
});
