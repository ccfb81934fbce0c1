import { type Diagnostic, diagnosticLine, type Lang } from '@lingtai/diagnostics';
import { shownWidth } from './text-table.ts';

/** A diagnostic with the line of the query that it is about, and a caret under each place. */
export function caretText(query: string, diagnostic: Diagnostic, lang: Lang): string {
  const { place, fix } = diagnostic;
  const said = diagnosticLine(diagnostic, lang);
  const repair = fix ? `\n  → ${fix.label[lang]}` : '';
  if (place?.from === undefined) return said + repair;
  const start = query.lastIndexOf('\n', place.from - 1) + 1;
  const end = query.indexOf('\n', place.from);
  const line = query.slice(start, end < 0 ? undefined : end).replaceAll('\t', ' ');
  const from = place.from - start;
  const to = Math.max(from + 1, Math.min((place.to ?? place.from) - start, line.length));
  const marks = '^'.repeat(Math.max(1, shownWidth(line.slice(from, to))));
  return `${said}\n  ${line}\n  ${' '.repeat(shownWidth(line.slice(0, from)))}${marks}${repair}`;
}
