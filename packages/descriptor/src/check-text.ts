import type { Diagnostic } from '@lingtai/diagnostics';
import { checkUcd, checkUnit } from '@lingtai/units';
import type { Cursor } from './cursor.ts';

function pass(at: Cursor, diagnostics: readonly Diagnostic[]): void {
  for (const d of diagnostics) {
    const say = d.severity === 'error' ? at.report.error : at.report.warning;
    if (d.severity !== 'info') say(d.code, at.tree, at.path, d.text, d.nearest);
  }
}

/** A unit must be in VOUnit notation. Angstrom is spectroscopy's own unit: that VOUnits calls it deprecated is no news. */
export function checkUnitText(at: Cursor | undefined): void {
  if (at?.text === undefined || at.text === 'Angstrom') return;
  pass(at, checkUnit(at.text));
}

/** A UCD must be built of words of the IVOA list. */
export function checkUcdText(at: Cursor | undefined): void {
  if (at?.text !== undefined) pass(at, checkUcd(at.text));
}

/** A regular expression must compile, have a group, and not be able to take exponential time. */
export function checkExpression(at: Cursor | undefined): void {
  const pattern = at?.text;
  if (at === undefined || pattern === undefined) return;
  let groups: number;
  try {
    groups = new RegExp(`${pattern}|`, 'u').exec('')!.length - 1;
  } catch (error) {
    const reason = error instanceof Error ? error.message.replace(/^Invalid regular expression: /, '') : '';
    at.error('DESC-REGEX', `This is no regular expression: ${reason}.`, `不是有效的正则表达式：${reason}。`);
    return;
  }
  if (groups === 0) {
    at.error(
      'DESC-REGEX',
      'The expression has no group ( ), so it gives no id.',
      '表达式中没有分组“( )”，无法得到编号。',
    );
  } else if (pattern.length > 500 || canExplode(pattern)) {
    at.error(
      'DESC-REGEX',
      'The expression could take very long: no repeated group may hold a repetition or an alternative, and nothing may refer back.',
      '该表达式可能耗时极长：重复的分组内不得再有重复或选择，也不得使用反向引用。',
    );
  }
}

/** A repeated group with a repetition or an alternative inside, or a back-reference. */
function canExplode(pattern: string): boolean {
  const risky: boolean[] = [];
  const plain = pattern.replace(/\[(?:\\.|[^\]\\])*\]/gu, 'c');
  if (/\\(?:[1-9]|k<)/u.test(plain)) return true;
  const tokens = plain.replace(/\\./gu, 'e').replace(/\(\?(?:<[^>]*>|<?[=!:])/gu, '(');
  for (const [i, token] of [...tokens].entries()) {
    const repeats = /^(?:[*+]|\{\d+,)/u;
    if (token === '(') risky.push(false);
    else if (token === '|' || repeats.test(tokens.slice(i))) risky.fill(true);
    else if (token === ')' && risky.pop() && repeats.test(tokens.slice(i + 1))) return true;
  }
  return false;
}

/** A date that the calendar has. */
export function checkDate(at: Cursor | undefined): string | undefined {
  const text = at?.text;
  if (at === undefined || text === undefined || !/^\d{4}-\d{2}-\d{2}$/.test(text)) return undefined;
  const date = new Date(`${text}T00:00:00Z`);
  if (!Number.isNaN(date.getTime()) && date.toISOString().startsWith(text)) return text;
  at.error('DESC-DATE', `The calendar has no ${text}.`, `日历中没有 ${text} 这一天。`);
  return undefined;
}
