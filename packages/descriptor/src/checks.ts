import { checkPolicy, checkSteps, checkTableAccess } from './check-access.ts';
import { checkColumn } from './check-column.ts';
import { checkGlob, checkProduct } from './check-product.ts';
import { checkIdentifiers, checkReleases, checkReserved } from './check-release.ts';
import { checkUnitText } from './check-text.ts';
import { byName, Cursor, mustDiffer, mustExist } from './cursor.ts';
import type { Report } from './report.ts';
import type { Tree } from './tree.ts';

/** What a schema cannot say: names that must exist, values that must fit each other. Works on incomplete descriptors too. */
export function checkMeaning(tree: Tree, report: Report): void {
  const root = new Cursor(tree, '', report);
  const tables = byName(root.list('tables'));
  const products = byName(root.list('products'));
  for (const kind of ['tables', 'products', 'forms'] as const) {
    const words = { tables: ['table', '表'], products: ['product', '产品'], forms: ['form', '检索表单'] }[kind];
    mustDiffer(
      root.list(kind).map((item) => item.get('name')),
      words[0]!,
      words[1]!,
    );
  }
  const observed = root.list('releases').every((release) => release.get('observed'));
  for (const table of root.list('tables')) checkTable(table, products, observed);
  for (const product of root.list('products')) {
    checkProduct(product, tables, products);
    checkSteps(product.get('access'), observed);
  }
  checkPolicy(root.get('policy'));
  for (const form of root.list('forms')) checkForm(form, tables);
  checkReserved(root);
  checkReleases(root, tables, products);
  checkIdentifiers(root);
  for (const fact of root.get('instrument')?.list('facts') ?? []) checkUnitText(fact.get('unit'));
  for (const name of root.get('services')?.list('cone') ?? []) checkConeTable(name, tables);
  checkTranslations(root, new Set());
}

const sourceKinds: readonly string[] = ['csv', 'fits', 'votable', 'parquet', 'products'];

function checkTable(table: Cursor, products: ReadonlyMap<string, Cursor>, observed: boolean): void {
  const source = table.get('source');
  mustExist(source?.get('product'), products.keys(), 'DESC-NO-PRODUCT', 'product', '产品');
  for (const glob of source?.list('files') ?? []) checkGlob(glob);
  const columns = table.list('columns');
  checkColumnNames(columns);
  const kind = sourceKinds.find((k) => k === source?.textOf('kind'));
  for (const column of columns) checkColumn(column, kind);
  const named = byName(columns);
  checkTableAccess(table, named, observed);
  const exists = (at: Cursor | undefined): boolean => mustExist(at, named.keys(), 'DESC-NO-COLUMN', 'column', '列');
  if (exists(table.get('key'))) checkKey(table.get('key')!, named);
  if (exists(table.get('nameColumn'))) checkNameColumn(table.get('nameColumn')!, named);
  for (const at of table.list('defaultColumns')) exists(at);
  mustDiffer(table.list('defaultColumns'), 'default column', '默认列');
  for (const side of ['ra', 'dec'] as const) {
    const at = table.get('position')?.get(side);
    if (at && exists(at)) checkAngle(at, named);
  }
  const shown =
    table.get('defaultColumns') || columns.length === 0 || columns.some((c) => (c.numberOf('verb') ?? 0) <= 10);
  if (!shown) {
    table
      .get('columns')!
      .warn(
        'DESC-NO-DEFAULT',
        'No column has verb <= 10 and there are no defaultColumns, so results show nothing.',
        '没有 verb 不大于 10 的列，也没有 defaultColumns，结果将不显示任何列。',
      );
  }
}

function checkColumnNames(columns: readonly Cursor[]): void {
  mustDiffer(
    columns.map((c) => c.get('name')),
    'column',
    '列',
  );
  const seen = new Map<string, string>();
  for (const column of columns) {
    const at = column.get('name');
    const name = at?.text;
    if (at === undefined || name === undefined) continue;
    const other = seen.get(name.toLowerCase());
    if (other !== undefined && other !== name) {
      at.warn(
        'DESC-CASE',
        `"${name}" and "${other}" differ only in case, and ADQL does not tell them apart.`,
        `“${name}”与“${other}”仅大小写不同，ADQL 无法区分。`,
      );
    }
    seen.set(name.toLowerCase(), name);
  }
}

