import type { Name, Query } from './tree.ts';

type Part = Name['parts'][number];

/**
 * The query with its references in lower case where case means nothing: `SELECT RA` and `select ra` are one question. Names
 * that the query itself gives (AS, WITH) stay, for they are the names of the result; so does the whole query where a
 * delimited name stands before a column, for it may mean a table as it was written.
 */
export function withPlainNames(tree: Query): Query {
  return namesOf(tree).some((name) => name.parts.slice(0, -1).some((part) => part.delimited)) ? tree : plain(tree);
}

/** Where a node of the tree says what it means by a name; all other names are given and not referred to. */
const references: Readonly<Record<string, readonly string[]>> = {
  column: ['name'],
  table: ['name'],
  all: ['of'],
  join: ['using'],
};

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function referencesOf(node: Record<string, unknown>): readonly string[] {
  return (typeof node['kind'] === 'string' && references[node['kind']]) || [];
}

function plain<T>(node: T): T {
  if (Array.isArray(node)) return node.map(plain) as T;
  if (!isObject(node)) return node;
  const names = referencesOf(node);
  const entries = Object.entries(node).map(([key, value]) => [key, names.includes(key) ? lower(value) : plain(value)]);
  return Object.fromEntries(entries) as T;
}

function lower(names: unknown): unknown {
  if (Array.isArray(names)) return names.map(lower);
  if (!isObject(names)) return names;
  const parts = (names as unknown as Name).parts.map(
    (part): Part => (part.delimited ? part : { ...part, text: part.text.toLowerCase() }),
  );
  return { ...names, parts };
}

/** Every name by which a query refers to a table or column. */
export function namesOf(node: unknown): Name[] {
  if (Array.isArray(node)) return node.flatMap(namesOf);
  if (!isObject(node)) return [];
  const own = referencesOf(node).flatMap((key) => (node[key] === undefined ? [] : ([node[key]].flat() as Name[])));
  return [...own, ...Object.values(node).flatMap(namesOf)];
}
