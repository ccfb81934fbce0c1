import { readFileSync } from 'node:fs';
import { isRegularName, quoteName, reservedWords } from '@lingtai/adql';
import { type AdqlTable, type AdqlTables, logicCases, skyCases } from '@lingtai/engine/conformance';
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
  const giving = (...results: string[]): string[] => all.filter(([, f]) => results.includes(f.result)).flatMap(callsOf);
  return {
    queries,
    words: [
      ...[...reservedWords, ...Object.keys(functions), ...Object.keys(aggregates), ...geometryNames],
      ...[...'()*,+-/.;<>=|&^~', '(', ')', ',', ',', '||', '<=', '>=', '<>', '!='],
      ...tables.flatMap((t) => [t.name, ...t.columns.map((c) => c.name)]),
    ],
    forms: {
      number: [
        ...giving('float64', 'float32', 'argument'),
        ...shapes.flatMap((a) => [`AREA(${a})`, `COORD1(${a})`, `COORD2(CENTROID(${a}))`]),
        'DISTANCE(POINT(#, #), POINT(#, #))',
      ],
      integer: giving('int64', 'int32', 'int16', 'boolean'),
      text: [...giving('string'), 'COORDSYS(POINT(#, #))'],
      time: giving('timestamp'),
    },
    shapes: [...shapes, 'CENTROID(CIRCLE(#, #, #))', 'MOC(6, CIRCLE(#, #, #))', 'CIRCLE(POINT(#, #), #)'],
    conditions: shapes.flatMap((a) =>
      shapes.flatMap((b) => [`1 = CONTAINS(${a}, ${b})`, `1 = INTERSECTS(${a}, ${b})`]),
    ),
    tables: tables.map((t) => ({
      name: t.name,
      columns: {
        number: namesOf(t, (type) => /^(float|u?int)/.test(type)),
        integer: namesOf(t, (type) => /^u?int/.test(type)),
        text: namesOf(t, (type) => type === 'string'),
        time: namesOf(t, (type) => type === 'timestamp'),
      },
    })),
  };
}

const shapes = [
  ...[
    'POINT(#, #)',
    'CIRCLE(#, #, #)',
    'BOX(#, #, #, #)',
    'POLYGON(#, #, #, #, #, #)',
    'POLYGON(POINT(#, #), POINT(#, #), POINT(#, #))',
  ],
  ...["REGION('CIRCLE ICRS 10 20 3')", "REGION('POLYGON 10 20 30 20 30 40')"],
];

/** The columns of a kind as a query names them. */
function namesOf({ columns }: AdqlTable, wanted: (type: string) => boolean): string[] {
  return columns
    .filter((c) => wanted(c.type) && c.arraysize === undefined)
    .map(({ name }) => (isRegularName(name) ? name : quoteName(name)));
}

const marks: Readonly<Record<string, string>> = { string: '$', integer: '§', float: '#', number: '#' };

/** A function with each number of arguments that it takes. */
function callsOf([name, { arguments: kinds, optional = 0, variadic }]: [string, FunctionSignature]): string[] {
  const same = /JD$/i.test(name) ? ['¤'] : kinds.includes('same') && !/^MOD$/.test(name) ? ['#', '$'] : ['#'];
  return same.flatMap((any) => {
    const each = kinds.map((kind) => marks[kind] ?? any);
    const some = [
      each,
      ...(optional > 0 ? [each.slice(0, -optional)] : []),
      ...(variadic ? [[...each, each.at(-1)!]] : []),
    ];
    return some.map((these) => `${name}(${these.join(', ')})`);
  });
}
