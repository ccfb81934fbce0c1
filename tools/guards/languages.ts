import { at, isTestFile, literalText, type SourceFile, type SyntaxNode, sourcesBelow, walk } from './source.ts';

const han = /\p{Script=Han}/u;
/** A word of prose, as opposed to a name, a unit or a keyword. */
const prose = /(^|\s)[a-z]{3,}(\s|[.,:;!?]|$)/;

/** What is wrong with a pair of texts; nothing when both speak. */
function pairFault(en: string, zh: string): string | undefined {
  if (en.trim() === '') return 'the English text is empty';
  if (zh.trim() === '') return 'the Chinese text is empty';
  if (han.test(en)) return `Chinese in the English text: ${en.slice(0, 40)}`;
  const words = en.replaceAll(/\$\{\}/g, ' ');
  if (prose.test(words) && !han.test(zh)) return `no Chinese in: ${zh.slice(0, 40)}`;
  return undefined;
}

/** Pairs `{ en, zh }` of which one is missing, empty or not in its language; and texts of `fail(…)` that are no pair. */
export function languageFaults(root: string): string[] {
  return sourcesBelow(root, ['packages', 'services', 'apps'])
    .filter((file) => !isTestFile(file.path))
    .flatMap(fileFaults);
}

function fileFaults(file: SourceFile): string[] {
  const faults: string[] = [];
  walk(file.program, (node) => {
    const fault = node.type === 'ObjectExpression' ? objectFault(node) : undefined;
    if (fault !== undefined) faults.push(`${at(file, node.start)}: ${fault}`);
    if (node.type !== 'CallExpression' || (node['callee'] as { name?: string }).name !== 'fail') return;
    const [, , text] = node['arguments'] as readonly SyntaxNode[];
    const empty = text !== undefined && /^\{\s*en: ''/.test(file.text.slice(text.start, text.end));
    if (text === undefined || literalText(text) !== undefined || empty)
      faults.push(`${at(file, node.start)}: fail without a text in both languages`);
  });
  return faults;
}

function objectFault(node: SyntaxNode): string | undefined {
  const values = new Map(
    (node['properties'] as readonly SyntaxNode[])
      .filter((one) => one.type === 'Property')
      .map((one) => [String((one['key'] as { name?: string }).name), one['value'] as SyntaxNode]),
  );
  const [en, zh] = [values.get('en'), values.get('zh')];
  const spreads = (node['properties'] as readonly SyntaxNode[]).some((one) => one.type === 'SpreadElement');
  if ((!en && !zh) || spreads) return undefined;
  const [enText, zhText] = [en && literalText(en), zh && literalText(zh)];
  if (!en || !zh)
    return (enText ?? zhText) === undefined
      ? undefined
      : `only ${en ? 'English' : 'Chinese'}: ${(enText ?? zhText ?? '').slice(0, 40)}`;
  if (enText === undefined || zhText === undefined || (enText === '' && zhText === '')) return undefined;
  return partsSpeak(zh) ? undefined : pairFault(enText, zhText);
}

/** `${one.zh} ${name}`: the Chinese comes with the parts. */
function partsSpeak(template: SyntaxNode): boolean {
  let found = false;
  walk(template['expressions'], (node) => {
    if (node.type === 'Identifier' && /^zh$|Zh$/.test(String(node['name']))) found = true;
  });
  return found;
}

/** Compares two tables of words, one language each: the same keys, every text in its language. */
export function wordFaults(en: object, zh: object, path = ''): string[] {
  const keys = [...new Set([...Object.keys(en), ...Object.keys(zh)])];
  return keys.flatMap((key) => {
    const [a, b] = [(en as Record<string, unknown>)[key], (zh as Record<string, unknown>)[key]];
    const place = path === '' ? key : `${path}.${key}`;
    if (typeof a !== typeof b)
      return [`${place}: only in ${b === undefined ? 'English' : 'Chinese'}, or of another kind`];
    if (typeof a === 'object' && a !== null && typeof b === 'object' && b !== null) return wordFaults(a, b, place);
    const fault = typeof a === 'string' && typeof b === 'string' ? pairFault(a, b) : undefined;
    return fault === undefined ? [] : [`${place}: ${fault}`];
  });
}
