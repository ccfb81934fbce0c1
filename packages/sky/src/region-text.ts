import { fail, type LingtaiError } from '@lingtai/diagnostics';
import type { Position } from './angle.ts';
import { type Frame, frameFollowers, frameNamed, turnPosition } from './frame.ts';
import { boxCorners, type Region } from './region.ts';

const degreesPer: Readonly<Record<string, number>> = {
  DEG: 1,
  ARCMIN: 1 / 60,
  ARCSEC: 1 / 3600,
  RAD: 180 / Math.PI,
};

function unreadable(text: string, en: string, zh: string): LingtaiError {
  const shown = text.length > 60 ? `${text.slice(0, 60)}…` : text;
  return fail('usage', 'SKY-REGION', {
    en: `"${shown}" is not a region that is understood here: ${en}. Expected for example "CIRCLE ICRS 10.5 -3 0.1", "POLYGON ICRS 10 0 11 0 11 1", "BOX ICRS 10 0 2 1" or "POSITION ICRS 10 0", in degrees.`,
    zh: `“${shown}”不是可识别的区域：${zh}。示例：“CIRCLE ICRS 10.5 -3 0.1”、“POLYGON ICRS 10 0 11 0 11 1”、“BOX ICRS 10 0 2 1”、“POSITION ICRS 10 0”，以度为单位。`,
  });
}

function pairs(numbers: readonly number[]): Position[] {
  return Array.from({ length: numbers.length >> 1 }, (_, i) => {
    return { raDeg: numbers[2 * i]!, decDeg: numbers[2 * i + 1]! };
  });
}

/** How many numbers a shape takes; polygons take three pairs or more. */
function countFits(shape: string, count: number): boolean {
  if (shape === 'POLYGON') return count >= 6 && count % 2 === 0;
  return count === { POSITION: 2, POINT: 2, CIRCLE: 3, BOX: 4 }[shape];
}

function regionOf(shape: string, numbers: readonly number[]): Region {
  const [a, b, c, d] = numbers as [number, number, number, number];
  if (shape === 'CIRCLE') return { kind: 'circle', raDeg: a, decDeg: b, radiusDeg: c };
  if (shape === 'BOX') return { kind: 'polygon', vertices: boxCorners(a, b, c, d) };
  if (shape === 'POLYGON') return { kind: 'polygon', vertices: pairs(numbers) };
  return { kind: 'point', raDeg: a, decDeg: b };
}

/** The region in ICRS. FK5 is turned too: by a few hundredths of an arcsecond. */
export function regionToIcrs(region: Region, frame: Frame): Region {
  const turn = (p: Position): Position => turnPosition(frame, 'ICRS', p.raDeg, p.decDeg);
  if (region.kind === 'polygon') return { kind: 'polygon', vertices: region.vertices.map(turn) };
  return { ...region, ...turn(region) };
}

/**
 * Reads a region of one shape as ADQL's REGION takes it: the STC-S subset of TAP 1.0 (`Circle ICRS GEOCENTER 10 20 0.5`),
 * `s_region` of ObsCore and DALI's `circle 10 20 0.5`. The result is in ICRS, degrees. Throws SKY-REGION.
 */
export function parseRegion(text: string): Region {
  const words = text.trim().replaceAll(',', ' ').split(/\s+/);
  const shape = words.shift()!.toUpperCase();
  if (['UNION', 'INTERSECTION', 'NOT', 'DIFFERENCE'].includes(shape)) {
    throw unreadable(text, 'one shape was expected, not a combination', '应为单个形状而不是组合');
  }
  if (!['POSITION', 'POINT', 'CIRCLE', 'BOX', 'POLYGON'].includes(shape)) {
    throw unreadable(text, `"${shape}" is not a shape known here`, `“${shape}”不是已知的形状`);
  }
  const head: string[] = [];
  while (words.length > 0 && !isNumber(words[0]!) && words[0]!.toUpperCase() !== 'UNIT') head.push(words.shift()!);
  const frame = frameNamed(head.join(' '));
  if (!frame) {
    const name = head.filter((w) => !frameFollowers.has(w.toUpperCase())).join(' ');
    throw unreadable(text, `the frame "${name}" is not known here`, `不支持坐标系“${name}”`);
  }
  const numbers: number[] = [];
  while (words.length > 0 && isNumber(words[0]!)) numbers.push(Number(words.shift()));
  const factor = words.length === 0 ? 1 : unitFactor(words);
  if (factor === undefined)
    throw unreadable(text, `"${words.join(' ')}" cannot stand there`, `“${words.join(' ')}”不能出现在此处`);
  if (!countFits(shape, numbers.length)) {
    throw unreadable(
      text,
      `${numbers.length} numbers do not make a ${shape}`,
      `${shape} 不能由 ${numbers.length} 个数构成`,
    );
  }
  return regionToIcrs(
    regionOf(
      shape,
      numbers.map((n) => n * factor),
    ),
    frame,
  );
}

function isNumber(word: string): boolean {
  return word !== '' && Number.isFinite(Number(word));
}

function unitFactor([word, unit, ...rest]: readonly string[]): number | undefined {
  return word!.toUpperCase() === 'UNIT' && rest.length === 0 ? degreesPer[(unit ?? '').toUpperCase()] : undefined;
}
