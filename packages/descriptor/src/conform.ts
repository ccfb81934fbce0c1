import { nearest } from '@lingtai/diagnostics';
import type { Report } from './report.ts';
import type { Schema } from './schema-kit.ts';
import type { ListTree, MapTree, Tree } from './tree.ts';

interface Check {
  readonly defs: Readonly<Record<string, Schema>>;
  readonly report: Report;
}

/** Says how a tree differs from its schema, in words for people. */
export function conform(tree: Tree, schema: Schema, path: string, check: Check): void {
  if (tree.kind === 'leaf' && tree.hole) return;
  if (schema.$ref !== undefined) {
    conformRef(tree, schema.$ref.slice('#/$defs/'.length), path, check);
    return;
  }
  if (schema.oneOf) {
    conformKind(tree, schema.oneOf, path, check);
    return;
  }
  if (schema.anyOf) {
    conformEither(tree, schema.anyOf, path, check);
    return;
  }
  if (!hasType(tree, schema)) {
    wrongType(tree, [schema], path, check.report);
    return;
  }
  if (tree.kind === 'map') conformMap(tree, schema, path, check);
  else if (tree.kind === 'list') conformList(tree, schema, path, check);
  else conformLeaf(tree, schema, path, check.report);
}

function conformRef(tree: Tree, name: string, path: string, check: Check): void {
  if (name === 'LocalText' && tree.kind !== 'map') {
    check.report.error('DESC-TRANSLATION', tree, path, {
      en: 'This text is needed in both languages: write "en: …" and "zh: …" below it.',
      zh: '此文本需要中英文两种：请在其下写 “en: …” 与 “zh: …”。',
    });
    return;
  }
  if (name === 'LocalText' && tree.kind === 'map') missingLanguage(tree, path, check.report);
  conform(tree, check.defs[name]!, path, check);
}

function missingLanguage(tree: MapTree, path: string, report: Report): void {
  const missing = (['en', 'zh'] as const).filter((lang) => !tree.entries.has(lang));
  if (missing.length !== 1) return;
  const lang =
    missing[0] === 'zh'
      ? { en: 'Chinese text (zh)', zh: '中文文本（zh）' }
      : { en: 'English text (en)', zh: '英文文本（en）' };
  report.error('DESC-TRANSLATION', tree, path, { en: `The ${lang.en} is missing.`, zh: `缺少${lang.zh}。` });
}

const tag = 'kind';

/** Records told apart by their key `kind`. */
function conformKind(tree: Tree, records: readonly Schema[], path: string, check: Check): void {
  if (tree.kind !== 'map') {
    wrongType(tree, [{ type: 'object' }], path, check.report);
    return;
  }
  const kinds = records.map((r) => String(r.properties?.[tag]?.const));
  const given = tree.entries.get(tag);
  const said = given?.value.kind === 'leaf' ? String(given.value.value) : undefined;
  const schema = records[kinds.indexOf(said ?? '')];
  if (schema) {
    conform(tree, schema, path, check);
    return;
  }
  if (!given) missingKey(tree, tag, path, check.report, kinds);
  else notOneOf(given.value, kinds, `${path}.kind`, check.report);
}

function conformEither(tree: Tree, choices: readonly Schema[], path: string, check: Check): void {
  const fitting = choices.filter((choice) => hasType(tree, choice));
  const only = fitting.find(
    (choice) => choice.const === undefined || (tree.kind === 'leaf' && tree.value === choice.const),
  );
  if (only) {
    conform(tree, only, path, check);
    return;
  }
  const words = fitting.map((choice) => String(choice.const));
  if (words.length > 0) notOneOf(tree, words, path, check.report);
  else wrongType(tree, choices, path, check.report);
}

function hasType(tree: Tree, schema: Schema): boolean {
  switch (schema.type) {
    case 'object':
      return tree.kind === 'map';
    case 'array':
      return tree.kind === 'list';
    case 'integer':
      return tree.kind === 'leaf' && Number.isInteger(tree.value);
    case 'number':
      return tree.kind === 'leaf' && Number.isFinite(tree.value);
    case undefined:
      return true;
    default:
      return tree.kind === 'leaf' && typeof tree.value === schema.type;
  }
}

