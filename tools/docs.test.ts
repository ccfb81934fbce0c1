import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { filesBelow, repository } from './guards/source.ts';

const read = (path: string): string => readFileSync(join(repository, path), 'utf8');
// The tree's own code, by its place: tools belong to no room.
const load = <T>(path: string): Promise<T> => import(pathToFileURL(join(repository, path)).href) as Promise<T>;
const both = (name: string): readonly [string, string][] =>
  ['docs', 'docs/zh'].map((folder) => [`${folder}/${name}`, read(`${folder}/${name}`)]);
const documents = [
  ...filesBelow(repository, ['docs', 'changes']),
  'README.md',
  'README.zh.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
].filter((path) => path.endsWith('.md'));

interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>;
}

/** `limits.maxrecMax` for every key that holds no others. */
function keysOf(schema: Schema, path = ''): string[] {
  return Object.entries(schema.properties ?? {}).flatMap(([key, value]) => {
    const name = path === '' ? key : `${path}.${key}`;
    return value.properties ? keysOf(value, name) : [name];
  });
}

test('every key of lingtai.yaml is documented in both languages, and no other', async () => {
  const { siteSchemaDefs } = await load<{ siteSchemaDefs: Readonly<Record<string, Schema>> }>(
    'apps/server/src/site-schema.ts',
  );
  const keys = keysOf(siteSchemaDefs['Site'] ?? {});
  expect(keys.length).toBeGreaterThan(10);
  for (const [path, text] of both('operating.md')) {
    const table = text.slice(text.indexOf('`lingtai.yaml`'), text.indexOf('```yaml'));
    expect([...table.matchAll(/^\| `([\w.]+)` \|/gm)].map((row) => row[1]).toSorted(), path).toEqual(keys.toSorted());
  }
});

test('the example of a document of records is sound in both languages', async () => {
  const { loadReleaseFamily } = await load<{ loadReleaseFamily: (text: string) => { records: readonly object[] } }>(
    'packages/descriptor/src/index.ts',
  );
  for (const [path, text] of both('releases.md')) {
    const example = [...text.matchAll(/```yaml\n([\s\S]*?)```/g)].find(([, yaml]) => /^dataset:/m.test(yaml!));
    expect(loadReleaseFamily(example?.[1] ?? '').records, path).toHaveLength(1);
  }
});

interface Command {
  readonly commands: readonly Command[];
  name(): string;
}

test('every command is documented in both languages', async () => {
  const { program } = await load<{ program: () => Command }>('apps/cli/src/program.ts');
  const names = (command: Command, before = ''): string[] =>
    command.commands.flatMap((one) =>
      one.commands.length > 0 ? names(one, `${before}${one.name()} `) : [`${before}${one.name()}`],
    );
  for (const [path, text] of both('operating.md')) {
    for (const name of names(program())) expect(text, `${path}: ${name}`).toMatch(new RegExp(`\`${name}[ \`]`));
  }
});

test('every result format and every form of constraint is documented in both languages', async () => {
  const { resultFormats } = await load<{ resultFormats: readonly { names: readonly string[] }[] }>(
    'services/dali/src/formats.ts',
  );
  for (const [path, text] of both('using.md')) {
    for (const { names } of resultFormats) expect(text, `${path}: ${names[0]}`).toContain(`\`${names[0]}\``);
    for (const form of ['..6000`', 'GALAXY`', 'G*`', '=bit:3`', '=!bit:3`', '=null`', '=!null`'])
      expect(text, `${path}: ${form}`).toContain(form);
  }
});

test('every function of the language and every code of a mistake is documented in both languages', async () => {
  const language = await load<Record<'functions' | 'aggregates', object>>('packages/query/src/index.ts');
  const names = Object.keys({ ...language.functions, ...language.aggregates });
  const sources = filesBelow(repository, ['packages/adql/src', 'packages/query/src']);
  const codes = sources
    .filter((path) => path.endsWith('.ts') && !/\.test\.ts$|\/test\//.test(path))
    .flatMap((path) => [...read(path).matchAll(/'((?:ADQL|QUERY)-[A-Z-]+)'/g)].map((match) => match[1]!));
  expect([names.length > 60, codes.length > 50]).toEqual([true, true]);
  for (const [path, text] of both('adql.md')) {
    const words = new Set(text.toUpperCase().match(/[\w-]+/g));
    expect(
      [...new Set([...names, ...codes])].filter((word) => !words.has(word)),
      path,
    ).toEqual([]);
  }
});

test('the Chinese documents have the parts and the examples of the English ones', () => {
  const partsOf = (text: string): number[] => [...text.matchAll(/^(#+) /gm)].map((match) => match[1]!.length);
  const code = (text: string): string[] =>
    [...text.matchAll(/^```\w*\n[\s\S]*?^```/gm)].map((match) => match[0].replace(/#.*$/gm, '#'));
  const pairs = [
    ['README.md', 'README.zh.md'],
    ...filesBelow(repository, ['docs/zh']).map((path) => [path.replace('docs/zh/', 'docs/'), path]),
  ] as [string, string][];
  expect(pairs.length).toBeGreaterThan(3);
  for (const [en, zh] of pairs) {
    expect(partsOf(read(zh)), zh).toEqual(partsOf(read(en)));
    if (!en.endsWith('descriptor.md')) expect(code(read(zh)), zh).toEqual(code(read(en)));
  }
});

test('the survey of the README is sound', async () => {
  const { parseDescriptor } = await load<{
    parseDescriptor: (text: string, options: { file: string }) => { diagnostics: unknown[] };
  }>('packages/descriptor/src/index.ts');
  for (const path of ['README.md', 'README.zh.md']) {
    const yaml = /```yaml\n([\s\S]*?)```/.exec(read(path))?.[1] ?? '';
    expect(parseDescriptor(yaml, { file: path }).diagnostics, path).toEqual([]);
  }
});

test('every link inside the repository leads somewhere', () => {
  const broken = documents.flatMap((path) =>
    [...read(path).matchAll(/\]\(([^)\s]+)\)/g)]
      .map((match) => match[1]!.replace(/#.*$/, ''))
      .filter((link) => link !== '' && !/^[a-z]+:/.test(link) && !existsSync(join(repository, dirname(path), link)))
      .map((link) => `${path}: ${link}`),
  );
  expect(documents.length).toBeGreaterThan(10);
  expect(broken).toEqual([]);
});

test('NOTICE names every library that is declared', () => {
  const notice = read('NOTICE');
  const manifests = filesBelow(repository).filter((path) => path.endsWith('package.json'));
  const declared = ['package.json', ...manifests].flatMap((path) => {
    const { dependencies = {}, devDependencies = {} } = JSON.parse(read(path)) as Record<
      string,
      Record<string, string>
    >;
    return Object.keys({ ...dependencies, ...devDependencies }).filter((name) => !name.startsWith('@lingtai/'));
  });
  const missing = [...new Set(declared)].filter(
    (name) => !new RegExp(`(^|[\\s,(])${name.replaceAll(/[.@/]/g, '\\$&')}([\\s,(]|$)`, 'm').test(notice),
  );
  expect(declared.length).toBeGreaterThan(10);
  expect(missing).toEqual([]);
});

test('a fragment in changes/ has a kind and a text', () => {
  for (const path of filesBelow(repository, ['changes']).filter((file) => !file.endsWith('README.md'))) {
    expect(path).toMatch(/^changes\/[\w-]+\.(added|changed|fixed|removed)\.md$/);
    expect(read(path).trim().length, path).toBeGreaterThan(20);
  }
});
