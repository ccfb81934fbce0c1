import fc from 'fast-check';
import { expect, test } from 'vitest';
import { column, literal } from './build.ts';
import { applyFixes } from './fixes.ts';
import { parseAdql } from './parse.ts';
import { printAdql, printExpression } from './print.ts';
import { withoutSpans } from './test/spans.ts';
import { anyQuery } from './test/trees.ts';
import { tokenize } from './tokenize.ts';

test('what is printed reads back as the same tree', () => {
  fc.assert(
    fc.property(anyQuery, (tree) => {
      const text = printAdql(tree);
      const { tree: again, diagnostics } = parseAdql(text);
      expect(
        diagnostics.filter((d) => d.severity === 'error'),
        text,
      ).toEqual([]);
      expect(withoutSpans(again), text).toEqual(withoutSpans(tree));
    }),
    { numRuns: 1_000, seed: 1 },
  );
});

test('a negative literal keeps its place', () => {
  const minus = literal(-5);
  const product = { kind: 'arithmetic', operator: '-', left: column('a'), right: minus } as const;
  expect(printExpression({ kind: 'unary', operator: '-', operand: minus })).toBe('- -5');
  expect(printExpression(product)).toBe('"a" - -5');
});

const words =
  'SELECT FROM WHERE GROUP BY ORDER a t 1 2mass \' " ( ) , . * + - = < > || CASE END IN ( SELECT ， ‘ “ \u00a0 CAST AS TOP ; -- /* :: % JOIN ON POINT('.split(
    ' ',
  );
const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.array(fc.constantFrom(...words), { maxLength: 30 }).map((parts) => parts.join(' ')),
  fc.tuple(anyQuery.map(printAdql), fc.nat(), fc.nat(8)).map(([text, at, cut]) => {
    const from = at % Math.max(1, text.length);
    return text.slice(0, from) + text.slice(from + cut);
  }),
);

test('any text is answered: a tree or a diagnostic with a place, and tokens in order', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const { tree, diagnostics } = parseAdql(text);
      expect(tree !== undefined || diagnostics.length > 0).toBe(true);
      for (const { place } of diagnostics) {
        expect(place!.from! >= 0 && place!.from! <= place!.to! && place!.to! <= text.length).toBe(true);
      }
      applyFixes(text, diagnostics);
      let end = 0;
      for (const token of tokenize(text)) {
        expect(token.from >= end && token.to > token.from && token.to <= text.length).toBe(true);
        end = token.to;
      }
    }),
    { numRuns: 5_000, seed: 2 },
  );
});

test('tokens for the editor', () => {
  const text = `SELECT MAX(t."a"), ivo_x(b) -- why\nFROM t WHERE c >= 'x' + 1.5 ?`;
  expect(tokenize(text).map((token) => [token.kind, text.slice(token.from, token.to)])).toEqual([
    ['keyword', 'SELECT'],
    ['function', 'MAX'],
    ['punctuation', '('],
    ['name', 't'],
    ['punctuation', '.'],
    ['delimited-name', '"a"'],
    ['punctuation', ')'],
    ['punctuation', ','],
    ['function', 'ivo_x'],
    ['punctuation', '('],
    ['name', 'b'],
    ['punctuation', ')'],
    ['comment', '-- why'],
    ['keyword', 'FROM'],
    ['name', 't'],
    ['keyword', 'WHERE'],
    ['name', 'c'],
    ['operator', '>='],
    ['string', "'x'"],
    ['operator', '+'],
    ['number', '1.5'],
    ['unknown', '?'],
  ]);
});
