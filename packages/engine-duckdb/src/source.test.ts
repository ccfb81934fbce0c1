import type { TableFiles } from '@lingtai/engine';
import { clusterRanges, coneCover } from '@lingtai/sky';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { joinNear, partitionsOf, rowsLikely, rowsTouched, rowsWithin } from './source.ts';

const sky = 12n << 58n;
const partitions = Array.from({ length: 48 }, (_, i) => {
  const [lo, hi] = [(sky / 48n) * BigInt(i), (sky / 48n) * BigInt(i + 1) - 1n];
  return { path: `${i}.parquet`, lo, hi, rowCount: 1000, sizeBytes: 5000 };
});
const nopos = { path: 'nopos', rowCount: 7, sizeBytes: 70 };
const files: TableFiles = { partitions: [...partitions, nopos], keyColumn: 'id', rowCount: 48007 };
const cone = fc.tuple(
  fc.double({ min: 0, max: 360, noNaN: true }),
  fc.double({ min: -90, max: 90, noNaN: true }),
  fc.double({ min: 0, max: 30, noNaN: true }),
);

describe('clusters', () => {
  test('joined clusters lose no range and stay in order', () => {
    fc.assert(
      fc.property(cone, fc.integer({ min: 1, max: 1e7 }), ([ra, dec, radius], rowCount) => {
        const clusters = clusterRanges(coneCover(ra, dec, radius), 4);
        const filled = partitions.map((p) => ({ ...p, rowCount }));
        const joined = joinNear(clusters, filled);
        expect(joined.flatMap((c) => c.ranges)).toEqual(clusters.flatMap((c) => c.ranges));
        for (const { hull, ranges } of joined) expect([ranges[0]!.lo, ranges.at(-1)!.hi]).toEqual([hull.lo, hull.hi]);
        for (let i = 1; i < joined.length; i++) expect(joined[i]!.hull.lo > joined[i - 1]!.hull.hi).toBe(true);
      }),
      { numRuns: 40 },
    );
  });
  test('clusters with many rows between them stay apart, those with few are joined', () => {
    const clusters = [0, 40].map((i) => ({ hull: { lo: partitions[i]!.lo, hi: partitions[i]!.lo + 10n }, ranges: [] }));
    expect(joinNear(clusters, partitions)).toHaveLength(1);
    const filled = partitions.map((p) => ({ ...p, rowCount: 100_000 }));
    expect(joinNear(clusters, filled)).toHaveLength(2);
  });
  test('row groups tell where the rows of a partition are', () => {
    const whole = { path: 'p', lo: 0n, hi: 999n, rowCount: 1000, sizeBytes: 1 };
    expect(rowsWithin({ lo: 0n, hi: 99n }, [whole])).toBeCloseTo(100);
    const rowGroups = [
      { lo: 0n, hi: 9n, rowCount: 10 },
      { lo: 900n, hi: 999n, rowCount: 990 },
    ];
    expect(rowsWithin({ lo: 0n, hi: 99n }, [{ ...whole, rowGroups }])).toBeCloseTo(10);
  });
  test('every partition that a cell of the cover lies in is named, and none without positions', () => {
    fc.assert(
      fc.property(cone, ([ra, dec, radius]) => {
        const ranges = coneCover(ra, dec, radius);
        const named = new Set(
          clusterRanges(ranges, 4).flatMap(({ hull }) => partitionsOf(files, hull).map((p) => p.path)),
        );
        for (const p of partitions)
          if (ranges.some((r) => r.lo <= p.hi && r.hi >= p.lo)) expect(named.has(p.path)).toBe(true);
        expect(named.has('nopos')).toBe(false);
      }),
      { numRuns: 40 },
    );
  });
});

describe('how many rows a scan gives', () => {
  const storage = { releaseDigest: 'd', releaseAddress: 'a', table: 't' };
  const scan = { kind: 'scan', storage, columns: [] } as const;
  const whole = partitions[3]!;
  const tenth = { lo: whole.lo, hi: whole.lo + (whole.hi - whole.lo) / 10n };

  test('of a cover: at most all of the partitions, likely the part of them that lies in it', () => {
    const covered = { ...scan, cover: [{ hull: tenth, ranges: [tenth] }] };
    expect(rowsTouched(covered, { files })).toBe(1000);
    expect(rowsLikely(covered, { files })).toBeCloseTo(100, 3);
  });
  test('of keys that were looked up: likely one for each; without either nothing is known', () => {
    const keys = [1n, 2n].map((value) => ({ kind: 'literal', type: { scalar: 'int64' }, value }) as const);
    expect(rowsLikely({ ...scan, keyEquals: keys }, { files, cells: [tenth.lo] })).toBe(2);
    expect(rowsLikely({ ...scan, keyEquals: keys }, { files })).toBe(Number.POSITIVE_INFINITY);
    expect(rowsLikely(scan, { files })).toBe(Number.POSITIVE_INFINITY);
  });
});
