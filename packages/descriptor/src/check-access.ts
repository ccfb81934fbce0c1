import { nearest } from '@lingtai/diagnostics';
import { checkDate } from './check-text.ts';
import type { Cursor } from './cursor.ts';
import { mustExist } from './cursor.ts';
import { policies } from './policy.ts';
import { floatTypes, integerTypes, knownAudiences } from './vocabulary.ts';

/** Who may see a release: said by itself or by the policy, by groups that are meant, from days that exist. */
export function checkReleaseAccess(entry: Cursor, policy: Cursor | undefined): void {
  const observed = entry.get('observed') !== undefined;
  checkAudience(entry.get('audience'));
  checkSteps(entry.get('access'), observed);
  if (entry.get('audience') || entry.get('access')) return;
  if (policy === undefined) {
    entry.error(
      'DESC-MISSING-KEY',
      'Nothing says who may see this release: give audience, access, or a policy for the dataset.',
      '未说明谁可以看到该发布：请填写 audience、access，或为数据集填写 policy。',
    );
    return;
  }
  if (!observed && policyCounts(policy)) noObserved(entry);
}

function policyCounts(policy: Cursor): boolean {
  const rules = policy.text === undefined ? undefined : policies[policy.text];
  if (rules) return rules.some((rule) => rule.access.some((step) => step.monthsAfterObserving !== undefined));
  return policy.items().some((rule) => rule.list('access').some((step) => step.get('monthsAfterObserving')));
}

/** The name of a ready policy, or rules whose expressions can be read. */
export function checkPolicy(policy: Cursor | undefined): void {
  if (policy?.text !== undefined)
    mustExist(policy, Object.keys(policies), 'DESC-POLICY', 'ready policy', '现成的开放策略');
  for (const rule of policy?.items() ?? []) {
    const versions = rule.get('versions');
    if (versions?.text !== undefined && !isExpression(versions.text))
      versions.error('DESC-REGEX', 'This is no regular expression for versions.', '不是有效的版本正则表达式。');
    checkSteps(rule.get('access'), true);
  }
}

/** Short, and without groups: it is tried on versions only. */
function isExpression(pattern: string): boolean {
  if (pattern.length > 100 || /[()]/.test(pattern)) return false;
  try {
    return new RegExp(pattern, 'i') instanceof RegExp;
  } catch {
    return false;
  }
}

/** Steps of a part of all releases; `observed`: every release says when its last night was. */
export function checkSteps(access: Cursor | undefined, observed: boolean): void {
  for (const step of access?.items() ?? []) {
    checkAudience(step.get('audience'));
    checkDate(step.get('from'));
    const months = step.get('monthsAfterObserving');
    if (months && step.get('from'))
      months.error(
        'DESC-SOURCE',
        'A step begins on a day or some months after observing, not both.',
        '一个步骤要么从某日开始，要么从观测结束后若干月开始，不能兼有。',
      );
    if (months && !observed) noObserved(months);
  }
}

function noObserved(at: Cursor): void {
  at.error(
    'DESC-OBSERVED',
    'Months are counted from the last night, and there is a release that does not say when that was: give observed.',
    '月数从最后一晚起算，但有发布未说明是哪一晚：请填写 observed。',
  );
}

function checkAudience(audience: Cursor | undefined): void {
  for (const at of audience === undefined ? [] : audience.text === undefined ? audience.items() : [audience]) {
    const word = at.text;
    if (word === undefined || knownAudiences.includes(word)) continue;
    const near = nearest(word, knownAudiences);
    if (near !== undefined)
      at.warn('DESC-AUDIENCE', `"${word}" is taken for the name of a group.`, `“${word}”将被视为用户组名称。`, near);
  }
}

/** Access to a table and its columns, and the rule on its rows. */
export function checkTableAccess(table: Cursor, columns: ReadonlyMap<string, Cursor>, observed: boolean): void {
  checkSteps(table.get('access'), observed);
  for (const [name, column] of columns) {
    checkSteps(column.get('access'), observed);
    if (column.get('access') && name === table.textOf('key'))
      column
        .get('access')!
        .error(
          'DESC-ACCESS-KEY',
          'The key tells rows apart everywhere and cannot be kept from some; restrict the table.',
          '键列在各处用于区分行，不能单独限制；请限制整个表。',
        );
  }
  const rows = table.get('rows');
  if (!rows) return;
  const exists = (at: Cursor | undefined): boolean => mustExist(at, columns.keys(), 'DESC-NO-COLUMN', 'column', '列');
  if (exists(rows.get('owner'))) checkOwner(rows.get('owner')!, columns);
  if (exists(rows.get('embargo'))) checkEmbargo(rows.get('embargo')!, columns);
}

function checkOwner(at: Cursor, columns: ReadonlyMap<string, Cursor>): void {
  const column = columns.get(at.text!)!;
  if (isStored(column) && column.textOf('type') === 'string' && !column.get('arraysize')) return;
  at.error(
    'DESC-ROWS',
    `"${at.text}" must be a stored column of texts to name the owners of rows.`,
    `“${at.text}”须为存储的文本列，才能给出各行的所有者。`,
  );
}

function checkEmbargo(at: Cursor, columns: ReadonlyMap<string, Cursor>): void {
  const column = columns.get(at.text!)!;
  const [type, unit] = [column.textOf('type') ?? '', column.textOf('unit')];
  const isNumber = integerTypes.includes(type) || floatTypes.includes(type);
  const fits = ['timestamp', 'string'].includes(type) || (isNumber && (unit === 'a' || unit === 'd' || unit === 'yr'));
  if (isStored(column) && fits && !column.get('arraysize')) return;
  at.error(
    'DESC-ROWS',
    `"${at.text}" must be a stored column of days to end embargoes: a timestamp, a text with an ISO date, or a number with the unit a (year) or d (MJD).`,
    `“${at.text}”须为存储的日期列，才能表示保护期的终止：时间戳、ISO 日期文本，或单位为 a（年）或 d（MJD）的数值。`,
  );
}

/** Not made when a response is written. */
function isStored(column: Cursor): boolean {
  const from = column.get('fromHeader');
  const first = from?.text ?? from?.items()[0]?.text;
  return !(first === '@owner' || first === '@embargo');
}
