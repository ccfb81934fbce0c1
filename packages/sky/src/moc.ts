import { fail, type LingtaiError } from '@lingtai/diagnostics';
import { cellCount, checkOrder, healpixHash, maxOrder } from './healpix.ts';
import {
  type CellRange,
  complementRanges,
  intersectRanges,
  normalizeRanges,
  rangeOfCell,
  rangesContain,
  subtractRanges,
  uniteRanges,
} from './ranges.ts';

/** A space MOC (IVOA MOC 2.0): cells of ICRS HEALPix down to `order`, kept as ranges at order 29. */
export interface Moc {
  /** The finest order that the coverage was made with (MOCORD_S). */
  readonly order: number;
  readonly ranges: readonly CellRange[];
}

/** One cell of any order. */
export interface MocCell {
  readonly order: number;
  readonly cell: bigint;
}

/** A MOC of ranges at order 29, widened to whole cells of `order`: it covers at least what the ranges cover. */
export function mocOfRanges(ranges: Iterable<CellRange>, order: number): Moc {
  const shift = BigInt(2 * (maxOrder - checkOrder(order)));
  const whole = (r: CellRange): CellRange => ({
    lo: (r.lo >> shift) << shift,
    hi: (((r.hi >> shift) + 1n) << shift) - 1n,
  });
  return { order, ranges: normalizeRanges([...ranges].map(whole)) };
}

/** A MOC of cells of one order, such as the distinct `_healpix_29 >> 2·(29 − order)` of a table. */
export function mocOfCells(order: number, cells: Iterable<bigint>): Moc {
  return {
    order: checkOrder(order),
    ranges: normalizeRanges([...cells].map((cell) => rangeOfCell(order, checkCell(order, cell)))),
  };
}

export function mocUnion(a: Moc, b: Moc): Moc {
  return { order: Math.max(a.order, b.order), ranges: uniteRanges(a.ranges, b.ranges) };
}

export function mocIntersection(a: Moc, b: Moc): Moc {
  return { order: Math.max(a.order, b.order), ranges: intersectRanges(a.ranges, b.ranges) };
}

/** What is in `a` and not in `b`. */
export function mocDifference(a: Moc, b: Moc): Moc {
  return { order: Math.max(a.order, b.order), ranges: subtractRanges(a.ranges, b.ranges) };
}

export function mocComplement(moc: Moc): Moc {
  return { order: moc.order, ranges: complementRanges(moc.ranges) };
}

/** Whether a position (ICRS, degrees) lies in the coverage. */
export function mocContains(moc: Moc, raDeg: number, decDeg: number): boolean {
  return rangesContain(moc.ranges, healpixHash(maxOrder, raDeg, decDeg));
}

/** The covered part of the sky, 0 to 1. */
export function mocSkyFraction(moc: Moc): number {
  const cells = moc.ranges.reduce((n, r) => n + (r.hi - r.lo + 1n), 0n);
  return Number(cells) / Number(cellCount(maxOrder));
}

/** The coverage as the largest cells that make it up, by order and then number. */
export function mocCells(moc: Moc): MocCell[] {
  const out: MocCell[] = [];
  for (const { lo, hi } of moc.ranges) {
    for (let at = lo; at <= hi; ) {
      let order = maxOrder;
      for (let size = 4n; order > 0 && at % size === 0n && at + size - 1n <= hi; size *= 4n) order--;
      out.push({ order, cell: at >> BigInt(2 * (maxOrder - order)) });
      at += 1n << BigInt(2 * (maxOrder - order));
    }
  }
  return out.sort((a, b) => a.order - b.order || (a.cell < b.cell ? -1 : 1));
}

/** NUNIQ numbers 4·4^order + cell, ascending: the rows of a MOC 1.1 FITS table (TFORM1 1K, TTYPE1 UNIQ). */
export function mocUniq(moc: Moc): BigInt64Array {
  return BigInt64Array.from(mocCells(moc), ({ order, cell }) => (4n << BigInt(2 * order)) + cell);
}

export function mocOfUniq(uniq: Iterable<bigint>, order?: number): Moc {
  let deepest = 0;
  const ranges: CellRange[] = [];
  for (const u of uniq) {
    const cellOrder = u < 4n ? -1 : (u.toString(2).length - 3) >> 1;
    if (cellOrder < 0 || cellOrder > maxOrder) throw unreadable(`NUNIQ ${u}`);
    ranges.push(rangeOfCell(cellOrder, checkCell(cellOrder, u - (4n << BigInt(2 * cellOrder)))));
    deepest = Math.max(deepest, cellOrder);
  }
  return { order: order ?? deepest, ranges: normalizeRanges(ranges) };
}

/** Pairs [first, last + 1) at order 29, ascending: the rows of a MOC 2.0 FITS table with ORDERING RANGE. */
export function mocRangePairs(moc: Moc): BigInt64Array {
  return BigInt64Array.from(moc.ranges.flatMap(({ lo, hi }) => [lo, hi + 1n]));
}

