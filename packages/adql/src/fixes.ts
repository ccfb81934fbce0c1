import type { Diagnostic, Fix } from '@lingtai/diagnostics';

/**
 * The text with the repairs of the diagnostics applied. Of repairs that overlap only the narrowest is applied: parse
 * again for the others.
 */
export function applyFixes(text: string, diagnostics: readonly Diagnostic[]): string {
  const fixes = diagnostics.flatMap((d) => (d.fix && d.fix.to <= text.length ? [d.fix] : []));
  const chosen: Fix[] = [];
  for (const fix of fixes.toSorted((a, b) => a.to - a.from - (b.to - b.from))) {
    if (chosen.every((other) => !overlap(fix, other))) chosen.push(fix);
  }
  let out = text;
  for (const { from, to, insert } of chosen.toSorted((a, b) => b.from - a.from || b.to - a.to)) {
    out = out.slice(0, from) + insert + out.slice(to);
  }
  return out;
}

/** Two insertions at one place overlap too. */
function overlap(a: Fix, b: Fix): boolean {
  return a.from === b.from || (a.from < b.to && b.from < a.to);
}
