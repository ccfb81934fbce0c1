import { type Diagnostic, LingtaiError } from '@lingtai/diagnostics';
import { conform } from '../conform.ts';
import { byName, Cursor, mustDiffer, mustExist } from '../cursor.ts';
import { plainValue, readTree } from '../tree.ts';
import { familyDefs, familySchema } from './schema.ts';
import type { ReleaseFamily } from './types.ts';

/** Reads release records. Never throws: all that is wrong comes back with file, line and column. */
export function parseReleaseFamily(
  text: string,
  options: { readonly file?: string } = {},
): { readonly family?: ReleaseFamily; readonly diagnostics: readonly Diagnostic[] } {
  const { tree, report } = readTree(text, options.file);
  if (!tree) {
    if (!report.hasErrors())
      report.error('DESC-EMPTY', { from: 0, to: 0 }, '', { en: 'The document is empty.', zh: '文档为空。' });
    return { diagnostics: report.diagnostics };
  }
  conform(tree, familySchema, '', { defs: familyDefs, report });
  checkMeaning(new Cursor(tree, '', report));
  if (report.hasErrors()) return { diagnostics: report.diagnostics };
  return { family: plainValue(tree) as ReleaseFamily, diagnostics: report.diagnostics };
}

/** As `parseReleaseFamily`, for callers that cannot go on without it. Throws class `data` with every error. */
export function loadReleaseFamily(text: string, options: { readonly file?: string } = {}): ReleaseFamily {
  const { family, diagnostics } = parseReleaseFamily(text, options);
  if (family) return family;
  throw new LingtaiError(
    'data',
    diagnostics.filter((d) => d.severity === 'error'),
  );
}

function checkMeaning(root: Cursor): void {
  for (const key of ['parts', 'counts', 'seasons', 'sources']) {
    mustDiffer(
      root.list(key).map((entry) => entry.get('name')),
      'name',
      '名称',
    );
  }
  for (const season of root.list('seasons')) checkRange(season);
  checkDue(root);
  const [parts, counts, sources] = ['parts', 'counts', 'sources'].map((key) => [...byName(root.list(key)).keys()]);
  const seen = new Set<string>();
  for (const entry of root.list('records')) {
    const address = `${entry.textOf('release')}/${entry.textOf('version')}`;
    if (seen.has(address)) entry.error('DESC-DUPLICATE-NAME', `${address} is there already.`, `${address} 已存在。`);
    seen.add(address);
    for (const range of entry.list('observed')) {
      checkRange(range);
      mustExist(range.get('part'), parts!, 'DESC-NO-PART', 'part', '部分');
    }
    for (const count of entry.list('counts')) {
      mustExist(count.get('count'), counts!, 'DESC-NO-COUNT', 'count', '计数');
      mustExist(count.get('part'), parts!, 'DESC-NO-PART', 'part', '部分');
    }
    for (const at of entry.list('sources')) mustExist(at, sources!, 'DESC-NO-SOURCE', 'source', '来源');
    checkDates(entry);
  }
}

function checkRange(at: Cursor): void {
  const [from, to] = [at.textOf('from'), at.textOf('to')];
  if (from === undefined || to === undefined || !isLater(from, to)) return;
  at.get('to')!.error(
    'DESC-DATE',
    `The last night ${to} is before the first, ${from}.`,
    `最后一晚 ${to} 早于第一晚 ${from}。`,
  );
}

/** Whether a date is later than another, as far as both are known. */
function isLater(a: string, b: string): boolean {
  const length = Math.min(a.length, b.length);
  return a.slice(0, length) > b.slice(0, length);
}

function checkDates(entry: Cursor): void {
  const [released, open] = [entry.textOf('released'), entry.get('public')];
  if (released !== undefined && open?.text !== undefined && isLater(released, open.text))
    open.error(
      'DESC-DATE',
      `It cannot be public from ${open.text} and first released at ${released}.`,
      `公开日期 ${open.text} 不能早于首次发布日期 ${released}。`,
    );
}

/** A rule has a term or is left to someone, and what it counts from stands before it. */
function checkDue(root: Cursor): void {
  const before = ['season'];
  for (const rule of root.list('due')) {
    const free = rule.get('discretion')?.value === true;
    if (free === (rule.get('months') !== undefined))
      rule.error(
        'DESC-DUE',
        'Either `months` or `discretion: true` is needed, not both.',
        '应给出 months 或 discretion: true 之一，且不能同时给出。',
      );
    mustExist(rule.get('after'), before, 'DESC-NO-PRODUCT', 'product', '产品');
    const product = rule.textOf('product');
    if (product !== undefined) before.push(product);
  }
}