export function mocOfRangePairs(pairs: BigInt64Array, order: number): Moc {
  const ranges: CellRange[] = [];
  for (let i = 0; i + 1 < pairs.length; i += 2)
    if (pairs[i + 1]! > pairs[i]!) ranges.push({ lo: pairs[i]!, hi: pairs[i + 1]! - 1n });
  return { order: checkOrder(order), ranges: normalizeRanges(ranges) };
}

function byOrder(moc: Moc): Map<number, bigint[]> {
  const map = new Map<number, bigint[]>();
  for (const { order, cell } of mocCells(moc)) {
    const cells = map.get(order);
    if (cells) cells.push(cell);
    else map.set(order, [cell]);
  }
  if (!map.has(moc.order)) map.set(moc.order, []);
  return map;
}

/** `3/3,10,16-18 4/19-20 8/`: the ASCII form of MOC 2.0, section 4.3. The last order is the MOC's own. */
export function mocAscii(moc: Moc): string {
  const parts: string[] = [];
  for (const [order, cells] of byOrder(moc)) {
    const runs: string[] = [];
    for (let i = 0; i < cells.length; ) {
      let j = i;
      while (j + 1 < cells.length && cells[j + 1] === cells[j]! + 1n) j++;
      runs.push(i === j ? String(cells[i]) : `${cells[i]}-${cells[j]}`);
      i = j + 1;
    }
    parts.push(`${order}/${runs.join(',')}`);
  }
  return parts.join(' ');
}

/** `{"3":[3,10],"8":[]}`: the JSON form of MOC 2.0. Read it with `parseMocJson`, as JSON.parse rounds cells of deep orders. */
export function mocJson(moc: Moc): string {
  return `{${[...byOrder(moc)].map(([order, cells]) => `"${order}":[${cells.join(',')}]`).join(',')}}`;
}

function checkCell(order: number, cell: bigint): bigint {
  if (cell >= 0n && cell < cellCount(order)) return cell;
  throw unreadable(`${order}/${cell}`);
}

function unreadable(what: string): LingtaiError {
  const shown = what.length > 40 ? `${what.slice(0, 40)}…` : what;
  return fail('data', 'SKY-MOC', {
    en: `"${shown}" is not part of a space MOC: orders 0 to ${maxOrder} with their cells were expected, as in "3/3,10,16-18 4/".`,
    zh: `“${shown}”不是空间 MOC 的有效内容：应为 0 到 ${maxOrder} 阶及其单元，例如“3/3,10,16-18 4/”。`,
  });
}

function parseOrder(text: string): number {
  const order = Number(text);
  if (order > maxOrder) throw unreadable(`${text}/`);
  return order;
}

/** Reads the ASCII form. Time, frequency and space-time MOCs are refused with SKY-MOC. */
export function parseMocAscii(text: string): Moc {
  let order = -1;
  let deepest = 0;
  const ranges: CellRange[] = [];
  for (const token of text
    .trim()
    .replace(/^s(?=\s*\d)/, '')
    .replace(/(?<!\s)\s*\/\s*/g, '/ ')
    .split(/[\s,]+/)) {
    const head = /^(\d{1,2})\/$/.exec(token);
    const run = /^(\d+)(?:-(\d+))?$/.exec(token);
    if (head) {
      order = parseOrder(head[1]!);
      deepest = Math.max(deepest, order);
    } else if (run && order >= 0) {
      const first = rangeOfCell(order, checkCell(order, BigInt(run[1]!)));
      const last = rangeOfCell(order, checkCell(order, BigInt(run[2] ?? run[1]!)));
      if (last.hi < first.lo) throw unreadable(token);
      ranges.push({ lo: first.lo, hi: last.hi });
    } else if (token !== '') throw unreadable(token);
  }
  if (order < 0 && text.trim() !== '') throw unreadable(text);
  return { order: deepest, ranges: normalizeRanges(ranges) };
}

/** Reads the JSON form exactly at every order. */
export function parseMocJson(text: string): Moc {
  if (!/^\s*\{\s*(?:"\d{1,2}"\s*:\s*\[[\s\d,]*\]\s*(?:,\s*)?)*\}\s*$/.test(text)) throw unreadable(text.trim());
  let deepest = 0;
  const ranges: CellRange[] = [];
  for (const [, orderText, list] of text.matchAll(/"(\d{1,2})"\s*:\s*\[([^\]]*)\]/g)) {
    const order = parseOrder(orderText!);
    deepest = Math.max(deepest, order);
    for (const cell of list!.match(/\d+/g) ?? []) ranges.push(rangeOfCell(order, checkCell(order, BigInt(cell))));
  }
  return { order: deepest, ranges: normalizeRanges(ranges) };
}