function checkKey(at: Cursor, columns: ReadonlyMap<string, Cursor>): void {
  const column = columns.get(at.text!)!;
  if (column.get('arraysize') || ['boolean', 'float32', 'float64'].includes(column.textOf('type') ?? '')) {
    at.error(
      'DESC-KEY',
      `"${at.text}" cannot be a key: a key is a text, a whole number or a time.`,
      `“${at.text}”不能作为键：键须为文本、整数或时间。`,
    );
  }
}

function checkNameColumn(at: Cursor, columns: ReadonlyMap<string, Cursor>): void {
  if ((columns.get(at.text!)!.textOf('type') ?? 'string') !== 'string') {
    at.error(
      'DESC-KEY',
      `"${at.text}" holds no texts, so it cannot be the name of a target.`,
      `“${at.text}”不是文本列，不能作为目标名称。`,
    );
  }
}

function checkAngle(at: Cursor, columns: ReadonlyMap<string, Cursor>): void {
  const column = columns.get(at.text!)!;
  const type = column.textOf('type') ?? '';
  if (type !== 'float64' && type !== 'float32') {
    at.error(
      'DESC-POSITION',
      `"${at.text}" is of type ${type}; a position is float64.`,
      `“${at.text}”的类型为 ${type}；位置列应为 float64。`,
    );
  } else if (type === 'float32') {
    at.warn(
      'DESC-POSITION',
      `"${at.text}" is float32, which is only good to 0.05 arcsec; use float64.`,
      `“${at.text}”为 float32，精度仅约 0.05 角秒；请用 float64。`,
    );
  }
  if (column.textOf('unit') !== 'deg') {
    const near = 'deg';
    at.error('DESC-POSITION', `"${at.text}" must have the unit deg.`, `“${at.text}”的单位须为 deg。`, near);
  }
}

function checkForm(form: Cursor, tables: ReadonlyMap<string, Cursor>): void {
  if (!mustExist(form.get('table'), tables.keys(), 'DESC-NO-TABLE', 'table', '表')) return;
  const columns = byName(tables.get(form.textOf('table')!)!.list('columns'));
  mustDiffer(
    form.list('groups').map((group) => group.get('name')),
    'group',
    '分组',
  );
  for (const at of form.list('groups').flatMap((group) => group.list('columns'))) {
    if (!mustExist(at, columns.keys(), 'DESC-NO-COLUMN', 'column', '列')) continue;
    if (columns.get(at.text!)!.textOf('search') !== 'none') continue;
    at.error(
      'DESC-FORM-COLUMN',
      `The column "${at.text}" has search: none, so a form cannot ask for it.`,
      `列“${at.text}”设为 search: none，表单无法对其检索。`,
    );
  }
  const sort = form.get('sort');
  mustExist(sort, columns.keys(), 'DESC-NO-COLUMN', 'column', '列', sort?.text?.replace(/^-/, ''));
}

function checkConeTable(at: Cursor, tables: ReadonlyMap<string, Cursor>): void {
  if (!mustExist(at, tables.keys(), 'DESC-NO-TABLE', 'table', '表') || tables.get(at.text!)!.get('position')) return;
  at.error(
    'DESC-POSITION',
    `The table "${at.text}" has no position, so cone search cannot serve it.`,
    `表“${at.text}”没有位置，无法提供锥形检索。`,
  );
}

/** Texts in one language twice. Short ones (names, symbols) may be the same in both. */
function checkTranslations(at: Cursor, seen: Set<Tree>): void {
  if (at.tree.kind === 'leaf' || seen.has(at.tree)) return;
  seen.add(at.tree);
  const [en, zh] = [at.textOf('en'), at.textOf('zh')];
  if (en !== undefined && zh !== undefined) {
    const same = en === zh && en.trim().split(/\s+/).length > 3;
    if (same)
      at.get('zh')!.warn(
        'DESC-TRANSLATION',
        'The Chinese text is the English one.',
        '中文文本与英文文本相同，尚未翻译。',
      );
    if (/\p{Script=Han}/u.test(en))
      at.get('en')!.warn('DESC-TRANSLATION', 'The English text contains Chinese.', '英文文本中含有中文。');
    return;
  }
  if (at.tree.kind === 'list') for (const item of at.items()) checkTranslations(item, seen);
  else for (const key of at.tree.entries.keys()) checkTranslations(at.get(key)!, seen);
}