function conformMap(tree: MapTree, schema: Schema, path: string, check: Check): void {
  const properties = schema.properties ?? {};
  for (const [name, { key, value }] of tree.entries) {
    const below = path === '' ? name : `${path}.${name}`;
    const known = Object.hasOwn(properties, name) ? properties[name] : undefined;
    if (known) conform(value, known, below, check);
    else if (schema.additionalProperties) conform(value, schema.additionalProperties, below, check);
    else unknownKey(name, key, Object.keys(properties), tree, below, check.report);
  }
  for (const name of schema.required ?? []) {
    if (tree.entries.has(name) || (schema.title === 'Text in both languages' && tree.entries.size > 0)) continue;
    missingKey(tree, name, path, check.report);
  }
}

function unknownKey(
  name: string,
  key: { from: number; to: number },
  known: readonly string[],
  tree: MapTree,
  path: string,
  report: Report,
): void {
  if (name === '<<') {
    report.error('DESC-UNKNOWN-KEY', key, path, {
      en: 'Merge keys (<<) are not part of YAML 1.2; write the keys out, or use an alias for the whole value.',
      zh: '合并键（<<）不属于 YAML 1.2；请写出各键，或对整个值使用别名。',
    });
    return;
  }
  const free = known.filter((k) => !tree.entries.has(k));
  const list = known.join(', ');
  report.error(
    'DESC-UNKNOWN-KEY',
    key,
    path,
    { en: `There is no key "${name}" here. Keys: ${list}.`, zh: `此处没有键“${name}”。可用的键：${list}。` },
    nearest(name, free) ?? nearest(name, known),
  );
}

function missingKey(tree: MapTree, name: string, path: string, report: Report, choices?: readonly string[]): void {
  const one = choices
    ? { en: ` (one of ${choices.join(', ')})`, zh: `（可取 ${choices.join('、')}）` }
    : { en: '', zh: '' };
  report.error('DESC-MISSING-KEY', tree, path, {
    en: `The key "${name}" is missing${one.en}.`,
    zh: `缺少键“${name}”${one.zh}。`,
  });
}

function conformList(tree: ListTree, schema: Schema, path: string, check: Check): void {
  if (tree.items.length < (schema.minItems ?? 0)) {
    check.report.error('DESC-EMPTY', tree, path, {
      en: `This list needs at least ${schema.minItems} entry.`,
      zh: `此列表至少需要 ${schema.minItems} 项。`,
    });
  }
  if (!schema.items) return;
  for (const [i, item] of tree.items.entries()) conform(item, schema.items, `${path}[${i}]`, check);
}

function conformLeaf(tree: Tree & { kind: 'leaf' }, schema: Schema, path: string, report: Report): void {
  const value = tree.value;
  if (schema.const !== undefined && value !== schema.const) {
    notOneOf(tree, [String(schema.const)], path, report);
    return;
  }
  if (schema.enum && !schema.enum.includes(String(value))) {
    notOneOf(tree, schema.enum, path, report);
    return;
  }
  if (typeof value === 'number') {
    conformRange(tree, value, schema, path, report);
    return;
  }
  if (typeof value === 'string') conformText(tree, value, schema, path, report);
}

function conformRange(tree: Tree, value: number, schema: Schema, path: string, report: Report): void {
  const { minimum = -Infinity, maximum = Infinity } = schema;
  if (value >= minimum && value <= maximum) return;
  const en =
    maximum === Infinity
      ? `at least ${minimum}`
      : minimum === -Infinity
        ? `at most ${maximum}`
        : `${minimum} to ${maximum}`;
  const zh =
    maximum === Infinity
      ? `至少为 ${minimum}`
      : minimum === -Infinity
        ? `至多为 ${maximum}`
        : `${minimum} 到 ${maximum}`;
  report.error('DESC-RANGE', tree, path, { en: `${value} is outside ${en}.`, zh: `${value} 超出范围（${zh}）。` });
}

