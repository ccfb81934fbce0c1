import { functionArguments, parseAdql } from '@lingtai/adql';
import { aggregates, functions } from '@lingtai/query';
import { expect, test } from 'vitest';
import { adqlCases } from '../conformance.ts';
import { isExtreme } from './extreme.ts';
import { featuresOf, wantedFeatures } from './features.ts';
import { nullCases } from './null-cases.ts';

const all = Object.entries(adqlCases).map(([name, one]) => ({ name, text: one.adql, tree: parseAdql(one.adql).tree! }));

test('the queries together use every production of the grammar and every function', () => {
  const used = new Set(all.flatMap(({ tree, text }) => [...featuresOf(tree, text)]));
  const names = [...Object.keys(functionArguments), ...Object.keys(functions), ...Object.keys(aggregates)];
  expect([...new Set(wantedFeatures(names))].filter((feature) => !used.has(feature))).toEqual([]);
});

test('there are as many as promised, each of its own', () => {
  expect(all.length).toBeGreaterThanOrEqual(400);
  expect(Object.keys(nullCases).length).toBeGreaterThanOrEqual(60);
  expect(all.filter(({ tree }) => isExtreme(tree)).length).toBeGreaterThanOrEqual(100);
  const texts = all.map(({ text }) => text.replaceAll(/\s+/g, ' '));
  expect(texts.filter((text, i) => texts.indexOf(text) !== i)).toEqual([]);
});

test('no name stands for two queries', () => {
  expect(new Set(all.map(({ name }) => name)).size).toBe(all.length);
});
