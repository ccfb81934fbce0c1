import { readFileSync } from 'node:fs';
import { reservedWords } from '@lingtai/adql';
import { type AdqlTables, logicCases, skyCases } from '@lingtai/engine/conformance';
import { aggregates, type FunctionSignature, functions, geometryNames } from '@lingtai/query';
import type { Material } from './_fuzz-strings.ts';

/** The tables of the conformance suite, as one schema. */
export function fuzzTables(): AdqlTables {
  const halves = ['logic', 'sky'].map((half): AdqlTables => {
    const url = new URL(`../fixtures/adql/${half}/tables.json`, import.meta.url);
    return JSON.parse(readFileSync(url, 'utf8')) as AdqlTables;
  });
  return { schema: 'fuzz', tables: halves.flatMap(({ tables }) => tables) };
}

/** Strings begin with the queries of the suite, and use every word, function, table and column there is. */
export function fuzzMaterial({ tables }: AdqlTables): Material {
  const queries = [...Object.values(logicCases), ...Object.values(skyCases)].map(({ adql }) =>
    adql.replace(/\b(logic|sphere)\./gi, 'fuzz.'),
  );
  const all = Object.entries(functions);
  const number = all.filter(([, f]) => f.result !== 'string').flatMap(callsOf);
  const text = all.filter(([, f]) => f.result === 'string').flatMap(callsOf);
  return {
    queries,
    words: [
      ...[...reservedWords, ...Object.keys(functions), ...Object.keys(aggregates), ...geometryNames],
      ...[...'()*,+-/.;<>=|&^~', '(', ')', ',', ',', '||', '<=', '>=', '<>', '!='],
      ...tables.flatMap((t) => [t.name, ...t.columns.map((c) => c.name)]),
    ],
    forms: {
      number: [
        ...number,
        ...shapes.flatMap((a) => [`AREA(${a})`, `COORD1(${a})`, `COORD2(CENTROID(${a}))`]),
        ...['DISTANCE(#, #, #, #)', 'DISTANCE(POINT(#, #), POINT(#, #))'],
      ],
      text: [...text, ...shapes, 'COORDSYS(POINT(#, #))', 'CENTROID(CIRCLE(#, #, #))', 'MOC(#, CIRCLE(#, #, #))'],
    },
    conditions: shapes.flatMap((a) =>
      shapes.flatMap((b) => [`1 = CONTAINS(${a}, ${b})`, `1 = INTERSECTS(${a}, ${b})`]),
    ),
    tables: tables.map((t) => ({
      name: t.name,
      columns: {
        number: t.columns.filter((c) => c.type !== 'string' && c.type !== 'timestamp').map((c) => c.name),
        text: t.columns.filter((c) => c.type === 'string' || c.type === 'timestamp').map((c) => c.name),
      },
    })),
  };
}

const shapes = ['POINT(#, #)', 'CIRCLE(#, #, #)', 'BOX(#, #, #, #)', 'POLYGON(#, #, #, #, #, #)', 'REGION($)'];

/** A function with each number of arguments that it takes. */
function callsOf([name, { arguments: kinds, optional = 0, variadic }]: [string, FunctionSignature]): string[] {
  const marks = kinds.map((kind) => (kind === 'string' ? '$' : kind === 'same' ? '@' : '#'));
  const some = [marks, ...(optional > 0 ? [marks.slice(0, -optional)] : []), ...(variadic ? [[...marks, '#']] : [])];
  return some.map((these) => `${name}(${these.join(', ')})`);
}