function conformText(tree: Tree, value: string, schema: Schema, path: string, report: Report): void {
  if (value.trim().length < (schema.minLength ?? 0)) {
    report.error('DESC-EMPTY', tree, path, { en: 'This text is empty.', zh: '此文本为空。' });
  } else if (value.length > (schema.maxLength ?? Infinity)) {
    report.error('DESC-RANGE', tree, path, {
      en: `This has ${value.length} characters; at most ${schema.maxLength} are allowed.`,
      zh: `共 ${value.length} 个字符，最多允许 ${schema.maxLength} 个。`,
    });
  } else if (schema.pattern !== undefined && !new RegExp(schema.pattern, 'u').test(value)) {
    report.error('DESC-FORM', tree, path, {
      en: `"${short(value)}" does not have the right form. Expected: ${schema.description ?? schema.pattern}`,
      zh: `“${short(value)}”的格式不正确。应为：${schema.pattern}`,
    });
  }
}

function notOneOf(tree: Tree, words: readonly string[], path: string, report: Report): void {
  const said = tree.kind === 'leaf' ? String(tree.value) : '';
  const near = words.find((word) => word.toLowerCase() === said.toLowerCase()) ?? nearest(said, words);
  report.error(
    'DESC-WORD',
    tree,
    path,
    {
      en: `"${short(said)}" is not one of: ${words.join(', ')}.`,
      zh: `“${short(said)}”不在可取值之中：${words.join('、')}。`,
    },
    near,
  );
}

const aGroup = { en: 'a group of keys', zh: '一组键' };
const aList = { en: 'a list', zh: '列表' };
const typeNames: Readonly<Record<string, { en: string; zh: string }>> = {
  object: aGroup,
  array: aList,
  string: { en: 'a text', zh: '文本' },
  number: { en: 'a number', zh: '数' },
  integer: { en: 'a whole number', zh: '整数' },
  boolean: { en: 'true or false', zh: 'true 或 false' },
};

function typeOf(tree: Tree): { en: string; zh: string } {
  if (tree.kind === 'map') return aGroup;
  if (tree.kind === 'list') return aList;
  if (tree.value === null) return { en: 'nothing', zh: '空' };
  const name = { string: 'text', number: 'number', boolean: 'truth value' }[
    typeof tree.value as 'string' | 'number' | 'boolean'
  ];
  const zh = { text: '文本', number: '数', 'truth value': '真假值' }[name];
  return { en: `the ${name} ${short(tree.source)}`, zh: `${zh} ${short(tree.source)}` };
}

function wrongType(tree: Tree, schemas: readonly Schema[], path: string, report: Report): void {
  const names = [...new Set(schemas.map((s) => (s.const === undefined ? (s.type ?? 'object') : 'string')))].map(
    (t) => typeNames[t]!,
  );
  const found = typeOf(tree);
  const wantsText = schemas.some((s) => s.type === 'string') && tree.kind === 'leaf' && tree.value !== null;
  const hint = wantsText
    ? { en: ` Put it in quotes: "${short(tree.source)}".`, zh: `请加引号："${short(tree.source)}"。` }
    : { en: '', zh: '' };
  report.error('DESC-TYPE', tree, path, {
    en: `Expected ${names.map((n) => n.en).join(' or ')}, found ${found.en}.${hint.en}`,
    zh: `应为${names.map((n) => n.zh).join('或')}，实际为${found.zh}。${hint.zh}`,
  });
}

/** As it is repeated in a message: not too long, and without the name and password of an address, also of one without `//`. */
function short(text: string): string {
  const said = text.replace(/^([a-z][a-z0-9+.-]*:\/{0,2})?.*:.*@/isu, '$1…@');
  return said.length > 60 ? `${said.slice(0, 57)}…` : said;
}
