import type { Place } from '@lingtai/diagnostics';

/** An element of the envelope, everything but the rows: nothing that a document says of its data is dropped. */
export interface VotableNode {
  /** Local name, `INFO`. */
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** Character data directly inside. */
  readonly text: string;
  readonly children: readonly VotableNode[];
  readonly place: Place;
}

/** All elements of a name below a node, in document order. */
export function nodesNamed(node: VotableNode, name: string): VotableNode[] {
  return node.children.flatMap((c) => (c.name === name ? [c, ...nodesNamed(c, name)] : nodesNamed(c, name)));
}
