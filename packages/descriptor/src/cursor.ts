import { nearest } from '@lingtai/diagnostics';
import type { Report } from './report.ts';
import type { Tree } from './tree.ts';

/** A place in the descriptor from which checks read without trusting its shape; what is missing or wrong reads as absent. */
export class Cursor {
  readonly tree: Tree;
  readonly path: string;
  readonly report: Report;

  constructor(tree: Tree, path: string, report: Report) {
    this.tree = tree;
    this.path = path;
    this.report = report;
  }

  get(key: string): Cursor | undefined {
    const entry = this.tree.kind === 'map' ? this.tree.entries.get(key) : undefined;
    return entry && new Cursor(entry.value, this.path === '' ? key : `${this.path}.${key}`, this.report);
  }

  /** The items of the list under a key. */
  list(key: string): readonly Cursor[] {
    return this.get(key)?.items() ?? [];
  }

  items(): readonly Cursor[] {
    if (this.tree.kind !== 'list') return [];
    return this.tree.items.map((item, i) => new Cursor(item, `${this.path}[${i}]`, this.report));
  }

  get value(): string | number | boolean | null | undefined {
    return this.tree.kind === 'leaf' ? this.tree.value : undefined;
  }

  get text(): string | undefined {
    return typeof this.value === 'string' ? this.value : undefined;
  }

  get number(): number | undefined {
    return typeof this.value === 'number' ? this.value : undefined;
  }

  textOf(key: string): string | undefined {
    return this.get(key)?.text;
  }

  numberOf(key: string): number | undefined {
    return this.get(key)?.number;
  }

  error(code: string, en: string, zh: string, near?: string): void {
    this.report.error(code, this.tree, this.path, { en, zh }, near);
  }

  warn(code: string, en: string, zh: string, near?: string): void {
    this.report.warning(code, this.tree, this.path, { en, zh }, near);
  }
}

/** The names of a list's entries with the entries; the first of equal names. */
export function byName(items: readonly Cursor[]): ReadonlyMap<string, Cursor> {
  const named = new Map<string, Cursor>();
  for (const item of items) {
    const name = item.textOf('name');
    if (name !== undefined && !named.has(name)) named.set(name, item);
  }
  return named;
}

/** Says so where a name is not among those that exist. */
export function mustExist(
  at: Cursor | undefined,
  names: Iterable<string>,
  code: string,
  en: string,
  zh: string,
  name: string | undefined = at?.text,
): boolean {
  if (at === undefined || name === undefined) return false;
  const known = [...names];
  if (known.includes(name)) return true;
  const near = known.find((k) => k.toLowerCase() === name.toLowerCase()) ?? nearest(name, known);
  at.error(code, `There is no ${en} "${name}".`, `没有名为“${name}”的${zh}。`, near);
  return false;
}

/** Says so where two entries have one name. */
export function mustDiffer(names: readonly (Cursor | undefined)[], en: string, zh: string): void {
  const seen = new Map<string, Cursor>();
  for (const at of names) {
    const name = at?.text;
    if (at === undefined || name === undefined) continue;
    const first = seen.get(name);
    if (first) {
      const line = at.report.lineOf(first.tree.from);
      at.error(
        'DESC-DUPLICATE-NAME',
        `The ${en} "${name}" is there already, in line ${line}.`,
        `${zh}“${name}”在第 ${line} 行已存在。`,
      );
    } else seen.set(name, at);
  }
}
