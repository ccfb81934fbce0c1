import type { LocalText } from '@lingtai/diagnostics';
import type { Position, Region } from '@lingtai/sky';

interface Wrong {
  readonly code: string;
  readonly text: LocalText;
}

/** What is wrong with a constant position. */
export function wrongPosition({ raDeg, decDeg }: Position): Wrong | undefined {
  if (Math.abs(decDeg) <= 90 && Number.isFinite(raDeg)) return undefined;
  return {
    code: 'QUERY-POSITION',
    text: {
      en: `(${raDeg}, ${decDeg}) is not a position: a right ascension and a declination from -90 to 90 degrees were expected.`,
      zh: `(${raDeg}, ${decDeg}) 不是有效位置：应为赤经和 -90 到 90 度之间的赤纬。`,
    },
  };
}

/** What is wrong with a constant circle. */
export function wrongCircle(region: Region): Wrong | undefined {
  if (region.kind !== 'circle' || (region.radiusDeg >= 0 && region.radiusDeg <= 180)) return undefined;
  return {
    code: 'QUERY-RADIUS',
    text: {
      en: `A radius of ${region.radiusDeg} degrees is not possible: 0 to 180 degrees were expected.`,
      zh: `半径 ${region.radiusDeg} 度无效：应为 0 到 180 度。`,
    },
  };
}
