import type { Expression } from '@lingtai/adql';
import { type Frame, frameNamed } from '@lingtai/sky';
import type { Problems } from '../problems.ts';

/** The frame that a text of the query names; reports an unknown one and goes on with ICRS. */
export function frameOf(text: string, at: Expression, problems: Problems): Frame {
  const frame = frameNamed(text);
  if (!frame) {
    problems.add(at, 'QUERY-FRAME', {
      en: `The frame "${text}" is not known here: ICRS, FK5 (J2000) and GALACTIC are.`,
      zh: `不支持坐标系“${text}”：可用的有 ICRS、FK5(J2000)和 GALACTIC。`,
    });
  }
  return frame ?? 'ICRS';
}

/** The frame given first (ADQL 2.0's way), and the arguments without it. FK5 there is ICRS within 0.03 arcsec and is not turned. */
export function withoutFrame(
  args: readonly Expression[],
  problems: Problems,
): { readonly frame: Frame; readonly args: readonly Expression[] } {
  const [first, ...rest] = args;
  if (first?.kind === 'null' && rest.length > 0) return { frame: 'ICRS', args: rest };
  if (first?.kind !== 'string') return { frame: 'ICRS', args };
  const frame = frameOf(first.value, first, problems);
  return { frame: frame === 'FK5' ? 'ICRS' : frame, args: rest };
}
