import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LineCounter, parseDocument, visit } from 'yaml';
import { at, filesBelow, isTestFile, literalText, type SourceFile, sourcesBelow, walk } from './source.ts';

/** What is typed or counted as it stands, though Chinese is beside it; each with its reason. */
const formulas: readonly { readonly text: RegExp; readonly why: string }[] = [
  { text: /[A-Za-z_]\w*\((?:[^()]|\([^()]*\))*\)/g, why: 'a call: abs(x), POLYGON(点)' },
  { text: /\((?:[\w.-]+|\$\{\})(?:, (?:[\w.-]+|\$\{\}))+\)/g, why: 'coordinates: (x, y)' },
  { text: /“[^\p{Script=Han}”]{1,3}”/gu, why: 'a sign that is named: “;”, “( )”' },
  { text: /\w+:\/\/[^\s，。；）]+/g, why: 'an address with names of its parts' },
  { text: /(group|user):名称/g, why: 'a subject of limits' },
  { text: /\b(en|zh): /g, why: 'keys of a descriptor' },
];

const han = String.raw`\p{Script=Han}`;
// Chinese signs count as Chinese: “名称”, is as wrong as 名称,
const chinese = `[${han}、。，；：？！（）“”《》]`;
const halfWidth = new RegExp(
  [
    `${chinese}[,;:!?]`,
    String.raw`[^\s,;:!?][,;:!?] ?[${han}“《（]`,
    `${chinese} ?[(]|${chinese}[)]|[()]${han}`,
    `${han}["']|["']${han}`,
    String.raw`${han}\.(?=\s|$|${han})`,
  ].join('|'),
  'u',
);

/** The first half-width sign at Chinese, with what stands around it. */
function signFault(text: string): string | undefined {
  const prose = formulas.reduce((rest, one) => rest.replaceAll(one.text, 'x'), text);
  const match = /\p{Script=Han}/u.test(prose) ? halfWidth.exec(prose) : null;
  return match === null ? undefined : prose.slice(Math.max(0, match.index - 12), match.index + 14).trim();
}

/** Queries and descriptors that tests run. */
const forTests = /\/(conformance\/|testing[^/]*\.ts$)/;

/** Half-width punctuation at Chinese characters, in texts that people read: code, pages in Chinese, surveys, scripts. */
export function punctuationFaults(root: string): string[] {
  const code = sourcesBelow(root, ['packages', 'services', 'apps']).filter(
    (file) => !forTests.test(file.path) && !isTestFile(file.path),
  );
  const pages = [...filesBelow(root, ['docs/zh']), 'README.zh.md'].filter((path) => path.endsWith('.md'));
  return [
    ...code.flatMap(sourceFaults),
    ...pages.flatMap((path) => fileFaults(root, path, pageTexts)),
    ...filesBelow(root, ['surveys'])
      .filter((path) => path.endsWith('.yaml'))
      .flatMap((path) => fileFaults(root, path, yamlTexts)),
    ...filesBelow(root, ['tools'])
      .filter((path) => path.endsWith('.sh'))
      .flatMap((path) => fileFaults(root, path, shellTexts)),
  ];
}

function sourceFaults(file: SourceFile): string[] {
  const faults: string[] = [];
  walk(file.program, (node) => {
    const text = node.type === 'JSXText' ? String(node['value']) : literalText(node);
    const fault = text === undefined ? undefined : signFault(text);
    if (fault !== undefined) faults.push(`${at(file, node.start)}: half-width: ${fault}`);
  });
  return faults;
}

type Texts = (content: string) => readonly (readonly [line: number, text: string])[];

function fileFaults(root: string, path: string, texts: Texts): string[] {
  if (!existsSync(join(root, path))) return [];
  return texts(readFileSync(join(root, path), 'utf8')).flatMap(([line, text]) => {
    const fault = signFault(text);
    return fault === undefined ? [] : [`${path}:${line}: half-width: ${fault}`];
  });
}

/** The prose of a Markdown page: without code (also of lists: six spaces and more), addresses of links and emphasis. */
const pageTexts: Texts = (content) => {
  let fenced = false;
  return content.split('\n').map((line, index) => {
    if (line.trimStart().startsWith('```')) fenced = !fenced;
    const prose = line
      .replaceAll(/`[^`]*`/g, 'x')
      .replaceAll(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
      .replaceAll('**', '');
    return [index + 1, fenced || line.startsWith('      ') ? '' : prose];
  });
};

const yamlTexts: Texts = (content) => {
  const [lines, texts] = [new LineCounter(), [] as (readonly [number, string])[]];
  visit(parseDocument(content, { lineCounter: lines }), {
    Scalar: (_key, node) => {
      if (typeof node.value === 'string') texts.push([lines.linePos(node.range?.[0] ?? 0).line, node.value]);
    },
  });
  return texts;
};

/** What stands between quotes on one line of a shell script. */
const shellTexts: Texts = (content) =>
  content
    .split('\n')
    .flatMap((line, index) =>
      [...line.matchAll(/'([^']*)'|"([^"]*)"/g)].map((match) => [index + 1, match[1] ?? match[2] ?? ''] as const),
    );
