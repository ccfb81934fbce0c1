import { DuckDBInstance } from '@duckdb/node-api';
import { quoteText } from '@lingtai/engine';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ChunkReader } from './chunk.ts';

const text = fc
  .oneof(
    fc.string({ unit: 'binary', maxLength: 40 }),
    fc.string({ minLength: 9, maxLength: 16 }),
    fc.constantFrom('STAR', '', '太阳', '\ufeffx', 'é'.repeat(6), 'e'.repeat(12), 'e'.repeat(13), 'long '.repeat(500)),
  )
  .map((s) => s.replaceAll('\u0000', '').toWellFormed());

test('texts come out as they are in the engine: short and long, repeated and not, with nulls, filtered and joined', async () => {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.option(text, { nil: null }), { minLength: 1, maxLength: 700 }),
      fc.integer({ min: 1, max: 5 }),
      async (values, step) => {
        const list = values.map((v) => (v === null ? 'NULL' : quoteText(v))).join(', ');
        await connection.run(
          `CREATE OR REPLACE TABLE s AS SELECT unnest([${list}]::VARCHAR[]) AS v, unnest(range(${values.length})) AS i`,
        );
        for (const [sql, wanted] of [
          ['SELECT v FROM s ORDER BY i', values],
          [`SELECT v FROM s WHERE i % ${step} = 0 ORDER BY i DESC`, values.filter((_, i) => i % step === 0).reverse()],
        ] as const) {
          const reader = new ChunkReader([{ scalar: 'string' }]);
          const found: (string | null)[] = [];
          for await (const chunk of await connection.stream(sql)) {
            const column = reader.read(chunk).columns[0]!;
            if (column.kind !== 'scalar' || column.type !== 'string') throw new Error('texts were expected');
            found.push(...column.values.map((v, i) => (column.valid && column.valid[i] === 0 ? null : v)));
          }
          expect(found).toEqual(wanted);
        }
      },
    ),
    { numRuns: 60 },
  );
  connection.closeSync();
  instance.closeSync();
});
