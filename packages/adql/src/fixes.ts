import type { Diagnostic } from '@lingtai/diagnostics';

/**
 * The text with the repairs of the diagnostics applied. Of repairs that overlap only the first is applied: parse again
 * for the others.
 */
export function applyFixes(text: string, diagnostics: readonly Diagnostic[]): string {
  const fixes = diagnostics.flatMap((d) => (d.fix ? [d.fix] : [])).toSorted((a, b) => a.from - b.from || a.to - b.to);
  let out = '';
  let done = 0;
  for (const [i, fix] of fixes.entries()) {
    const again = i > 0 && fixes[i - 1]!.from === fix.from;
    if (fix.from < done || again || fix.to > text.length) continue;
    out += text.slice(done, fix.from) + fix.insert;
    done = fix.to;
  }
  return out + text.slice(done);
}
