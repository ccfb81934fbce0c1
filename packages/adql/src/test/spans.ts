/** A tree without the places of its nodes. */
export function withoutSpans<T>(node: T): T {
  return JSON.parse(JSON.stringify(node, (key, value: unknown) => (key === 'span' ? undefined : value))) as T;
}
