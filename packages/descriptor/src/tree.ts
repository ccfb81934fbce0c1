import { type Document, isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml';
import { type Report, reportOn } from './report.ts';

/** A YAML value that knows where it stands. Offsets count UTF-16 code units of the text; `to` is exclusive. */
export type Tree = MapTree | ListTree | LeafTree;

interface Located {
  readonly from: number;
  readonly to: number;
}
export interface MapTree extends Located {
  readonly kind: 'map';
  readonly entries: ReadonlyMap<string, { readonly key: Located; readonly value: Tree }>;
}
export interface ListTree extends Located {
  readonly kind: 'list';
  readonly items: readonly Tree[];
}
export interface LeafTree extends Located {
  readonly kind: 'leaf';
  readonly value: string | number | boolean | null;
  /** As it is written, without quotes. */
  readonly source: string;
  /** Stands where an alias names nothing; that has been said, and nothing more is to be said of it. */
  readonly hole?: true;
}

const maxLength = 8_000_000;
const maxNodes = 400_000;
const maxDepth = 40;

class Refused extends Error {}

/** Reads a YAML 1.2 text. Never throws; the tree is there unless the text cannot be understood at all. */
export function readTree(text: string, file: string | undefined): { tree?: Tree; report: Report } {
  const lines = new LineCounter();
  const report = reportOn(text, lines, file);
  if (text.length > maxLength) {
    report.error('DESC-TOO-LARGE', { from: 0, to: 0 }, '', {
      en: `The descriptor has ${text.length} characters; the most allowed is ${maxLength}.`,
      zh: `描述文件有 ${text.length} 个字符，最多允许 ${maxLength} 个。`,
    });
    return { report };
  }
  let document: Document.Parsed;
  try {
    document = parseDocument(text, { lineCounter: lines, prettyErrors: false, keepSourceTokens: false, strict: true });
  } catch {
    report.error('DESC-YAML', { from: 0, to: 0 }, '', {
      en: 'This is not YAML that can be read; it may be nested too deeply.',
      zh: '无法作为 YAML 读取，可能嵌套过深。',
    });
    return { report };
  }
  for (const error of document.errors) {
    if (error.code === 'DUPLICATE_KEY') continue;
    report.error('DESC-YAML', { from: error.pos[0], to: error.pos[1] }, '', {
      en: `This is not right as YAML: ${error.message}.`,
      zh: `YAML 语法不正确：${error.message}。`,
    });
  }
  if (report.hasErrors() || document.contents === null) return { report };
  const tree = growTree(document.contents as Node, report);
  return tree ? { tree, report } : { report };
}

function growTree(contents: Node, report: Report): Tree | undefined {
  try {
    return new Grower(report).grow(contents, '', 0);
  } catch (error) {
    if (error instanceof Refused) return undefined;
    throw error;
  }
}

const nothing = (at: Located): LeafTree => ({ kind: 'leaf', value: null, source: '', ...at });

/** Turns YAML nodes into trees: aliases are replaced by what they name, within limits. */
class Grower {
  private readonly report: Report;
  private readonly anchors = new Map<string, { tree: Tree; nodes: number }>();
  private nodes = 0;

  constructor(report: Report) {
    this.report = report;
  }

  grow(node: Node, path: string, depth: number): Tree {
    const [from, to] = node.range ?? [0, 0];
    this.count(1, { from, to }, path);
    if (depth > maxDepth)
      this.refuse({ from, to }, path, `nested more than ${maxDepth} levels deep`, `嵌套超过 ${maxDepth} 层`);
    if (isAlias(node)) return this.alias(node.source, { from, to }, path);
    const before = this.nodes;
    const tree = this.collection(node, { from, to }, path, depth);
    const anchor = (node as { anchor?: string }).anchor;
    if (anchor) this.anchors.set(anchor, { tree, nodes: this.nodes - before + 1 });
    return tree;
  }

  private collection(node: Node, at: Located, path: string, depth: number): Tree {
    if (isMap(node))
      return this.map(node.items as readonly { key: Node | null; value: Node | null }[], at, path, depth);
    if (isSeq(node)) {
      const items = (node.items as readonly (Node | null)[]).map((item, i) =>
        item === null ? nothing(at) : this.grow(item, `${path}[${i}]`, depth + 1),
      );
      return { kind: 'list', items, ...at };
    }
    if (!isScalar(node)) return nothing(at);
    const value = node.value;
    const plain = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null;
    return { kind: 'leaf', value: plain, source: node.source ?? '', ...at };
  }

  private map(
    pairs: readonly { key: Node | null; value: Node | null }[],
    at: Located,
    path: string,
    depth: number,
  ): MapTree {
    const entries = new Map<string, { key: Located; value: Tree }>();
    for (const pair of pairs) {
      const range = pair.key?.range;
      const key: Located = range ? { from: range[0], to: range[1] } : at;
      const name = isScalar(pair.key) ? (pair.key.source ?? String(pair.key.value)) : undefined;
      if (name === undefined) {
        this.report.error('DESC-YAML', key, path, { en: 'A key must be a simple name.', zh: '键必须是简单的名称。' });
        continue;
      }
      const below = path === '' ? name : `${path}.${name}`;
      const first = entries.get(name);
      if (first) {
        const line = this.report.lineOf(first.key.from);
        this.report.error('DESC-DUPLICATE-KEY', key, below, {
          en: `The key "${name}" stands twice; the first one is in line ${line}.`,
          zh: `键“${name}”重复，第一次出现在第 ${line} 行。`,
        });
        continue;
      }
      const value = pair.value === null ? nothing(key) : this.grow(pair.value, below, depth + 1);
      entries.set(name, { key, value });
    }
    return { kind: 'map', entries, ...at };
  }

  private alias(name: string, at: Located, path: string): Tree {
    const target = this.anchors.get(name);
    if (!target) {
      this.report.error('DESC-ALIAS', at, path, {
        en: `The alias *${name} names nothing that is complete before it; write &${name} at the earlier place.`,
        zh: `别名 *${name} 之前没有完整的锚点，请在前面用 &${name} 标出。`,
      });
      return { ...nothing(at), hole: true };
    }
    this.count(target.nodes, at, path);
    return target.tree;
  }

  private count(more: number, at: Located, path: string): void {
    this.nodes += more;
    if (this.nodes > maxNodes) {
      this.refuse(
        at,
        path,
        `more than ${maxNodes} values when all aliases are written out`,
        `展开全部别名后超过 ${maxNodes} 个值`,
      );
    }
  }

  private refuse(at: Located, path: string, en: string, zh: string): never {
    this.report.error('DESC-TOO-LARGE', at, path, {
      en: `The descriptor is refused: ${en}.`,
      zh: `拒绝该描述文件：${zh}。`,
    });
    throw new Refused();
  }
}

/** The plain JavaScript value of a tree. Trees shared by aliases stay shared. */
export function plainValue(tree: Tree, seen: Map<Tree, unknown> = new Map()): unknown {
  if (tree.kind === 'leaf') return tree.value;
  const known = seen.get(tree);
  if (known !== undefined) return known;
  const value =
    tree.kind === 'list'
      ? tree.items.map((item) => plainValue(item, seen))
      : Object.fromEntries([...tree.entries].map(([name, entry]) => [name, plainValue(entry.value, seen)]));
  seen.set(tree, value);
  return value;
}
